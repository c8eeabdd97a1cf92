// What a person wrote, of a length that somebody can read.
import { type Bounds, GatewayError } from './errors.ts'

/** The text without blanks around it. BAD_INPUT, with the bounds, for one that is too short or too long. */
export function boundedText(text: string, bounds: Bounds<number>): string {
  const words = text.trim()
  const length = [...words].length
  if (length >= bounds.least && length <= bounds.most) return words
  throw new GatewayError('BAD_INPUT', 'length of the text', { hint: 'TEXT_LENGTH', bounds })
}
