/** The tests of acceptance, for Stryker's runs of them. */
export default {
  test: {
    include: ['acceptance', 'fuzzed', 'fuzzed-gpu', 'condition'].map((stem) => `spec/oracle/${stem}.test.ts`),
    isolate: false,
  },
};
