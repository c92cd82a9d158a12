/** The judge's own tests, for Stryker's runs of them. */
export default {
  test: { include: ['judge.*', 'judge-law', 'offers'].map((stem) => `runner/${stem}.test.ts`), isolate: false },
};
