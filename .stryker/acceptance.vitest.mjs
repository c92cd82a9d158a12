/** The tests of acceptance, for Stryker's runs of them. */
export default {
  test: { include: ['fuzzed*', 'roundings', 'range'].map((stem) => `spec/oracle/${stem}.test.ts`), isolate: false },
};
