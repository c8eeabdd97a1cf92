// The analyst's paths: standing tables, tables that are asked for, a table by its id, two side by side, the menu. They read released numbers
// and, for a new table, one GROUP BY over the snapshot; no department and no child's row is within their reach.

import type { MeasureKind, Query } from '../disclosure/table-form.ts'
import { packFor } from '../eligibility/answer-days.ts'
import type { RulePack } from '../eligibility/rule-pack.ts'
import { GatewayError } from '../errors.ts'
import type { BoundRoot } from '../plan/bind.ts'
import type { Operation, Rooms, RootValue, RootWalk, RootWalker } from '../rooms.ts'
import { chartOf, mapOf } from './chart.ts'
import { askTable } from './desk.ts'
import { csvOf, xlsxOf } from './files.ts'
import { codeIn, countsOfTable, DIMENSIONS, dimensionNamed, RATES } from './menu/menu.ts'
import { periodNamed } from './period.ts'
import { changes, definitionOf, type Presentation, type ShownTable, showTable } from './shown.ts'
import { keepShown, shownById, standingTable } from './shown-tables.ts'
import { type SnapshotRecord, snapshotOf } from './snapshot/keep.ts'
import { STANDING_TABLES } from './standing/tables.ts'

function aboutNobody(read: () => Promise<unknown>): RootWalk {
  const whole = async (): Promise<RootValue> => ({ value: await read(), resolved: [], answers: [] })
  return { subjects: [], subjectKind: 'none', count: 0, read: whole }
}

export const walkStatistics: RootWalker = ({ registry }, _operation, root) => {
  const period = periodIn(root)
  return aboutNobody(async () => {
    const table = await standingTable(registry, String(root.arguments.table), period)
    if (!table && period !== null)
      throw new GatewayError('BAD_INPUT', 'not published in that quarter', { hint: 'NO_SUCH_TABLE' })
    if (!table) throw new GatewayError('SOURCE_UNAVAILABLE', 'the table has not been published')
    return treeOf(table, root)
  })
}

export const walkStatisticTable: RootWalker = ({ registry }, operation, root) =>
  aboutNobody(async () => treeOf(await citedTable(registry, operation, root.arguments.id), root))

export const walkCompareStatistics: RootWalker = ({ registry }, operation, root) =>
  aboutNobody(async () => {
    const [one, other] = await Promise.all([
      citedTable(registry, operation, root.arguments.id),
      citedTable(registry, operation, root.arguments.with),
    ])
    if (kindOf(one) !== kindOf(other) || !sharesCells(one, other))
      throw new GatewayError('BAD_INPUT', 'two kinds of tables', { hint: 'TABLES_DIFFER' })
    const [before, after] = await Promise.all([snapshotNamed(registry, other), snapshotNamed(registry, one)])
    const values = new Map(other.cells.map(({ dims, value }) => [JSON.stringify(dims), value]))
    return {
      notes: [...changes(one.dimensions.filter(isOnMenu), before, after)],
      cells: one.cells.map(({ dims, value }) => ({ dims, value, before: values.get(JSON.stringify(dims)) ?? null })),
    }
  })

/** Two parts of one partition have no cell in common. */
function sharesCells(one: ShownTable, other: ShownTable): boolean {
  const cells = new Set(one.cells.map(({ dims }) => JSON.stringify(dims)))
  return other.cells.some(({ dims }) => cells.has(JSON.stringify(dims)))
}

function kindOf({ table, measure, of, dimensions }: ShownTable): string {
  return JSON.stringify([table, measure, of, dimensions])
}

async function snapshotNamed(registry: Rooms['registry'], { period }: ShownTable): Promise<SnapshotRecord> {
  const snapshot = await snapshotOf(registry, periodNamed(period))
  if (!snapshot) throw new GatewayError('SOURCE_UNAVAILABLE', 'the snapshot is not on record')
  return snapshot
}

function isOnMenu(name: string): boolean {
  return DIMENSIONS.some((dimension) => dimension.name === name)
}

/** One whose dimensions the caller may not group by is as one that is not there. */
async function citedTable(registry: Rooms['registry'], { grant }: Operation, id: unknown): Promise<ShownTable> {
  const table = await shownById(registry, String(id))
  const isGranted = table && countedBy(table).every((leaf) => grant.decide('group', leaf).effect === 'reveal')
  if (!isGranted) throw new GatewayError('BAD_INPUT', 'no table of this id', { hint: 'NO_SUCH_TABLE' })
  return table
}

function countedBy({ table, of, dimensions }: ShownTable): readonly string[] {
  const standing = STANDING_TABLES.find(({ name }) => name === table)
  if (standing) return standing.counts
  const rate = RATES.find(({ name }) => name === of)
  return countsOfTable([...dimensions, ...(rate ? [rate.dimension] : [])], of)
}

export const walkAskStatistics: RootWalker = (rooms, operation, root) => {
  const asked = askedBy(root)
  const period = periodIn(root)
  return aboutNobody(async () => {
    const { registry, lists, keys, statistics } = rooms
    const latest = await snapshotOf(registry, null)
    const snapshot = period === null ? latest : await snapshotOf(registry, period)
    if (!snapshot && latest && period !== null && period < latest.period)
      throw new GatewayError('BAD_INPUT', 'there was no snapshot of the period', { hint: 'PERIOD_OVER' })
    if (!snapshot) throw new GatewayError('SOURCE_UNAVAILABLE', 'there is no snapshot of the period')
    const table = await askTable(
      {
        // Whoever waits for the ledger's lock must not hold up relations, limits and the roster.
        ...{ registry: lists, key: keys.journalSubject },
        withStore: (work) => statistics.use(snapshot.period, work),
      },
      {
        analyst: operation.caller.personId,
        query: queryOf(asked, snapshot),
        snapshot,
        isOpen: latest?.period === snapshot.period,
        now: operation.now,
      },
    )
    const former = await snapshotOf(registry, snapshot.period - 1)
    const pack = packOf(operation, snapshot)
    const shown = showTable(table, asked, { snapshot, former, pack, now: operation.now })
    return treeOf(await keepShown(registry, shown, snapshot), root)
  })
}

interface AskedFor extends Presentation {
  readonly measure: MeasureKind
  readonly column: string | null
  readonly groups: readonly string[]
}

/** Throws BAD_INPUT where the arguments do not fit one another. */
function askedBy({ arguments: sent }: BoundRoot): AskedFor {
  const rate = RATES.find(({ name }) => name === sent.rate) ?? null
  const column = typeof sent.column === 'string' ? sent.column : null
  const isRate = sent.measure === 'RATE'
  const [where, is] = [sent.where ?? null, sent.is ?? null]
  const only = where === null ? null : { dimension: String(where), value: String(is) }
  const isWhole = (where === null) === (is === null)
  if (isRate !== (rate !== null) || !isWhole) throw offMenu()
  const groups = [...(sent.by as readonly string[]), ...(rate ? [rate.dimension] : [])]
  if (new Set(groups).size !== groups.length || (only && rate?.dimension === only.dimension)) throw offMenu()
  const measure = isRate || sent.measure === 'CHILDREN' ? 'COUNT' : (sent.measure as MeasureKind)
  return { measure, column, rate, only, groups }
}

function offMenu(): GatewayError {
  return new GatewayError('BAD_INPUT', 'the arguments do not fit one another', { hint: 'NOT_ON_MENU' })
}

function queryOf({ measure, column, groups, only }: AskedFor, { menu: { lists } }: SnapshotRecord): Query {
  return {
    ...{ measure, groups },
    ...(column === null ? {} : { column }),
    ...(only ? { filter: { dimension: only.dimension, code: codeOf(lists[only.dimension] ?? [], only.value) } } : {}),
  }
}

function codeOf(values: readonly string[], value: string): number {
  if (!values.includes(value)) throw offMenu()
  return codeIn(values, value)
}

export const walkStatisticsMenu: RootWalker = ({ registry }, operation) =>
  aboutNobody(async () => {
    const snapshot = await snapshotOf(registry, null)
    if (!snapshot) throw new GatewayError('SOURCE_UNAVAILABLE', 'there is no snapshot')
    const granted = DIMENSIONS.filter(({ counts }) =>
      counts.every((leaf) => operation.grant.decide('group', leaf).effect === 'reveal'),
    )
    return granted.map(({ name }) => ({
      dimension: name,
      values: snapshot.menu.lists[name] ?? [],
      definition: definitionOf(name, packOf(operation, snapshot)),
      finest: finestOf(name),
    }))
  })

function finestOf(name: string): string {
  const { isCityOnly, isCountyAtMost, isMany } = dimensionNamed(name)
  return isCityOnly ? 'CITY' : isCountyAtMost || isMany ? 'COUNTY' : 'STREET'
}

/** The pack of the snapshot, as far as it is still there; definitions name the sources under it. */
function packOf({ packs }: Operation, { pack, asOf }: SnapshotRecord): RulePack {
  return packs.find(({ id }) => id === pack) ?? packFor(packs, asOf)
}

function periodIn({ arguments: { period } }: BoundRoot): number | null {
  if (typeof period !== 'string') return null
  const number = periodNamed(period)
  if (number === null) throw offMenu()
  return number
}

/** Files are made for whoever asks for them alone. */
async function treeOf(table: ShownTable, { plan }: BoundRoot): Promise<Readonly<Record<string, unknown>>> {
  const asks = (name: string): boolean => plan.field.fields.some((field) => field.name === name)
  return {
    ...table,
    ...{ chart: chartOf(table), map: mapOf(table) },
    ...(asks('csv') ? { csv: csvOf(table) } : {}),
    ...(asks('xlsx') ? { xlsx: await xlsxOf(table) } : {}),
  }
}
