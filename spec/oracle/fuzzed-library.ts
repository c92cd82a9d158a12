/** Library functions whose error depends on the argument, in the fuzzed reading: each part of a range by its own rule. */
import type { Operator } from '../formula/operators.ts';
import type { ErrorRule } from '../profiles.ts';
import { type Enclosures, type Interval, notNaN } from './enclosure.ts';
import { formats } from './formats.ts';
import type { Range, Ranges } from './range.ts';
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
  apply(rules: readonly ErrorRule[], row: Operator, argument: Range<R>): Range<R> {
    let rest: readonly Part<R>[] = [argument];
    const found: Range<R>[] = [];
    for (const rule of rules) {
      const { inside, outside } = this.cut(rest, rule);
      found.push(...inside.map((part) => this.image(rule, row, part)));
      rest = outside;
    }
    return rest.length > 0 ? this.ranges.anything() : found.reduce((a, b) => this.ranges.hull(a, b));
  }

  /** Parts may share an end with their neighbours. */
  private cut(
    parts: readonly Part<R>[],
    { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }: ErrorRule,
  ): { inside: readonly Part<R>[]; outside: readonly Part<R>[] } {
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
    return this.ranges.order(a, b) < 0;
  }

  private image(rule: ErrorRule, row: Operator, { low, high }: Part<R>): Range<R> {
    const least = row.exact(this.reals, [low]);
    if (least === 'NaN') return this.ranges.anything();
    const most = notNaN(row.exact(this.reals, [high]));
    if (rule.absolute !== undefined) {
      const error = this.roundings.number(rule.absolute);
      return { low: notNaN(this.reals.subtract(least, error)), high: notNaN(this.reals.add(most, error)), nan: false };
    }
    return { low: this.erring(least, rule, low, false), high: this.erring(most, rule, high, true), nan: false };
  }

  /** Ulps are relative, but where the result underflows. There many of them may be more than flushing. */
  private erring(end: Interval<R>, rule: ErrorRule, argument: Interval<R>, up: boolean): Interval<R> {
    const { reals, roundings } = this;
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
