// What a mask is. A mask only takes away: its result is computable from the value alone (and the day, for ages), and
// where a column is plain the same function stands in SQL, so that the raw value never leaves its database.
import type { SQL } from 'drizzle-orm'
import type { Day } from '../clock.ts'

export interface Mask {
  /** The name by which policies know it. */
  readonly name: string
  /** The form of the value it is made for; `flag` and `redact` do not look at the value and take any form. */
  readonly input: 'text' | 'day' | 'division' | 'amount'
  /** The form of the result, which the field's type must be able to carry. */
  readonly output: 'text' | 'ageBand' | 'flag' | 'division' | 'day'
  apply(value: string, today: Day): string | boolean | null
  /** The same treatment as an SQL expression over a plain column; a null column stays null. */
  toSql?(column: SQL, today: SQL): SQL
}
