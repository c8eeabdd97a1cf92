// The proof of the school roll by itself: `npm run prove:rolls`.
import { mergeConfig } from 'vitest/config'
import suite from '../../vitest.config.ts'

const config = mergeConfig(suite, {})
config.test = { ...config.test, include: ['tests/rolls/full.ts'] }

export default config
