/** How far accepted answers may be from keeping a law, sum by sum. */
import type { Line } from '../spec/formula/tree.ts';
import type { Bound } from '../spec/interpret.ts';
import { type Acceptance, Unbounded } from '../spec/oracle/acceptance.ts';
import type { Arithmetic } from '../spec/oracle/arithmetic.ts';
import { withEnoughBits } from '../spec/oracle/exact.ts';
import { toScalar } from '../spec/tensor.ts';
import type { Interval } from './format.ts';
import { outputName, sumOf, type Term } from './law-sums.ts';
import type { SolvedQuestion } from './laws.ts';

type AcceptedQuestion = SolvedQuestion & { readonly acceptance: Acceptance };

/** @throws Error when exact answers, each at an end of what is accepted, cannot add up to 0 */
export function allowedResiduals<R>(
  arithmetic: Arithmetic<R>,
  base: Bound,
  lines: readonly { readonly line: Line; readonly sums: readonly (readonly Term[])[] }[],
  accepted: readonly AcceptedQuestion[],
  leeway: number,
): readonly Interval[] {
  const largest = Math.max(1, ...accepted.flatMap(({ truth }) => [...truth.values()].flat().map(Math.abs)));
  return withEnoughBits(arithmetic, (reals) => {
    const point = (value: number): { low: R; high: R } => {
      const real = reals.arithmetic.fromNumber(value);
      return { low: real, high: real };
    };
    const ends = new Map(
      accepted.flatMap(({ ask, acceptance }) =>
        [...acceptance].map(([output, { lenient }]) => [outputName(ask.name, output), lenient] as const),
      ),
    );
    const range = (output: string, entry: number): { low: { low: R; high: R }; high: { low: R; high: R } } => {
      const [low = Number.NaN, high = Number.NaN] = [ends.get(output)?.low[entry], ends.get(output)?.high[entry]];
      if (!Number.isFinite(low) || !Number.isFinite(high)) throw new Unbounded(`${output} may overflow`);
      return { low: point(low), high: point(high) };
    };
    return lines.map(({ line, sums }): Interval => {
      const ranges = sums.map((terms) => sumOf(reals, terms, range));
      const low = ranges.map((sum) => reals.nearest(sum.low, 'float64'));
      const high = ranges.map((sum) => reals.nearest(sum.high, 'float64'));
      const broken = low.findIndex((end, entry) => end > leeway * largest || (high[entry] ?? 0) < -leeway * largest);
      if (broken >= 0) throw new Error(`${base.loss.file}: a law does not hold: ${line.text}`);
      return [low.map(toScalar), high.map(toScalar)];
    });
  });
}
