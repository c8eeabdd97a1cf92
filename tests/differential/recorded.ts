// What the registry held of a child on a day, as it was known at a moment: read plainly from the rows in memory, list by list.
import { holdsOn } from '../noninterference/reference.ts'
import type { ChildRows, Json, StoredRow } from '../noninterference/world.ts'

export interface Moment {
  readonly asOf: string
  readonly knownAt: Date
}

/** A list of `ChildRecord`: what its entries are, and whose word it is. */
export interface RecordedList {
  readonly type: string
  readonly source: string
  readonly entries: (rows: ChildRows, moment: Moment) => Readonly<Record<string, Json>>[]
}

export const RECORDED_LISTS: Readonly<Record<string, RecordedList>> = {
  facts: {
    ...{ type: 'RecordedFact', source: 'MZJ' },
    entries: (rows, moment) =>
      [
        ...heldThen(rows, 'registry.outcome', moment).map((row) => ({ ...times(row), ...own(row, ['kind', 'value']) })),
        ...heldThen(rows, 'registry.enrolment', moment).map((row) => ({
          ...{ ...times(row), kind: 'SCHOOL', value: row.organisation_id ?? null },
        })),
      ].sort(by('kind', 'validFrom', 'value', 'recordedAt')),
  },
  divisions: listOf('RecordedDivision', 'GAJ', 'registry.jurisdiction', ['kind', 'division']),
  kinships: listOf('RecordedKinship', 'MZJ', 'registry.kinship', ['kind']),
  encounters: listOf('RecordedEncounter', 'WJW', 'registry.encounter', []),
  // No number of a case comes with these requests, so none of a child's cases is theirs.
  cases: { type: 'RecordedCase', source: 'MZJ', entries: () => [] },
  links: {
    ...{ type: 'RecordedLink', source: 'GATEWAY' },
    entries: (rows, { knownAt }) =>
      (rows['registry.source_link'] ?? [])
        .filter((row) => new Date(String(row.recorded_at)) <= knownAt)
        .map((row) => ({
          department: row.department ?? null,
          decidedBy: 'IMPORT',
          recordedAt: instant(row.recorded_at),
        }))
        .sort(by('department', 'recordedAt')),
  },
}

function listOf(type: string, source: string, table: string, columns: readonly string[]): RecordedList {
  const entries = (rows: ChildRows, moment: Moment) =>
    heldThen(rows, table, moment)
      .map((row) => ({ ...times(row), ...own(row, columns) }))
      .sort(by(...(columns.length > 0 ? ['kind'] : []), 'validFrom', 'recordedAt'))
  return { type, source, entries }
}

/** The rows of a table that held on the day, as the registry had them at the moment. */
export function heldThen(rows: ChildRows, table: string, { asOf, knownAt }: Moment): StoredRow[] {
  return (rows[table] ?? []).filter((row) => {
    const better = row.superseded_at ?? null
    const isKnown =
      new Date(String(row.recorded_at)) <= knownAt && (better === null || new Date(String(better)) > knownAt)
    return isKnown && holdsOn({ ...row, superseded_at: null }, asOf)
  })
}

function own(row: StoredRow, columns: readonly string[]): Readonly<Record<string, Json>> {
  return Object.fromEntries(columns.map((column) => [column, row[column] ?? null]))
}

// What came to be known better was not known to be so then.
function times(row: StoredRow): Readonly<Record<string, Json>> {
  return {
    ...{ validFrom: row.valid_from ?? null, validTo: row.valid_to ?? null, source: row.source ?? null },
    ...{ recordedAt: instant(row.recorded_at), supersededAt: null, sourceRecordTime: instant(row.source_record_time) },
  }
}

function instant(cell: Json | undefined): Json {
  return cell === null || cell === undefined ? null : new Date(String(cell)).toISOString()
}

type Entry = Readonly<Record<string, Json>>

function by(...names: readonly string[]): (one: Entry, other: Entry) => number {
  return (one, other) => {
    const name = names.find((each) => one[each] !== other[each])
    return name === undefined ? 0 : String(one[name]) < String(other[name]) ? -1 : 1
  }
}
