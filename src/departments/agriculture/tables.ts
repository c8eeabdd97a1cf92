// Agriculture (农业农村局): the register of low-income rural households, as a yes or no about the household of a child.
import { boolean, pgSchema, timestamp, uuid } from 'drizzle-orm/pg-core'

export const agriculture = pgSchema('agriculture')

/** One row per child of a household that is or was on the register. */
export const household = agriculture.table('household', {
  subjectKey: uuid('subject_key').primaryKey(),
  lowIncome: boolean('low_income'),
  recordTime: timestamp('record_time', { withTimezone: true, mode: 'date' }).notNull(),
})

/** One row: the moment up to which the department's own systems have been loaded. */
export const freshness = agriculture.table('freshness', {
  asOf: timestamp('as_of', { withTimezone: true, mode: 'date' }).notNull(),
})
