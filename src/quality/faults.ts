// What can be wrong with a record, as one batch of a job finds it: counted by fault and field, each with the records it was found in.
import { UNREADABLE } from '../departments/cell-form.ts'
import type { MalformedCell, RowsByKey, TreatedRow } from '../departments/reader.ts'
import type { Probes } from './probes.ts'

export const QualityFault = {
  MISSING: 'MISSING',
  MALFORMED: 'MALFORMED',
  STALE: 'STALE',
  ABSENT: 'ABSENT',
  UNLINKED: 'UNLINKED',
  CONTRADICTED: 'CONTRADICTED',
} as const
export type FaultCode = keyof typeof QualityFault

export interface FoundFault {
  readonly fault: FaultCode
  /** Empty for the record as a whole. */
  readonly field: string
  /** The department's own key. */
  readonly record: string
}

export interface ReadBatch {
  readonly keys: readonly string[]
  readonly rows: RowsByKey
  readonly malformed: readonly MalformedCell[]
}

/** Faults of a batch, in the order of its keys. A record of which one cell could not be read is known by that cell alone. */
export function faultsIn({ keys, rows, malformed }: ReadBatch, probes: Probes): FoundFault[] {
  const unread = Map.groupBy(malformed, ({ key }) => key)
  return keys.flatMap((record): FoundFault[] => {
    const row = rows.get(record)
    if (row === undefined) return [{ fault: 'ABSENT', field: '', record }]
    if (row !== UNREADABLE) return faultsOfRow(row, record, probes)
    const fields = new Set((unread.get(record) ?? []).map(({ coordinate }) => probes.fieldOf.get(coordinate) ?? ''))
    return [...fields].map((field) => ({ fault: 'MALFORMED', field, record }))
  })
}

function faultsOfRow(row: TreatedRow, record: string, { fieldOf, expected, touched }: Probes): FoundFault[] {
  const found = [...fieldOf].flatMap(([column, field]): FoundFault[] => {
    const cell = row.get(column)
    if (cell === null && expected.has(column)) return [{ fault: 'MISSING', field, record }]
    return cell === false || cell === UNREADABLE ? [{ fault: 'MALFORMED', field, record }] : []
  })
  return touched !== null && row.get(touched) === false ? [...found, { fault: 'STALE', field: '', record }] : found
}
