// What disclosure control left of the released tables of the running quarter: for whoever chooses thresholds, with the city's own children. It
// prints shares and errors, and no cell.
import type { KeyObject } from 'node:crypto'
import type { Pool } from 'pg'
import type { Aggregates, CellAggregate } from '../disclosure/aggregate.ts'
import type { LedgerEntry } from '../disclosure/ledger.ts'
import { cellName, type MeasureKind } from '../disclosure/table-form.ts'
import { GatewayError } from '../errors.ts'
import { ledgerOf, readEntries } from './ledger.ts'
import { menuOf } from './menu/menu.ts'
import { loadStore, snapshotOf } from './snapshot/keep.ts'

export interface TableUtility {
  readonly form: string
  readonly isExact: boolean
  /** Cells that somebody is in. */
  readonly cells: number
  readonly heldBack: number
  /** Of those shown: the median of their relative errors; null where none is shown. */
  readonly medianError: number | null
}

/** In the order of their release. Throws SOURCE_UNAVAILABLE where there is no snapshot, or it does not open. */
export async function utilityOfReleased(registry: Pool, key: KeyObject): Promise<TableUtility[]> {
  const snapshot = await snapshotOf(registry, null)
  if (!snapshot) throw new GatewayError('SOURCE_UNAVAILABLE', 'there is no snapshot')
  const { period, chunks, menu } = snapshot
  const ledger = ledgerOf(await readEntries(registry, period), menuOf(menu.lists))
  const store = await loadStore({ registry, key, period }, chunks)
  try {
    const tables: TableUtility[] = []
    for (const entry of ledger.entriesIn(period)) tables.push(utilityOf(entry, await store.aggregate(entry.form)))
    return tables
  } finally {
    store.close()
  }
}

function utilityOf({ form, analyst, cells }: LedgerEntry, truths: Aggregates): TableUtility {
  const known = cells.flatMap(({ codes, value }) => {
    const truth = truths.get(cellName(form.dimensions, codes))
    return truth ? [{ value, truth: truthOf(truth, form.measure) }] : []
  })
  const errors = known
    .flatMap(({ value, truth }) => (value === null || truth === 0 ? [] : [Math.abs(value - truth) / truth]))
    .sort((a, b) => a - b)
  return {
    ...{ form: form.name, isExact: analyst === null, cells: known.length },
    heldBack: known.filter(({ value }) => value === null).length,
    medianError: errors[Math.floor(errors.length / 2)] ?? null,
  }
}

function truthOf({ n, sum, sorted }: CellAggregate, measure: MeasureKind): number {
  if (measure === 'COUNT') return n
  if (measure === 'SUM') return sum
  const quantile = measure === 'MEDIAN' ? 0.5 : 0.9
  return sorted[Math.round(quantile * (sorted.length - 1))] ?? 0
}
