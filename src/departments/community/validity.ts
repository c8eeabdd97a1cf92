// For how long an assessment holds from its day. Local custom, for no law says it: whoever owns the system may add a line.
import { type SQL, sql } from 'drizzle-orm'
import { type Day, isDay } from '../../clock.ts'
import { invariant } from '../../errors.ts'

interface Validity {
  /** The first day on which answers go by it. */
  readonly from: Day
  readonly months: number
}

/** The newest last. */
const VALIDITIES: readonly Validity[] = [{ from: '2000-01-01', months: 12 }]

/** The interval that is in force on a day, as SQL. */
export function validityOn(today: SQL): SQL {
  const lines = [...VALIDITIES].reverse().map(({ from, months }) => {
    invariant(isDay(from) && Number.isInteger(months), 'a validity has a day and whole months')
    return sql.raw(`'${from}' then interval '${months} months'`)
  })
  return sql`(case ${sql.join(
    lines.map((line) => sql`when ${today} >= date ${line}`),
    sql` `,
  )} end)`
}
