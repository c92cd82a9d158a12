/** What tests of names share: a loss that has a formula wherever a loss may have one, and what is said of a typo in it. */
import { expect } from 'vitest';
import { readLoss } from './load.ts';
import { SpecError } from './yaml.ts';

export const TEXT = `loss: toy
title: Toy
summary: A loss with two modes.
layout: class_positions
inputs:
  input: { means: x., of: [n, c], is: real, gradient: must, refuses: { shape: toy.a, dtype: toy.a } }
  target:
    means: x.
    modes:
      hard: { of: [n], is: integer }
      soft: { of: [n, c], is: real }
    refuses: { shape: toy.a, dtype: toy.a }
  weight: { means: x., of: [c], is: real, absent: 1, refuses: { shape: toy.a, dtype: toy.a } }
modes:
  - { mode: soft, when: 'same_shape(target, input)' }
  - { mode: hard }
parameters:
  margin: { is: real, default: 1, means: x., clause: toy.a }
refuses: { parameter: toy.a, gradient: toy.a }
requires:
  - that: margin > 0 and all[n](all[c](finite(input[n,c])))
    clause: toy.a
  - that: all[n](0 <= target[n] and target[n] < classes)
    mode: hard
    clause: toy.a
levels:
  - output: input[n,c]
    where: mode is hard and not kept[n] and input[n,c] > 3
    level: may
    clause: toy.a
definition:
  score[n,c]: weight[c] * input[n,c]
  hard:
    kept[n]: target[n] != 7
    loss[n]: if(kept[n], score[n,target[n]] + margin, 0)
    denominator: sum[n where kept[n]](1)
  soft:
    loss[n]: sum[k](target[n,k] * score[n,k])
    denominator: positions
algorithms:
  plain:
    says: x.
    grade: accurate
    lines:
      double[n]: loss[n] + loss[n]
    gradients:
      scaled[n]: seed[n] * margin
      input[n,c]: scaled[n] * weight[c]
  other:
    says: x.
    grade: standard
    from: plain
    gradients:
      input[n,c]: if(reduction is none, upstream[n], upstream) * scaled[n] * double[n]
accuracy:
  factor: 1
  except:
    - { output: loss, where: 'margin == 1 or rank(weight) == 0', why: x. }
mistakes:
  wrong:
    says: x.
    seen: [x/y#1]
    in: other
    lines:
      hard:
        loss[n]: double[n] * 2
dialects:
  elsewhere:
    says: x.
    source: x
    has: given(weight) and mode is soft
    clauses:
      toy.elsewhere: { level: must, says: x., source: x, shown: vector, when: positions > 2 }
    readings:
      - clause: toy.elsewhere
        lines: { denominator: positions + 1 }
laws:
  shift:
    says: x.
    clause: toy.a
    when: given(upstream) and classes > 1
    asks:
      moved:
        where: n + n < positions
        inputs:
          input[n,c]: input[n,classes - 1 - c] + margin
    holds:
      value[n]: loss[n] - moved.loss[n]
      slope[n,c]: input_gradient[n,c] - moved.input_gradient[n,c]
clauses:
  toy.a: { level: must, says: x., source: x, shown: vector, when: reduction is mean and given(margin) }
factors:
  size: { small: { shape: [2, 3] }, large: { shape: [4, 5] } }
  weights: { absent: {}, there: { inputs: { weight: { draw: dyadic, from: 0, to: 1, step: 1 } } } }
constraints:
  - size is small implies weights is absent
points: {}
`;

/** What is said of the toy with `right` changed into `wrong`, and where the line stands that has it. */
export function complaintOf(right: string, wrong: string): { message: string; line: number; column: number } {
  const at = TEXT.indexOf(right);
  if (at < 0 || TEXT.indexOf(right, at + 1) >= 0) throw new Error(`"${right}" does not stand in the text exactly once`);
  try {
    readLoss('toy.yaml', TEXT.replace(right, wrong));
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    const place = /^toy\.yaml:(\d+):(\d+) {2}/.exec(error.message);
    return { message: error.message, line: Number(place?.[1]), column: Number(place?.[2]) };
  }
  throw new Error(`"${wrong}" was taken`);
}

export type Typo = [where: string, right: string, wrong: string, says: RegExp, other?: string];

/** The complaint says the word and what is known there, and its caret stands under the word, in the line of the formula. */
export function expectPointed([, right, wrong, says, other]: Typo): void {
  const { message, line, column } = complaintOf(right, wrong);
  const [, text = '', caret = ''] = message.split('\n');
  const [word = ''] = /(?<=")[^"]+(?=")/.exec(message) ?? [];
  expect(message).toMatch(says);
  expect(text.slice(caret.length - 1), 'the caret stands under the word').toMatch(new RegExp(`^${word}`));
  expect(TEXT.split('\n')[line - 1], 'the line has the formula').toContain(other ?? right.split('\n').at(-1));
  expect(column).toBeGreaterThan(0);
  expect(message).not.toMatch(/ {4}at /);
}
