/** What every loss does with its options before it looks at a number. */
import { ArgumentError, quote } from './argument_error.ts';

/** Throws when `options` holds a name the loss does not have: a misspelt option must not become its default. */
export function checkOptions(loss: string, options: object, names: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    throw new ArgumentError(name, `is not an option of ${loss}`, `it takes ${names.join(', ')}`);
  }
}

/** The share of each target that is spread evenly over all classes: 0 when absent. Throws outside [0, 1]. */
export function checkSmoothing(value: number | undefined): number {
  if (value === undefined) return 0;
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new ArgumentError('labelSmoothing', `is ${quote(value)}`, 'give a number from 0 to 1');
}
