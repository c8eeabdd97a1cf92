// A birth date as one of seven bands, cut at the legal ages 14, 16 and 18 (domain 5.4). A date after today is no age.
import { type SQL, sql } from 'drizzle-orm'
import { ageAt } from '../clock.ts'
import type { Mask } from './mask.ts'

const BANDS: readonly { readonly below: number; readonly band: string }[] = [
  { below: 3, band: 'AGE_0_2' },
  { below: 6, band: 'AGE_3_5' },
  { below: 12, band: 'AGE_6_11' },
  { below: 14, band: 'AGE_12_13' },
  { below: 16, band: 'AGE_14_15' },
  { below: 18, band: 'AGE_16_17' },
]
const GROWN_UP = 'ADULT'

export const ageBand: Mask = {
  name: 'age-band',
  input: 'day',
  output: 'ageBand',
  apply(value, today) {
    const age = ageAt(value, today)
    if (age < 0) return null
    return BANDS.find(({ below }) => age < below)?.band ?? GROWN_UP
  },
  // As YYYYMMDD numbers, a year older is 10000 more. 29 February lies between 28 February and 1 March in every year, so
  // those born on it turn a year older on 1 March of common years, as ageAt says.
  toSql(column, today) {
    const lived = sql`(${asNumber(today)} - ${asNumber(column)})`
    const branches = BANDS.map(({ below, band }) => sql.raw(` < ${below * 10_000} then '${band}'`))
    const cases = sql.join(branches.map((branch) => sql` when ${lived}${branch}`))
    return sql`case when ${column} is null or ${lived} < 0 then null${cases} else '${sql.raw(GROWN_UP)}' end`
  },
}

function asNumber(day: SQL): SQL {
  return sql`to_char((${day})::date, 'YYYYMMDD')::int`
}
