// Which folder may import which: meaning depends on nothing, and the two witnesses, spec/oracle and reference, never meet.
const ours = '^(spec|vectors|reference|runner|docs)/';
const test = '[.]test[.]ts$';
const development = '^node_modules/(?!(vitest|fast-check|playwright-core)/)';

/** `folder` may import itself and `allowed`, nothing else of ours. */
const only = (folder, allowed, comment) => ({
  name: `${folder}-imports-${allowed.join('-and-') || 'nothing-of-ours'}`,
  comment,
  severity: 'error',
  from: { path: `^${folder}/` },
  to: { path: ours, pathNot: `^(${[folder, ...allowed].join('|')})/` },
});

module.exports = {
  forbidden: [
    only('spec', [], 'What a loss means depends on nothing else.'),
    only('vectors', ['spec'], 'Numbers are made from the spec, and must not hear what any implementation says.'),
    only('reference', [], 'The second witness must not hear the first.'),
    only('runner', ['vectors', 'spec'], 'The reference is loaded as any subject is, never imported.'),
    only('docs', ['spec', 'vectors'], 'Pages say what the spec and the vectors say.'),
    {
      name: 'formula-knows-the-oracle-by-type-only',
      comment: 'Operators are handed the arithmetic they run on: the same row serves every reading.',
      severity: 'error',
      from: { path: '^spec/formula/', pathNot: test },
      to: { path: '^spec/oracle/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circular-import',
      comment: 'Files that need one another are one idea in two places. Types alone may point back: nothing is loaded.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'tests-are-imported-by-tests-only',
      comment: 'What only tests need is not in the package.',
      severity: 'error',
      from: { pathNot: [test, '[/.]testing[.]ts$', '^runner/subjects/hostile/'] },
      to: { path: [test, '[/.]testing[.]ts$', '^runner/subjects/hostile/'] },
    },
    {
      name: 'development-packages-stay-in-development',
      comment:
        'They are not there where the package is installed. In a checkout tsx reads the sources; peers are installed by ' +
        'whoever wants what they do.',
      severity: 'error',
      from: {
        pathNot: [
          test,
          '[/.]testing[.]ts$',
          '^docs/',
          '^spec/oracle/mpfr[.]ts$',
          '^runner/lossproof[.]mjs$',
          '^runner/subjects/hostile/',
          '^runner/page/bundle[.]mjs$',
          '^runner/subjects/wasm/compile[.]mjs$',
        ],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm-peer'] },
    },
    {
      name: 'tests-need-vitest-and-fast-check-only',
      comment: 'Everything else is in what the test tests.',
      severity: 'error',
      from: { path: [test, '[/.]testing[.]ts$'], pathNot: '^docs/' },
      to: { path: development, dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'packages-are-declared-and-there',
      comment: 'What package.json does not list is there by accident, or not at all.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer'] },
    },
    {
      name: 'imports-are-resolvable',
      comment: 'A path that leads nowhere; dist/ is there once it is built.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: 'dist/runner/cli[.]js$' },
    },
  ],
  options: {
    // AssemblyScript is imported by its own compiler.
    exclude: '^(runner/bench|dist)/|^runner/subjects/(sample-)?wasm/.*[.]ts$',
    doNotFollow: 'node_modules',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
