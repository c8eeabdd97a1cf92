// Tax (税务局): that a premium was collected. The bureau collects, healthcare security insures. Served over HTTP by its own process.
import { date, pgSchema, timestamp, uuid } from 'drizzle-orm/pg-core'

export const tax = pgSchema('tax')

/** One row per child for whom a premium of this insurance year was collected. */
export const premium = tax.table('premium', {
  subjectKey: uuid('subject_key').primaryKey(),
  collectedOn: date('collected_on', { mode: 'string' }),
  recordTime: timestamp('record_time', { withTimezone: true, mode: 'date' }).notNull(),
})

/** One row: the moment up to which the department's own systems have been loaded. */
export const freshness = tax.table('freshness', {
  asOf: timestamp('as_of', { withTimezone: true, mode: 'date' }).notNull(),
})
