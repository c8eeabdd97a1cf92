// The subject of a question as the caller wrote it: checked for faults that its text alone shows, brought to the one
// normal form, and turned into keyed blind indexes. The identifiers themselves go no further than this file.
import { GatewayError } from '../errors.ts'
import { digestOf, marksOf } from '../limits/marks.ts'
import type { LookUp } from '../limits/store.ts'
import { blindIndex } from '../masking/blind-index.ts'
import {
  inEighteen,
  type NumberOptions,
  type NumberReading,
  readCitizenId,
  readPassportNo,
  readStudentNo,
  readTravelPermitNo,
} from '../masking/citizen-id.ts'
import { normalName } from '../masking/normal-name.ts'
import type { IndexedSubject, SubjectNumberKind } from '../registry/relations.ts'
import type { Rooms } from '../rooms.ts'

export interface SubmittedSubject {
  readonly indexed: IndexedSubject
  /** What the journal's pseudonym is made from: the identifier as submitted, in normal form. */
  readonly submitted: string
  /** What the limits count it by: keyed digests of what was submitted. */
  readonly lookUp: Omit<LookUp, 'isMiss'>
}

interface SubmittedNumber {
  readonly kind: SubjectNumberKind
  readonly read: (text: string, options: NumberOptions) => NumberReading
}

/** The fields of `SubjectInput` that a child is asked about by: under which kind each is looked up, and how it is read. */
const NUMBERS: Readonly<Record<string, SubmittedNumber>> = {
  citizenId: { kind: 'CITIZEN_ID', read: (text, options) => readCitizenId(inEighteen(text), options) },
  studentNo: { kind: 'STUDENT_NO', read: readStudentNo },
  travelPermitNo: { kind: 'TRAVEL_PERMIT', read: readTravelPermitNo },
  passportNo: { kind: 'PASSPORT', read: readPassportNo },
}

/** Throws BAD_INPUT, before any look-up, for a fault in the input alone: check digit, impossible date, length. */
export function submittedSubject(input: unknown, rooms: Rooms): SubmittedSubject {
  const { fullName, ...numbers } = input as { fullName: string } & Readonly<Record<string, string | null | undefined>>
  const given = Object.entries(NUMBERS).filter(([field]) => typeof numbers[field] === 'string')
  const [only] = given
  if (only === undefined || given.length !== 1) throw new GatewayError('BAD_INPUT', 'exactly one number')
  const name = normalName(fullName)
  if (name === '') throw new GatewayError('BAD_INPUT', 'a full name')
  const [field, { kind, read }] = only
  const reading = read(numbers[field] ?? '', { acceptSynthetic: rooms.acceptSynthetic })
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
