/** How a run ends when several things went wrong. */
import { expect, test } from 'vitest';
import { exits, gravest } from './failure.ts';

test('the gravest of several ends wins', () => {
  const order = [5, 2, 3, 4, 6, 1, 0];
  const names = Object.keys(exits) as (keyof typeof exits)[];
  for (const a of names) {
    for (const b of names) {
      const graver = order.indexOf(exits[a]) < order.indexOf(exits[b]) ? a : b;
      expect(exits[gravest([a, b])]).toBe(exits[graver]);
    }
  }
  expect(gravest([])).toBe('conforms');
});
