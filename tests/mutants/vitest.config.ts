// The tests that mutants are tried on, those of the room that HUTONG_MUTANTS names; a PostgreSQL only where masks are SQL.
import { mergeConfig } from 'vitest/config'
import suite from '../../vitest.config.ts'

const config = mergeConfig(suite, {})
config.test = {
  ...config.test,
  include: ['tests/mutants/room.ts'],
  globalSetup: process.env.HUTONG_MUTANTS === 'masking' ? ['tests/world/global-setup.ts'] : [],
}

export default config
