// The edge of intake: one row or event comes in as it was typed, and goes on as what may be stored. Invariant: numbers and
// names in clear live in this call alone; what comes out holds keyed digests of them.
import type { DepartmentCode } from '../departments/departments.ts'
import { blindIndex, keyedDigest } from '../masking/blind-index.ts'
import { normalName } from '../masking/normal-name.ts'
import type { CellOf } from '../spreadsheets/cell.ts'
import { isUuid } from '../uuid.ts'
import { documentKind, type IndexedNumber, type NumberEdge, readNumber } from './child-number.ts'
import type { Feed } from './feed.ts'
import type { Fed } from './feeds.ts'
import { type FieldFault, FieldReader } from './field-reader.ts'
import { day, dayAfter, good, moment, type Reading, textOf } from './values.ts'

export interface Edge extends NumberEdge {
  readonly now: Date
}

/** What may be stored of one record. */
export interface StagedRecord {
  readonly factKey: Buffer
  readonly isPresent: boolean
  readonly number: IndexedNumber | null
  readonly nameIndex: Buffer | null
  readonly subjectKey: string | null
  /** In the order of `storedColumns`. */
  readonly values: readonly (string | null)[]
  readonly validFrom: string | null
  readonly validTo: string | null
  readonly recordTime: Date
  readonly digest: Buffer | null
}

export type RecordReading =
  | { readonly ok: true; readonly record: StagedRecord; readonly key: string }
  | { readonly ok: false; readonly faults: readonly FieldFault[] }

/** The table's columns that the values go into. */
export function storedColumns({ columns, fixed = {} }: Feed): string[] {
  return [...Object.values(columns).map(({ into }) => into), ...Object.keys(fixed)]
}

/** A clock may be a little ahead of ours. */
const AHEAD_MS = 300_000

/** Reads all fields, so that every fault of a record is found at once. `taken` counts where it has no time of its own. */
export function readRecord({ feed, source }: Fed, cellOf: CellOf, edge: Edge, taken: Date | null): RecordReading {
  const reader = new FactReader(cellOf)
  const values = Object.entries(feed.columns).map(([field, column]) => reader.value(field, column))
  const keyParts = feed.key.map((field) => (field === 'record' ? reader.needed('record', textOf(200)) : null))
  const child = reader.child(edge)
  const days = reader.days()
  const recordTime =
    taken === null ? reader.needed('recordTime', moment) : (reader.optional('recordTime', moment) ?? taken)
  if (recordTime !== null && recordTime.getTime() > edge.now.getTime() + AHEAD_MS)
    reader.fault('recordTime', 'IN_FUTURE')
  if (reader.faults.length > 0 || recordTime === null || !child) return { ok: false, faults: reader.faults }
  const byField = new Map(Object.keys(feed.columns).map((field, at) => [field, values[at] ?? '']))
  const key = feed.key.map((field, at) => keyParts[at] ?? byField.get(field) ?? '').join('/')
  const stored = [...values, ...Object.values(feed.fixed ?? {})]
  const columns = Object.values(feed.columns)
  const told = stored.filter((value, at) => value !== null || !columns[at]?.cameLater)
  const written = JSON.stringify([told, days.from, days.to])
  const record: StagedRecord = {
    factKey: factKeyOf({ feed, source }, key, edge),
    isPresent: true,
    ...child,
    values: stored,
    validFrom: days.from,
    validTo: days.to,
    recordTime,
    digest: keyedDigest(edge.index, `intake values\0${written}`),
  }
  return { ok: true, record, key }
}

/** A fact that is no longer one: its key and the time are all there is of it. */
export function withdrawal(fed: Fed, key: string, recordTime: Date, edge: Edge): StagedRecord {
  return {
    factKey: factKeyOf(fed, key, edge),
    isPresent: false,
    number: null,
    nameIndex: null,
    subjectKey: null,
    values: [],
    validFrom: null,
    validTo: null,
    recordTime,
    digest: null,
  }
}

/** The same record of the same source, however often it comes; a department's key may hold a number, so it is digested. */
export function factKeyOf({ feed, source }: Fed, key: string, { index }: Pick<Edge, 'index'>): Buffer {
  return keyedDigest(index, `intake record\0${source satisfies DepartmentCode}\0${feed.kind}\0${key}`)
}

type Child = Pick<StagedRecord, 'number' | 'nameIndex' | 'subjectKey'>

class FactReader extends FieldReader {
  days(): { from: string | null; to: string | null } {
    const from = this.needed('validFrom', day)
    const outside = this.optional('validTo', day)
    const last = this.optional('lastDay', dayAfter)
    if (outside !== null && last !== null) this.fault('lastDay', 'TWO_ENDS')
    const to = outside ?? last
    if (from !== null && to !== null && to <= from) this.fault(outside === null ? 'lastDay' : 'validTo', 'PERIOD')
    return { from, to }
  }

  child(edge: Edge): Child | null {
    const number = this.cellOf('idNumber')
    const subject = this.cellOf('subject')
    if ((number === null) === (subject === null)) {
      this.fault('idNumber', 'ONE_CHILD')
      return null
    }
    const nameIndex = this.optional('name', (text) => nameIndexOf(text, edge))
    if (subject !== null) {
      const subjectKey = this.optional('subject', (text) =>
        isUuid(text.toLowerCase()) ? good(text.toLowerCase()) : { ok: false, reason: 'FORMAT' },
      )
      return subjectKey === null ? null : { number: null, nameIndex, subjectKey }
    }
    return this.#numbered(edge, nameIndex)
  }

  #numbered(edge: Edge, nameIndex: Buffer | null): Child | null {
    const cell = this.cellOf('idNumber')
    const named = this.cellOf('idType')
    const kind = this.optional('idType', documentKind)
    // A number of a kind that cannot be read is not guessed at.
    if (cell === null || (named !== null && kind === null)) return null
    if (cell.form === 'FORMULA' || cell.form === 'ERROR') {
      this.fault('idNumber', cell.form === 'FORMULA' ? 'FORMULA' : 'CELL_ERROR')
      return null
    }
    const reading = readNumber(cell, kind, edge)
    if (!reading.ok) {
      this.fault('idNumber', reading.reason)
      return null
    }
    if (reading.value.needsName && this.cellOf('name') === null) this.fault('name', 'NAME_NEEDED')
    return { number: reading.value, nameIndex, subjectKey: null }
  }
}

function nameIndexOf(text: string, { index }: Edge): Reading<Buffer> {
  const name = normalName(text)
  return name === '' || name.length > 200 ? { ok: false, reason: 'FORMAT' } : good(blindIndex(index, 'NAME', name))
}
