/** What is asked of every contender, with numbers that are the same in every run. */

export type Loss = 'cross_entropy' | 'binary_cross_entropy_with_logits';

/** Mean over rows. Binary elements are rows of one column. */
export interface Case {
  readonly title: string;
  readonly loss: Loss;
  readonly rows: number;
  readonly columns: number;
}

export interface Question extends Case {
  readonly input: Float32Array;
  /** Class indices, or zeros and ones. */
  readonly target: Int32Array | Float32Array;
}

const classes = (rows: number, columns: number): Case => ({
  title: `cross_entropy (${rows}, ${columns})`,
  loss: 'cross_entropy',
  rows,
  columns,
});

export const cases: readonly Case[] = [
  classes(64, 10),
  classes(256, 1000),
  classes(32, 32000),
  classes(4, 128256),
  {
    title: 'binary_cross_entropy_with_logits (1000000)',
    loss: 'binary_cross_entropy_with_logits',
    rows: 1e6,
    columns: 1,
  },
];

/** Logits are normal with standard deviation 3, targets uniform. */
export function questionOf(test: Case): Question {
  const { loss, rows, columns } = test;
  const random = randomFrom(20260101);
  const input = Float32Array.from({ length: rows * columns }, () => 3 * normal(random));
  const target =
    loss === 'cross_entropy'
      ? Int32Array.from({ length: rows }, () => Math.floor(random() * columns))
      : Float32Array.from({ length: rows }, () => Math.round(random()));
  return { ...test, input, target };
}

const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
