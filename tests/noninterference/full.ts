// The noninterference tests at length, for a change to the walk, the plan, the masks or a policy, and for the night; not
// part of every run. `npm run prove -- --pairs 100000 --seed anything` (see prove.ts).
import { describe } from 'vitest'
import { CALLERS } from './callers.ts'
import { describePairs } from './describe-pairs.ts'

const pairs = Number(process.env.HUTONG_PROVE_PAIRS ?? 20_000)
const [part = 1, parts = 1] = (process.env.HUTONG_PROVE_PART ?? '1/1').split('/').map(Number)
const from = Number(process.env.HUTONG_PROVE_FROM ?? 1)
const callers = CALLERS.slice(from - 1).filter((_, at) => at % parts === part - 1)
const seed = process.env.HUTONG_PROVE_SEED ?? 'hutong noninterference at length'

describe('a great many worlds that differ only in what a caller may not learn', () => {
  describePairs({ name: 'ni_full', seed, callers, each: Math.ceil(pairs / CALLERS.length), isWhole: from === 1 })
})
