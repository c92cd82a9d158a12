/** The right answers in doubles, and whether a contender's are the same: nobody is timed at anything else. */
import type { Question } from './cases.ts';

export interface Truth {
  readonly loss: number;
  /** By the logits. */
  readonly gradient: Float64Array;
}

/** Loose: who sums a million numbers in single precision one by one is still computing the same thing. */
const LOSS_TOLERANCE = 2e-3;
/** Of the largest slope. */
const GRADIENT_TOLERANCE = 1e-4;

export const truthOf = (question: Question): Truth =>
  question.loss === 'cross_entropy' ? crossEntropy(question) : binaryCrossEntropyWithLogits(question);

function crossEntropy({ rows, columns, input, target }: Question): Truth {
  const gradient = new Float64Array(input.length);
  let loss = 0;
  for (let row = 0; row < rows; row++) {
    const logits = input.subarray(row * columns, (row + 1) * columns);
    const max = logits.reduce((largest, x) => Math.max(largest, x), -Infinity);
    const total = logits.reduce((sum, x) => sum + Math.exp(x - max), 0);
    logits.forEach((x, c) => {
      const probability = Math.exp(x - max) / total;
      gradient[row * columns + c] = (probability - Number(c === target[row])) / rows;
    });
    loss += (Math.log(total) + max - (logits[target[row]] ?? 0)) / rows;
  }
  return { loss, gradient };
}

function binaryCrossEntropyWithLogits({ rows, input, target }: Question): Truth {
  const gradient = Float64Array.from(input, (x, i) => (1 / (1 + Math.exp(-x)) - target[i]) / rows);
  const loss = input.reduce(
    (sum, x, i) => sum + Math.max(x, 0) - x * target[i] + Math.log1p(Math.exp(-Math.abs(x))),
    0,
  );
  return { loss: loss / rows, gradient };
}

/** @returns what is wrong with the answer, a loss and after it a gradient where there is one */
export function faultOf(answer: Float32Array, truth: Truth): string | undefined {
  const off = Math.abs(answer[0] - truth.loss);
  if (!(off <= LOSS_TOLERANCE * truth.loss)) return `its loss is ${answer[0]}, and right is ${truth.loss}`;
  if (answer.length === 1) return undefined;
  const { gradient } = truth;
  if (answer.length !== gradient.length + 1) return `its gradient has ${answer.length - 1} entries`;
  const allowed = GRADIENT_TOLERANCE * gradient.reduce((largest, slope) => Math.max(largest, Math.abs(slope)), 0);
  const wrong = gradient.findIndex((slope, i) => !(Math.abs(answer[i + 1] - slope) <= allowed));
  if (wrong < 0) return undefined;
  return `its gradient[${wrong}] is ${answer[wrong + 1]}, and right is ${gradient[wrong]}`;
}
