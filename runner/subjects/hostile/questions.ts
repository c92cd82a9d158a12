/** Questions for hostile subjects, with answers that need no computing: nll_loss of one row is minus the chosen entry. */
import type { Answer } from '../../protocol.ts';
import type { Asked } from '../../session.ts';

export interface Numbered extends Asked {
  readonly index: number;
  readonly truth: Answer;
}

/** `count` different questions; the one at `poisonAt` is the one on which kinds strike that strike on poison. */
export function questions(count: number, poisonAt?: number): readonly Numbered[] {
  return Array.from({ length: count }, (_, index) => question(index, index === poisonAt ? 13 : 100 + index));
}

function question(index: number, first: number): Numbered {
  return {
    index,
    question: {
      loss: 'nll_loss',
      dtype: 'float64',
      inputs: {
        input: { dtype: 'float64', shape: [1, 2], data: [first, 1] },
        target: { dtype: 'int64', shape: [1], data: [0] },
      },
      parameters: { reduction: 'sum' },
      upstream: { dtype: 'float64', shape: [], data: [0.5] },
      gradients: ['input'],
    },
    truth: {
      loss: { dtype: 'float64', shape: [], data: [-first] },
      gradients: { input: { dtype: 'float64', shape: [1, 2], data: [-0.5, 0] } },
    },
  };
}
