// A day as the last day of its month: exact ends of validity can give away a birthday or a release date (domain 2.4).
import { sql } from 'drizzle-orm'
import { endOfMonth } from '../clock.ts'
import type { Mask } from './mask.ts'

export const month: Mask = {
  name: 'month',
  input: 'day',
  output: 'day',
  apply: (value) => endOfMonth(value),
  toSql: (column) =>
    sql`(date_trunc('month', (${column})::date::timestamp) + interval '1 month' - interval '1 day')::date`,
}
