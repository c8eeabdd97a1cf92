// The subject of a question as the caller wrote it: checked for faults that its text alone shows, brought to the one
// normal form, and turned into keyed blind indexes. The identifiers themselves go no further than this file.
import { GatewayError } from '../errors.ts'
import { digestOf, marksOf } from '../limits/marks.ts'
import type { LookUp } from '../limits/store.ts'
import { blindIndex } from '../masking/blind-index.ts'
import { readCitizenId, readStudentNo } from '../masking/citizen-id.ts'
import { normalName } from '../masking/normal-name.ts'
import type { IndexedSubject } from '../registry/relations.ts'
import type { Rooms } from '../rooms.ts'

export interface SubmittedSubject {
  readonly indexed: IndexedSubject
  /** What the journal's pseudonym is made from: the identifier as submitted, in normal form. */
  readonly submitted: string
  /** What the limits count it by: keyed digests of what was submitted. */
  readonly lookUp: Omit<LookUp, 'isMiss'>
}

/** Throws BAD_INPUT, before any look-up, for a fault in the input alone: check digit, impossible date, length. */
export function submittedSubject(input: unknown, rooms: Rooms): SubmittedSubject {
  const { citizenId, studentNo, fullName } = input as {
    citizenId?: string | null
    studentNo?: string | null
    fullName: string
  }
  const given = [citizenId, studentNo].filter((number) => number !== null && number !== undefined)
  if (given.length !== 1) throw new GatewayError('BAD_INPUT', 'exactly one number')
  const name = normalName(fullName)
  if (name === '') throw new GatewayError('BAD_INPUT', 'a full name')
  const kind = typeof citizenId === 'string' ? 'CITIZEN_ID' : 'STUDENT_NO'
  const options = { acceptSynthetic: rooms.acceptSynthetic }
  const reading =
    kind === 'CITIZEN_ID' ? readCitizenId(given[0] ?? '', options) : readStudentNo(given[0] ?? '', options)
  if (!reading.ok) throw new GatewayError('BAD_INPUT', `number: ${reading.fault}`)
  const key = rooms.keys.registryIndex
  const submitted = `${kind} ${reading.value}`
  return {
    indexed: { kind, number: blindIndex(key, kind, reading.value), name: blindIndex(key, 'NAME', name) },
    submitted,
    lookUp: {
      child: digestOf(rooms.keys.limits, 'child', submitted),
      marks: marksOf(rooms.keys.limits, { number: reading.value, name }),
    },
  }
}
