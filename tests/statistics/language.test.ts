// The statistics language from the analyst's chair: what may be asked, what comes, what is refused and why, and that nothing but numbers that
// passed disclosure control is anywhere on the way.
import { read, utils } from '@e965/xlsx'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { FixedClock } from '../../src/clock.ts'
import { cellName, formOf, type Query, type TableForm } from '../../src/disclosure/table-form.ts'
import { readKeyFile } from '../../src/masking/key-file.ts'
import { menuOf } from '../../src/statistics/menu/menu.ts'
import { loadStore, type SnapshotRecord, snapshotOf } from '../../src/statistics/snapshot/keep.ts'
import { STANDING_TABLES } from '../../src/statistics/standing/tables.ts'
import { inForce } from '../eligibility/packs.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { publish } from '../world/publish.ts'
import { openTown, type Town } from '../world/town.ts'
import { servicesAt } from '../world/town-site.ts'
import { type KnownCell, narrowCells, TOGETHER, type Where } from './all-tables.ts'

const TABLE = `id table period measure of dimensions asOf pack isExact method definitions { name version sources } notes { code }
  cells { dims { dimension value } value suppressed counted among unknown }`

let registry: OwnRegistry
let town: Town

beforeAll(async () => {
  registry = await openOwnRegistry('language', ['JOURNAL'])
  town = await openTown({ databaseUrl: registry.databaseUrl })
  expect(await publishNow()).toBe(true)
})
afterAll(async () => {
  await town?.close()
  await registry?.drop()
})
async function publishNow(clock: FixedClock = town.clock): Promise<boolean> {
  const { journal, policies } = town.gateway.rooms
  const keys = await readKeyFile(town.site.keyFile)
  const services = servicesAt(town.site.serviceUrls)
  return publish({ pool: town.pool, keys, clock, journal, policies, packs: [inForce], services })
}

// Only what was published stays: each test has the quarter's looks before it.
beforeEach(async () => {
  await registry.owner.query(`delete from statistic.release where analyst <> 'STANDING'`)
  await registry.owner.query(`delete from statistic.shown where standing is null`)
})

// Premium coverage comes with the free tables below; villages, posts, residence and reports share no set of children with the others.
const LEFT_OUT = [
  'CERTIFIED_DIRECTORS_BY_STREET',
  'CROWDED_VILLAGES',
  'PREMIUM_COVERAGE_BY_COUNTY',
  'PUBLIC_SCHOOL_SHARE_BY_COUNTY',
  'REPORT_TIMES_BY_COUNTY',
]

/** N01 has the distinct total beside the categories. */
function whereOf(dims: Cell['dims']): Where {
  return Object.fromEntries(
    dims.flatMap(({ dimension, value }) => {
      if (dimension === 'COUNTY' && value === 'TOTAL') return []
      if (dimension === 'CATEGORY' && value === 'TOTAL') return [['DISADVANTAGED', 'YES']]
      return dimension === 'CATEGORY' && value === 'UNKNOWN' ? [['DISADVANTAGED', value]] : [[dimension, value]]
    }),
  )
}

interface Cell {
  readonly dims: readonly { readonly dimension: string; readonly value: string }[]
  readonly value: number | null
  readonly suppressed: boolean
  readonly counted: number | null
  readonly among: number | null
  readonly unknown: number | null
}

interface Released {
  readonly period: string
  readonly releases: readonly { readonly dimensions: readonly string[] }[]
  readonly looks: readonly { readonly of: string; readonly dimension: string | null; readonly left: number }[]
}

async function ask(call: string, fields = TABLE) {
  return town.ask({ as: 'analyst', purpose: 'P09', query: `{ ${call} { ${fields} } }` })
}

async function asked(args: string) {
  const response = await ask(`askStatistics(${args})`)
  expect(response.body.errors ?? []).toEqual([])
  return response.body.data.askStatistics as { id: string; measure: string; isExact: boolean; cells: Cell[] } & Record<
    string,
    unknown
  >
}

async function refusal(args: string): Promise<unknown> {
  const response = await ask(`askStatistics(${args})`)
  expect(response.body.data).toBeUndefined()
  const { code, hint } = response.body.errors[0].extensions
  return [response.status, code, hint]
}

async function standing(table: string) {
  const response = await ask(`statistics(table: ${table})`)
  expect(response.body.errors ?? []).toEqual([])
  return response.body.data.statistics as { id: string; isExact: boolean; measure: string; cells: Cell[] } & Record<
    string,
    unknown
  >
}

describe('each question of an analyst is one call', () => {
  it.each(
    STANDING_TABLES.map(({ question, name }) => [question, name] as const),
  )('%s: %s', async (_question, table) => {
    const { id, ...rest } = await standing(table)
    expect(id).toMatch(/^2026-Q4-[0-9a-f]{10}$/)
    expect(rest).toMatchObject({ table, period: '2026-Q4', asOf: '2026-11-23', pack: 'HZ-2026-70' })
    expect(rest.definitions).toContainEqual(expect.objectContaining({ version: 1 }))
    for (const { value, suppressed } of rest.cells) expect(suppressed).toBe(value === null)
  })

  it('N06 shows whom nobody knows apart, and never counts them as unpaid', async () => {
    const { cells, measure } = await standing('PREMIUM_COVERAGE_BY_COUNTY')
    expect(measure).toBe('RATE')
    for (const { value, counted, among } of cells) {
      if (value === null || counted === null || among === null) continue
      expect(value).toBeCloseTo(counted / among, 3)
    }
    expect(cells.some(({ dims }) => dims.some(({ dimension }) => dimension === 'PREMIUM'))).toBe(false)
  })

  it('N03 counts certified child directors by street, exactly, beside the shares that are wanted, and names nobody', async () => {
    const { isExact, cells, notes, ...table } = await standing('CERTIFIED_DIRECTORS_BY_STREET')
    expect([isExact, table.dimensions, table.measure]).toEqual([true, ['STREET', 'FIGURE'], 'CHILD_DIRECTORS'])
    expect((notes as { code: string }[]).map(({ code }) => code)).toEqual([
      'TARGET_2030',
      'TARGET_2035',
      'POSTS_COUNTED',
    ])
    const at = (street: string, figure: string) =>
      cells.find(({ dims }) => dims[0]?.value === street && dims[1]?.value === figure)
    const { rows } = await town
      .pool('MZJ', 'hutong_loader')
      .query<{ street: string; certified: number; full: number; all: number; villages: number }>(
        `select coalesce(left(division, 9), 'TOTAL') as street, count(distinct worker_no)::int as all,
         count(distinct worker_no) filter (where certified_until >= '2026-11-23')::int as certified,
         count(distinct worker_no) filter (where full_time)::int as full, count(distinct division)::int as villages
       from civil_affairs.child_worker where post = 'DIRECTOR' group by grouping sets ((left(division, 9)), ())`,
      )
    expect(rows.length).toBeGreaterThan(190)
    for (const { street, certified, full, all, villages } of rows) {
      expect(at(street, 'CERTIFIED')).toMatchObject({ counted: certified, among: all, unknown: null })
      expect(at(street, 'CERTIFIED')?.value).toBeCloseTo(certified / all, 2)
      expect(at(street, 'FULL_TIME')).toMatchObject({ counted: full, among: all })
      expect(at(street, 'VILLAGES_WITH_DIRECTOR')?.counted).toBe(villages)
    }
    // One of its villages has nobody.
    expect(at('330106901', 'VILLAGES_WITH_DIRECTOR')?.among).toBeGreaterThan(
      at('330106901', 'VILLAGES_WITH_DIRECTOR')?.counted ?? 0,
    )
    expect(JSON.stringify([cells, notes, table])).not.toMatch(/MZ-\d/)
  })

  it('N03 is refused where a count of posts is not granted, whoever asks', async () => {
    for (const [as, purpose] of [
      ['adjudicator', 'P08'],
      ['auditor', 'P14'],
      ['hospital', 'P01'],
    ] as const) {
      const query = '{ statistics(table: CERTIFIED_DIRECTORS_BY_STREET) { cells { value } } }'
      const response = await town.ask({ as, purpose, query })
      expect([as, response.status, response.body.data]).toEqual([as, 403, undefined])
    }
  })

  it('N10 is of the city alone, and cannot be had by county, age or school', async () => {
    expect((await standing('UNSUPPORTED_BY_GROUND')).cells.map(({ dims }) => dims.length)).toEqual([1, 1, 1, 1, 1])
    for (const other of ['COUNTY', 'AGE_BAND', 'STAGE'])
      expect(await refusal(`measure: CHILDREN, by: [GROUND, ${other}]`)).toEqual([400, 'BAD_INPUT', 'NOT_ON_MENU'])
  })
})

describe('a table that is asked for', () => {
  it('is the whole partition, unknown apart, each number of ten or more and rounded to five', async () => {
    const { cells, isExact } = await asked('measure: CHILDREN, by: [SEX, AGE_BAND]')
    expect(isExact).toBe(false)
    expect(cells).toHaveLength(3 * 7)
    expect(cells.some(({ dims }) => dims.some(({ value }) => value === 'UNKNOWN'))).toBe(true)
    const values = cells.flatMap(({ value }) => value ?? [])
    expect(values.length).toBeGreaterThan(8)
    expect(values.filter((value) => value < 10 || value % 5 !== 0)).toEqual([])
  })

  it('is the same table in whatever order or form it is asked, to the byte, and charged once', async () => {
    const first = await asked('measure: CHILDREN, by: [SEX, AGE_BAND]')
    expect(await asked('measure: CHILDREN, by: [AGE_BAND, SEX]')).toEqual(first)
    const part = await asked('measure: CHILDREN, by: [AGE_BAND], where: SEX, is: "FEMALE"')
    expect(part.cells).toEqual(first.cells.filter(({ dims }) => dims.some(({ value }) => value === 'FEMALE')))
    const { rows } = await registry.owner.query(`select form from statistic.release where analyst <> 'STANDING'`)
    expect(rows).toEqual([{ form: 'COUNT||AGE_BAND|SEX' }])
  })

  it('is had again by its id, byte for byte, and by nobody who may not group by its dimensions', async () => {
    const { id } = await asked('measure: CHILDREN, by: [SEX]')
    const [one, other] = [await ask(`statisticTable(id: "${id}")`), await ask(`statisticTable(id: "${id}")`)]
    expect(one.text).toBe(other.text)
    expect(one.body.data.statisticTable).toEqual(await asked('measure: CHILDREN, by: [SEX]'))
    const unknown = await ask('statisticTable(id: "2026-Q4-0000000000")')
    expect(unknown.body.errors[0].extensions).toEqual({ code: 'BAD_INPUT', hint: 'NO_SUCH_TABLE' })
  })

  it('is listed as out, and what it was charged to has one look less: to everybody else only what all share', async () => {
    const released = async (as = 'analyst') => {
      const query =
        '{ statisticsReleased { period releases { measure of dimensions isExact } looks { of dimension left } } }'
      const { body } = await town.ask({ as, purpose: 'P09', query })
      expect(body.errors ?? []).toEqual([])
      return body.data.statisticsReleased as Released
    }
    const leftOf = ({ looks }: Released, of: string, dimension: string | null = null) =>
      looks.find((look) => look.of === of && look.dimension === dimension)?.left ?? Number.NaN
    const before = await released()
    expect(leftOf(before, 'ANALYST')).toBe(8)
    await asked('measure: CHILDREN, by: [SEX, CATEGORY]')
    await asked('measure: CHILDREN, by: [SEX], where: CATEGORY, is: "ORPHAN"')
    const after = await released()
    const out = { measure: 'CHILDREN', of: null, dimensions: ['CATEGORY', 'SEX'], isExact: false }
    expect(
      after.releases.filter((each) => !before.releases.some((one) => `${one.dimensions}` === `${each.dimensions}`)),
    ).toEqual([out])
    expect(after.period).toBe('2026-Q4')
    expect(after.looks.map((look) => leftOf(before, look.of, look.dimension) - look.left)).toEqual(
      after.looks.map(({ of, dimension }) => (of === 'ANALYST' || of === 'POOLED' || dimension === 'CATEGORY' ? 1 : 0)),
    )
    await registry.owner.query(`update statistic.release set analyst = 'another' where analyst <> 'STANDING'`)
    expect(leftOf(await released(), 'ANALYST')).toBe(8)
    expect(leftOf(await released(), 'POOLED')).toBe(leftOf(after, 'POOLED'))
  })

  it('is compared with no other part of its partition, for they have no cell in common', async () => {
    const of = (value: string) => asked(`measure: CHILDREN, by: [AGE_BAND], where: SEX, is: "${value}"`)
    const [girls, boys] = [await of('FEMALE'), await of('MALE')]
    const response = await ask(`compareStatistics(id: "${girls.id}", with: "${boys.id}")`, 'notes { code }')
    expect(response.body.errors[0].extensions).toEqual({ code: 'BAD_INPUT', hint: 'TABLES_DIFFER' })
  })

  it('is official and exact where the standing table is of the same partition', async () => {
    const official = await standing('DISADVANTAGED_BY_DISTRICT_AND_CATEGORY')
    const { cells, isExact } = await asked('measure: CHILDREN, by: [COUNTY, CATEGORY]')
    expect(isExact).toBe(true)
    const countIn = (of: readonly Cell[], county: string, category: string) =>
      of.find(
        ({ dims }) =>
          dims
            .map(({ value }) => value)
            .sort()
            .join() === [county, category].sort().join(),
      )?.value
    for (const county of ['330106', '330109'])
      expect(countIn(cells, county, 'DISABLED')).toBe(countIn(official.cells, county, 'DISABLED'))
  })

  it('gives rates, sums and medians by definitions that stand in the answer', async () => {
    const sum = await asked('measure: SUM, column: BASIC_ALLOWANCE_AMOUNT, by: [SEX]')
    expect(sum.of).toBe('BASIC_ALLOWANCE_AMOUNT')
    const median = await asked('measure: MEDIAN, column: BASIC_ALLOWANCE_AMOUNT, by: [SEX]')
    for (const { cells } of [sum, median])
      for (const { value } of cells) if (value !== null) expect(value % 10_000).toBe(0)
    const rate = await asked('measure: RATE, rate: EDUCATION_AID_COVERAGE, by: []')
    expect(rate.cells).toHaveLength(1)
    expect((rate.definitions as { name: string }[]).map(({ name }) => name)).toContain('EDUCATION_AID_COVERAGE')
  })
})

describe('what is not on the menu', () => {
  it.each([
    ['measure: CHILDREN, by: [SEX, AGE_BAND, STAGE]', 'TOO_MANY_GROUPS'],
    ['measure: CHILDREN, by: [SEX], where: SEX, is: "NOBODY"', 'NOT_ON_MENU'],
    ['measure: CHILDREN, by: [SEX], where: STAGE', 'NOT_ON_MENU'],
    ['measure: CHILDREN, by: [SEX], is: "MALE"', 'NOT_ON_MENU'],
    ['measure: RATE, by: [SEX]', 'NOT_ON_MENU'],
    ['measure: CHILDREN, rate: PREMIUM_COVERAGE, by: [SEX]', 'NOT_ON_MENU'],
    ['measure: SUM, by: [SEX]', 'NOT_ON_MENU'],
    ['measure: CHILDREN, by: [RESIDENCE_STREET, CATEGORY]', 'NOT_ON_MENU'],
    ['measure: CHILDREN, by: [RESIDENCE_STREET, PREMIUM]', 'NOT_ON_MENU'],
    // Where all get the same, it counts who gets it, by street.
    ['measure: SUM, column: BASIC_ALLOWANCE_AMOUNT, by: [RESIDENCE_STREET]', 'NOT_ON_MENU'],
    [
      'measure: MEDIAN, column: BASIC_ALLOWANCE_AMOUNT, by: [AGE_BAND], where: RESIDENCE_STREET, is: "330106901"',
      'NOT_ON_MENU',
    ],
    ['measure: CHILDREN, by: [RESIDENCE_STREET, COUNTY]', 'TOO_MANY_CELLS'],
    ['measure: CHILDREN, by: [SEX], period: "2026-11"', 'NOT_ON_MENU'],
    ['measure: CHILDREN, by: [SEX], period: "2026-Q2"', 'PERIOD_OVER'],
  ])('is refused with the reason: %s', async (args, hint) => {
    expect(await refusal(args)).toEqual([400, 'BAD_INPUT', hint])
  })

  it.each([
    'askStatistics(measure: CHILDREN, by: [SCHOOL])',
    'askStatistics(measure: CHILDREN, by: [SEX], limit: 1)',
    'askStatistics(measure: COUNT, by: [SEX])',
  ])('has no words in the language: %s', async (call) => {
    const response = await ask(call, 'id')
    expect(response.body.data).toBeUndefined()
    expect(['REFUSED', 'BAD_INPUT']).toContain(response.body.errors[0].extensions.code)
  })
})

describe('the looks of a quarter', () => {
  const MANY = [
    'SEX',
    'AGE_BAND',
    'STAGE',
    'ETHNICITY',
    'COUNTY',
    'RESIDENCE_COUNTY',
    'HOUSEHOLD_AID',
    'BASIC_ALLOWANCE',
  ]

  it('end, for all analysts together, whoever asked and whatever the answers were; what is out can still be had', async () => {
    let had = 0
    for (const by of MANY) {
      const response = await ask(`askStatistics(measure: CHILDREN, by: [${by}])`, 'id')
      if (response.status === 200) had += 1
      else expect(response.body.errors[0].extensions).toEqual({ code: 'TOO_MANY', hint: 'POOLED_BUDGET' })
    }
    const { rows } = await registry.owner.query<{ looks: number }>(
      'select count(*)::int as looks from statistic.release where analyst is not null',
    )
    expect(rows[0]?.looks).toBe(12)
    expect(had).toBeLessThan(MANY.length)
    expect((await ask('askStatistics(measure: CHILDREN, by: [SEX])', 'id')).status).toBe(200)
  })

  it('are counted under one lock: of two who ask at once for the last look one has it', async () => {
    for (const by of MANY.slice(0, 6)) await ask(`askStatistics(measure: CHILDREN, by: [${by}])`, 'id')
    const { rows } = await registry.owner.query<{ looks: number }>(
      'select count(*)::int as looks from statistic.release where analyst is not null',
    )
    await registry.owner.query(`delete from statistic.release where form = any($1)`, [
      MANY.slice(0, (rows[0]?.looks ?? 0) - 11).map((by) => `COUNT||${by}`),
    ])
    const both = await Promise.all(
      ['DISADVANTAGED', 'HOUSEHOLD_AID', 'BASIC_ALLOWANCE'].map((by) =>
        ask(`askStatistics(measure: CHILDREN, by: [${by}, SEX])`, 'id'),
      ),
    )
    expect(both.map(({ status }) => status).sort()).toEqual([200, 429, 429])
  })
})

describe('all tables of a quarter together', () => {
  const FREE = ['COUNTY', 'COUNTY, PREMIUM', 'COUNTY, DISADVANTAGED']

  async function everything(): Promise<KnownCell[]> {
    const whole = STANDING_TABLES.filter(({ name }) => !LEFT_OUT.includes(name)).map(({ name }) => standing(name))
    const tables = [...(await Promise.all(whole))]
    for (const by of FREE) tables.push(await asked(`measure: CHILDREN, by: [${by}]`))
    return tables.flatMap(({ cells, isExact }) =>
      cells.map(({ dims, value }) => ({ where: whereOf(dims), value, isExact })),
    )
  }

  async function withTruths<Result>(work: (truthOf: (where: Where) => Promise<number>) => Promise<Result>) {
    const pool = town.pool('REGISTRY', 'hutong_statistics')
    const { period, chunks, menu } = (await snapshotOf(pool, null)) as SnapshotRecord
    const { journalSubject: key } = await readKeyFile(town.site.keyFile)
    const store = await loadStore({ registry: pool, key, period }, chunks)
    const one = async (where: Where): Promise<number> => {
      const query: Query = { measure: 'COUNT', groups: Object.keys(where) }
      const form = formOf(query, menuOf(menu.lists)) as TableForm
      const codes = form.dimensions.map(({ name }) => (menu.lists[name] ?? []).indexOf(where[name] ?? ''))
      return (await store.aggregate(form)).get(cellName(form.dimensions, codes))?.n ?? 0
    }
    const counted = (where: Where): Promise<number[]> =>
      Promise.all(
        where.COUNTY === TOGETHER ? ['ELSEWHERE', 'UNKNOWN'].map((COUNTY) => one({ ...where, COUNTY })) : [one(where)],
      )
    return work(async (where) => (await counted(where)).reduce((sum, n) => sum + n, 0)).finally(() => store.close())
  }

  it('leave open of every small cell whether anybody is there, by linear programs over all of them', async () => {
    const { body } = await ask('statisticsMenu', 'dimension values')
    const entries: { dimension: string; values: string[] }[] = body.data.statisticsMenu
    const lists = Object.fromEntries(entries.map(({ dimension, values }) => [dimension, values]))
    const cells = await everything()
    await withTruths(async (truthOf) => {
      const small = async (narrow: Awaited<ReturnType<typeof narrowCells>>) => {
        const truths = await Promise.all(narrow.map(({ where }) => truthOf(where)))
        return narrow.filter((_, at) => (truths[at] ?? 0) < 10)
      }
      expect(await small(await narrowCells(cells, lists))).toEqual([])
      // The same tables, exact, and nothing but small cells held back.
      const truths = await Promise.all(cells.map(({ where }) => truthOf(where)))
      const plain = cells.map(({ where }, at) => {
        const truth = truths[at] ?? 0
        return { where, value: truth < 10 ? null : truth, isExact: true }
      })
      expect((await small(await narrowCells(plain, lists))).length).toBeGreaterThan(20)
    })
  })
})

describe('what lies in the registry', () => {
  it('is sealed: no key, code or identifier of a child stands there in clear', async () => {
    const { rows } = await registry.owner.query<{ sealed: Buffer }>('select sealed from statistic.chunk')
    expect(rows.length).toBeGreaterThan(0)
    const { rows: ids } = await registry.owner.query<{ id: string }>('select id from registry.child limit 200')
    const bytes = Buffer.concat(rows.map(({ sealed }) => sealed))
    for (const { id } of ids) expect(bytes.includes(Buffer.from(id.replaceAll('-', ''), 'hex'))).toBe(false)
    // Of what is random no byte comes much oftener than another; codes are nearly all small.
    const counts = new Uint32Array(256)
    for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1
    expect(Math.max(...counts) / (bytes.length / 256)).toBeLessThan(1.5)
  })

  it('does not open where a chunk was changed: then nothing new is told, and what is out can still be had', async () => {
    const closed = await openTown({ databaseUrl: registry.databaseUrl })
    await registry.owner.query(`update statistic.chunk set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)`)
    const query = `{ askStatistics(measure: CHILDREN, by: [STAGE]) { id } }`
    const response = await closed.ask({ as: 'analyst', purpose: 'P09', query })
    expect(response.body.errors[0].extensions.code).toBe('SOURCE_UNAVAILABLE')
    await registry.owner.query(`update statistic.chunk set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)`)
    expect((await closed.ask({ as: 'analyst', purpose: 'P09', query })).status).toBe(200)
    await closed.close()
  })
})

describe('pictures and files', () => {
  const FILES =
    'id cells { dims { value } value } chart { labels series { name values } } map { division series value } csv xlsx'

  it('hold the numbers of the table and no other, with its footnotes', async () => {
    const response = await ask('statistics(table: DISADVANTAGED_BY_DISTRICT_AND_CATEGORY)', FILES)
    const { id, cells, chart, map, csv, xlsx } = response.body.data.statistics
    const known = cells.map((cell: Cell) => cell.value)
    expect(chart.labels).toHaveLength(15)
    expect(chart.series.map(({ name }: { name: string }) => name)).toContain('ORPHAN')
    expect(chart.series.flatMap(({ values }: { values: unknown[] }) => values)).toEqual(known)
    expect(map).toHaveLength(13 * 8)
    const lines = parse(csv as string, { bom: true, relax_column_count: true }) as string[][]
    expect(lines[0]).toEqual(['id', id])
    expect(lines.filter(([county]) => /^33/.test(county ?? ''))).toHaveLength(13 * 8)
    expect(lines.some(([code]) => code === 'HELD_BACK')).toBe(true)
    const book = read(Buffer.from(xlsx as string, 'base64'))
    const [sheet] = book.SheetNames
    expect(utils.sheet_to_json(book.Sheets[sheet ?? ''] ?? {}, { header: 1 }).length).toBe(lines.length)
  })

  it('are the same bytes each time', async () => {
    const call = 'statistics(table: EDGE_NOT_COVERED_BY_DISTRICT)'
    expect((await ask(call, FILES)).text).toBe((await ask(call, FILES)).text)
  })
})

describe('two quarters', () => {
  it('stand side by side, with a note where the rule pack or a definition changed, and the first is closed', async () => {
    const before = await asked('measure: CHILDREN, by: [SEX]')
    await registry.owner.query(
      `update statistic.snapshot set pack = 'HZ-DRAFT', menu = jsonb_set(menu, '{versions,SEX}', '0')`,
    )
    expect(await publishNow()).toBe(false)
    // As if it were the quarter before.
    await registry.owner.query(`update statistic.snapshot set period = period - 1`)
    await registry.owner.query(`update statistic.release set period = period - 1`)
    await registry.owner.query(`update statistic.shown set period = period - 1, id = replace(id, '2026-Q4', '2026-Q3'),
      body = replace(body, '2026-Q4', '2026-Q3')`)
    expect(await publishNow()).toBe(true)
    const after = await asked('measure: CHILDREN, by: [SEX]')
    const former = before.id.replace('Q4', 'Q3')
    const response = await ask(
      `compareStatistics(id: "${after.id}", with: "${former}")`,
      'notes { code } cells { dims { value } value before }',
    )
    const { notes, cells } = response.body.data.compareStatistics
    expect(notes.map(({ code }: { code: string }) => code)).toEqual(['PACK_CHANGED', 'DEFINITION_CHANGED'])
    expect(cells.map((cell: { before: unknown }) => cell.before)).toEqual(before.cells.map(({ value }) => value))
    expect((after.notes as { code: string }[]).map(({ code }) => code)).toContain('DEFINITION_CHANGED')
    expect(await refusal('measure: CHILDREN, by: [STAGE], period: "2026-Q3"')).toEqual([
      400,
      'BAD_INPUT',
      'PERIOD_OVER',
    ])
    expect((await asked('measure: CHILDREN, by: [SEX], period: "2026-Q3"')).cells).toEqual(before.cells)
    const other = await ask(
      `compareStatistics(id: "${after.id}", with: "${(await standing('CROWDED_VILLAGES')).id}")`,
      'notes { code }',
    )
    expect(other.body.errors[0].extensions).toEqual({ code: 'BAD_INPUT', hint: 'TABLES_DIFFER' })
    const { rows } = await registry.owner.query('select distinct period from statistic.chunk')
    expect(rows).toEqual([{ period: 8_107 }])
  })
})
