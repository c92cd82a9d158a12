/** Who has waited too long, told on invented clocks. */
import { expect, test } from 'vitest';
import { OpenQuestions } from './open-questions.ts';

const PATIENCE = 10;

function asked(...times: readonly number[]): OpenQuestions {
  const open = new OpenQuestions();
  for (const [id, time] of times.entries()) open.add(id, () => {}, time);
  return open;
}

test('nothing is due while nothing is open', () => {
  expect(asked().overdue(1e9, PATIENCE)).toEqual({ passedOver: [], silent: false, again: Infinity });
});

test('a subject is silent when nothing was heard for as long as patience lasts', () => {
  const open = asked(0, 0);
  expect(open.overdue(9, PATIENCE)).toEqual({ passedOver: [], silent: false, again: 1 });
  expect(open.overdue(10, PATIENCE)).toMatchObject({ silent: true });
});

test('every reply in order renews the patience with those that wait behind it', () => {
  const open = asked(0, 0, 0);
  open.reply(0, 8);
  open.reply(1, 16);
  expect(open.overdue(25, PATIENCE)).toMatchObject({ silent: false, again: 1 });
  expect(open.overdue(26, PATIENCE)).toMatchObject({ silent: true });
});

test('a question that a later one overtook waits from then on, and is given up alone', () => {
  const open = asked(0, 0, 0, 0);
  open.reply(2, 5);
  open.reply(3, 12);
  expect(open.overdue(14, PATIENCE)).toEqual({ passedOver: [], silent: false, again: 1 });
  expect(open.overdue(15, PATIENCE)).toEqual({ passedOver: [0, 1], silent: false, again: Infinity });
});

test('a reply to what was given up is late once, and a duplicate after that', () => {
  const open = asked(0);
  open.giveUp(0);
  expect([open.reply(0, 1), open.cameLate(0), open.cameLate(0)]).toEqual([undefined, true, false]);
});

test('a question is charged the time it took, not the time it queued', () => {
  const open = asked(0, 1, 2);
  expect([0, 1, 2].map((id) => open.reply(id, 10 + id)?.milliseconds)).toEqual([10, 1, 1]);
});
