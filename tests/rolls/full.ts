// The full form of kill.test.ts: a roll of 3,000 pupils with planted faults, killed once at every point of its work.
import { afterAll, beforeAll, it } from 'vitest'
import { KILL_POINTS, type KillAt } from './kill-points.ts'
import { expectSameAfterKills } from './killed.ts'
import { type KillGround, openKillGround } from './killed-roll.ts'

const PUPILS = 3_000

let ground: KillGround
beforeAll(async () => {
  ground = await openKillGround('rolls_prove', PUPILS)
}, 1_200_000)
afterAll(() => ground?.close(), 1_200_000)

// Each process comes to its point in the seventh chunk that it works on; the last one when no chunk is left.
const CHUNKS_EACH = 7

it('finishes, and gives the same file as when nobody disturbs it', async () => {
  const points = Object.keys(KILL_POINTS) as KillAt['point'][]
  let done = 0
  const kills = points.map((point) => {
    const chunk = done + CHUNKS_EACH
    // Killed with its results written or not yet begun, the next process goes on behind it or with it.
    done = chunk - 1
    return { point, chunk, time: timeOf(point) }
  })
  await expectSameAfterKills(ground, kills)
  console.log(
    `${PUPILS} pupils, ${kills.length} kills: ${kills.map(({ point, chunk }) => `${point} ${chunk}`).join(', ')}`,
  )
}, 3_600_000)

function timeOf(point: KillAt['point']): number {
  if (point === 'BEFORE_END') return 1
  // The roll is read twice a chunk: by itself, and by the walk.
  return point === 'BEFORE_ROLL_IS_READ' ? 2 * CHUNKS_EACH - 1 : CHUNKS_EACH
}
