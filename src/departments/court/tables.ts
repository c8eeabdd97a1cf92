// Court (法院): judgments on guardianship, as far as they stand. The judgment itself stays with the court.
import { boolean, pgSchema, timestamp, uuid } from 'drizzle-orm/pg-core'

export const court = pgSchema('court')

/** One row per child about whose guardianship there were proceedings. */
export const guardianship = court.table('guardianship', {
  subjectKey: uuid('subject_key').primaryKey(),
  revoked: boolean('revoked'),
  recordTime: timestamp('record_time', { withTimezone: true, mode: 'date' }).notNull(),
})

/** One row: the moment up to which the department's own systems have been loaded. */
export const freshness = court.table('freshness', {
  asOf: timestamp('as_of', { withTimezone: true, mode: 'date' }).notNull(),
})
