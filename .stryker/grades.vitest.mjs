/** The tests of what joins algorithms to grades, for Stryker's runs of them. */
export default { test: { include: ['spec/oracle/acceptance*.test.ts'], isolate: false, testTimeout: 60_000 } };
