// The city's divisions at county level (GB/T 2260 as the State Council changed it in 2014, 2017 and 2021), and what former codes became. Codes
// of other cities are taken as they are.

const CITY = '3301'

/** Six digits each, in force. */
export const COUNTIES: ReadonlySet<string> = new Set([
  ...['330102', '330105', '330106', '330108', '330109', '330110', '330111'],
  ...['330112', '330113', '330114', '330122', '330127', '330182'],
])

/** Former codes, with what they became: districts that were joined or divided, and county-level cities that became districts. */
const BECAME: ReadonlyMap<string, readonly string[]> = new Map([
  ['330103', ['330105']],
  ['330104', ['330102', '330114']],
  ['330181', ['330109']],
  ['330183', ['330111']],
  ['330184', ['330110', '330113']],
  ['330185', ['330112']],
])

// Codes that are in force and were larger once: a record may mean the place of then.
const WAS_LARGER: ReadonlyMap<string, readonly string[]> = new Map([
  ['330109', ['330109', '330114']],
  ['330110', ['330110', '330113']],
])

/** Six digits each: codes of the city's counties that are in force no more. */
export function formerCounties(): readonly string[] {
  return [...BECAME.keys()]
}

/** What the county of six digits became; itself where it is in force or of another city. */
export function becameOf(county: string): readonly string[] {
  return BECAME.get(county) ?? [county]
}

/** Every county that an undated record can mean by a code of six digits. */
export function countiesMeantBy(county: string): readonly string[] {
  return WAS_LARGER.get(county) ?? becameOf(county)
}

/**
 * The ranges of 12-digit codes that lie within a division: its own, and of a whole county those of former counties that became it and no
 * other. A former street is in none: streets were numbered anew.
 */
export function rangesWithin(division: string): readonly (readonly [lowest: string, highest: string])[] {
  const became = [...BECAME].filter(([, counties]) => counties.length === 1 && counties[0] === division)
  return [division, ...became.map(([former]) => former)].map((each) => [each.padEnd(12, '0'), each.padEnd(12, '9')])
}

/** `SPLIT`: it became several, and nobody can say which is meant. `UNKNOWN`: no county of the city, now or formerly. */
export type CurrentDivision =
  | { readonly ok: true; readonly code: string }
  | { readonly ok: false; readonly reason: 'SPLIT' | 'UNKNOWN' }

/**
 * The division in force for a code of 6, 9 or 12 digits, as 12 digits. Streets were numbered anew when counties were joined, so of a
 * former code only the county is kept: a wrong street would show the child to people who are not theirs.
 */
export function currentDivision(code: string): CurrentDivision {
  const county = code.slice(0, 6)
  if (!county.startsWith(CITY) || county === `${CITY}00` || COUNTIES.has(county)) {
    return { ok: true, code: code.padEnd(12, '0') }
  }
  const became = BECAME.get(county)
  const [only] = became ?? []
  if (only === undefined) return { ok: false, reason: 'UNKNOWN' }
  return became?.length === 1 ? { ok: true, code: only.padEnd(12, '0') } : { ok: false, reason: 'SPLIT' }
}
