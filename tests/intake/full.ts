// The full form of kill.test.ts: a hundred kills of an import and a hundred of a feed, with a line for each trial.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type KillGround, openKillGround, type TrialResult } from './kill-trial.ts'

const NEEDED = 100
/** A run that was done before its kill proves nothing, and does not count. */
const MOST = 250

interface Ground {
  readonly imports: KillGround
  readonly feeds: KillGround
}

let ground: Ground
beforeAll(async () => {
  ground = { imports: await openKillGround('intake_prove'), feeds: await openKillGround('intake_prove_feed') }
}, 1_200_000)
afterAll(async () => {
  await ground?.imports.close()
  await ground?.feeds.close()
}, 1_200_000)

async function trials(name: string, run: (seed: number) => Promise<TrialResult>): Promise<void> {
  const total = { trials: 0, kills: 0, halfDone: 0, lost: 0, doubled: 0 }
  for (let seed = 1; seed <= MOST && total.kills < NEEDED; seed += 1) {
    const { wasKilled, wasHalfDone, lost, doubled } = await run(seed)
    total.trials += 1
    total.kills += Number(wasKilled)
    total.halfDone += Number(wasHalfDone)
    total.lost += lost
    total.doubled += doubled
    console.log(`${name}, seed ${seed}: ${JSON.stringify(total)}`)
  }
  expect(total).toMatchObject({ kills: NEEDED, halfDone: 0, lost: 0, doubled: 0 })
}

// Each has databases of its own, so that they can go on side by side.
it.concurrent(
  'no row is lost or doubled by kills of an import',
  () => trials('import', ground.imports.importTrial),
  7_200_000,
)

it.concurrent(
  'no change is lost or doubled by kills of a feed',
  () => trials('feed', ground.feeds.feedTrial),
  7_200_000,
)
