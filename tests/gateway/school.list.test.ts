// S08: a vocational school asks "list our orphans". Who is an orphan is not the school's to know, so no form of it exists.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Town } from '../world/town.ts'
import { expectRefusalJournalled } from './journalled.ts'
import { dayQuestion, openTownAt, recordedSources, seen } from './questions.ts'

const LISTS: Readonly<Record<string, string>> = {
  'children by category': '{ children(filter: { category: ORPHAN }) { nodes { childRef } } }',
  'children without a filter': '{ children { nodes { childRef } } }',
  'how many children there are': '{ children(filter: { category: ORPHAN }) { totalCount } }',
  'pupils by category': '{ pupilEligibility(category: ORPHAN, benefit: EDUCATION_AID) { position } }',
  'pupils of a filter': `query List($filter: ChildFilter) { pupilEligibility(pupils: [], benefit: EDUCATION_AID, filter: $filter) { position } }`,
  'the category of each pupil': `{ pupilEligibility(pupils: [], benefit: EDUCATION_AID) { category } }`,
  'the ground behind an answer': dayQuestion('ground'),
  statistics: '{ statistics(table: "orphans") { cells { value } } }',
  'a school with its pupils': '{ school { pupils { orphan } } }',
  'a benefit for orphans': '{ pupilEligibility(pupils: [], benefit: FCYM) { position } }',
}

const sources = recordedSources()

let town: Town

beforeAll(async () => {
  town = await openTownAt(7, ['school', 'school-head'], sources)
})
afterAll(() => town.close())

const ask = (query: string, as = 'school') => town.ask({ as, purpose: 'P05', case: 'B-2026-0001', query })

describe('a school asks for a list of its orphans', () => {
  it.each(Object.entries(LISTS))('refuses %s like a field that never was, and reads nothing', async (_, query) => {
    const unknown = await ask('{ noSuchField }')
    await town.newEntries()
    sources.take()
    const response = await ask(query)
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([403, 'REFUSED'])
    expect(seen(response)).toEqual(seen(unknown))
    expect(sources.take()).toEqual([])
    expectRefusalJournalled(await town.newEntries(), {
      code: 'REFUSED',
      policy: 'school-aid',
      purpose: 'P05',
      secrets: ['ORPHAN', 'orphan'],
    })
  })

  it('refuses the head of the school too', async () => {
    const response = await ask(LISTS['children by category'] ?? '', 'school-head')
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([403, 'REFUSED'])
    const entries = await town.newEntries()
    expect(entries.map(({ kind, body }) => [kind, body.role, body.fields])).toEqual([['REFUSAL', 'SCH_HEAD', []]])
  })
})
