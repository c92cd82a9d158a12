/** Library functions whose error depends on the argument, in the fuzzed reading: each part of a range by its own rule. */
import type { Operator } from '../formula/operators.ts';
import type { ErrorRule } from '../profiles.ts';
import { type Enclosures, type Interval, notNaN, Undecided } from './enclosure.ts';
import { formats } from './formats.ts';
import type { Fuzzy, Range, Ranges } from './range.ts';
import type { Roundings } from './roundings.ts';

interface Part<R> {
  readonly low: Interval<R>;
  readonly high: Interval<R>;
}

export class FuzzedLibrary<R> {
  private readonly reals: Enclosures<R>;
  private readonly ranges: Ranges<R>;
  private readonly roundings: Roundings<R>;

  constructor(reals: Enclosures<R>, ranges: Ranges<R>, roundings: Roundings<R>) {
    this.reals = reals;
    this.ranges = ranges;
    this.roundings = roundings;
  }

  /** All that a rising function may answer for an argument of a range; where its argument has no value, anything. */
  apply(rules: readonly ErrorRule[], row: Operator, argument: Range<R>): Fuzzy<R> {
    let rest: readonly Part<R>[] = [argument];
    let found: Fuzzy<R> | undefined;
    for (const rule of rules) {
      const { inside, outside } = this.cut(rest, rule);
      for (const part of inside) {
        const value = this.image(rule, row, part);
        found = found === undefined ? value : this.ranges.union(found, value);
      }
      rest = outside;
    }
    return found === undefined || rest.length > 0 ? this.ranges.anything() : found;
  }

  /** Parts may share an end with their neighbours. */
  private cut(
    parts: readonly Part<R>[],
    { from, to }: ErrorRule,
  ): { inside: readonly Part<R>[]; outside: readonly Part<R>[] } {
    if (from === undefined || to === undefined) return { inside: parts, outside: [] };
    const [first, last] = [this.roundings.number(from), this.roundings.number(to)];
    const inside: Part<R>[] = [];
    const outside: Part<R>[] = [];
    for (const { low, high } of parts) {
      if (this.isBelow(low, first)) outside.push({ low, high: this.ranges.least([high, first]) });
      if (this.isBelow(last, high)) outside.push({ low: this.ranges.greatest([low, last]), high });
      if (this.isBelow(high, first) || this.isBelow(last, low)) continue;
      inside.push({ low: this.ranges.greatest([low, first]), high: this.ranges.least([high, last]) });
    }
    return { inside, outside };
  }

  private isBelow(a: Interval<R>, b: Interval<R>): boolean {
    const order = this.reals.order(a, b);
    if (order === undefined) throw new Undecided('which rule holds');
    return order === -1;
  }

  private image(rule: ErrorRule, row: Operator, { low, high }: Part<R>): Fuzzy<R> {
    const [least, most] = [row.exact(this.reals, [low]), row.exact(this.reals, [high])];
    if (least === 'NaN' || most === 'NaN') return 'NaN';
    if (rule.absolute !== undefined) {
      const error = this.roundings.number(rule.absolute);
      return { low: notNaN(this.reals.subtract(least, error)), high: notNaN(this.reals.add(most, error)), nan: false };
    }
    return { low: this.erring(least, rule, low, false), high: this.erring(most, rule, high, true), nan: false };
  }

  /** Ulps are relative, but where the result underflows. There many of them may be more than flushing. */
  private erring(end: Interval<R>, rule: ErrorRule, argument: Interval<R>, up: boolean): Interval<R> {
    const { reals, roundings } = this;
    if (this.ranges.isUnbounded({ low: end, high: end, nan: false })) return end;
    const ulps = this.ulpsAt(rule, argument);
    const inUlps = (ulp: number): Interval<R> => notNaN(reals.multiply(ulps, roundings.number(ulp)));
    const tiny = this.ranges.greatest([roundings.smallestNormal, inUlps(formats[roundings.working].smallest)]);
    const absolute = roundings.reaches({ low: end, high: end }) ? tiny : undefined;
    return roundings.outward(end, roundings.factorsOf(inUlps(2 * roundings.unit)), absolute, up);
  }

  private ulpsAt({ ulps = 0, per_argument = 0 }: ErrorRule, argument: Interval<R>): Interval<R> {
    const { reals, roundings } = this;
    const magnitude = reals.max([argument, reals.negate(argument)]);
    return notNaN(reals.add(roundings.number(ulps), reals.multiply(magnitude, roundings.number(per_argument))));
  }
}
