// People who are nobody's patient or pupil: well-formed numbers and names that no register holds.
import { citizenIdWithCheck } from '../../src/masking/citizen-id.ts'

export interface Stranger {
  readonly citizenId: string
  readonly fullName: string
}

/** One whose number and name share nothing with another's: looking them all up is no plan. At most 200. */
export function stranger(at: number): Stranger {
  const date = `${1950 + (at % 40)}${pad(1 + (at % 12))}${pad(1 + (at % 28))}`
  return { citizenId: numbered(date, 3 + 4 * at), fullName: `王${String.fromCodePoint(0x4e10 + 97 * at)}` }
}

export function strangers(count: number, from = 0): Stranger[] {
  return Array.from({ length: count }, (_, at) => stranger(from + at))
}

/** The synthetic number of a birth date, `YYYYMMDD`, and a running number. */
export function numbered(date: string, sequence: number): string {
  return citizenIdWithCheck(`330199${date}${String(sequence).padStart(3, '0')}`)
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
