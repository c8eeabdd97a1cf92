// The tests that mutants of policy, plan and masking are tried on: they need a PostgreSQL at most, and no town.
import { mergeConfig } from 'vitest/config'
import suite from '../../vitest.config.ts'

const config = mergeConfig(suite, {})
config.test = {
  ...config.test,
  include: ['tests/policy/**/*.test.ts', 'tests/plan/**/*.test.ts', 'tests/masking/**/*.test.ts'],
  globalSetup: ['tests/world/global-setup.ts'],
}

export default config
