// The proof of rotation by itself: `npm run prove:rotation`.
import { mergeConfig } from 'vitest/config'
import suite from '../../vitest.config.ts'

const config = mergeConfig(suite, {})
config.test = { ...config.test, include: ['tests/keys/full.ts'] }

export default config
