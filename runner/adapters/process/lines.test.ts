/** Lines come out the same however the bytes were cut, and never more is held than a line may be long. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Lines } from './lines.ts';

function read(chunks: readonly Buffer[], limit = 1000) {
  const told: unknown[] = [];
  const lines = new Lines(
    {
      message: (value) => told.push(value),
      garbage: (beginning, bytes) => told.push(`${beginning} (${bytes})`),
      tooLong: () => told.push('too long'),
    },
    limit,
  );
  for (const chunk of chunks) lines.write(chunk);
  return { told, partial: lines.partial };
}

const bytes = (text: string) => Buffer.from(text, 'utf8');

test('objects come out however the bytes are cut, characters of several bytes included', () => {
  const objects = fc.array(fc.record({ id: fc.nat(), text: fc.string({ unit: 'grapheme' }) }), { maxLength: 5 });
  const cuts = fc.array(fc.nat(300), { maxLength: 20 });
  fc.assert(
    fc.property(objects, cuts, (values, places) => {
      const all = bytes(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
      const sorted = [0, ...places.map((place) => place % (all.length + 1)), all.length].sort((a, b) => a - b);
      const chunks = sorted.slice(1).map((end, i) => all.subarray(sorted[i], end));
      expect(read(chunks, 10_000).told).toEqual(values);
    }),
  );
});

const cases: readonly [name: string, text: string | Buffer, told: readonly unknown[]][] = [
  ['a carriage return before the line end is white space', '{"id":1}\r\n', [{ id: 1 }]],
  ['empty lines say nothing', '\n  \n{"id":1}\n\n', [{ id: 1 }]],
  ['an array is no message', '[1,2]\n', ['[1,2] (5)']],
  ['null is no message', 'null\n', ['null (4)']],
  ['bytes that are no UTF-8 are garbage', Buffer.from([0x7b, 0xff, 0x7d, 0x0a]), ['{\ufffd} (3)']],
  ['what stands before a reply does not spoil it', 'step 1… {"id":1}\n', ['step 1…  (10)', { id: 1 }]],
  ['a reply cut short does not spoil the next', '{"id":1,"ans{"id":2}\n', ['{"id":1,"ans (12)', { id: 2 }]],
  ['a line as long as the limit is read', `{"id":1}${' '.repeat(992)}\n`, [{ id: 1 }]],
  ['one byte more is too long, and the rest unread', `{"id":1}${' '.repeat(993)}\n{"id":2}\n`, ['too long']],
];

for (const [name, text, told] of cases) {
  test(name, () => expect(read([Buffer.isBuffer(text) ? text : bytes(text)]).told).toEqual(told));
}

test('too long is told once, before the line has ended', () => {
  expect(read(Array.from({ length: 20 }, () => bytes('x'.repeat(100)))).told).toEqual(['too long']);
});

test('what was not finished is kept for the report', () => {
  expect(read([bytes('{"id":1}\n{"id"'), bytes(':2')])).toEqual({ told: [{ id: 1 }], partial: '{"id":2' });
});
