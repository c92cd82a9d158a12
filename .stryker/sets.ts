/** What is mutated, and what has to notice: a set is a word of `npm run mutation -- <set>`. */

export interface MutatedSet {
  readonly title: string;
  /** What notices, as a sentence of the page. */
  readonly judgedBy: string;
  /** Globs from the root, as Stryker takes them. */
  readonly mutate: readonly string[];
  /** Options of Stryker that only this set has. */
  readonly options: Readonly<Record<string, unknown>>;
}

const ownTests = (configFile: string) => ({ testRunner: 'vitest', vitest: { configFile, related: false } });

export const sets: Readonly<Record<string, MutatedSet>> = {
  reference: {
    title: 'The reference, by the vectors alone',
    judgedBy:
      'No test of the reference runs. Each mutant is asked every vector of the losses it takes part in, in the four dtypes, ' +
      'with gradients and refusals, some once more backwards and from an offset; it is killed when an answer is not `accurate`, ' +
      'misses a `should`, or is wrong where the specification only says `may`. Laws are not asked.',
    mutate: ['reference/**/*.ts', '!reference/**/*.test.ts', '!reference/testing.ts'],
    options: { testRunner: 'vectors', testRunnerNodeArgs: ['--import', 'tsx'] },
  },
  judge: {
    title: 'The judge, by its tests',
    judgedBy:
      'What decides whether an answer passes, by `judge.*.test.ts`, `judge-law.test.ts` and `offers.test.ts` of `runner/`.',
    mutate: ['runner/judge.ts', 'runner/compare.ts', 'runner/judge-law.ts', 'runner/offers.ts'],
    options: ownTests('.stryker/judge.vitest.mjs'),
  },
  acceptance: {
    title: 'Acceptance, by its tests',
    judgedBy:
      'What derives the intervals that answers may lie in, by the tests of `spec/oracle/` that lie beside it: of the fuzzed ' +
      'reading, its sums, its library functions, single roundings and ranges.',
    mutate: [
      'spec/oracle/fuzzed.ts',
      'spec/oracle/fuzzed-sum.ts',
      'spec/oracle/fuzzed-library.ts',
      'spec/oracle/roundings.ts',
      'spec/oracle/range.ts',
    ],
    options: ownTests('.stryker/acceptance.vitest.mjs'),
  },
  grades: {
    title: 'Grades, by their tests',
    judgedBy: 'What joins the intervals of algorithms to those of a grade, by `acceptance*.test.ts` of `spec/oracle/`.',
    mutate: ['spec/oracle/acceptance.ts'],
    options: ownTests('.stryker/grades.vitest.mjs'),
  },
};
