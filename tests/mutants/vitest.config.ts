// The tests that mutants are tried on, those of the room that HUTONG_MUTANTS names; a PostgreSQL only where masks are SQL.
import { mergeConfig } from 'vitest/config'
import suite from '../../vitest.config.ts'
import { ROOMS } from './rooms.ts'

const config = mergeConfig(suite, {})
config.test = {
  ...config.test,
  include: ['tests/mutants/room.ts'],
  globalSetup: ROOMS[process.env.HUTONG_MUTANTS ?? '']?.needsDatabase ? ['tests/world/global-setup.ts'] : [],
}

export default config
