// What holds of a child today, as the community's own function `standing` tells it from the load, the visits and the countersigned
// assessments. It is no table: the function has these columns, and a service that stands in its place hands them over as they hold.
import { sql } from 'drizzle-orm'
import { boolean, date, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { validityOn } from './validity.ts'

export const standing = pgTable('standing', {
  subjectKey: uuid('subject_key').primaryKey(),
  entrustedCare: boolean('entrusted_care'),
  protectionCase: text('protection_case'),
  recordTime: timestamp('record_time', { withTimezone: true, mode: 'date' }),
  guardianshipMissing: boolean('guardianship_missing'),
  difficulties: text('difficulties').array(),
  accompanied: boolean('accompanied'),
  needs: text('needs').array(),
  parents: text('parents').array(),
  parentsUnable: boolean('parents_unable').array(),
  parentsLackingCapacity: boolean('parents_lacking_capacity').array(),
  parentsAway: boolean('parents_away').array(),
  parentsAwaySince: date('parents_away_since', { mode: 'string' }).array(),
  assessedOn: date('assessed_on', { mode: 'string' }),
  lastVisitOn: date('last_visit_on', { mode: 'string' }),
})

const today = sql`${sql.placeholder('today')}::date`

export const STANDING = sql`community.standing(${sql.placeholder('keys')}::uuid[], ${today}, ${validityOn(today)}) standing`
