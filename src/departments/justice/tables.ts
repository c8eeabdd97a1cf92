// Justice (司法局、监狱和戒毒管理): whether a living parent is kept from a child, as a yes or no of one answer. No ground, no term, no
// place: what was done or suffered stays where it is known.
import { boolean, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'

export const justice = pgSchema('justice')

/** One row per child one of whose parents the department knows; one entry per living parent, in parallel. */
export const parents = justice.table('parents', {
  subjectKey: uuid('subject_key').primaryKey(),
  relations: text('relations').array(),
  k8Satisfied: boolean('k8_satisfied').array(),
  recordTime: timestamp('record_time', { withTimezone: true, mode: 'date' }).notNull(),
})

/** One row: the moment up to which the department's own systems have been loaded. */
export const freshness = justice.table('freshness', {
  asOf: timestamp('as_of', { withTimezone: true, mode: 'date' }).notNull(),
})
