// The long form of the noninterference tests: `vitest run --config tests/noninterference/full.config.ts`.
import { mergeConfig } from 'vitest/config'
import suite from '../../vitest.config.ts'

const config = mergeConfig(suite, {})
config.test = { ...config.test, include: ['tests/noninterference/full.ts'], reporters: ['verbose'] }

export default config
