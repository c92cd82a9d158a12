/** What is claimed of our speed, and what the run says of it: the worst of all the ratios that a claim speaks of. */
import type { Mode } from './contender.ts';
import { type Result, ratio } from './measure.ts';

interface Claim {
  readonly says: string;
  readonly ours: string;
  /** Whom it is held against. */
  readonly against: (other: Result) => boolean;
  /** In which cases; in all where left out. */
  readonly where?: (result: Result) => boolean;
  /** Their time over ours is greater than this. */
  readonly above: number;
}

export interface Verdict {
  readonly says: string;
  /** Their time over ours, where it is least. */
  readonly ratio: number;
  readonly above: number;
  readonly worst: { readonly ours: Result; readonly theirs: Result } | undefined;
}

const peerIn =
  (language: string) =>
  ({ entrant: { is } }: Result): boolean =>
    is.role === 'peer' && is.language === language;

const named =
  (id: string) =>
  ({ entrant }: Result): boolean =>
    entrant.id === id;

const CLAIMS: readonly Claim[] = [
  {
    says: 'The reference is ahead of every peer in JavaScript',
    ours: 'reference',
    against: peerIn('JavaScript'),
    above: 1,
  },
  {
    says: 'The reference is at least twice as fast as a naive loop',
    ours: 'reference',
    against: named('naive_loop'),
    above: 2,
  },
  { says: 'WASM is ahead of every peer in WebAssembly', ours: 'wasm', against: peerIn('WebAssembly'), above: 1 },
  {
    says: 'WASM is ahead of PyTorch on one thread for value with gradient at (32, 32000)',
    ours: 'wasm',
    against: named('pytorch'),
    where: ({ test, mode }) => test.columns === 32000 && mode === 'value_and_gradient',
    above: 1,
  },
  {
    says: 'WASM takes at most 1.8 times as long as the C loop',
    ours: 'wasm',
    against: named('c_loop'),
    above: 1 / 1.8,
  },
  {
    says: 'WASM with relaxed SIMD takes at most 1.3 times as long',
    ours: 'wasm_relaxed',
    against: named('c_loop'),
    above: 1 / 1.3,
  },
];

export const judge = (results: readonly Result[]): Verdict[] => CLAIMS.map((claim) => verdict(claim, results));

function verdict({ says, ours, against, where = () => true, above }: Claim, results: readonly Result[]): Verdict {
  const pairs = results
    .filter(named(ours))
    .filter(where)
    .flatMap((own) =>
      results
        .filter((other) => other.test === own.test && other.mode === own.mode && against(other))
        .map((other) => ({ ours: own, theirs: other })),
    );
  let worst: Verdict['worst'];
  let least = Number.NaN;
  for (const pair of pairs) {
    const own = ratio(pair.theirs, pair.ours);
    if (Number.isNaN(own) || own >= least) continue;
    worst = pair;
    least = own;
  }
  return { says, ratio: least, above, worst };
}

export const spoken = (mode: Mode): string => (mode === 'value' ? 'value' : 'value with gradient');
