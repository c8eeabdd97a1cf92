// Divisions as they are compared: by street and by county, a former code standing for whatever it became. A code that
// became several places is a hint at each of them and evidence for no street.
import { becameOf, countiesMeantBy } from '../catalogue/divisions.ts'

export interface Place {
  /** Nine digits; null where the code does not tell which. */
  readonly street: string | null
  /** Six digits each: every county that can be meant. */
  readonly counties: readonly string[]
}

/** Null for what is no division of 6, 9 or 12 digits. */
export function placeOf(division: string): Place | null {
  if (!/^\d{6}(\d{3}){0,2}$/.test(division)) return null
  const county = division.slice(0, 6)
  const street = division.slice(6, 9)
  const became = becameOf(county)
  const hasStreet = street.length === 3 && street !== '000' && became.length === 1
  return { street: hasStreet ? `${became[0]}${street}` : null, counties: countiesMeantBy(county) }
}
