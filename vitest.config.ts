import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const require = createRequire(import.meta.url)

export default defineConfig({
  resolve: {
    // type-graphql and graphql-shield load the CommonJS graphql; one realm for all.
    alias: [{ find: /^graphql$/, replacement: require.resolve('graphql/index.js') }],
  },
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/world/town-setup.ts'],
    // A file waits for databases and services much of its time; left alone, a machine of two cores would run one at a time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // The schema and its libraries are loaded once in a worker; each file opens a town of its own and puts back what it replaces.
    isolate: false,
    // Against what hangs; a busy machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 240_000,
  },
})
