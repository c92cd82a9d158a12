/** What `explain` and `list` print, checked against numbers and names that come from outside. */
import { expect, test, vi } from 'vitest';
import { exits } from '../failure.ts';
import { lossproof } from '../testing.ts';

vi.setConfig({ testTimeout: 30_000 });

test('a vector is explained with its true answer to 25 digits', async () => {
  const { exit, stdout } = await lossproof('explain', 'cross_entropy/confident-none/float64');
  expect(exit).toBe(exits.conforms);
  // −log(e⁴⁰/(e⁴⁰ + e⁻¹ + 1)) and the first of the row, by mpmath at 60 digits
  expect(stdout).toContain('5.811236444626577746534883e-18');
  expect(stdout).toContain('4.184374076761406208281474e-7');
  expect(stdout).toMatch(/standard .* … /);
  expect(stdout).toMatch(/widest: \w+\[\d+\].*narrower by: (addition|exp|log)/);
  expect(stdout).toContain('cross_entropy.element (must)');
  expect(stdout).toContain('clipped-softmax');
});

test('a refusal is explained by its clause', async () => {
  const { stdout } = await lossproof('explain', 'nll_loss/target_negative-mean/float32');
  expect(stdout).toContain('refused by nll_loss.target.range');
  expect(stdout).toMatch(/target-reads-on: .*\n {6}answers$/m);
});

test('a law is explained by its questions and what holds of their answers', async () => {
  const { stdout } = await lossproof('explain', 'cross_entropy/law.shift_invariance.worked-none/float32');
  expect(stdout).toContain('0 = loss[n] - shifted.loss[n]');
  expect(stdout).toContain('1025');
});

test('a subject is asked beside the explanation', async () => {
  const { exit, stdout } = await lossproof('explain', 'nll_loss/worked-mean/float64', 'reference');
  expect(exit).toBe(exits.conforms);
  expect(stdout).toContain('reference, nll_loss/worked-mean/float64: passed (accurate)');
});

test.each([
  ['no dtype', 'cross_entropy/worked-none', /is no address/],
  ['a typo in the loss', 'cross_entrpy/worked-none/float32', /did you mean "cross_entropy"/],
  ['a typo in the vector', 'cross_entropy/worked-nne/float32', /did you mean "worked-none"/],
  ['a dtype that cannot hold it', 'cross_entropy/worked_weights_07_03-sum/float16', /asked in float64, not in float16/],
])('%s ends as wrong usage with a remedy', async (_what, address, says) => {
  const { exit, stderr } = await lossproof('explain', address);
  expect(exit).toBe(exits.usage);
  expect(stderr).toMatch(says);
});

test.each([
  ['losses', 'nll_loss'],
  ['vectors', 'cross_entropy/worked-mean/float32'],
  ['laws', 'binary_cross_entropy_with_logits/law.symmetry.'],
  ['clauses', 'nll_loss.mean'],
  ['mistakes', 'pytorch/pytorch#148884'],
  ['dialects', 'cross_entropy/onnx'],
  ['subjects', 'torch'],
])('list %s prints one a line', async (what, sample) => {
  const { exit, stdout } = await lossproof('list', what);
  expect(exit).toBe(exits.conforms);
  expect(stdout).toContain(sample);
});

test('what cannot be listed is said', async () => {
  const { exit, stderr } = await lossproof('list', 'toString');
  expect(exit).toBe(exits.usage);
  expect(stderr).toContain('there are: losses, vectors');
});

test('beside each mistake that the vector kills stands what it answers', async () => {
  const { stdout } = await lossproof('explain', 'cross_entropy/worked_weights_1_2-mean/float64');
  // The course's loss is 1.8210 / 5 = 0.3642; a mean over the batch of 3 is 0.6070.
  expect(stdout).toMatch(
    /mean-over-batch: .*\n {6}(loss\[0\] is 0\.607\d*, exactly 0\.364\d*|gradient of .* is .*, exactly .*)/,
  );
});
