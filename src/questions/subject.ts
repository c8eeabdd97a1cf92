// The subject of a question as the caller wrote it: checked for faults that its text alone shows, brought to the one
// normal form, and turned into keyed blind indexes. The identifiers themselves go no further than this file.
import { GatewayError } from '../errors.ts'
import { blindIndex } from '../masking/blind-index.ts'
import { readCitizenId, readStudentNo } from '../masking/citizen-id.ts'
import { normalName } from '../masking/normal-name.ts'
import type { IndexedSubject } from '../registry/relations.ts'
import type { Rooms } from '../rooms.ts'

export interface SubmittedSubject {
  readonly indexed: IndexedSubject
  /** What the journal's pseudonym is made from: the identifier as submitted, in normal form. */
  readonly submitted: string
  /** Birth date and running number of a citizen id, for spotting enumeration; null for other identifiers. */
  readonly sequence: { readonly series: string; readonly position: number } | null
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
  return {
    indexed: { kind, number: blindIndex(key, kind, reading.value), name: blindIndex(key, 'NAME', name) },
    submitted: `${kind} ${reading.value}`,
    sequence:
      kind === 'CITIZEN_ID'
        ? { series: reading.value.slice(0, 14), position: Number(reading.value.slice(14, 17)) }
        : null,
  }
}
