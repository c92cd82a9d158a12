/**
 * The fuzzed reading of a formula: for every node an interval that holds every value a permitted implementation may
 * have there. Each operation is its exact image of the operands' intervals, widened by what the profile lets it round.
 * The ends are real numbers, themselves known by thin enclosures, so that two arithmetics agree on them.
 */
import type { Node } from '../formula/graph.ts';
import { type Operator, operators } from '../formula/operators.ts';
import { holds } from '../formula/relation.ts';
import type { Relation } from '../formula/tree.ts';
import type { LibraryFunction, Profile } from '../profiles.ts';
import { compose } from './composition.ts';
import type { Enclosures, Interval } from './enclosure.ts';
import { operandOf } from './exact.ts';
import { FuzzedLibrary } from './fuzzed-library.ts';
import { FuzzedSums } from './fuzzed-sum.ts';
import { type Fuzzy, type Range, Ranges, single } from './range.ts';
import { Roundings, type Spared } from './roundings.ts';

export type { Fuzzy } from './range.ts';

export class FuzzedReading<R> {
  private readonly reals: Enclosures<R>;
  private readonly profile: Profile;
  private readonly spared: Spared;
  private readonly ranges: Ranges<R>;
  private readonly roundings: Roundings<R>;
  private readonly sums: FuzzedSums<R>;
  private readonly library: FuzzedLibrary<R>;
  private readonly values = new Map<Node, Fuzzy<R>>();

  constructor(reals: Enclosures<R>, profile: Profile, spared: Spared = new Set()) {
    this.reals = reals;
    this.profile = profile;
    this.spared = spared;
    this.ranges = new Ranges(reals);
    this.roundings = new Roundings(reals, this.ranges, profile, spared);
    this.sums = new FuzzedSums(reals, this.ranges, this.roundings, spared);
    this.library = new FuzzedLibrary(reals, this.ranges, this.roundings);
  }

  /** @throws Undecided when the precision does not suffice */
  value(node: Node): Fuzzy<R> {
    const known = this.values.get(node);
    if (known !== undefined) return known;
    const value = this.determined(this.evaluate(node));
    const kept = value === 'NaN' ? value : this.ranges.collapsed(value);
    this.values.set(node, kept);
    return kept;
  }

  private evaluate(node: Node): Fuzzy<R> {
    switch (node.kind) {
      case 'constant':
        return this.roundings.literal(this.reals.fromDecimal(node.text), false);
      case 'parameter':
        return Number.isNaN(node.value) ? 'NaN' : this.roundings.literal(this.roundings.number(node.value), true);
      case 'input':
        return Number.isNaN(node.value) ? 'NaN' : this.roundings.read(node.value);
      case 'operation':
        return this.operation(node, node.operator);
      case 'either':
        return this.determinate(node.operands.map((operand) => this.value(operand))).reduce((a, b) =>
          this.ranges.union(a, b),
        );
      case 'detach':
        return this.value(operandOf(node, 0));
      case 'select':
        return this.select(node.relation, node);
    }
  }

  /** Whether the arithmetic says at all what a value may be. Where it allows no infinity and no NaN, there is none then. */
  determines(value: Fuzzy<R>): boolean {
    return !this.profile.finite || (value !== 'NaN' && !value.nan && !this.ranges.isUnbounded(value));
  }

  private determined(value: Fuzzy<R>): Fuzzy<R> {
    return this.determines(value) ? value : this.ranges.anything();
  }

  /** An implementation does not take an alternative that its arithmetic leaves undetermined, if there is another. */
  private determinate(values: readonly Fuzzy<R>[]): readonly Fuzzy<R>[] {
    const kept = values.filter((value) => this.determines(value));
    return kept.length > 0 ? kept : values;
  }

  private operation(node: Node, operator: string): Fuzzy<R> {
    const row = rowNamed(operator);
    const operands: Range<R>[] = [];
    for (const operand of node.operands) {
      const value = this.value(operand);
      if (value === 'NaN' || !this.determines(value)) return value;
      operands.push(value);
    }
    const result = this.computed(row, operands);
    return result === 'NaN' || row.rounding === 'none' ? result : this.roundings.stored(result);
  }

  private computed(row: Operator, operands: readonly Range<R>[]): Fuzzy<R> {
    if (row.rounding === 'sum') return this.sums.sum(operands);
    return row.rounding === 'streaming' ? this.streaming(operands) : this.apply(row, operands);
  }

  private apply(row: Operator, operands: readonly Range<R>[]): Fuzzy<R> {
    const result = this.rounded(row, operands);
    return result !== 'NaN' && operands.some(({ nan }) => nan) ? { ...result, nan: true } : result;
  }

  private rounded(row: Operator, operands: readonly Range<R>[]): Fuzzy<R> {
    const [first, divisor] = operands;
    const error = this.profile.ulps[row.rounding as LibraryFunction];
    if (first && typeof error === 'string') return this.composed(error, first);
    if (row.rounding === 'division' && divisor && !this.roundings.divides(divisor)) return this.ranges.anything();
    const spared = this.spared.has(row.rounding);
    if (first && typeof error === 'object' && !spared)
      return this.roundings.bounded(this.library.apply(error, row, first));
    const image = this.image(row, operands);
    return image === 'NaN' ? image : this.roundings.bounded(this.roundings.round(image, row.rounding, operands));
  }

  /** What the profile computes in place of a function that it has not. */
  private composed(formula: string, argument: Range<R>): Fuzzy<R> {
    return compose<Fuzzy<R>>(formula, argument, {
      constant: (text) => this.roundings.literal(this.reals.fromDecimal(text), false),
      operation: (operator, operands) => {
        const ranges = operands.flatMap((operand) => (operand === 'NaN' || !this.determines(operand) ? [] : [operand]));
        if (ranges.length < operands.length) return this.ranges.anything();
        return this.apply(rowNamed(operator), ranges);
      },
    });
  }

  /** The exact image of the operands' intervals. */
  private image(row: Operator, operands: readonly Range<R>[]): Fuzzy<R> {
    if (operands.every((operand) => this.ranges.isExact(operand))) {
      const value = row.exact(
        this.reals,
        operands.map(({ low }) => low),
      );
      return value === 'NaN' ? value : single(value);
    }
    if (row.rounding === 'division' && operands[1] && !this.ranges.keepsSign(operands[1]))
      return this.ranges.anything();
    if (row.rounding === 'multiplication' && this.ranges.infinityMeetsZero(operands)) return this.ranges.anything();
    const corners = this.corners(row, operands).map((corner) => row.exact(this.reals, corner));
    const intervals = corners.filter((corner) => corner !== 'NaN');
    if (intervals.length < corners.length) return this.ranges.anything();
    return { low: this.ranges.least(intervals), high: this.ranges.greatest(intervals), nan: false };
  }

  /** Operands whose image is an end of the image; all ends where infinities may meet, since ∞ − ∞ is no end. */
  private corners(row: Operator, operands: readonly Range<R>[]): readonly (readonly Interval<R>[])[] {
    const meet = row.rounding === 'addition' && operands.every((operand) => this.ranges.isUnbounded(operand));
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

  private select(relation: Relation, node: Node): Fuzzy<R> {
    const [left, right] = [this.value(operandOf(node, 0)), this.value(operandOf(node, 1))];
    const truths = this.truths(relation, left, right);
    const taken = [...(truths.has(true) ? [2] : []), ...(truths.has(false) ? [3] : [])];
    return taken.map((index) => this.value(operandOf(node, index))).reduce((a, b) => this.ranges.union(a, b));
  }

  private truths(relation: Relation, left: Fuzzy<R>, right: Fuzzy<R>): ReadonlySet<boolean> {
    if (left === 'NaN' || right === 'NaN') return new Set([relation === '!=']);
    const least = this.ranges.order(left.low, right.high);
    const most = this.ranges.order(left.high, right.low);
    const possible = ([-1, 0, 1] as const).filter((value) => value >= least && value <= most);
    const unordered = left.nan || right.nan ? [relation === '!='] : [];
    return new Set([...possible.map((value) => holds(relation, value)), ...unordered]);
  }

  /** Σ exp(xᵢ − max x) in one pass: a term is rescaled by exp and a product whenever a larger one arrives after it. */
  private streaming(terms: readonly Range<R>[]): Fuzzy<R> {
    const largest = this.ranges.collapsed({
      low: this.ranges.greatest(terms.map(({ low }) => low)),
      high: this.ranges.greatest(terms.map(({ high }) => high)),
      nan: false, // what may be NaN is a term too
    });
    const rescales = Math.max(this.rises(terms), this.rises([...terms].reverse())) - 1;
    const parts: Range<R>[] = [];
    for (const term of terms) {
      const shifted = this.apply(rowNamed('subtract'), [term, largest]);
      const part = shifted === 'NaN' ? shifted : this.apply(rowNamed('exp'), [shifted]);
      if (part === 'NaN') return part;
      // 0 and 1 are exact, and stay so.
      parts.push(this.ranges.isExact(part) ? part : this.roundings.widen(part, rescales * this.rescaling()));
    }
    return this.sums.sum(parts);
  }

  /**
   * The relative error of a product with one more exponential, and some to spare for products of errors. What its error
   * owes to its argument is counted already: the arguments of a term's exponentials add up to that of one.
   */
  private rescaling(): number {
    const { exp } = this.profile.ulps;
    const { unit, basic } = this.roundings;
    const ulps = typeof exp === 'number' ? exp : Math.max(...exp.map((rule) => rule.ulps ?? 0));
    return 2 * ulps * unit + 2 * basic;
  }

  /** How often a new maximum arrives, read forward; as often as possible where the order is not known. */
  private rises(terms: readonly Range<R>[]): number {
    if (!terms.every((term) => this.ranges.isExact(term))) return terms.length;
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
