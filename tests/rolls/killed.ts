// A roll whose processes are killed one after another, each at its point, comes out as one that nobody disturbed.
import { expect } from 'vitest'
import { ASKED_AGAIN, type KillAt } from './kill-points.ts'
import { chunksOf, type Finished, type KillGround, withoutAnswerIds, wronglySaid } from './killed-roll.ts'

/** `kills` name a point and the chunk of the roll, counted from one, at which it is. */
export async function expectSameAfterKills(
  ground: KillGround,
  kills: readonly (KillAt & { readonly chunk: number })[],
) {
  const id = await ground.send()
  await ground.askings()
  for (const kill of kills) expect([kill, await ground.killed(kill)]).toEqual([kill, true])
  await ground.run()
  const twice = kills
    .filter(({ point }) => ASKED_AGAIN.has(point))
    .map(({ chunk }) => chunksOf(ground.planted)[chunk - 1] ?? 0)
  expectAskings(await ground.askings(), ground, twice)
  const killed = await ground.finished(id)
  expect(wronglySaid(ground.planted, killed)).toEqual([])
  await expectAnswersOfTheirOwn(ground, killed)
  await expectSameAsUndisturbed(ground, killed)
}

function expectAskings(askings: readonly number[], { planted }: KillGround, twice: readonly number[]): void {
  const asked = chunksOf(planted).reduce((sum, each) => sum + each, 0)
  const again = twice.reduce((sum, each) => sum + each, 0)
  expect({ pupils: askings.length, askings: askings.reduce((sum, each) => sum + each, 0) }).toEqual({
    pupils: asked,
    askings: asked + again,
  })
  expect(Math.max(...askings)).toBe(twice.length > 0 ? 2 : 1)
}

async function expectAnswersOfTheirOwn(ground: KillGround, { pupils }: Finished): Promise<void> {
  const ids = pupils.flatMap(({ answerId }) => (answerId === '' ? [] : [answerId]))
  expect(new Set(ids).size).toBe(ids.length)
  expect(await ground.kept(ids)).toBe(ids.length)
}

async function expectSameAsUndisturbed(ground: KillGround, killed: Finished): Promise<void> {
  const id = await ground.send()
  await ground.run()
  expect(await withoutAnswerIds(killed)).toEqual(await withoutAnswerIds(await ground.finished(id)))
}
