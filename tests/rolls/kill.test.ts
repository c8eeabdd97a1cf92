// A roll survives kill -9: the short form; `npm run prove:rolls` kills one of 3,000 pupils at every point of its work.
import { afterAll, beforeAll, it } from 'vitest'
import { expectSameAfterKills } from './killed.ts'
import { type KillGround, openKillGround } from './killed-roll.ts'

let ground: KillGround
beforeAll(async () => {
  ground = await openKillGround('rolls_kill', 150)
})
afterAll(() => ground?.close())

it('gives the same file after a kill, and asks again about the pupils of the chunk under way alone', async () => {
  await expectSameAfterKills(ground, [{ point: 'BEFORE_COMMIT', chunk: 2, time: 2 }])
})
