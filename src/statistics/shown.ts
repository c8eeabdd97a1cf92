// A released partition as a reader sees it: its cells by name, what each word means, from which sources, and what changed since the last period.
// Pure. What is here is computed from what was released, and so tells nothing more.
import { hash } from 'node:crypto'
import { departmentsKnowing } from '../departments/joined.ts'
import type { PublishedCell } from '../disclosure/ledger.ts'
import type { ReleasedTable } from '../disclosure/release.ts'
import type { MeasureKind, TableForm } from '../disclosure/table-form.ts'
import type { RulePack } from '../eligibility/rule-pack.ts'
import type { InWords } from './menu/dimension.ts'
import { COLUMNS, DIMENSIONS, dimensionNamed, type Rate } from './menu/menu.ts'
import { periodName } from './period.ts'
import type { SnapshotMenu, SnapshotRecord } from './snapshot/keep.ts'

export interface ShownCell {
  readonly dims: readonly { readonly dimension: string; readonly value: string }[]
  /** Null: held back, for whatever reason. Of a rate, a share between 0 and 1. */
  readonly value: number | null
  readonly suppressed: boolean
  /** Of a rate: what was counted, among how many, and of how many nobody knows. */
  readonly counted: number | null
  readonly among: number | null
  readonly unknown: number | null
}

export interface ShownDefinition extends InWords {
  readonly name: string
  readonly version: number
  /** Codes of the departments that tell it. */
  readonly sources: readonly string[]
}

export interface ShownNote extends InWords {
  readonly code: string
}

export interface ShownTable {
  readonly id: string
  readonly period: string
  readonly table: string | null
  readonly measure: string
  readonly of: string | null
  readonly dimensions: readonly string[]
  readonly definitions: readonly ShownDefinition[]
  readonly asOf: string
  readonly pack: string
  readonly publishedAt: string
  readonly isExact: boolean
  readonly method: string
  readonly cells: readonly ShownCell[]
  readonly notes: readonly ShownNote[]
}

/** The shape in which a partition is asked for. */
export interface Presentation {
  readonly rate: Rate | null
  readonly only: { readonly dimension: string; readonly value: string } | null
}

/** `2026-Q4-3f9a1c02be`: of the partition, the presentation and the period alone. */
export function shownId(period: number, form: string, { rate, only }: Presentation): string {
  const what = [form, rate?.name ?? '', only ? `${only.dimension}=${only.value}` : ''].join('\n')
  return `${periodName(period)}-${hash('sha256', what, 'hex').slice(0, 10)}`
}

export interface Showing {
  readonly snapshot: SnapshotRecord
  readonly former: SnapshotRecord | null
  readonly pack: RulePack
  readonly now: Date
}

export const PERTURBED = 'cell-key/1'
export const EXACT = 'exact-suppressed/1'

export function showTable(
  { form, cells, isExact }: Pick<ReleasedTable, 'form' | 'cells' | 'isExact'>,
  presentation: Presentation,
  showing: Showing,
): ShownTable {
  const { snapshot, now } = showing
  const { rate } = presentation
  const named = cells.map((cell) => namedCell(cell, form, snapshot.menu))
  const dimensions = form.dimensions.map(({ name }) => name)
  return {
    id: shownId(snapshot.period, form.name, presentation),
    ...{ period: periodName(snapshot.period), table: null },
    measure: rate ? 'RATE' : MEASURES[form.measure],
    of: rate?.name ?? form.column?.name ?? null,
    dimensions: rate ? dimensions.filter((name) => name !== rate.dimension) : dimensions,
    definitions: definitionsOf(form, rate, showing),
    ...{ asOf: snapshot.asOf, pack: snapshot.pack, publishedAt: now.toISOString() },
    ...{ isExact, method: isExact ? EXACT : PERTURBED },
    cells: rate ? rateCells(named, rate) : named,
    notes: [isExact ? HELD_BACK : DOES_NOT_ADD_UP, ...changesSince(dimensions, showing)],
  }
}

export const MEASURES: Readonly<Record<MeasureKind, string>> = {
  COUNT: 'CHILDREN',
  SUM: 'SUM',
  MEDIAN: 'MEDIAN',
  P90: 'P90',
}

function namedCell({ codes, value }: PublishedCell, { dimensions }: TableForm, { lists }: SnapshotMenu): ShownCell {
  return {
    dims: dimensions.map(({ name }, at) => ({ dimension: name, value: lists[name]?.[codes[at] ?? -1] ?? '' })),
    ...{ value, suppressed: value === null, counted: null, among: null, unknown: null },
  }
}

const THOUSAND = 1_000

function rateCells(cells: readonly ShownCell[], { dimension, counted, among }: Rate): ShownCell[] {
  const others = (cell: ShownCell) => cell.dims.filter((each) => each.dimension !== dimension)
  const valueIn = ({ dims }: ShownCell): string => dims.find((each) => each.dimension === dimension)?.value ?? ''
  return [...Map.groupBy(cells, (cell) => JSON.stringify(others(cell))).values()].map((group) => {
    const sumOf = (values: readonly string[]): number | null => {
      const own = group.filter((cell) => values.includes(valueIn(cell))).map(({ value }) => value)
      return own.includes(null) ? null : own.reduce<number>((sum, value) => sum + (value ?? 0), 0)
    }
    const [part, whole] = [sumOf(counted), sumOf(among)]
    const value = part === null || whole === null ? null : Math.round((part / whole) * THOUSAND) / THOUSAND
    return {
      dims: group[0] ? others(group[0]) : [],
      ...{ value, suppressed: value === null, counted: part, among: whole, unknown: sumOf(['UNKNOWN']) },
    }
  })
}

const CHILDREN: InWords = {
  zh: '登记在册、快照日未满18周岁的儿童，每名计一次',
  en: 'distinct children of the registry who were under eighteen on the day of the snapshot',
}

const OF_MEASURE: Readonly<Record<MeasureKind, InWords>> = {
  COUNT: CHILDREN,
  SUM: { zh: '合计', en: 'sum over those who have a value' },
  MEDIAN: { zh: '中位数', en: 'median of those who have a value' },
  P90: { zh: '第90百分位数', en: 'ninetieth percentile of those who have a value' },
}

export function definitionsOf(
  { measure, column, dimensions }: Pick<TableForm, 'measure' | 'column' | 'dimensions'>,
  rate: Rate | null,
  { pack }: Pick<Showing, 'pack'>,
): ShownDefinition[] {
  const ofColumn = COLUMNS.filter(({ name }) => name === column?.name).map(({ name, is, version, leaf }) => ({
    ...{ name, ...is, version, sources: sourcesOf([leaf]) },
  }))
  const ofRate = rate ? [{ name: rate.name, ...rate.is, version: 1, sources: [] }] : []
  return [
    { name: MEASURES[measure], ...OF_MEASURE[measure], version: 1, sources: [] },
    ...ofColumn,
    ...ofRate,
    ...dimensions.map(({ name }) => definitionOf(name, pack)),
  ]
}

export function definitionOf(name: string, pack: RulePack): ShownDefinition {
  const { is, version, reads } = dimensionNamed(name)
  return { name, ...is, version, sources: sourcesOf(reads(pack)) }
}

export function sourcesOf(leaves: readonly string[]): string[] {
  return departmentsKnowing(leaves)
    .map(({ code }) => code)
    .sort()
}

export const DOES_NOT_ADD_UP: ShownNote = {
  code: 'DOES_NOT_ADD_UP',
  zh: '各数已各自做保护处理并取整到5，行列之和不必相等；空白为不予公布，含零',
  en: 'each number is protected by itself and rounded to five, so that rows do not add up; what is blank is held back, none included',
}

export const HELD_BACK: ShownNote = {
  code: 'HELD_BACK',
  zh: '数字未作改动；空白为不予公布（少于10人，或为保护他格），含零',
  en: 'numbers are exact; what is blank is held back: fewer than ten, none included, or a complement of such a cell',
}

/** What makes a comparison with the period before unsound. */
export function changesSince(
  dimensions: readonly string[],
  { snapshot, former }: Pick<Showing, 'snapshot' | 'former'>,
): ShownNote[] {
  return former ? [...changes(dimensions, former, snapshot)] : []
}

/** Between any two snapshots. */
export function* changes(
  dimensions: readonly string[],
  before: Pick<SnapshotRecord, 'period' | 'pack' | 'menu'>,
  after: Pick<SnapshotRecord, 'period' | 'pack' | 'menu'>,
): Generator<ShownNote> {
  const since = periodName(before.period)
  if (before.pack !== after.pack)
    yield {
      code: 'PACK_CHANGED',
      zh: `${since} 依规则包 ${before.pack}，其后依 ${after.pack}`,
      en: `${since} was counted under the rule pack ${before.pack}, later periods under ${after.pack}`,
    }
  for (const name of dimensions) {
    if (before.menu.versions[name] !== after.menu.versions[name])
      yield {
        code: 'DEFINITION_CHANGED',
        zh: `${since} 以后 ${name} 的定义已改`,
        en: `${name} is defined otherwise since ${since}`,
      }
    if (JSON.stringify(before.menu.lists[name]) !== JSON.stringify(after.menu.lists[name]))
      yield {
        code: DIMENSIONS.find((each) => each.name === name)?.within ? 'DIVISION_CHANGED' : 'VALUES_CHANGED',
        zh: `${since} 以后 ${name} 的取值范围已改`,
        en: `${name} has other values since ${since}`,
      }
  }
}
