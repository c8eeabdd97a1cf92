// Mutants of the three pure rooms: what decides, what is read, what is left of a value. `npm run mutants`.
// Each mutant is a fault planted by machine; a mutant that no test notices is a fault that nobody would.
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'tests/mutants/vitest.config.ts', related: false },
  mutate: ['src/policy/**/*.ts', 'src/plan/**/*.ts', 'src/masking/**/*.ts'],
  ignorePatterns: ['.hutong', '.git', 'docs', 'docker', 'bench', 'reports'],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  incremental: true,
  incrementalFile: 'tests/mutants/report.json',
  tempDirName: '.stryker-tmp',
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 95, low: 90, break: 90 },
  timeoutMS: 20_000,
  // The rewriting of tsconfig asks for an interface that TypeScript 7 has no more; a sandbox needs none.
  tsconfigFile: 'none',
  disableTypeChecks: true,
}
