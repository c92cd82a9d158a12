/** An id, once published, keeps its question. */
import { expect, test } from 'vitest';
import { lossNamed, question, tensor } from '../spec/testing.ts';
import { digest, plan } from './plan.ts';
import { printRegistry, readRegistry, register } from './registry.ts';

const known = { a_loss: { first: 'aaaa', second: 'bbbb' } };

test('new ids are added, known ones stay, in the order in which they came', () => {
  const after = register(
    known,
    'a_loss',
    new Map([
      ['third', 'cccc'],
      ['first', 'aaaa'],
    ]),
  );
  expect(Object.entries(after.a_loss ?? {})).toEqual([
    ['first', 'aaaa'],
    ['second', 'bbbb'],
    ['third', 'cccc'],
  ]);
  expect(register(known, 'other', new Map([['first', 'dddd']]))).toEqual({ ...known, other: { first: 'dddd' } });
});

test('an id whose vector is gone is not free for another question', () => {
  expect(register(known, 'a_loss', new Map())).toEqual(known);
  expect(() => register(known, 'a_loss', new Map([['second', 'eeee']]))).toThrow(
    'vectors/registry.json: a_loss/second was published with another question; give the new question a new name',
  );
});

test('the registry is printed one id a line, losses in order, and read back', () => {
  const text = printRegistry({ z_loss: { one: '1' }, a_loss: { two: '2', three: '3' } });
  expect(text).toBe('{\n"a_loss":{\n"two":"2",\n"three":"3"\n},\n"z_loss":{\n"one":"1"\n}\n}\n');
  expect(JSON.parse(text)).toEqual({ a_loss: { two: '2', three: '3' }, z_loss: { one: '1' } });
});

test('a digest changes with whatever is asked, and with nothing else', () => {
  const asked = { inputs: { input: tensor([1, 2]) }, gradients: ['input'], upstream: 2 };
  const planned = {
    id: 'a',
    why: 'b',
    question: question(asked),
    shows: [],
    row: false,
    extensions: new Set<string>(),
  };
  const changes = [
    { question: question({ ...asked, inputs: { input: tensor([1, 3]) } }) },
    { question: question({ ...asked, inputs: { input: tensor([[1, 2]]) } }) },
    { question: question({ ...asked, inputs: { input: tensor([1, 2], 'float32') } }) },
    { question: question({ ...asked, parameters: { reduction: 'sum' } }) },
    { question: question({ ...asked, upstream: 3 }) },
    { question: question({ ...asked, gradients: [] }) },
    { without: 'some_extension' },
  ].map((change) => digest({ ...planned, ...change }));
  expect(new Set([digest(planned), ...changes]).size).toBe(changes.length + 1);
  expect(digest({ ...planned, id: 'c', why: 'd', shows: ['e'], control: 'f' })).toBe(digest(planned));
});

test('every question of today is the one its id was published with', () => {
  const registry = readRegistry();
  for (const [name, ids] of Object.entries(registry)) {
    const planned = plan(lossNamed(name), Object.keys(ids));
    const digests = new Map(planned.map((one) => [one.id, digest(one)]));
    expect(() => register(registry, name, digests)).not.toThrow();
    expect(new Set(planned.map(({ id }) => id)).size, name).toBe(planned.length);
  }
});
