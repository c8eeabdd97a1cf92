// N01: disadvantaged children by district and category. Published tables only; no path of the analyst's returns a row.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTown, type Town } from '../world/town.ts'
import { type Cell, publishedTable, TABLE, valuesOf, wholeTable } from './published.ts'

let town: Town

beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

// The truth, counted apart from the job: by hand, over the rows of civil affairs and of public security.
async function truth(): Promise<Map<string, Set<string>>> {
  const rowsOf = async <Row extends object>(code: 'REGISTRY' | 'MZJ' | 'GAJ', text: string): Promise<Row[]> =>
    (await town.pool(code, 'hutong_loader').query<Row>(text)).rows
  const links = await rowsOf<{ child_id: string; department: string; subject_key: string }>(
    'REGISTRY',
    `select l.* from registry.source_link l join registry.child c on c.id = l.child_id and c.adult_on > '2026-11-23'`,
  )
  const childOf = new Map(links.map((link) => [link.subject_key, link.child_id]))
  const held = await rowsOf<{ subject_key: string; categories: string[] }>(
    'MZJ',
    'select subject_key, categories from civil_affairs.welfare_record',
  )
  const lives = await rowsOf<{ subject_key: string; hukou_division: string }>(
    'GAJ',
    'select subject_key, hukou_division from public_security.person',
  )
  const districtOf = new Map(lives.map((row) => [childOf.get(row.subject_key), row.hukou_division.slice(0, 6)]))
  const sets = new Map<string, Set<string>>()
  for (const { subject_key: key, categories } of held) {
    const child = childOf.get(key)
    if (child === undefined) continue
    for (const category of categories) {
      for (const place of [districtOf.get(child), 'TOTAL']) {
        const name = `${place}|${category}`
        sets.set(name, (sets.get(name) ?? new Set()).add(child))
      }
    }
  }
  return sets
}

describe('an analyst asks for disadvantaged children by district and category', () => {
  it('gives the districts, and elsewhere or unknown, by 6 categories, each with distinct totals', async () => {
    const cells = await publishedTable(town, 'DISADVANTAGED_BY_DISTRICT_AND_CATEGORY')
    expect(cells).toHaveLength(15 * 8)
    expect(new Set(cells.map((cell) => valuesOf(cell).join('|'))).size).toBe(15 * 8)
  })

  it('publishes true counts of ten or more, and for smaller ones nothing', async () => {
    const counted = await truth()
    for (const cell of await publishedTable(town, 'DISADVANTAGED_BY_DISTRICT_AND_CATEGORY')) {
      const [district, category] = valuesOf(cell)
      // Former codes stand under what the place became.
      if (category === 'TOTAL' || category === 'UNKNOWN' || district !== 'TOTAL') continue
      const count = counted.get(`${district}|${category}`)?.size ?? 0
      if (count < 10) expect(cell).toMatchObject({ value: null, suppressed: true })
      if (cell.value !== null) expect(cell.value).toBe(count)
    }
  })

  it('holds back no cell alone in a column whose total is published', async () => {
    const cells = await publishedTable(town, 'DISADVANTAGED_BY_DISTRICT_AND_CATEGORY')
    for (const category of new Set(cells.map((cell) => valuesOf(cell)[1]))) {
      const column = cells.filter((cell) => valuesOf(cell)[1] === category)
      const held = column.filter((cell) => valuesOf(cell)[0] !== 'TOTAL' && cell.suppressed)
      expect(held.length === 1).toBe(false)
    }
  })

  it('says in words that categories overlap', async () => {
    const { definitions } = await wholeTable(town, 'DISADVANTAGED_BY_DISTRICT_AND_CATEGORY')
    expect(definitions.map(({ en }) => en).join()).toContain('several categories')
    expect(definitions.flatMap(({ sources }) => sources)).toEqual(expect.arrayContaining(['MZJ', 'GAJ']))
  })

  it('journals the question under its policy, with no subject', async () => {
    await town.newEntries()
    await publishedTable(town, 'DISADVANTAGED_BY_DISTRICT_AND_CATEGORY')
    const [intent, outcome] = await town.newEntries()
    expect(intent).toMatchObject({
      kind: 'INTENT',
      body: {
        role: 'MZ_CITY_ANALYST',
        purpose: 'P09',
        policyIds: ['analyst-statistics'],
        subjects: [],
        subjectKind: 'none',
      },
    })
    expect(outcome).toMatchObject({ kind: 'OUTCOME', body: { status: 'RELEASED', resolved: [] } })
  })

  it('gives the same bytes each time', async () => {
    const question = {
      as: 'analyst',
      purpose: 'P09',
      query: TABLE,
      variables: { table: 'EDGE_NOT_COVERED_BY_DISTRICT' },
    }
    expect((await town.ask(question)).text).toBe((await town.ask(question)).text)
  })
})

describe('the job that publishes', () => {
  it('stands in the journal before and after it reads, once per source, under the system role', async () => {
    const journal = town.pool('JOURNAL', 'hutong_journal_writer')
    const { rows } = await journal.query<{ process: string; body: string }>(
      `select process, body from journal.entry where kind = 'JOB' and body::jsonb ->> 'job' = 'publish-statistics'`,
    )
    // Each run has a chain of its own.
    for (const run of Map.groupBy(rows, (row) => row.process).values()) {
      const jobs = run.map(
        (row) => JSON.parse(row.body) as { source: string; role: string; policyIds: string[]; status: string },
      )
      // The city's children, and then the register of child workers.
      expect(jobs.map(({ source, status }) => `${source} ${status}`)).toEqual([
        ...['STARTED', 'FINISHED'].flatMap((status) =>
          ['GAJ', 'MZJ', 'CLH', 'YBJ', 'WJW', 'JYJ', 'SFJ', 'FYJ', 'XZJ'].map((source) => `${source} ${status}`),
        ),
        ...['MZJ STARTED', 'MZJ FINISHED'],
      ])
      expect(jobs.every((job) => job.role === 'SYSTEM_STATISTICS' && job.policyIds[0] === 'system-statistics')).toBe(
        true,
      )
    }
    expect(rows.length).toBeGreaterThan(0)
  })

  it('stores no count that it holds back', async () => {
    const registry = town.pool('REGISTRY', 'hutong_gateway')
    const { rows } = await registry.query<{ body: string }>('select body from statistic.shown')
    const cells = rows.flatMap(({ body }) => (JSON.parse(body) as { cells: Cell[] }).cells)
    expect(cells.filter(({ suppressed }) => suppressed).length).toBeGreaterThan(0)
    expect(cells.filter(({ suppressed, value }) => suppressed !== (value === null))).toEqual([])
  })
})
