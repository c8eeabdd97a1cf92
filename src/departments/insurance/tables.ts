// Healthcare security (医保局): insured status, subsidised premium, medical-aid tag. Served over HTTP by its own process.
import { date, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'

export const insurance = pgSchema('insurance')

/** One row per insured child. */
export const cover = insurance.table('cover', {
  subjectKey: uuid('subject_key').primaryKey(),
  scheme: text('scheme'),
  coverFrom: date('cover_from', { mode: 'string' }),
  coverTo: date('cover_to', { mode: 'string' }),
  premiumState: text('premium_state'),
  premiumPaidOn: date('premium_paid_on', { mode: 'string' }),
  medicalAidTag: text('medical_aid_tag'),
  recordTime: timestamp('record_time', { withTimezone: true, mode: 'date' }).notNull(),
})

/** One row: the moment up to which the department's own systems have been loaded. */
export const freshness = insurance.table('freshness', {
  asOf: timestamp('as_of', { withTimezone: true, mode: 'date' }).notNull(),
})
