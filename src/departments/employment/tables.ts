// Human resources (人社局): employment aid and training, and who is to be served first. Why stays with whoever said so.
import { boolean, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'

export const employment = pgSchema('employment')

/** One row per person with an application, or with a claim to be served first. */
export const support = employment.table('support', {
  subjectKey: uuid('subject_key').primaryKey(),
  state: text('state'),
  priority: boolean('priority'),
  recordTime: timestamp('record_time', { withTimezone: true, mode: 'date' }).notNull(),
})

/** One row: the moment up to which the department's own systems have been loaded. */
export const freshness = employment.table('freshness', {
  asOf: timestamp('as_of', { withTimezone: true, mode: 'date' }).notNull(),
})
