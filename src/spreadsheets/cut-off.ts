// What a spreadsheet does to a number that is too long for it: fifteen digits are kept, zeros follow, and the first zero is lost.
import type { Cell } from './cell.ts'

/** Held as a number, or written as one that was: 3.30106E+17. */
export function isCutOff({ form, text }: Cell): boolean {
  return form === 'NUMBER' || /^\d(\.\d+)?E\+?\d+$/i.test(text)
}

/** What is left of an identity number that was a number for a while. A sound number may end so too. */
export function endsInZeros(value: string): boolean {
  return /000$/.test(value)
}
