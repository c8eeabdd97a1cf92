// Whether a day lies six months back or more: the test that enrolment puts to a residence registration (domain D11). The
// day itself would say when the family came.
import { sql } from 'drizzle-orm'
import { addMonths } from '../clock.ts'
import type { Mask } from './mask.ts'

export const sixMonths: Mask = {
  name: 'six-months',
  input: 'day',
  output: 'flag',
  apply: (value, today) => addMonths(value, 6) <= today,
  // Where the sixth month has no such day, PostgreSQL takes its last one and addMonths the day after: 31 August, 1 March.
  toSql(column, today) {
    const sixth = sql`((${column})::date + interval '6 months')::date`
    const isShortened = sql`extract(day from ${sixth}) < extract(day from (${column})::date)`
    return sql`(${sixth} + case when ${isShortened} then 1 else 0 end <= ${today})`
  },
}
