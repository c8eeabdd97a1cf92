// Nothing lost and nothing doubled after kill -9: the short form; `npm run prove:intake` runs a hundred of each.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type KillGround, openKillGround, type TrialResult } from './kill-trial.ts'

let ground: KillGround
beforeAll(async () => {
  ground = await openKillGround('intake_kill')
}, 600_000)
afterAll(() => ground?.close(), 600_000)

const SOUND = { wasHalfDone: false, lost: 0, doubled: 0 }

/** A run that was done before its kill proves nothing: another one is begun, up to a number that a slow machine needs. */
async function trials(
  { kills: wanted }: { readonly kills: number },
  run: (seed: number) => Promise<TrialResult>,
): Promise<void> {
  let kills = 0
  for (let seed = 1; seed <= wanted * 4 && kills < wanted; seed += 1) {
    const { wasKilled, ...result } = await run(seed)
    if (wasKilled) kills += 1
    expect(result, `seed ${seed}`).toEqual(SOUND)
  }
  expect(kills).toBe(wanted)
}

it('a file whose import is killed is loaded once by the next import, and was there as a whole or not at all', async () => {
  await trials({ kills: 1 }, ground.importTrial)
}, 1_200_000)

it('a feed whose process is killed goes on where it was, with every change once', async () => {
  await trials({ kills: 3 }, ground.feedTrial)
}, 600_000)
