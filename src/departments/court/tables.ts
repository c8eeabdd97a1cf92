// Court (法院): judgments on guardianship and on parents, as far as they stand. The judgment itself stays with the court.
import { boolean, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'

export const court = pgSchema('court')

/** One row per child about whose guardianship, or about one of whose parents, there were proceedings. */
export const guardianship = court.table('guardianship', {
  subjectKey: uuid('subject_key').primaryKey(),
  revoked: boolean('revoked'),
  // Parents declared dead or missing (民法典 40, 46), in parallel.
  declaredRelations: text('declared_relations').array(),
  declaredStatuses: text('declared_statuses').array(),
  // Parents whom a judgment keeps from the child otherwise (强制医疗), in parallel.
  keptAwayRelations: text('kept_away_relations').array(),
  keptAway: boolean('kept_away').array(),
  recordTime: timestamp('record_time', { withTimezone: true, mode: 'date' }).notNull(),
})

/** One row: the moment up to which the department's own systems have been loaded. */
export const freshness = court.table('freshness', {
  asOf: timestamp('as_of', { withTimezone: true, mode: 'date' }).notNull(),
})
