// Streets and villages (乡镇、街道、村、居): whether a child is in entrusted care, and the protection case that is open about it.
import { boolean, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'

export const community = pgSchema('community')

/** One row per child whom a village or a street has visited. */
export const visit = community.table('visit', {
  subjectKey: uuid('subject_key').primaryKey(),
  entrustedCare: boolean('entrusted_care'),
  protectionCase: text('protection_case'),
  recordTime: timestamp('record_time', { withTimezone: true, mode: 'date' }).notNull(),
})

/** One row: the moment up to which the department's own systems have been loaded. */
export const freshness = community.table('freshness', {
  asOf: timestamp('as_of', { withTimezone: true, mode: 'date' }).notNull(),
})
