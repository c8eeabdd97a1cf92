// Divisions as they are compared: by street and by county, a former code standing for whatever it became. A code that
// became several places is a hint at each of them and evidence for no street.

/** Codes of Hangzhou before April 2021 (and of its former county-level cities), with what they became. */
const BECAME: ReadonlyMap<string, readonly string[]> = new Map([
  ['330103', ['330105']],
  ['330104', ['330102', '330114']],
  ['330183', ['330111']],
  ['330185', ['330112']],
])

// Codes that are in force and were larger once: a record may mean the place of then.
const WAS_LARGER: ReadonlyMap<string, readonly string[]> = new Map([
  ['330109', ['330109', '330114']],
  ['330110', ['330110', '330113']],
])

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
  const became = BECAME.get(county) ?? [county]
  const hasStreet = street.length === 3 && street !== '000' && became.length === 1
  return { street: hasStreet ? `${became[0]}${street}` : null, counties: WAS_LARGER.get(county) ?? became }
}
