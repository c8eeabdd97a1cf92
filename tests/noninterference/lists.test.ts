// Promise 4 on lists: do counts, pages and cursors of a filtered and sorted list stand still while only data change that
// the caller may not see, and move when what may be seen changes?
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DemoAccountKey } from '../../src/demo/accounts.ts'
import type { Town } from '../world/town.ts'
import { type Scene, sceneOf } from './callers.ts'
import { childrenOf, pages } from './casework.ts'
import { compare } from './difference.ts'
import { run } from './operation.ts'
import { openPlace, type Place } from './place.ts'
import { honestPolicies } from './policies.ts'
import { randomFrom } from './second-world.ts'
import { followTasks } from './tasks.ts'
import { type Change, NO_ROWS, tableOf } from './world.ts'

type List = Readonly<Record<string, unknown>>

const LISTS: readonly (readonly [DemoAccountKey, string, List])[] = [
  ['village', 'P07', { first: 3 }],
  ['village', 'P07', { filter: { residenceDivision: '330106' }, first: 2 }],
  ['adjudicator', 'P08', { filter: { sex: 'FEMALE' }, orderBy: { birthDate: 'DESCENDING' }, first: 10 }],
  ['adjudicator', 'P08', { filter: { category: 'ORPHAN', bornTo: '2018-01-01' }, first: 2 }],
  ['adjudicator', 'P08', { orderBy: { householdAidClass: 'ASCENDING' }, first: 20 }],
]

let place: Place
let town: Town
let scenes: Map<string, Scene>

beforeAll(async () => {
  place = await openPlace('ni_lists')
  town = await place.openGateway()
  const { policies } = await honestPolicies()
  scenes = new Map(
    (['village', 'adjudicator'] as const).map((as) => [as, sceneOf(place, policies, [as, purposeOf(as)])]),
  )
})
afterAll(() => place.close())

function purposeOf(as: DemoAccountKey): string {
  return as === 'village' ? 'P07' : 'P08'
}

function sceneFor(as: DemoAccountKey): Scene {
  const scene = scenes.get(as)
  if (!scene) throw new Error('one of the two scenes')
  return scene
}

describe('a list of the children of a division', () => {
  it.each(LISTS)('keeps its pages for %s (%s %o) whatever else changes', async (as, _purpose, list) => {
    const scene = sceneFor(as)
    for (let pair = 1; pair <= 5; pair += 1) {
      const random = randomFrom(`list ${JSON.stringify(list)} ${pair}`)
      const compared = await compare({ town, scene, operation: pages(scene, random, list), random })
      expect(compared.difference).toBeNull()
      // A village's filter finds those alone who live there by every word, and they fit on one page.
      expect(compared.seen.length).toBeGreaterThan(as === 'village' && 'filter' in list ? 0 : 1)
      expect([...compared.made.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(100)
    }
  })

  it('is followed by the same events, whatever else changes', async () => {
    const scene = sceneFor('adjudicator')
    for (let pair = 1; pair <= 3; pair += 1) {
      const random = randomFrom(`followed ${pair}`)
      const compared = await compare({ town, scene, operation: followTasks(scene, random), random, shrinks: false })
      expect(compared.difference).toBeNull()
      const told = compared.seen[0]?.split('\n') ?? []
      expect(told.length).toBeGreaterThan(10)
      expect(told.every((line) => !line.includes('errors'))).toBe(true)
    }
  })

  it('moves when a value that is granted changes', async () => {
    const scene = sceneFor('adjudicator')
    const operation = pages(scene, randomFrom('moves'), { filter: { sex: 'MALE' }, first: 200 })
    const before = await run(town, scene, operation)
    const back = await place.world.apply(allMale(scene))
    const after = await run(town, scene, operation)
    await place.world.apply(back)
    expect(after).not.toEqual(before)
    expect(await run(town, scene, operation)).toEqual(before)
  })
})

function allMale(scene: Scene): Change {
  const table = tableOf('GAJ')
  return new Map(
    childrenOf(scene).own.map((id) => {
      const rows = place.world.children.get(id) ?? NO_ROWS
      return [id, { ...rows, [table]: (rows[table] ?? []).map((row) => ({ ...row, sex: 'MALE' })) }]
    }),
  )
}
