// Promise 5: what an officer filters and sorts by stands in the journal like what is selected, also where only a variable
// shows it; a filter by a category is a question about it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTown, type Town } from '../world/town.ts'

let town: Town

beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

describe('a list filtered and sorted', () => {
  it.each([
    [
      'in the document',
      '{ children(filter: { category: ORPHAN }, orderBy: { birthDate: ASCENDING }) { nodes { childRef } } }',
      {},
    ],
    [
      'by variables',
      'query ($filter: ChildFilter, $order: ChildOrder) { children(filter: $filter, orderBy: $order) { nodes { childRef } } }',
      { filter: { category: 'ORPHAN' }, order: { birthDate: 'ASCENDING' } },
    ],
  ])('%s journals the uses with the fields', async (_where, query, variables) => {
    await town.newEntries()
    const response = await town.ask({ as: 'adjudicator', purpose: 'P08', query, variables })
    expect(response.status).toBe(200)
    expect(response.body.data.children.nodes.length).toBeGreaterThan(0)
    const intent = (await town.newEntries()).find(({ kind }) => kind === 'INTENT')
    expect(intent?.body.uses).toEqual([
      ['CivilAffairs.categories', 'filter'],
      ['PublicSecurity.birthDate', 'sort'],
    ])
    expect(JSON.stringify(intent?.body)).not.toContain('ORPHAN')
  })
})
