// Mutants of the three pure rooms: what decides, what is read, what is left of a value. `npm run mutants` sets which.
const { HUTONG_MUTATE: patterns, HUTONG_MUTANTS_REPORT: report } = process.env

export default {
  testRunner: 'vitest',
  vitest: { configFile: 'tests/mutants/vitest.config.ts', related: false },
  mutate: patterns?.split(' '),
  ignorePatterns: ['.hutong', '.git', 'docker', 'bench', '/reports'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  jsonReporter: { fileName: report },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, allowEmojis: false },
  thresholds: { high: 95, low: 90, break: 90 },
  timeoutMS: 20_000,
  // The rewriting of tsconfig asks for an interface that TypeScript 7 has no more; a sandbox needs none.
  tsconfigFile: 'none',
  disableTypeChecks: true,
}
