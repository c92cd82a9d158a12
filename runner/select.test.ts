/** Which vectors a command is about: globs over addresses, and names that must be known. */
import { expect, test } from 'vitest';
import { address } from '../vectors/address.ts';
import { Failure, nearest } from './failure.ts';
import { checkNames, glob, selects } from './select.ts';

test('an address is loss, vector and dtype', () => {
  expect(address('nll_loss', 'worked-mean', 'float32')).toBe('nll_loss/worked-mean/float32');
});

test('globs: * stays between slashes, ** does not, ? is one character, all else is itself', () => {
  const table: [pattern: string, matches: readonly string[], others: readonly string[]][] = [
    ['a/b/c', ['a/b/c'], ['a/b/cc', 'xa/b/c', 'a/b', 'A/b/c']],
    ['a/*/c', ['a/b/c', 'a//c', 'a/b-1.5@again/c'], ['a/b/b/c', 'a/c']],
    ['a/b*/*', ['a/b/c', 'a/bb/c'], ['a/c/b', 'b/b/c']],
    ['a/**', ['a/b', 'a/b/c', 'a/'], ['a', 'b/a/b']],
    ['**/float64', ['a/b/float64', '/float64'], ['a/b/float32', 'float64']],
    ['**', ['', 'a/b/c'], []],
    ['a/?/c', ['a/b/c'], ['a//c', 'a/bb/c', 'a///c']],
    ['a.b/(c|d)/[e]+$', ['a.b/(c|d)/[e]+$'], ['axb/c/e']],
    ['a/b@*/c', ['a/b@strided/c', 'a/b@again/c'], ['a/b/c']],
    ['', [''], ['a']],
  ];
  for (const [pattern, matches, others] of table) {
    for (const text of matches) expect([pattern, text, glob(pattern).test(text)]).toEqual([pattern, text, true]);
    for (const text of others) expect([pattern, text, glob(pattern).test(text)]).toEqual([pattern, text, false]);
  }
});

test('all that is asked for must hold; of repeated values one', () => {
  const vector = { id: 'one', clauses: ['a.mean', 'a.weight'] };
  const table: [selection: Parameters<typeof selects>[0], selected: boolean][] = [
    [{}, true],
    [{ loss: ['a'] }, true],
    [{ loss: ['b'] }, false],
    [{ loss: ['b', 'a'] }, true],
    [{ dtype: ['float64'] }, true],
    [{ dtype: ['float32'] }, false],
    [{ clause: ['a.mean'] }, true],
    [{ clause: ['a.sum', 'a.weight'] }, true],
    [{ clause: ['a.sum'] }, false],
    [{ only: ['a/*/float64'] }, true],
    [{ only: ['b/**', 'a/o*/*'] }, true],
    [{ only: ['a/two/*'] }, false],
    [{ loss: ['a'], dtype: ['float64'], clause: ['a.mean'], only: ['**'] }, true],
    [{ loss: ['a'], dtype: ['float32'], clause: ['a.mean'], only: ['**'] }, false],
    [{ loss: [] }, false],
  ];
  for (const [selection, selected] of table) {
    expect([selection, selects(selection, 'a', vector, 'float64')]).toEqual([selection, selected]);
  }
});

test('a name that is not known is refused with the one that was meant, or with those there are', () => {
  expect(() => checkNames('loss', ['nll_loss'], ['nll_loss'])).not.toThrow();
  expect(() => checkNames('loss', undefined, [])).not.toThrow();
  expect(() => checkNames('loss', ['nll_loss', 'nl_loss'], ['nll_loss'])).toThrow(Failure);
  expect(() => checkNames('loss', ['nl_loss'], ['nll_loss'])).toThrow(
    '--loss: no loss "nl_loss"; did you mean "nll_loss"?',
  );
});

test('a suggestion is near, a short list is whole, a long one shows its nearest', () => {
  const losses = ['cross_entropy', 'nll_loss', 'kl_div'];
  const many = Array.from({ length: 30 }, (_, index) => `clause.number.${'x'.repeat(index)}`);
  const table: [typed: string, known: readonly string[], says: string][] = [
    ['cross_entropie', losses, '; did you mean "cross_entropy"?'],
    ['crossentropy', losses, '; did you mean "cross_entropy"?'],
    ['kldiv', losses, '; did you mean "kl_div"?'],
    ['huber_loss_of_mine', losses, '; there are: cross_entropy, nll_loss, kl_div'],
    ['q', many, '; there are 30, the nearest: clause.number., clause.number.x, clause.number.xx'],
    ['anything', [], ''],
  ];
  for (const [typed, known, says] of table) expect(nearest(typed, known)).toBe(says);
});
