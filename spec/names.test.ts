/** A typo in any formula of a loss is caught where the file is read, with its place and with what is known there. */
import { describe, expect, test } from 'vitest';
import { parse } from './formula/parse.ts';
import { commonClauses, readLoss } from './load.ts';
import { checkNames } from './names.ts';
import { SpecError } from './yaml.ts';

const TEXT = `loss: toy
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
    - { output: loss, where: 'label_free == 1 or rank(weight) == 0', why: x. }
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
`.replace('label_free', 'margin');

test('a loss without a typo is read', () => {
  expect(readLoss('toy.yaml', TEXT).name).toBe('toy');
});

/** What is said of the toy with `right` changed into `wrong`, and where the line stands that has it. */
function complaintOf(right: string, wrong: string): { message: string; line: number; column: number } {
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

const lineOf = (text: string): number => TEXT.slice(0, TEXT.indexOf(text)).split('\n').length;

describe('a typo is pointed at', () => {
  test.each<[where: string, right: string, wrong: string, says: RegExp, other?: string]>([
    [
      'an input',
      'score[n,c]: weight[c] *',
      'score[n,c]: weigth[c] *',
      /"weigth" is no name here; there are: n, c, upstream, positions, classes, margin, input/,
    ],
    [
      'an input inside an index',
      'score[n,target[n]] + margin',
      'score[n,taget[n]] + margin',
      /"taget" is no name here/,
    ],
    ['a parameter', 'target[n]] + margin', 'target[n]] + magrin', /"magrin" is no name here; .*\bmargin\b/],
    [
      'a line',
      'kept[n]: target[n] != 7\n    loss[n]: if(kept[n],',
      'kept[n]: target[n] != 7\n    loss[n]: if(kpet[n],',
      /"kpet" is no name here; .*\bkept\b/,
    ],
    [
      'a line’s own name, whose users then miss it',
      'score[n,c]: weight',
      'sore[n,c]: weight',
      /"score" is no name here; .*\bsore\b/,
      'loss[n]: sum[k](target',
    ],
    ['a line of another mode', 'target[n,k] * score[n,k]', 'kept[n] * score[n,k]', /"kept" is no name here/],
    [
      'a size',
      'denominator: positions\nalgorithms',
      'denominator: position\nalgorithms',
      /"position" is no name here; .*\bpositions\b/,
      'denominator: positions',
    ],
    ['an index', 'sum[k](target[n,k]', 'sum[k](target[n,c]', /"c" is no name here; there are: n, k,/],
    [
      'an index that is none of the layout’s',
      'sum[k](target[n,k] * score[n,k])',
      'sum[q](target[n,q] * score[n,q])',
      /"q" is no index here; there are: n, c, j, k/,
    ],
    ['a line’s index', 'double[n]: loss[n] + loss[n]', 'double[z]: loss[z] + loss[z]', /"z" is no index here/],
    ['too many indices', 'score[n,c]: weight[c]', 'score[n,c]: weight[n,c]', /"weight" has one index, found 2/],
    ['too few', 'scaled[n] * weight[c]', 'scaled * weight[c]', /"scaled" has one index, found 0/],
    ['an index too many of a parameter', '+ margin, 0)', '+ margin[n], 0)', /"margin" has no index, found 1/],
    ['the seed', 'seed[n] * margin', 'sead[n] * margin', /"sead" is no name here; .*\bseed\b/],
    [
      'a value line that speaks of a gradient line',
      'loss[n] + loss[n]',
      'loss[n] + scaled[n]',
      /"scaled" is no name here/,
    ],
    [
      'an inherited gradient line',
      'upstream) * scaled[n]',
      'upstream) * sacled[n]',
      /"sacled" is no name here; .*\bscaled\b/,
    ],
    [
      'a reduction',
      'if(reduction is none',
      'if(reduction is nnoe',
      /"nnoe" is no reduction here; there are: none, sum, mean/,
    ],
    ['a mode', 'where: mode is hard', 'where: mode is heard', /"heard" is no mode here; there are: soft, hard/],
    [
      'what has a word',
      'has: given(weight) and mode',
      'has: given(weight) and mood',
      /"mood" is no word’s name here; there are: mode, reduction/,
    ],
    ['a requirement', 'margin > 0 and all', 'marign > 0 and all', /"marign" is no name here/],
    [
      'a requirement of one mode',
      'all[n](0 <= target[n] and',
      'all[n](0 <= target[n,n] and',
      /"target" has one index, found 2/,
    ],
    ['a level', 'kept[n] and input[n,c] > 3', 'kept[n] and inptu[n,c] > 3', /"inptu" is no name here/],
    [
      'the mode’s condition',
      'same_shape(target, input)',
      'same_shape(targets, input)',
      /"targets" is no input or parameter here; there are: input, target, weight, upstream, reduction/,
    ],
    [
      'a fact about no name',
      'rank(weight) == 0',
      'rank(weight[0]) == 0',
      /"rank" speaks of an input or parameter by its name/,
    ],
    ['an exception', "where: 'margin == 1", "where: 'magrin == 1", /"magrin" is no name here/],
    ['a clause', 'and given(margin) }', 'and given(margins) }', /"margins" is no input or parameter here/],
    [
      'a clause’s reduction',
      'reduction is mean and',
      'reduction is maen and',
      /"maen" is no reduction here; there are: none, sum, mean/,
    ],
    ['a mistake', 'double[n] * 2', 'doubel[n] * 2', /"doubel" is no name here; .*\bdouble\b/],
    ['a dialect’s reading', 'positions + 1', 'positionen + 1', /"positionen" is no name here/],
    ['a dialect’s clause', 'when: positions > 2', 'when: postions > 2', /"postions" is no name here/],
    ['a law’s condition', 'and classes > 1', 'and clases > 1', /"clases" is no name here/],
    ['which rows a law keeps', 'n + n < positions', 'm + n < positions', /"m" is no name here; there are: n,/],
    ['what a law asks', 'classes - 1 - c] + margin', 'classes - 1 - d] + margin', /"d" is no name here/],
    [
      'a question a law did not ask',
      'loss[n] - moved.loss[n]',
      'loss[n] - mved.loss[n]',
      /"mved.loss" is no name here; .*\bmoved\.loss\b/,
    ],
    [
      'an answer',
      'input_gradient[n,c] - moved.',
      'inpt_gradient[n,c] - moved.',
      /"inpt_gradient" is no name here; .*\binput_gradient\b/,
    ],
    [
      'a factor',
      'size is small implies',
      'siez is small implies',
      /"siez" is no word’s name here; there are: size, weights/,
    ],
    [
      'a level of a factor',
      'implies weights is absent',
      'implies weights is abesnt',
      /"abesnt" is no weights here; there are: absent, there/,
    ],
  ])('%s', (_, right, wrong, says, other) => {
    const { message, line, column } = complaintOf(right, wrong);
    const [, text = '', caret = ''] = message.split('\n');
    const [word = ''] = /(?<=")[^"]+(?=")/.exec(message) ?? [];
    expect(message).toMatch(says);
    expect(text.slice(caret.length - 1), 'the caret stands under the word').toMatch(new RegExp(`^${word}`));
    expect(TEXT.split('\n')[line - 1], 'the line has the formula').toContain(other ?? right.split('\n').at(-1));
    expect(column).toBeGreaterThan(0);
    expect(message).not.toMatch(/ {4}at /);
  });
});

test('what the reductions ask for must be defined in every mode', () => {
  const { message, line } = complaintOf('    denominator: positions\n', '');
  expect(message).toContain('the output is made of it: "denominator" is no name here');
  expect(line).toBe(lineOf('definition:'));
});

test('the clauses that all losses share speak only of what every loss has', () => {
  const toy = readLoss('toy.yaml', TEXT);
  const complain = (_tree: unknown, _word: string, problem: string): never => {
    throw new Error(problem);
  };
  checkNames({ ...toy, clauses: commonClauses() }, complain);
  const strange = new Map([...commonClauses()].map(([id, clause]) => [id, { ...clause, when: parse('classses > 1') }]));
  expect(() => checkNames({ ...toy, clauses: strange }, complain)).toThrow('"classses" is no name here');
});

test('a function has no reduction: its output is its value', () => {
  const text = `loss: plain
title: Plain
summary: A function.
layout: elementwise
returns: [n]
inputs: { input: { means: x., of: [n], is: real, gradient: must, refuses: { shape: plain.a, dtype: plain.a } } }
parameters: { exact: { is: flag, default: 'true', means: x., clause: plain.a } }
refuses: { parameter: plain.a, gradient: plain.a }
definition: { 'value[n]': 'if(exact is true, input[n], 2 * input[n])' }
algorithms: { only: { says: x., grade: accurate } }
accuracy: { factor: 1 }
mistakes: {}
clauses: { plain.a: { level: must, says: x., source: x, shown: none, reason: x. } }
points: {}
`;
  expect(readLoss('plain.yaml', text).returns).toEqual(['n']);
  expect(() => readLoss('plain.yaml', text.replace('value[n]', 'loss[n]'))).toThrow(
    /the output is made of it: "value" is no name/,
  );
  expect(() => readLoss('plain.yaml', text.replace('exact is true', 'reduction is mean'))).toThrow(
    /"reduction" is no word’s name/,
  );
  expect(() => readLoss('plain.yaml', text.replace('exact is true', 'exact is yes'))).toThrow(
    /"yes" is no exact here; there are: true, false/,
  );
});
