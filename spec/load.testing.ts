/** What tests of loading share: a small loss with two modes, as text. */

export const TEXT = `loss: toy
title: Toy
summary: A loss.
layout: class_positions
inputs:
  input: { means: Scores., of: [n, c], is: real, gradient: must, refuses: { shape: toy.a, dtype: toy.a } }
  target:
    means: Classes, or their chances.
    modes:
      hard: { of: [n], is: integer }
      soft: { of: [n, c], is: real, gradient: may }
    refuses: { shape: toy.a, dtype: toy.a }
modes:
  - { mode: soft, when: 'same_shape(target, input)' }
  - { mode: hard }
parameters:
  margin: { is: real, default: 1, means: x., clause: toy.a }
refuses: { parameter: toy.a, gradient: toy.a }
requires:
  - that: margin > 0
    mode: hard
    clause: toy.a
levels:
  - { output: 'input[n,c]', where: margin > 1, level: may, clause: toy.a }
definition:
  half[n,c]: 0.5 * input[n,c]
  hard:
    loss[n]: half[n,target[n]] * margin
  soft:
    loss[n]: sum[c](target[n,c] * half[n,c])
  denominator: positions
algorithms:
  plain: { says: x., grade: accurate }
  other:
    says: x.
    grade: standard
    from: plain
    lines: { 'half[n,c]': 'input[n,c] / 2' }
accuracy: { factor: 1, except: [{ output: 'input[n,c]', where: margin > 1, why: x. }] }
mistakes:
  doubled:
    says: x.
    seen: [x/y#1]
    in: other
    lines: { 'half[n,c]': '2 * input[n,c]' }
laws:
  none:
    says: x.
    clause: toy.a
    when: margin > 0
    holds: { 'value[n]': 'loss[n] - loss[n]' }
clauses:
  toy.a: { level: must, says: x., source: x, shown: vector, when: reduction is mean }
points:
  one:
    why: x.
    shows: [toy.a]
    inputs: { input: [[1, 2]], target: [0] }
    each: { reduction: [none, sum], margin: [absent, 2] }
`;
