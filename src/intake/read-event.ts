// One event of a change feed, read by itself: whatever is wrong with it is its own matter. Its key and its mark are digested
// in the same step, for a department's key may hold a number.
import { createHash } from 'node:crypto'
import { Ajv } from 'ajv'
import { keyedDigest } from '../masking/blind-index.ts'
import type { CellOf } from '../spreadsheets/cell.ts'
import type { RowFault } from './faults.ts'
import type { Fed } from './feeds.ts'
import type { FieldFault } from './field-reader.ts'
import { namesOfFields } from './fields.ts'
import { type Edge, readRecord, type StagedRecord, withdrawal } from './read-record.ts'
import { moment } from './values.ts'

interface ChangeEvent {
  /** The source's number of the change; a greater one is a later change. */
  readonly sequence: number
  /** The record's key in the source: the values of the feed's key, joined by a slash. */
  readonly key: string
  readonly change: 'UPSERT' | 'DELETE'
  /** When the source wrote the record down: ISO 8601. */
  readonly recordTime: string
  /** The whole record by field name; left out of a DELETE. */
  readonly record?: Readonly<Record<string, string | null>> | null
}

export interface ReadEvent {
  /** Tells an event that comes again. */
  readonly mark: Buffer
  /** Of the record it is about; null where it names none. */
  readonly eventKey: Buffer | null
  readonly sequence: number | null
  readonly reading:
    | { readonly ok: true; readonly record: StagedRecord }
    | { readonly ok: false; readonly fault: FieldFault }
}

const ajv = new Ajv()
const isEnvelope = ajv.compile<ChangeEvent>({
  type: 'object',
  additionalProperties: false,
  required: ['sequence', 'key', 'change', 'recordTime'],
  properties: {
    sequence: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    key: { type: 'string', minLength: 1, maxLength: 300 },
    change: { enum: ['UPSERT', 'DELETE'] },
    recordTime: { type: 'string', maxLength: 40 },
    record: {},
  },
})
const isRecord = ajv.compile<NonNullable<ChangeEvent['record']>>({
  type: 'object',
  additionalProperties: { anyOf: [{ type: 'string', maxLength: 1_000 }, { type: 'null' }] },
})

export function readEvent(fed: Fed, raw: unknown, edge: Edge): ReadEvent {
  const named = partly(raw)
  const identity =
    named.sequence === null
      ? createHash('sha256')
          .update(JSON.stringify(raw) ?? '')
          .digest('hex')
      : named.sequence
  return {
    mark: keyedDigest(edge.index, `intake event\0${fed.source}\0${fed.feed.kind}\0${identity}`),
    eventKey:
      named.key === null
        ? null
        : keyedDigest(edge.index, `intake event key\0${fed.source}\0${fed.feed.kind}\0${named.key}`),
    sequence: named.sequence,
    reading: isEnvelope(raw) ? readChange(fed, raw, edge) : failed(null, 'MALFORMED'),
  }
}

// What can be said of an event that is otherwise of no form: enough to hold up its own record, and nothing else.
function partly(raw: unknown): { sequence: number | null; key: string | null } {
  const { sequence, key } = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>
  const isSound = typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence > 0
  return { sequence: isSound ? sequence : null, key: typeof key === 'string' && key !== '' ? key.slice(0, 300) : null }
}

function readChange(fed: Fed, { key, change, recordTime, record }: ChangeEvent, edge: Edge): ReadEvent['reading'] {
  const at = moment(recordTime)
  if (!at.ok) return failed('recordTime', at.reason)
  if (at.value.getTime() > edge.now.getTime() + AHEAD_MS) return failed('recordTime', 'IN_FUTURE')
  if (change === 'DELETE') return { ok: true, record: withdrawal(fed, key, at.value, edge) }
  if (!isRecord(record)) return failed(null, 'MALFORMED')
  const fields = namesOfFields(fed.feed)
  if (Object.keys(record).some((field) => !fields.has(field) || field === 'recordTime'))
    return failed(null, 'MALFORMED')
  const reading = readRecord(fed, cellsOf(fed, record, key), edge, at.value)
  if (!reading.ok) return failed(reading.faults[0]?.field ?? null, reading.faults[0]?.reason ?? 'MALFORMED')
  return reading.key === key ? { ok: true, record: reading.record } : failed(null, 'KEY_DIFFERS')
}

const AHEAD_MS = 300_000

// A record that has a number of its own is named by the event's key.
function cellsOf({ feed }: Fed, record: Readonly<Record<string, string | null>>, key: string): CellOf {
  return (field) => {
    const text = field === 'record' && feed.key.includes('record') ? (record.record ?? key) : (record[field] ?? '')
    return text.trim() === '' ? null : { text: text.trim(), form: 'TEXT' }
  }
}

function failed(field: string | null, reason: RowFault): ReadEvent['reading'] {
  return { ok: false, fault: { field, reason } }
}
