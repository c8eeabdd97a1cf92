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
  const columns = [...fieldOf]
  const missing = columns.filter(([column]) => expected.has(column) && row.get(column) === null)
  const malformed = columns.filter(([column]) => row.get(column) === false || row.get(column) === UNREADABLE)
  const isStale = touched !== null && row.get(touched) === false
  return [
    ...inFields(missing, 'MISSING', record),
    ...inFields(malformed, 'MALFORMED', record),
    ...(isStale ? [{ fault: 'STALE', field: '', record } as const] : []),
  ]
}

// Two columns may stand under one field, the entries of a list and what is said of them: it is one fault.
function inFields(columns: readonly (readonly [string, string])[], fault: FaultCode, record: string): FoundFault[] {
  return [...new Set(columns.map(([, field]) => field))].map((field) => ({ fault, field, record }))
}
