// X03: an analyst subtracts one count from another to find the few between them. There is nothing to subtract with: the
// partitions are fixed, nobody chooses whom a table counts, and no line of a published table leaves a single cell open.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readKeyFile } from '../../src/masking/key-file.ts'
import { honestPolicies } from '../noninterference/policies.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { publish } from '../world/publish.ts'
import { openTown, type Town } from '../world/town.ts'
import { servicesAt } from '../world/town-site.ts'
import { type Cell, publishedTable, TABLE, valuesOf } from './published.ts'
import { recordedSources } from './questions.ts'

const TABLES = ['DISADVANTAGED_BY_DISTRICT_AND_CATEGORY', 'EDGE_NOT_COVERED_BY_DISTRICT'] as const

const sources = recordedSources()
let registry: OwnRegistry
let town: Town

beforeAll(async () => {
  registry = await openOwnRegistry('differencing')
  town = await openTown({ databaseUrl: registry.databaseUrl, wrapSource: sources.wrapSource })
  await publishNow()
})
afterAll(async () => {
  await town.close()
  await registry.drop()
})

/** What the job does on its day; true when it published. */
async function publishNow(): Promise<boolean> {
  const { policies } = await honestPolicies()
  const keys = await readKeyFile(town.site.keyFile)
  const { journal, packs } = town.gateway.rooms
  const services = servicesAt(town.site.serviceUrls)
  return publish({ pool: town.pool, keys, clock: town.clock, journal, policies, packs, services })
}

describe('an analyst who would count everyone but one village', () => {
  it.each([
    '{ statistics(table: EDGE_NOT_COVERED_BY_DISTRICT, without: "330106901901") { cells { value } } }',
    '{ statistics(table: EDGE_NOT_COVERED_BY_DISTRICT, filter: { residenceDivision: "330106901901" }) { cells { value } } }',
    '{ statistics(table: DISADVANTAGED_BY_VILLAGE) { cells { value } } }',
    '{ statistics(tables: [EDGE_NOT_COVERED_BY_DISTRICT]) { cells { value } } }',
    '{ statistics(table: EDGE_NOT_COVERED_BY_DISTRICT) { cells(district: "330106") { value } } }',
    '{ children(filter: { category: ORPHAN }) { nodes { childRef } } }',
    '{ children { pageInfo { hasNextPage } } }',
  ])('finds no way to say so: %s', async (query) => {
    sources.take()
    await town.newEntries()
    const response = await town.ask({ as: 'analyst', purpose: 'P09', query })
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([403, 'REFUSED'])
    expect(sources.take()).toEqual([])
    expect(await town.newEntries()).toMatchObject([{ kind: 'REFUSAL', body: { code: 'REFUSED' } }])
  })
})

function lines(cells: readonly Cell[]): Cell[][] {
  const dimensions = cells[0]?.dims.length ?? 0
  return Array.from({ length: dimensions }, (_, along) => [
    ...Map.groupBy(cells, (cell) => valuesOf(cell).toSpliced(along, 1).join('|')).values(),
  ]).flat()
}

describe.each(TABLES)('%s', (table) => {
  it('holds no published count of one to nine', async () => {
    const published = (await publishedTable(town, table)).flatMap(({ value }) => value ?? [])
    expect(published.length).toBeGreaterThan(0)
    expect(published.filter((value) => value > 0 && value < 10)).toEqual([])
  })

  it('leaves in no line with a total a single cell to be found by subtraction', async () => {
    for (const line of lines(await publishedTable(town, table))) {
      const total = line.find((cell) => valuesOf(cell).includes('TOTAL') && !cell.suppressed)
      const parts = line.filter((cell) => cell !== total)
      // Categories overlap, so that their sum is no total; districts do not.
      if (!total || parts.some((cell) => valuesOf(cell)[0] === valuesOf(total)[0])) continue
      expect(parts.filter(({ suppressed }) => suppressed)).not.toHaveLength(1)
    }
  })

  it('keeps its bytes while children come and go within the month', async () => {
    const ask = () => town.ask({ as: 'analyst', purpose: 'P09', query: TABLE, variables: { table } })
    const before = await ask()
    await registry.loader.query(
      `delete from registry.jurisdiction where child_id in (select child_id from registry.jurisdiction order by child_id limit 15)`,
    )
    expect(await publishNow()).toBe(false)
    expect((await ask()).text).toBe(before.text)
  })
})

describe('a table whose dimension the policy does not grant', () => {
  it('is refused, though the table has been published', async () => {
    const { readPolicyFolder } = await import('../../src/policy/read-policies.ts')
    const policies = await readPolicyFolder('policies')
    const text = policies.get('analyst-statistics.yaml') ?? ''
    const narrowed = text.replace('    - CivilAffairs.categories\n', '')
    expect(narrowed).not.toBe(text)
    const narrow = await openTown({
      databaseUrl: registry.databaseUrl,
      policies: new Map([...policies, ['analyst-statistics.yaml', narrowed]]),
    })
    const ask = (name: string) =>
      narrow.ask({ as: 'analyst', purpose: 'P09', query: TABLE, variables: { table: name } })
    expect((await ask('EDGE_NOT_COVERED_BY_DISTRICT')).status).toBe(200)
    expect((await ask('DISADVANTAGED_BY_DISTRICT_AND_CATEGORY')).status).toBe(403)
    const entries = await narrow.newEntries()
    expect(entries.filter(({ kind }) => kind === 'REFUSAL')).toMatchObject([{ body: { code: 'REFUSED' } }])
    await narrow.close()
  })
})
