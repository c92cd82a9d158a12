/** The fuzzed reading against simulated machines that try to escape it, over random formulas. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Node } from '../formula/graph.ts';
import type { Profile } from '../profiles.ts';
import { nodeOf } from '../testing.ts';
import { bigint } from './bigint.ts';
import { Enclosures, Undecided } from './enclosure.ts';
import { FuzzedReading } from './fuzzed.ts';
import { type Conditions, machine, type SumOrder } from './machine.ts';
import { Tape } from './tape.ts';
import { profileNamed, row, type Seen, seenBy } from './testing.ts';

describe('no simulated machine escapes', () => {
  const orders: readonly SumOrder[] = ['forward', 'backward', 'pairwise', 'lanes', 'double'];
  const conditions: readonly Conditions[] = orders.flatMap((order, index) =>
    ([0, 3, -3, 'mixed'] as const).map((ulps, other) => ({ order, ulps, flushes: (index + other) % 2 === 0 })),
  );

  // Divisors are positive: a zero has one sign here, while a machine's may be −0.
  const formula = fc.letrec<{ any: string }>((tie) => {
    const any = tie('any');
    const joined = (name: string, least: number) =>
      fc.array(any, { minLength: least, maxLength: 4 }).map((terms) => `${name}(${terms.join(', ')})`);
    return {
      any: fc.oneof(
        { maxDepth: 5, depthSize: 'large' },
        { weight: 4, arbitrary: fc.constantFrom('x[0]', 'x[1]', 'x[2]', 'x[3]', '0.1', 'p', '1e-7', '3') },
        {
          weight: 4,
          arbitrary: fc.tuple(any, fc.constantFrom('+', '-', '*'), any).map((parts) => `(${parts.join(' ')})`),
        },
        { weight: 2, arbitrary: fc.tuple(any, any).map(([a, b]) => `${a} / exp(${b})`) },
        { weight: 2, arbitrary: fc.tuple(any, any).map(([a, b]) => `${a} / max(${b}, 0.25)`) },
        {
          weight: 4,
          arbitrary: fc.tuple(fc.constantFrom('exp', 'log', 'log1p', 'expm1', '-'), any).map(([f, a]) => `${f}(${a})`),
        },
        { weight: 4, arbitrary: fc.constantFrom('sum', 'max', 'min', 'either').chain((name) => joined(name, 2)) },
        { weight: 1, arbitrary: fc.constant('streaming_sumexp(x[0], x[1], x[2], x[3])') },
        {
          weight: 2,
          arbitrary: fc
            .tuple(any, fc.constantFrom('<', '<='), any, any, any)
            .map(([a, relation, b, yes, no]) => `if(exp(${a}) ${relation} ${b} * 1.5, ${yes}, ${no})`),
        },
      ),
    };
  });
  const finite = fc.double({ min: -4, max: 4, noNaN: true }); // one, since a row of nothing but −∞ has no shift
  const entry = fc.oneof(
    finite,
    fc.double({ min: -100, max: 100, noNaN: true }),
    fc.constantFrom(0, 1, -1, 0.5, 1e-38, 1e-40, -1e30, 3e38, 104, -104, 2 ** -24, -Infinity),
  );

  test.each([
    ['float32', 250],
    ['float32-gpu', 160],
    ['float64', 80],
    ['float16', 80],
    ['bfloat16-eager', 80],
    ['float16-eager', 80],
  ])(
    '%s, over random formulas',
    (name, numRuns) => {
      const profile = profileNamed(name);
      const { result: store } = machine({ dtype: profile.dtype }, { order: 'forward', ulps: 0, flushes: false });
      let open = 0;
      fc.assert(
        fc.property(formula.any, fc.tuple(entry, entry, entry, finite), (any, entries) => {
          // A machine takes every alternative, the reading none that is indeterminate.
          const text = profile.finite ? any.replaceAll('either', 'max') : any;
          const node = nodeOf(text, row(...entries.map((value) => (store(value) < Infinity ? store(value) + 0 : 7))));
          const seen = decided(node, profile);
          if (!seen) return void open++;
          const tape = new Tape([node]);
          for (const condition of conditions) {
            for (let alternative = 0; alternative < 3; alternative++) {
              const [value = Number.NaN] = tape.run(machine(profile, condition), alternative);
              const inside = Number.isNaN(value) ? seen.nan : value >= store(seen.low) && value <= store(seen.high);
              expect(inside, `${value} lies in [${seen.low}, ${seen.high}] ${JSON.stringify(condition)}`).toBe(true);
            }
          }
        }),
        { seed: 20240701, numRuns },
      );
      expect(open).toBeLessThan(numRuns / 5);
    },
    30_000,
  );

  /** Some comparisons of equals no precision decides; those of a few hundred bits are enough here. */
  function decided(node: Node, profile: Profile): Seen | undefined {
    for (const bits of [128, 512]) {
      try {
        return seenBy(new FuzzedReading(new Enclosures(bigint, bits), profile), node);
      } catch (error) {
        if (!(error instanceof Undecided)) throw error;
      }
    }
    return undefined;
  }
});
