// Names inside a protection case (purpose P10): 某, "a certain person". Not even the surname is told (domain 5.4).
import { sql } from 'drizzle-orm'
import type { Mask } from './mask.ts'

export const surnameUnknown: Mask = {
  name: 'surname-unknown',
  input: 'text',
  output: 'text',
  apply: () => '某',
  toSql: (column) => sql`case when ${column} is not null then '某' end`,
}
