// N04: 低保边缘 children with severe illness or disability who are not in 低保: a count by district, and no list.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTown, type Town } from '../world/town.ts'
import { publishedTable, valuesOf } from './published.ts'

let town: Town

beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

describe('an analyst asks where help has not arrived', () => {
  it('counts by district, each cell ten or more or held back', async () => {
    const cells = await publishedTable(town, 'EDGE_NOT_COVERED_BY_DISTRICT')
    expect(cells).toHaveLength(15 * 2)
    for (const cell of cells) expect(cell.suppressed ? cell.value === null : (cell.value ?? 0) >= 10).toBe(true)
    expect(cells.find((cell) => valuesOf(cell)[0] === 'TOTAL')?.value).toBeGreaterThanOrEqual(10)
  })

  it('stands in the journal with its fields and its policy, and without a subject', async () => {
    await town.newEntries()
    await publishedTable(town, 'EDGE_NOT_COVERED_BY_DISTRICT')
    const intent = (await town.newEntries()).find(({ kind }) => kind === 'INTENT')
    expect(intent?.body).toMatchObject({ purpose: 'P09', policyIds: ['analyst-statistics'], subjects: [], count: 0 })
    expect(intent?.body.fields).toContainEqual(['StatCell.value', 'reveal'])
  })

  it.each([
    '{ children { nodes { childRef } } }',
    '{ child(ref: "c1.AAAAAAAAAAAAAAAAAAAAAA") { childRef } }',
  ])('refuses the analyst every path to a row: %s', async (query) => {
    const response = await town.ask({ as: 'analyst', purpose: 'P09', query })
    expect(response.status).toBe(403)
    expect(response.body.data).toBeUndefined()
    const entries = await town.newEntries()
    expect(entries.find((entry) => entry.kind === 'REFUSAL')).toMatchObject({ body: { code: 'REFUSED' } })
  })
})
