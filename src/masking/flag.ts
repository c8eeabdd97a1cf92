// That there is a value, not which. An absent value stays null: "no" would be a second fact.
import { sql } from 'drizzle-orm'
import type { Mask } from './mask.ts'

export const flag: Mask = {
  name: 'flag',
  input: 'text',
  output: 'flag',
  apply: () => true,
  toSql: (column) => sql`case when ${column} is not null then true end`,
}
