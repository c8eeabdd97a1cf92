// Numbers of made-up people: identity numbers (GB 11643), organisation codes (GB 32100) and what is built from them.
// The address code 330199 is in no list of divisions, so no number here can be a living person's.
import type { Day } from '../clock.ts'
import { citizenIdWithCheck } from '../masking/citizen-id.ts'

export type Sex = 'MALE' | 'FEMALE'

export const SYNTHETIC_ADDRESS = '330199'
/** Residence permits of Hong Kong, Macao and Taiwan residents have these address codes and the same check. */
export const PERMIT_ADDRESSES = ['810000', '820000', '830000'] as const

const CHECKS = '10X98765432'

export function citizenId(address: string, birthDate: Day, sequence: number): string {
  return citizenIdWithCheck(`${address}${birthDate.replaceAll('-', '')}${String(sequence).padStart(3, '0')}`)
}

export function isCheckedCitizenId(text: string): boolean {
  return /^\d{17}[\dX]$/.test(text) && citizenIdWithCheck(text.slice(0, 17)) === text
}

/** The same number with a check digit that cannot be right: what a tired clerk types. */
export function withWrongCheck(id: string): string {
  const at = CHECKS.indexOf(id.slice(17))
  return `${id.slice(0, 17)}${CHECKS[(at + 1) % 11]}`
}

/**
 * The sequence part of the `rank`-th child of one sex and birth date: 99x first, then downwards (98x …). Ten numbers a
 * day hold a city of 65,000 children; a million need about eighty for each sex, all still under 330199.
 */
export function sequenceOf(sex: Sex, rank: number, taken: ReadonlySet<number>): number {
  let sequence = sex === 'MALE' ? 999 : 998
  for (let left = rank; ; sequence -= 2) {
    if (taken.has(sequence)) continue
    if (left === 0) return sequence
    left -= 1
  }
}

const CODE_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'

export function creditCodeCheck(first17: string): string {
  let weight = 1
  let sum = 0
  for (const character of first17) {
    sum += CODE_ALPHABET.indexOf(character) * weight
    weight = (weight * 3) % 31
  }
  return CODE_ALPHABET[(31 - (sum % 31)) % 31] as string
}

export function isCheckedCreditCode(text: string): boolean {
  return /^[0-9A-HJ-NP-RTUWXY]{18}$/.test(text) && creditCodeCheck(text.slice(0, 17)) === text[17]
}

/** An organisation code under 330199; `kind` is the register office and kind, such as `12` for public institutions. */
export function creditCode(kind: string, letters: string, serial: number): string {
  const first17 = `${kind}${SYNTHETIC_ADDRESS}${letters}${String(serial).padStart(9 - letters.length, '0')}`
  return `${first17}${creditCodeCheck(first17)}`
}
