/** A typo in any line that computes is caught where the file is read, with its place and with what is known there. */
import { describe, test } from 'vitest';
import { expectPointed, type Typo } from './names.testing.ts';

describe('a typo is pointed at', () => {
  test.each<Typo>([
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
    ['a mistake', 'double[n] * 2', 'doubel[n] * 2', /"doubel" is no name here; .*\bdouble\b/],
    ['a dialect’s reading', 'positions + 1', 'positionen + 1', /"positionen" is no name here/],
  ])('%s', (...typo) => expectPointed(typo));
});
