// Official tables by county: exact, small cells and their complements held back so that arithmetic tells no small cell, and entered into the
// ledger, where every later table is held against them. Approved by civil affairs and the data-protection officer (docs/statistics.md).

import { COUNTIES } from '../../catalogue/divisions.ts'
import { Category } from '../../departments/civil-affairs/types.ts'
import { heldBackOf, type Line } from '../../disclosure/official.ts'
import { isRefusal } from '../../disclosure/refusal.ts'
import { cellName, cellsOf, formOf, type Query, type TableForm } from '../../disclosure/table-form.ts'
import { invariant } from '../../errors.ts'
import { enterInto } from '../ledger.ts'
import { type InWords, UNKNOWN } from '../menu/dimension.ts'
import { category } from '../menu/help.ts'
import { countsOf, menuOf } from '../menu/menu.ts'
import { periodName } from '../period.ts'
import { changesSince, definitionsOf, EXACT, HELD_BACK, type ShownCell, type ShownTable, shownId } from '../shown.ts'
import type { StandingSite, StandingTable } from './standing.ts'

// Exact tables of two running quarters would tell of a single change in a small cell to one who knows all others.
const ONCE_A_YEAR = [1]

/** Stands for every value of a dimension. */
export const TOTAL = 'TOTAL'
const COUNTY = 'COUNTY'

interface CountedColumn {
  readonly label: string
  readonly dimension: string
  readonly value: string
}

interface ByCounty {
  readonly name: string
  readonly question: string
  readonly is: InWords
  readonly columnsAre: string
  readonly parts: readonly CountedColumn[]
  /** Counts the distinct children of the parts. */
  readonly whole: CountedColumn | null
  /** Those of whom nobody knows: shown apart. */
  readonly unknown: CountedColumn
}

const SIX = Object.values(Category).filter((each) => each !== Category.OTHER)

export const BY_COUNTY: readonly StandingTable[] = [
  byCounty({
    ...{ name: 'DISADVANTAGED_BY_DISTRICT_AND_CATEGORY', question: 'N01', columnsAre: category.name },
    is: {
      zh: '困境儿童，按户籍区和类别；一名儿童可有多类，各类之和大于 TOTAL 列的不重复人数',
      en: 'disadvantaged children by county of household registration and category; a child may hold several categories, so that these add up to more than the distinct total',
    },
    parts: SIX.map((value) => ({ label: value, dimension: category.name, value })),
    whole: { label: TOTAL, dimension: 'DISADVANTAGED', value: 'YES' },
    unknown: { label: UNKNOWN, dimension: 'DISADVANTAGED', value: UNKNOWN },
  }),
  byCounty({
    ...{ name: 'EDGE_NOT_COVERED_BY_DISTRICT', question: 'N04', columnsAre: 'EDGE_NOT_COVERED' },
    is: {
      zh: '低保边缘家庭中重度残疾或患重病、未纳入低保的儿童，按户籍区',
      en: 'children of 低保边缘 households with severe illness or disability who are not in 低保, by county of household registration',
    },
    parts: [{ label: 'YES', dimension: 'EDGE_NOT_COVERED', value: 'YES' }],
    whole: null,
    unknown: { label: UNKNOWN, dimension: 'EDGE_NOT_COVERED', value: UNKNOWN },
  }),
]

function byCounty(table: ByCounty): StandingTable {
  const { name, question, is } = table
  const counts = countsOf([COUNTY, ...columnsOf(table).map(({ dimension }) => dimension)])
  return { name, question, is, counts, quarters: ONCE_A_YEAR, make: (site) => make(table, site) }
}

function columnsOf({ parts, whole, unknown }: ByCounty): CountedColumn[] {
  return [...parts, ...(whole ? [whole] : []), unknown]
}

interface Row {
  readonly label: string
  /** Codes of the places that it counts. */
  readonly codes: readonly number[]
}

// A row of nobody would take a complement in every column with it.
const TOGETHER = 'ELSEWHERE_OR_UNKNOWN'

/** The counties of the city, and all other places together. */
function rowsOf({ snapshot }: StandingSite): Row[] {
  const places = [...(snapshot.menu.lists[COUNTY] ?? []).entries()]
  const counties = places.filter(([, place]) => COUNTIES.has(place))
  const others = places.filter(([, place]) => !COUNTIES.has(place))
  return [
    ...counties.map(([code, label]) => ({ label, codes: [code] })),
    { label: TOGETHER, codes: others.map(([code]) => code) },
  ]
}

async function make(table: ByCounty, site: StandingSite): Promise<ShownTable> {
  const counties = rowsOf(site)
  const columns = await Promise.all(columnsOf(table).map((column) => countColumn(column, counties, site)))
  const height = counties.length + 1
  const values = columns.flat()
  const held = heldBackOf({ values, lines: linesOf(table, columns.length, height) }, site.solver)
  const shownAt = (at: number): number | null => (held.has(at) ? null : (values[at] ?? null))
  for (const dimension of new Set(columnsOf(table).map((each) => each.dimension)))
    await enterColumns(dimension, { table, site, height, shownAt })
  return shownTable(table, site, { rows: [...counties.map(({ label }) => label), TOTAL], height, shownAt })
}

/** One count for each county, and the city's behind them. */
async function countColumn(
  { dimension, value }: CountedColumn,
  counties: readonly Row[],
  site: StandingSite,
): Promise<number[]> {
  const form = expectForm(site, [COUNTY, dimension])
  const cells = await site.store.aggregate(form)
  const code = (site.snapshot.menu.lists[dimension] ?? []).indexOf(value)
  const counts = counties.map((row) =>
    row.codes.reduce((sum, county) => {
      const codes = form.dimensions.map(({ name }) => (name === COUNTY ? county : code))
      return sum + (cells.get(cellName(form.dimensions, codes))?.n ?? 0)
    }, 0),
  )
  return [...counts, counts.reduce((sum, count) => sum + count, 0)]
}

// Cells are numbered column by column, each from the first county to the city.
function linesOf({ parts, whole }: ByCounty, columns: number, height: number): Line[] {
  const down = Array.from({ length: columns }, (_, column): Line => {
    const counties = Array.from({ length: height - 1 }, (__, row) => column * height + row)
    return { whole: (column + 1) * height - 1, parts: counties, kind: 'ADDS_UP' }
  })
  if (!whole) return down
  const across = Array.from({ length: height }, (_, row): Line => {
    const own = parts.map((__, column) => column * height + row)
    return { whole: parts.length * height + row, parts: own, kind: 'OVERLAPS' }
  })
  return [...down, ...across]
}

interface Made {
  readonly table: ByCounty
  readonly site: StandingSite
  readonly height: number
  readonly shownAt: (at: number) => number | null
}

/** Both the columns of a dimension by county and their totals, as the partitions that they are parts of. */
async function enterColumns(dimension: string, { table, site, height, shownAt }: Made): Promise<void> {
  const codeOf = new Map(
    columnsOf(table).flatMap((column, at) =>
      column.dimension === dimension
        ? [[(site.snapshot.menu.lists[dimension] ?? []).indexOf(column.value), at] as const]
        : [],
    ),
  )
  const rows = rowsOf(site)
  for (const groups of [[COUNTY, dimension], [dimension]]) {
    const form = expectForm(site, groups)
    const cells = cellsOf(form).map((codes) => {
      const codeIn = (name: string): number => codes[form.dimensions.findIndex((each) => each.name === name)] ?? -1
      const column = codeOf.get(codeIn(dimension))
      // Of places that are counted together none is known by itself.
      const row = groups.includes(COUNTY)
        ? rows.findIndex((each) => each.codes.length === 1 && each.codes[0] === codeIn(COUNTY))
        : height - 1
      return { codes, value: column === undefined || row < 0 ? null : shownAt(column * height + row) }
    })
    await enterInto(site.client, { period: site.snapshot.period, analyst: null, form, cells }, site.now)
  }
}

function expectForm({ snapshot }: StandingSite, groups: readonly string[]): TableForm {
  const form = formOf({ measure: 'COUNT', groups } satisfies Query, menuOf(snapshot.menu.lists))
  invariant(!isRefusal(form), `${groups} is on the menu`)
  return form
}

function shownTable(
  table: ByCounty,
  site: StandingSite,
  { rows, height, shownAt }: Pick<Made, 'height' | 'shownAt'> & { readonly rows: readonly string[] },
): ShownTable {
  const { name, columnsAre, is } = table
  const { snapshot, now } = site
  const columns = columnsOf(table)
  const dimensions = [COUNTY, columnsAre]
  const used = expectForm(site, [COUNTY, columns[0]?.dimension ?? ''])
  const cells = columns.flatMap(({ label }, column) =>
    rows.map((row, at): ShownCell => {
      const value = shownAt(column * height + at)
      const dims = [
        { dimension: COUNTY, value: row },
        { dimension: columnsAre, value: label },
      ]
      return { dims, value, suppressed: value === null, counted: null, among: null, unknown: null }
    }),
  )
  return {
    id: shownId(snapshot.period, name, { rate: null, only: null }),
    ...{ period: periodName(snapshot.period), table: name, measure: 'CHILDREN', of: null, dimensions },
    definitions: [{ name, ...is, version: 1, sources: [] }, ...definitionsOf(used, null, site)],
    ...{ asOf: snapshot.asOf, pack: snapshot.pack, publishedAt: now.toISOString(), isExact: true, method: EXACT },
    cells,
    notes: [HELD_BACK, ...changesSince(dimensions, site)],
  }
}
