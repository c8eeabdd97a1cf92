// The weight of an agreement: the sum over its fields of log2(m/u), in bits (Fellegi and Sunter 1969). Fields are taken to be
// independent; where they are not (twins, siblings), rules of their own stand before the weights.
import { type Agreement, FIELDS } from './agreement.ts'
import { chancesAt, type LinkingParameters } from './parameters.ts'

/** In bits; what is missing weighs nothing. */
export function weightOf(agreement: Agreement, { chances }: LinkingParameters): number {
  return FIELDS.reduce((sum, field) => {
    const found = chancesAt(chances, field, agreement[field])
    return found === undefined ? sum : sum + Math.log2(found.m / found.u)
  }, 0)
}

const BAND_BITS = 5

/** `25-30`: what is kept of a weight in the queue. */
export function bandOf(weight: number): string {
  const from = Math.floor(weight / BAND_BITS) * BAND_BITS
  return `${from}..${from + BAND_BITS}`
}
