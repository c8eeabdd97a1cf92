// The proof of intake by itself: `npm run prove:intake`.
import { mergeConfig } from 'vitest/config'
import suite from '../../vitest.config.ts'

const config = mergeConfig(suite, {})
config.test = { ...config.test, include: ['tests/intake/full.ts'] }

export default config
