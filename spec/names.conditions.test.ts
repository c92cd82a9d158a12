/** A typo in any condition, law or constraint is caught where the file is read, with its place and with what is known there. */
import { describe, test } from 'vitest';
import { expectPointed, type Typo } from './names.testing.ts';

describe('a typo is pointed at', () => {
  test.each<Typo>([
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
  ])('%s', (...typo) => expectPointed(typo));
});
