// The noninterference tests at length, for a change to the walk, the plan, the masks or a policy; not part of every run.
import { describe } from 'vitest'
import { describePairs } from './describe-pairs.ts'

describe('a great many worlds that differ only in what a caller may not learn', () => {
  describePairs({ name: 'ni_full', seed: 'hutong noninterference at length', rounds: 60 })
})
