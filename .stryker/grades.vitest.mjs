/** The tests of what joins algorithms to grades, for Stryker's runs of them. */
const include = ['acceptance', 'acceptance-edges'].map((stem) => `spec/oracle/${stem}.test.ts`);

export default { test: { include, isolate: false, testTimeout: 60_000 } };
