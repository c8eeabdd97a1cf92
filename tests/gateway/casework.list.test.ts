// Casework: the children of a county, page by page. Is every child there once, in one order, and is each department
// called once for a page and not once for a child?
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEPARTMENTS } from '../../src/departments/departments.ts'
import { openTown, type Town } from '../world/town.ts'
import { CHILD_PAGE, type ChildNode, type ChildPage, FILE_DEPARTMENTS, recordedSources } from './questions.ts'

const XIHU = '1133019999000XH06C'
const EVERY_SOURCE = FILE_DEPARTMENTS.map(({ code }) => code).sort()

const sources = recordedSources()
let town: Town

beforeAll(async () => {
  town = await openTown({ wrapSource: sources.wrapSource })
})
afterAll(() => town.close())

async function page(variables: Record<string, unknown>): Promise<ChildPage> {
  const response = await town.ask({ as: 'adjudicator', purpose: 'P08', query: CHILD_PAGE, variables })
  expect(response.status).toBe(200)
  return response.body.data.children
}

async function everyPage(variables: Record<string, unknown>): Promise<ChildPage[]> {
  const pages: ChildPage[] = []
  for (let after: string | null = null; ; after = pages.at(-1)?.pageInfo.endCursor ?? null) {
    pages.push(await page({ ...variables, after }))
    if (!pages.at(-1)?.pageInfo.hasNextPage) return pages
  }
}

function refsOf(pages: readonly ChildPage[]): string[] {
  return pages.flatMap(({ nodes }) => nodes.map(({ childRef }) => childRef))
}

// The truth, read apart from the gateway: the children whose household registration is in the county today.
async function refsInCounty(): Promise<Map<string, string>> {
  const { rows } = await town.pool('REGISTRY', 'hutong_loader').query<{ child_id: string; key: string | null }>(
    `select j.child_id, l.subject_key as key from registry.jurisdiction j
     left join registry.source_link l on l.child_id = j.child_id and l.department = 'GAJ'
     where j.kind = 'HUKOU' and j.superseded_at is null and j.division like '330106%'
       and j.valid_from <= '2026-11-23' and (j.valid_to is null or j.valid_to > '2026-11-23')`,
  )
  const refs = town.gateway.rooms.childRefs(XIHU)
  return new Map(rows.map((row) => [refs.refOf(row.child_id), row.key ?? '']))
}

describe('an adjudicator pages through the children of the county', () => {
  it.each([0, -1, 201, 2_000_000_000])('refuses a page of %i children before anything is read', async (first) => {
    sources.take()
    const response = await town.ask({ as: 'adjudicator', purpose: 'P08', query: CHILD_PAGE, variables: { first } })
    expect(response.status).toBe(400)
    expect(response.body.errors[0].extensions.code).toBe('TOO_COSTLY')
    expect(sources.take()).toEqual([])
  })

  it('refuses two sort keys at once', async () => {
    const orderBy = { birthDate: 'ASCENDING', householdAidClass: 'ASCENDING' }
    const response = await town.ask({ as: 'adjudicator', purpose: 'P08', query: CHILD_PAGE, variables: { orderBy } })
    expect(response.body.errors[0].extensions.code).toBe('BAD_INPUT')
  })

  it('gives every child of the county once and no other, whatever the page', async () => {
    const wanted = [...(await refsInCounty()).keys()].sort()
    expect(wanted.length).toBeGreaterThan(100)
    for (const first of [37, 200]) {
      const refs = refsOf(await everyPage({ first }))
      expect(new Set(refs).size).toBe(refs.length)
      expect([...refs].sort()).toEqual(wanted)
    }
  })

  it('gives the same pages again', async () => {
    const [once, again] = [await everyPage({ first: 50 }), await everyPage({ first: 50 })]
    expect(refsOf(again)).toEqual(refsOf(once))
  })

  it.each([
    'ASCENDING',
    'DESCENDING',
  ] as const)('sorts by birth date %s over all pages, those without one last', async (direction) => {
    const pages = await everyPage({ first: 60, orderBy: { birthDate: direction } })
    const refs = refsOf(pages)
    expect([...refs].sort()).toEqual([...(await refsInCounty()).keys()].sort())
    const dates = pages.flatMap(({ nodes }) => nodes.map((node) => node.publicSecurity?.birthDate ?? null))
    const known = dates.filter((date) => date !== null)
    expect(dates.slice(0, known.length)).toEqual(known)
    expect(known).toEqual(direction === 'ASCENDING' ? [...known].sort() : [...known].sort().reverse())
  })

  it('filters by what it may see, every condition at once, and misses no child', async () => {
    const filter = { category: 'ECONOMIC_HARDSHIP', sex: 'FEMALE', bornFrom: '2012-01-01', bornTo: '2020-12-31' }
    const passes = ({ publicSecurity: person, civilAffairs: record }: ChildNode): boolean =>
      person?.sex === 'FEMALE' &&
      person.birthDate >= '2012-01-01' &&
      person.birthDate <= '2020-12-31' &&
      (record?.categories ?? []).includes('ECONOMIC_HARDSHIP')
    const all = (await everyPage({ first: 200 })).flatMap(({ nodes }) => nodes)
    const wanted = all.filter(passes).map(({ childRef }) => childRef)
    expect(wanted.length).toBeGreaterThan(3)
    expect(refsOf(await everyPage({ first: 2, filter }))).toEqual(wanted)
    const sorted = refsOf(await everyPage({ first: 2, filter, orderBy: { birthDate: 'DESCENDING' } }))
    expect([...sorted].sort()).toEqual([...wanted].sort())
  })

  it('calls each department once for a page of two hundred, with as many keys as the page has children', async () => {
    sources.take()
    const { nodes } = await page({ first: 200 })
    expect(nodes).toHaveLength(200)
    const calls = sources.take()
    expect(calls.map(({ source }) => source)).toEqual(EVERY_SOURCE)
    expect(calls.map(({ keys }) => keys)).toEqual(EVERY_SOURCE.map(() => nodes.length))
  })

  it('and so does the list of a village of the department that is its alone', async () => {
    sources.take()
    const query = '{ children(first: 200) { nodes { childRef community { entrustedCare } } } }'
    const response = await town.ask({ as: 'village', purpose: 'P07', query })
    const { length } = response.body.data.children.nodes as readonly unknown[]
    expect(length).toBeGreaterThan(1)
    expect(sources.take().map((call) => [call.source, call.keys])).toEqual([['XZJ', length]])
  })

  it('leaves out no department that has an edge', () => {
    const asked = [...EVERY_SOURCE, 'RSJ', 'ZFJ']
    expect(asked.sort()).toEqual(DEPARTMENTS.map(({ code }) => code).sort())
  })

  it('asks only the departments that a filter and a sort use once more', async () => {
    await page({ first: 40 })
    const edges = sources.take().map(({ statement }) => statement)
    await page({ first: 40, filter: { category: 'DISABLED' }, orderBy: { birthDate: 'ASCENDING' } })
    const more = sources.take().filter(({ statement }) => !edges.includes(statement))
    expect(more.map(({ source }) => source)).toEqual(['GAJ', 'MZJ'])
  })

  it('calls only the departments whose edge is selected', async () => {
    sources.take()
    const query = '{ children(first: 5) { nodes { childRef health { illnessAttested } } } }'
    const response = await town.ask({ as: 'adjudicator', purpose: 'P08', query })
    expect(response.status).toBe(200)
    expect(sources.take().map(({ source }) => source)).toEqual(['WJW'])
  })

  it('journals a list with its size and the children that it showed', async () => {
    await town.newEntries()
    const { nodes } = await page({ first: 12 })
    const [intent, outcome] = await town.newEntries()
    expect(intent).toMatchObject({
      kind: 'INTENT',
      body: { subjectKind: 'list', subjects: [], count: 12, purpose: 'P08' },
    })
    expect(outcome).toMatchObject({ kind: 'OUTCOME', body: { status: 'RELEASED', intentId: intent?.body.entryId } })
    expect(outcome?.body.resolved).toHaveLength(nodes.length)
  })
})
