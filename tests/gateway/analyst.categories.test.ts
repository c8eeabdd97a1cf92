// N01: disadvantaged children by district and category. Published tables only; no path of the analyst's returns a row.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTown, type Town } from '../world/town.ts'
import { publishedTable, TABLE, valuesOf } from './published.ts'

let town: Town

beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

// The truth, counted apart from the job: over rows, by hand.
async function truth(): Promise<Map<string, Set<string>>> {
  const registry = town.pool('REGISTRY', 'hutong_loader')
  const { rows } = await registry.query<{ child_id: string; district: string; value: string }>(
    `select o.child_id, left(j.division, 6) as district, o.value from registry.outcome o
     join registry.jurisdiction j on j.child_id = o.child_id and j.kind = 'HUKOU'
     where o.kind = 'CATEGORY' and o.valid_from <= '2026-11-23' and (o.valid_to is null or o.valid_to > '2026-11-23') and o.superseded_at is null
       and j.valid_from <= '2026-11-23' and (j.valid_to is null or j.valid_to > '2026-11-23') and j.superseded_at is null`,
  )
  const sets = new Map<string, Set<string>>()
  for (const row of rows) {
    for (const key of [`${row.district}|${row.value}`, `TOTAL|${row.value}`]) {
      sets.set(key, (sets.get(key) ?? new Set()).add(row.child_id))
    }
  }
  return sets
}

describe('an analyst asks for disadvantaged children by district and category', () => {
  it('gives 13 districts by 6 categories, each with distinct totals', async () => {
    const cells = await publishedTable(town, 'DISADVANTAGED_BY_DISTRICT_AND_CATEGORY')
    expect(cells).toHaveLength(14 * 7)
    expect(new Set(cells.map((cell) => valuesOf(cell).join('|'))).size).toBe(14 * 7)
  })

  it('publishes true counts of ten or more, and for smaller ones nothing', async () => {
    const counted = await truth()
    for (const cell of await publishedTable(town, 'DISADVANTAGED_BY_DISTRICT_AND_CATEGORY')) {
      const [district, category] = valuesOf(cell)
      if (category === 'TOTAL' || !district?.startsWith('33')) continue
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
    const response = await town.ask({
      as: 'analyst',
      purpose: 'P09',
      query: TABLE,
      variables: { table: 'DISADVANTAGED_BY_DISTRICT_AND_CATEGORY' },
    })
    expect(response.body.data.statistics.definition).toContain('several categories')
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
      expect(jobs.map(({ source, status }) => `${source} ${status}`)).toEqual(
        ['STARTED', 'FINISHED'].flatMap((status) =>
          ['MZJ', 'GAJ', 'CLH', 'WJW'].map((source) => `${source} ${status}`),
        ),
      )
      expect(jobs.every((job) => job.role === 'SYSTEM_STATISTICS' && job.policyIds[0] === 'system-statistics')).toBe(
        true,
      )
    }
    expect(rows.length).toBeGreaterThan(0)
  })

  it('stores no count that it holds back', async () => {
    const registry = town.pool('REGISTRY', 'hutong_gateway')
    const { rows } = await registry.query(
      'select 1 from registry.statistic_cell where suppressed and value is not null',
    )
    expect(rows).toHaveLength(0)
  })
})
