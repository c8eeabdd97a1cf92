// How a workbook writes places and flags.
import { FileRefused } from '../file-refused.ts'

/** The place of `C7` is 2. Throws FileRefused. */
export function placeOf(reference: string): number {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0] ?? ''
  if (letters === '') throw new FileRefused('NOT_A_WORKBOOK')
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

/** The letters of place 2 are `C`. */
export function lettersOf(place: number): string {
  const last = String.fromCharCode(65 + (place % 26))
  return place < 26 ? last : lettersOf(Math.floor(place / 26) - 1) + last
}

export function isTrue(text: string | undefined): boolean {
  return text === '1' || text === 'true'
}
