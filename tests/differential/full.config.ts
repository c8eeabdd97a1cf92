// Whole answers cell by cell, by themselves: `npm run prove:cells`.
import { mergeConfig } from 'vitest/config'
import suite from '../../vitest.config.ts'

const config = mergeConfig(suite, {})
config.test = { ...config.test, include: ['tests/differential/cells-full.ts'] }

export default config
