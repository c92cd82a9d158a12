/** The tests of acceptance, for Stryker's runs of them. */
export default {
  test: {
    include: ['fuzzed', 'fuzzed-gpu', 'fuzzed-sum'].map((stem) => `spec/oracle/${stem}.test.ts`),
    isolate: false,
  },
};
