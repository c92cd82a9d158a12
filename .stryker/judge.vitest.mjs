/** The judge's own tests, for Stryker's runs of them. */
export default {
  test: { include: ['runner/judge.test.ts', 'runner/laws.test.ts', 'runner/offers.test.ts'], isolate: false },
};
