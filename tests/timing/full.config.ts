// The timing proof by itself: `npm run prove:existence`.
import { mergeConfig } from 'vitest/config'
import suite from '../../vitest.config.ts'

const config = mergeConfig(suite, {})
config.test = { ...config.test, include: ['tests/timing/full.ts'] }

export default config
