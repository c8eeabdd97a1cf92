// The subject of a question as the caller wrote it: checked for faults that its text alone shows, brought to the one
// normal form, and turned into keyed blind indexes. The identifiers themselves go no further than this file.
import { GatewayError } from '../errors.ts'
import { digestOf, type Marks, marksOf } from '../limits/marks.ts'
import type { LookUp } from '../limits/store.ts'
import { normalBirth } from '../linking/normal-number.ts'
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
  /** The fields of `SubjectInput` that are sent together. */
  readonly fields: readonly string[]
  readonly read: (texts: readonly string[], options: NumberOptions) => NumberReading
}

/** What a child is asked about by: under which kind it is looked up, and how it is read. */
const NUMBERS: readonly SubmittedNumber[] = [
  {
    kind: 'CITIZEN_ID',
    fields: ['citizenId'],
    read: ([text = ''], options) => readCitizenId(inEighteen(text), options),
  },
  { kind: 'STUDENT_NO', fields: ['studentNo'], read: ([text = ''], options) => readStudentNo(text, options) },
  { kind: 'TRAVEL_PERMIT', fields: ['travelPermitNo'], read: ([text = '']) => readTravelPermitNo(text) },
  { kind: 'PASSPORT', fields: ['passportNo'], read: ([text = '']) => readPassportNo(text) },
  {
    kind: 'BIRTH',
    fields: ['motherId', 'birthCertificateNo'],
    read: ([mother = '', certificate = ''], options) => normalBirth(mother, certificate, options),
  },
]

/** Throws BAD_INPUT, before any look-up, for a fault in the input alone: check digit, impossible date, length. */
export function submittedSubject(input: unknown, rooms: Rooms): SubmittedSubject {
  const { fullName, ...numbers } = input as Readonly<Record<string, string | null | undefined>>
  const given = NUMBERS.filter(({ fields }) => fields.some((field) => typeof numbers[field] === 'string'))
  const [only] = given
  const isWhole = only?.fields.every((field) => typeof numbers[field] === 'string')
  if (only === undefined || given.length !== 1 || !isWhole)
    throw new GatewayError('BAD_INPUT', 'exactly one number', { hint: 'ONE_NUMBER' })
  const { kind, fields, read } = only
  const name = typeof fullName === 'string' ? normalName(fullName) : null
  if (name === '' || (name === null && kind !== 'BIRTH'))
    throw new GatewayError('BAD_INPUT', 'a full name', { hint: 'FULL_NAME' })
  const texts = fields.map((field) => numbers[field] ?? '')
  const reading = read(texts, { acceptSynthetic: rooms.acceptSynthetic })
  if (!reading.ok) throw new GatewayError('BAD_INPUT', `number: ${reading.fault}`, { hint: 'NUMBER_FORM' })
  const key = rooms.keys.registryIndex
  const submitted = `${kind} ${reading.value}`
  const number = blindIndex(key, kind, reading.value)
  return {
    // Where no name is sent, the mother's number is what must match beside the certificate's, and both are one index.
    indexed: { kind, number, name: name === null ? number : blindIndex(key, 'NAME', name) },
    submitted,
    lookUp: {
      child: digestOf(rooms.keys.limits, 'child', submitted),
      marks: marksOfReading(rooms, reading.value, name),
    },
  }
}

// Whoever guesses a birth varies the mother beside a certificate, or the certificate beside a mother, as others do names and numbers.
function marksOfReading({ keys }: Rooms, value: string, fullName: string | null): Marks {
  const [number = '', mother] = value.split(' ').toReversed()
  return marksOf(keys.limits, { number, name: mother ?? fullName ?? '' })
}
