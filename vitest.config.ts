import { createRequire } from 'node:module'
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
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
