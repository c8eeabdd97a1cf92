// Welfare institution (儿童福利院): the episodes of care that a child spent in it. The custody number links the child and is shown to
// nobody.
import { date, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { bytes } from '../bytes.ts'

export const welfareInstitution = pgSchema('welfare_institution')

/** One row per child who is or was in care; its episodes in parallel, the oldest first, `to` null while one lasts. */
export const placement = welfareInstitution.table('placement', {
  subjectKey: uuid('subject_key').primaryKey(),
  custodyNoSealed: bytes('custody_no_sealed'),
  kinds: text('kinds').array(),
  placedFrom: date('placed_from', { mode: 'string' }).array(),
  placedTo: date('placed_to', { mode: 'string' }).array(),
  recordTime: timestamp('record_time', { withTimezone: true, mode: 'date' }).notNull(),
})

/** One row: the moment up to which the department's own systems have been loaded. */
export const freshness = welfareInstitution.table('freshness', {
  asOf: timestamp('as_of', { withTimezone: true, mode: 'date' }).notNull(),
})
