// What a look-up leaves behind to spot enumeration by: keyed digests of parts of what was submitted. Two look-ups share a
// digest where they share that part, and nobody without the key can tell which part it was.
import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

export interface Marks {
  readonly number: string
  readonly name: string
  /** Null in all that follows where a number has no birth date in it; the running number aside. */
  readonly birthDate: string | null
  /** All before the running number: the place and the date, or the first digits of a permit or a passport. */
  readonly placeAndDate: string | null
  /** The running number, 0 to 999: no identifier by itself. */
  readonly sequence: number | null
  /** All of the number but the day of birth. */
  readonly otherDay: string | null
  /** All of the number but the month of birth. */
  readonly otherMonth: string | null
}

const DIGEST_CHARACTERS = 22

/** A key of its own, so that no digest here equals one that stands anywhere else. */
export function limitsKeyFrom(master: KeyObject): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', master, '', 'hutong/limits/1', 32)))
}

export function digestOf(key: KeyObject, part: string, text: string): string {
  return createHmac('sha256', key).update(`${part}\0${text}`, 'utf8').digest('base64url').slice(0, DIGEST_CHARACTERS)
}

// A permit's, a passport's or a birth certificate's: no birth date, and the last three digits run on from one person to the next.
const SERIAL = /^([A-Z]{0,2}\d{3,6})(\d{3})$/

// Address code, year, month, day, running number; the check digit follows from them.
const DATED = /^G?(\d{6})(\d{4})(\d{2})(\d{2})(\d{3})[\dX]$/

/** `number` and `name` in their normal forms. A student number that holds an identity number is marked as that one. */
export function marksOf(key: KeyObject, { number, name }: { number: string; name: string }): Marks {
  const [, before, serial] = SERIAL.exec(number) ?? []
  const [, place, year, month, day, running] = DATED.exec(number) ?? []
  const sequence = running ?? serial
  const mark = (part: string, ...texts: (string | undefined)[]): string | null =>
    place === undefined ? null : digestOf(key, part, texts.join(' '))
  return {
    number: digestOf(key, 'number', number.replace(/^G(?=\d{17})/, '')),
    name: digestOf(key, 'name', name),
    birthDate: mark('birth date', year, month, day),
    placeAndDate:
      before === undefined ? mark('place and date', place, year, month, day) : digestOf(key, 'serial', before),
    sequence: sequence === undefined ? null : Number(sequence),
    otherDay: mark('other day', place, year, month, sequence),
    otherMonth: mark('other month', place, year, day, sequence),
  }
}
