/**
 * The fuzzed reading of a formula: for every node an interval that holds every value a permitted implementation may
 * have there. Each operation is its exact image of the operands' intervals, widened by what the profile lets it round.
 * The ends are real numbers, themselves known by thin enclosures, so that two arithmetics agree on them.
 */
import type { Profile } from '../common.ts';
import type { Node } from '../formula/graph.ts';
import { type Operator, operators, type Rounding } from '../formula/operators.ts';
import type { Relation } from '../formula/tree.ts';
import type { FloatDtype } from '../tensor.ts';
import { type Enclosure, type Enclosures, type Interval, Undecided } from './enclosure.ts';
import { operandOf, orderHolds } from './exact.ts';
import { formats } from './formats.ts';

/** Every value between the ends; `nan` when NaN is possible too; 'NaN' when nothing else is. */
export type Fuzzy<R> = { readonly low: Interval<R>; readonly high: Interval<R>; readonly nan: boolean } | 'NaN';
type Range<R> = Exclude<Fuzzy<R>, 'NaN'>;

/** Roundings that an explanation leaves out to see what they cost. */
export type Spared = ReadonlySet<Rounding>;

export class FuzzedReading<R> {
  private readonly reals: Enclosures<R>;
  private readonly profile: Profile;
  private readonly spared: Spared;
  private readonly values = new Map<Node, Fuzzy<R>>();
  /** What operations are done in. */
  private readonly working: FloatDtype;
  private readonly unit: number;
  private readonly largest: R;
  private readonly tiny: Interval<R>;
  private readonly normal: Interval<R>;
  /** Set when every result is rounded to a narrower dtype. */
  private readonly store:
    | { readonly unit: number; readonly tiny: Interval<R>; readonly normal: Interval<R>; readonly largest: R }
    | undefined;
  private readonly factors = new Map<number, readonly [less: Interval<R>, more: Interval<R>]>();

  constructor(reals: Enclosures<R>, profile: Profile, spared: Spared = new Set()) {
    this.reals = reals;
    this.profile = profile;
    this.spared = spared;
    this.working = profile.computes ?? profile.dtype;
    const { unit, smallestNormal, smallest, largest } = formats[this.working];
    this.unit = unit;
    this.largest = reals.arithmetic.fromNumber(largest);
    this.tiny = this.number(profile.flushes ? smallestNormal : smallest / 2);
    this.normal = this.number(2 * smallestNormal); // a library function that errs may cross it
    if (profile.stores === 'every result') {
      const stored = formats[profile.dtype];
      this.store = {
        unit: stored.unit,
        tiny: this.number(stored.smallest / 2),
        normal: this.number(2 * stored.smallestNormal),
        largest: reals.arithmetic.fromNumber(stored.largest),
      };
    }
  }

  /** @throws Undecided when the precision does not suffice */
  value(node: Node): Fuzzy<R> {
    const known = this.values.get(node);
    if (known !== undefined) return known;
    const value = this.evaluate(node);
    const kept = value === 'NaN' ? value : this.collapsed(value);
    this.values.set(node, kept);
    return kept;
  }

  private number(value: number): Interval<R> {
    const interval = this.reals.fromNumber(value);
    if (interval === 'NaN') throw new RangeError('no interval is NaN');
    return interval;
  }

  private evaluate(node: Node): Fuzzy<R> {
    switch (node.kind) {
      case 'constant':
        return this.literal(this.reals.fromDecimal(node.text), false);
      case 'parameter':
        return Number.isNaN(node.value) ? 'NaN' : this.literal(this.number(node.value), true);
      case 'input':
        return Number.isNaN(node.value) ? 'NaN' : this.read(node.value);
      case 'operation':
        return this.operation(node, node.operator);
      case 'either':
        return node.operands.map((operand) => this.value(operand)).reduce((a, b) => this.union(a, b));
      case 'detach':
        return this.value(operandOf(node, 0));
      case 'select':
        return this.select(node.relation, node);
    }
  }

  /** An entry of an input is exact; one too small to be normal may be read as 0. */
  private read(value: number): Range<R> {
    const exact = this.number(value);
    if (!this.profile.flushes || value === 0 || Math.abs(value) >= formats[this.working].smallestNormal)
      return single(exact);
    const { zero } = this.reals;
    return value > 0 ? { low: zero, high: exact, nan: false } : { low: exact, high: zero, nan: false };
  }

  /**
   * Exact in the formula; an implementation may hold it exactly, or rounded once to what it computes in. A parameter may
   * arrive stored; a constant of the formula may not, since 1e-12 would be 0 in float16.
   */
  private literal(value: Interval<R>, mayBeStored: boolean): Fuzzy<R> {
    if (this.fits(value)) return single(value);
    const { arithmetic } = this.reals;
    const held = this.reals.isPoint(value) && arithmetic.fits(value.low, this.working);
    const rounded = held ? single(value) : this.widen(single(value), this.unit, false);
    return mayBeStored ? this.stored(rounded) : rounded;
  }

  private fits(value: Interval<R>): boolean {
    return (
      this.reals.isPoint(value) && this.reals.arithmetic.fits(value.low, this.store ? this.profile.dtype : this.working)
    );
  }

  private operation(node: Node, operator: string): Fuzzy<R> {
    const row = rowNamed(operator);
    const operands: Range<R>[] = [];
    for (const operand of node.operands) {
      const value = this.value(operand);
      if (value === 'NaN') return 'NaN';
      operands.push(value);
    }
    if (row.rounding === 'sum') return this.stored(this.sum(operands));
    if (row.rounding === 'streaming') return this.storedUnlessNaN(this.streaming(operands));
    const result = this.apply(row, operands);
    return result === 'NaN' || row.rounding === 'none' ? result : this.stored(result);
  }

  private apply(row: Operator, operands: readonly Range<R>[]): Fuzzy<R> {
    const image = this.image(row, operands);
    if (image === 'NaN') return image;
    const result = this.bounded(this.round(image, row.rounding, operands));
    return operands.some(({ nan }) => nan) ? { ...result, nan: true } : result;
  }

  /** Two ends that are the same number are one. */
  private collapsed(range: Range<R>): Range<R> {
    const { low, high, nan } = range;
    return low !== high && this.reals.order(low, high) === 0 ? { low, high: low, nan } : range;
  }

  private storedUnlessNaN(value: Fuzzy<R>): Fuzzy<R> {
    return value === 'NaN' ? value : this.stored(value);
  }

  /** Rounds to the narrower dtype, with gradual underflow, where the profile stores every result. */
  private stored(range: Range<R>): Range<R> {
    const { store } = this;
    if (!store || (range.low === range.high && this.fits(range.low))) return range;
    const tiny = this.reaches(range, store.normal) ? store.tiny : undefined;
    const move = (end: Interval<R>, up: boolean): Interval<R> => this.outward(end, store.unit, tiny, up);
    return this.bounded({ low: move(range.low, false), high: move(range.high, true), nan: range.nan }, store.largest);
  }

  /** The exact image of the operands' intervals. */
  private image(row: Operator, operands: readonly Range<R>[]): Fuzzy<R> {
    if (operands.every((operand) => this.isExact(operand))) {
      const value = row.exact(
        this.reals,
        operands.map(({ low }) => low),
      );
      return value === 'NaN' ? value : single(value);
    }
    if (row.rounding === 'division' && operands[1] && !this.keepsSign(operands[1])) return this.anything();
    if (row.rounding === 'multiplication' && this.infinityMeetsZero(operands)) return this.anything();
    const corners = this.corners(row, operands).map((corner) => row.exact(this.reals, corner));
    const intervals = corners.filter((corner) => corner !== 'NaN');
    if (intervals.length < corners.length) return this.anything();
    return { low: this.least(intervals), high: this.greatest(intervals), nan: false };
  }

  /** Operands whose image is an end of the image; all ends where infinities may meet, since ∞ − ∞ is no end. */
  private corners(row: Operator, operands: readonly Range<R>[]): readonly (readonly Interval<R>[])[] {
    const meet = row.rounding === 'addition' && operands.every((operand) => this.isUnbounded(operand));
    if (row.follows === 'corners' || meet) {
      return operands.reduce<readonly (readonly Interval<R>[])[]>(
        (heads, { low, high }) =>
          low === high
            ? heads.map((head) => [...head, low])
            : heads.flatMap((head) => [
                [...head, low],
                [...head, high],
              ]),
        [[]],
      );
    }
    const falls = row.follows === 'rises in all' ? [] : row.follows.map((way) => way === 'falls');
    return [
      operands.map(({ low, high }, index) => (falls[index] ? high : low)),
      operands.map(({ low, high }, index) => (falls[index] ? low : high)),
    ];
  }

  /** ∞ · 0 is NaN, also where the 0 is no end. */
  private infinityMeetsZero(factors: readonly Range<R>[]): boolean {
    const mayBeZero = factors.map(({ low, high }) => this.signAtMost(low) && this.signAtLeast(high));
    return factors.some((factor, index) => this.isUnbounded(factor) && mayBeZero[1 - index]);
  }

  private isUnbounded({ low, high }: Range<R>): boolean {
    return !this.reals.arithmetic.isFinite(low.low) || !this.reals.arithmetic.isFinite(high.high);
  }

  /** Whether every value has the same sign, and none is zero unless all are. */
  private keepsSign({ low, high }: Range<R>): boolean {
    const [first, last] = [this.reals.signOf(low), this.reals.signOf(high)];
    if (first === undefined || last === undefined) throw new Undecided('the sign of a divisor');
    return first === last;
  }

  private round(image: Range<R>, rounding: Rounding, operands: readonly Range<R>[]): Range<R> {
    if (rounding === 'none' || this.spared.has(rounding)) return image;
    const scaled = operands.some((operand) => this.isPowerOfTwo(operand));
    const [first, second] = operands.map((operand) => this.isExact(operand) && this.reals.isZero(operand.low));
    if ((rounding === 'addition' && (first || second)) || (rounding === 'multiplication' && (first || second)))
      return image;
    if (rounding === 'multiplication' && scaled) return this.widen(image, 0, true);
    if (rounding === 'division') return this.roundQuotient(image, operands);
    if (operands.every((operand) => this.isExact(operand)) && this.isExactly(image)) return image;
    return this.widen(image, this.relative(rounding), true);
  }

  /** Also when computed as x · (1 / y), so that only 0 / x and x / ±2^k are exact. */
  private roundQuotient(image: Range<R>, operands: readonly Range<R>[]): Range<R> {
    const [dividend, divisor] = operands;
    if (dividend && this.isExact(dividend) && (this.reals.isZero(dividend.low) || this.reals.isInfinite(dividend.low)))
      return image;
    return this.widen(image, divisor && this.isPowerOfTwo(divisor) ? 0 : this.relative('division'), true);
  }

  private relative(rounding: Rounding): number {
    const { ulps, division } = this.profile;
    if (rounding === 'division') return division * this.unit;
    return rounding in ulps ? 2 * ulps[rounding as keyof typeof ulps] * this.unit : this.unit;
  }

  /** One exact number that the dtype holds, and that no flushing takes away. */
  private isExactly({ low, high }: Range<R>): boolean {
    if (low !== high || !this.fits(low)) return false;
    return this.reals.isZero(low) || !this.profile.flushes || this.isNormal(low);
  }

  private isNormal(value: Interval<R>): boolean {
    const { arithmetic } = this.reals;
    const magnitude = arithmetic.sign(value.low) < 0 ? arithmetic.negate(value.low) : value.low;
    return arithmetic.compare(magnitude, this.tiny.low) >= 0;
  }

  private isPowerOfTwo(operand: Range<R>): boolean {
    if (!this.isExact(operand)) return false;
    const value = Math.abs(this.reals.arithmetic.nearest(operand.low.low, 'float64'));
    return Number.isFinite(value) && value > 0 && Number.isInteger(Math.log2(value)) && 2 ** Math.log2(value) === value;
  }

  private isExact({ low, high }: Range<R>): boolean {
    return low === high && this.reals.isPoint(low);
  }

  /** Moves both ends outward; what rounds or flushes keeps its sign, so no end crosses 0. */
  private widen(range: Range<R>, relative: number, absolute: boolean): Range<R> {
    const { low, high, nan } = range;
    const tiny = absolute && this.reaches(range, this.normal) ? this.tiny : undefined;
    return { low: this.outward(low, relative, tiny, false), high: this.outward(high, relative, tiny, true), nan };
  }

  /** Whether a number of the range is nearer to 0 than the smallest normal one, where roundings are absolute. */
  private reaches({ low, high }: Range<R>, normal: Interval<R>): boolean {
    const { reals } = this;
    const below = (end: Enclosure<R>): boolean => {
      const order = end === 'NaN' ? -1 : reals.order(end, normal);
      if (order === undefined) throw new Undecided('an underflow');
      return order === -1;
    };
    if (reals.arithmetic.sign(low.low) > 0) return below(low);
    return reals.arithmetic.sign(high.high) < 0 ? below(reals.negate(high)) : true;
  }

  private outward(end: Interval<R>, relative: number, absolute: Interval<R> | undefined, up: boolean): Interval<R> {
    const { reals } = this;
    if (!reals.arithmetic.isFinite(end.low) || !reals.arithmetic.isFinite(end.high)) return end;
    const sign = reals.signOf(end);
    if (sign === undefined) throw new Undecided('the sign of an end');
    if (sign === 0) return end;
    const grows = sign > 0 === up;
    const [less, more] = this.factor(relative);
    let moved: Enclosure<R> = relative === 0 ? end : reals.multiply(end, grows ? more : less);
    if (absolute) moved = up ? reals.add(moved, absolute) : reals.subtract(moved, absolute);
    if (moved === 'NaN') throw new Error('an end became NaN');
    if (grows) return moved;
    return up ? this.least([moved, reals.zero]) : this.greatest([moved, reals.zero]);
  }

  private factor(relative: number): readonly [Interval<R>, Interval<R>] {
    const known = this.factors.get(relative);
    if (known) return known;
    const { reals } = this;
    const [less, more] = [
      reals.subtract(reals.one, this.number(relative)),
      reals.add(reals.one, this.number(relative)),
    ];
    if (less === 'NaN' || more === 'NaN') throw new Error('a factor became NaN');
    const made = [less, more] as const;
    this.factors.set(relative, made);
    return made;
  }

  /** An end past the largest number may have become ±∞. */
  private bounded(range: Range<R>, largest = this.largest): Range<R> {
    const { arithmetic } = this.reals;
    const overflows = (value: Interval<R>): boolean => {
      if (!arithmetic.isFinite(value.low) || arithmetic.compare(value.high, largest) <= 0) return false;
      if (arithmetic.compare(value.low, largest) <= 0) throw new Undecided('an overflow');
      return true;
    };
    const infinity = { low: arithmetic.infinity, high: arithmetic.infinity };
    const minus = { low: arithmetic.negate(arithmetic.infinity), high: arithmetic.negate(arithmetic.infinity) };
    const mirrored = this.reals.negate(range.low);
    return {
      low: mirrored !== 'NaN' && overflows(mirrored) ? minus : range.low,
      high: overflows(range.high) ? infinity : range.high,
      nan: range.nan,
    };
  }

  private anything(): Range<R> {
    const { arithmetic } = this.reals;
    const [plus, minus] = [arithmetic.infinity, arithmetic.negate(arithmetic.infinity)];
    return { low: { low: minus, high: minus }, high: { low: plus, high: plus }, nan: true };
  }

  private least(list: readonly Interval<R>[]): Interval<R> {
    const { arithmetic } = this.reals;
    return list.reduce((a, b) => ({
      low: arithmetic.compare(a.low, b.low) <= 0 ? a.low : b.low,
      high: arithmetic.compare(a.high, b.high) <= 0 ? a.high : b.high,
    }));
  }

  private greatest(list: readonly Interval<R>[]): Interval<R> {
    const { arithmetic } = this.reals;
    return list.reduce((a, b) => ({
      low: arithmetic.compare(a.low, b.low) >= 0 ? a.low : b.low,
      high: arithmetic.compare(a.high, b.high) >= 0 ? a.high : b.high,
    }));
  }

  /** The smallest range around both. */
  union(a: Fuzzy<R>, b: Fuzzy<R>): Fuzzy<R> {
    if (a === 'NaN' || b === 'NaN') {
      const other = a === 'NaN' ? b : a;
      return other === 'NaN' ? other : { ...other, nan: true };
    }
    if (a === b) return a;
    return { low: this.least([a.low, b.low]), high: this.greatest([a.high, b.high]), nan: a.nan || b.nan };
  }

  private select(relation: Relation, node: Node): Fuzzy<R> {
    const [left, right] = [this.value(operandOf(node, 0)), this.value(operandOf(node, 1))];
    const truths = this.truths(relation, left, right);
    const taken = [...(truths.has(true) ? [2] : []), ...(truths.has(false) ? [3] : [])];
    return taken.map((index) => this.value(operandOf(node, index))).reduce((a, b) => this.union(a, b));
  }

  private truths(relation: Relation, left: Fuzzy<R>, right: Fuzzy<R>): ReadonlySet<boolean> {
    if (left === 'NaN' || right === 'NaN') return new Set([relation === '!=']);
    const order = (a: Interval<R>, b: Interval<R>): -1 | 0 | 1 => {
      const known = this.reals.order(a, b);
      if (known === undefined) throw new Undecided('a comparison');
      return known;
    };
    const least = order(left.low, right.high);
    const most = order(left.high, right.low);
    const possible = ([-1, 0, 1] as const).filter((value) => value >= least && value <= most);
    const unordered = left.nan || right.nan ? [relation === '!='] : [];
    return new Set([...possible.map((value) => orderHolds(relation, value)), ...unordered]);
  }

  /**
   * A sum in any order, by any tree, with or without atomics: |ŝ − s| ≤ (n − 1)·u·Σ|xᵢ|
   * (Jeannerod and Rump 2013; Lange and Rump 2017). Exact when every partial sum is.
   */
  private sum(terms: readonly Range<R>[]): Range<R> {
    const { reals } = this;
    const kept = terms.filter((term) => !(this.isExact(term) && reals.isZero(term.low)));
    const [first] = kept;
    if (!first) return single(reals.zero);
    if (kept.length === 1) return first;
    const total = (ends: readonly Interval<R>[]): Enclosure<R> =>
      ends.reduce<Enclosure<R>>((sum, end) => reals.add(sum, end), reals.zero);
    const low = total(kept.map((term) => term.low));
    const high = total(kept.map((term) => term.high));
    if (low === 'NaN' || high === 'NaN') return this.anything();
    const { arithmetic } = reals;
    if (
      !arithmetic.isFinite(low.low) &&
      !arithmetic.isFinite(high.high) &&
      arithmetic.compare(low.low, high.high) !== 0
    ) {
      return this.anything();
    }
    const nan = kept.some((term) => term.nan);
    if (kept.every((term) => this.isExact(term)) && this.addsExactly(kept)) return { low, high: low, nan };
    if (!arithmetic.isFinite(low.low) || !arithmetic.isFinite(high.high)) return { low, high, nan };
    if (this.spared.has('sum')) return this.bounded({ low, high, nan });
    const slack = this.slack(kept);
    const [lower, upper] = [reals.subtract(low, slack), reals.add(high, slack)];
    if (lower === 'NaN' || upper === 'NaN') throw new Error('the slack of a sum became NaN');
    const positive = kept.every((term) => this.signAtLeast(term.low));
    const negative = kept.every((term) => this.signAtMost(term.high));
    const range = this.bounded({
      low: positive ? this.greatest([lower, reals.zero]) : lower,
      high: negative ? this.least([upper, reals.zero]) : upper,
      nan,
    });
    return positive || negative ? range : this.partly(range, kept, slack);
  }

  /** Terms of both signs may overflow on the way to a sum that does not: all of one sign may come first. */
  private partly(range: Range<R>, terms: readonly Range<R>[], slack: Enclosure<R>): Range<R> {
    const { reals } = this;
    const rising = terms
      .map(({ high }) => this.greatest([high, reals.zero]))
      .reduce<Enclosure<R>>((a, b) => reals.add(a, b), slack);
    const falling = terms
      .map(({ low }) => this.least([low, reals.zero]))
      .reduce<Enclosure<R>>((a, b) => reals.add(a, b), reals.negate(slack));
    if (rising === 'NaN' || falling === 'NaN') throw new Error('part of a sum became NaN');
    const parts = this.bounded({ low: falling, high: rising, nan: false });
    const [up, down] = [parts.high !== rising, parts.low !== falling];
    if (up && down) return this.anything();
    return { ...range, ...(up ? { high: parts.high } : {}), ...(down ? { low: parts.low } : {}) };
  }

  private slack(terms: readonly Range<R>[]): Enclosure<R> {
    const { reals } = this;
    const steps = terms.length - 1;
    const magnitudes = terms
      .map(({ low, high }) => reals.max([high, reals.negate(low)]))
      .reduce((sum, magnitude) => reals.add(sum, magnitude));
    const rounding = reals.multiply(magnitudes, this.number(steps * this.unit));
    if (!this.profile.flushes) return rounding;
    return reals.add(rounding, reals.multiply(this.tiny, this.number(steps)));
  }

  private signAtLeast(end: Interval<R>): boolean {
    return this.reals.arithmetic.sign(end.low) >= 0;
  }

  private signAtMost(end: Interval<R>): boolean {
    return this.reals.arithmetic.sign(end.high) <= 0;
  }

  /** All terms are whole multiples of one unit, and their magnitudes add up to what the dtype counts in it. */
  private addsExactly(terms: readonly Range<R>[]): boolean {
    const { arithmetic } = this.reals;
    let finest = Number.POSITIVE_INFINITY;
    let magnitude = 0;
    for (const { low } of terms) {
      if (!arithmetic.fits(low.low, this.working)) return false;
      const value = Math.abs(arithmetic.nearest(low.low, 'float64'));
      if (!Number.isFinite(value)) return true;
      finest = Math.min(finest, lowestBit(value));
      magnitude += value;
    }
    const { smallestNormal, largest } = formats[this.working];
    return finest >= smallestNormal && magnitude <= largest && magnitude <= finest / (this.unit / 2) / 2;
  }

  /** Σ exp(xᵢ − max x) in one pass: a term is rescaled by exp and a product whenever a larger one arrives after it. */
  private streaming(terms: readonly Range<R>[]): Fuzzy<R> {
    const { reals } = this;
    const largest = this.collapsed({
      low: this.greatest(terms.map(({ low }) => low)),
      high: this.greatest(terms.map(({ high }) => high)),
      nan: terms.some(({ nan }) => nan),
    });
    const rescales = Math.max(this.rises(terms), this.rises([...terms].reverse())) - 1;
    const parts: Range<R>[] = [];
    for (const term of terms) {
      const shifted = this.apply(rowNamed('subtract'), [term, largest]);
      const part = shifted === 'NaN' ? shifted : this.apply(rowNamed('exp'), [shifted]);
      if (part === 'NaN') return part;
      const exact = this.isExact(part) && (reals.isZero(part.low) || reals.order(part.low, reals.one) === 0);
      parts.push(exact ? part : this.widen(part, rescales * (2 * this.profile.ulps.exp + 2) * this.unit, true));
    }
    return this.sum(parts);
  }

  /** How often a new maximum arrives, read forward; as often as possible where the order is not known. */
  private rises(terms: readonly Range<R>[]): number {
    if (!terms.every((term) => this.isExact(term))) return terms.length;
    let count = 0;
    let largest: Interval<R> | undefined;
    for (const { low } of terms) {
      if (largest && this.reals.order(low, largest) !== 1) continue;
      largest = low;
      count++;
    }
    return count;
  }
}

function rowNamed(operator: string): Operator {
  const row = operators[operator];
  if (!row) throw new Error(`no operator "${operator}"`);
  return row;
}

const single = <R>(value: Interval<R>): Range<R> => ({ low: value, high: value, nan: false });

/** The value of the lowest set bit of a positive finite number. */
function lowestBit(value: number): number {
  let bit = 2 ** Math.floor(Math.log2(value));
  for (let rest = value; rest > 0; bit /= 2) {
    if (rest < bit) continue;
    rest -= bit;
    if (rest === 0) return bit;
  }
  return bit;
}
