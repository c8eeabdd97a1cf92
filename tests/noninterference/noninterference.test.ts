// Promise 8: does anything that a caller is not granted show in the status, the headers or the body of an answer?
import { describe } from 'vitest'
import { CALLERS } from './callers.ts'
import { describePairs } from './describe-pairs.ts'

describe('two worlds that differ only in what a caller may not learn', () => {
  describePairs({ name: 'ni_pairs', seed: 'hutong noninterference', callers: CALLERS, each: 16 })
})
