/** The whole suite against the reference, reached by its path as anyone's code is: nothing fails, and all is accurate. */
import { expect, test } from 'vitest';
import { examine } from './examine.ts';
import { findAdapter } from './find-adapter.ts';
import { lenient } from './judge.ts';
import { exitOf, isLaw, rows, totals } from './reports/tally.ts';
import { knownSubjects } from './subjects.ts';

test('the reference passes every vector and law it offers, every vector accurately', { timeout: 60_000 }, async () => {
  const reference = knownSubjects().get('reference');
  if (!reference) throw new Error('runner/subjects/reference.yaml is gone');
  expect(reference.bundled).toBe(true);
  expect(reference.expect).toEqual([]);
  const told: number[] = [];
  const examination = await examine(await findAdapter(reference.target), reference, {
    ...lenient,
    selection: {},
    session: {},
    today: '2026-01-01',
    progress: (done) => told.push(done),
  });
  const { verdicts, faults, incomplete, hello } = examination;
  expect(
    verdicts.filter(({ status }) => status === 'failed').map(({ address, reason }) => `${address}: ${reason}`),
  ).toEqual([]);
  const careless = verdicts.filter(({ grade }) => grade !== undefined && grade !== 'accurate');
  expect(careless.map(({ address, grade }) => `${address}: ${grade}`)).toEqual([]);
  expect(faults).toEqual([]);
  expect(incomplete).toBeUndefined();
  expect(exitOf(examination)).toBe('conforms');
  expect(new Set(verdicts.map(({ address }) => address)).size).toBe(verdicts.length);
  expect(told).toEqual(verdicts.map((_, index) => index + 1));

  // All it offers was asked: its losses and dtypes, vectors and laws, some of them once more and from other memory.
  const asked = verdicts.filter(({ status }) => status === 'passed');
  const offered = Object.entries(hello.losses).flatMap(([loss, { dtypes }]) =>
    dtypes.filter((dtype) => hello.profiles.includes(dtype)).map((dtype) => `${loss} ${dtype}`),
  );
  expect(new Set(asked.map(({ loss, dtype }) => `${loss} ${dtype}`))).toEqual(new Set(offered));
  expect(asked.some(isLaw)).toBe(true);
  for (const manner of ['again', 'offset'])
    expect(asked.some(({ address }) => address.includes(`@${manner}/`))).toBe(true);
  expect(totals(rows(examination)).passed).toBe(asked.length);
});
