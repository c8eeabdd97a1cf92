// The full attacks on statistics by themselves: `npm run prove:disclosure`.
import { mergeConfig } from 'vitest/config'
import suite from '../../vitest.config.ts'

const config = mergeConfig(suite, {})
config.test = { ...config.test, include: ['tests/disclosure/full.ts'], globalSetup: [] }

export default config
