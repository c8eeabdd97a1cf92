// Health (卫健委): family doctor, check-up done, severe or rare illness attestation (yes or no, never a diagnosis).
import { boolean, integer, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { linkingSheetOf } from '../linking-sheet.ts'

export const health = pgSchema('health')

/** One row per child known to the health department. */
export const attestation = health.table('attestation', {
  subjectKey: uuid('subject_key').primaryKey(),
  illnessAttested: boolean('illness_attested'),
  familyDoctorContract: boolean('family_doctor_contract'),
  checkupYears: integer('checkup_years').array(),
  psychReferralState: text('psych_referral_state'),
  recordTime: timestamp('record_time', { withTimezone: true, mode: 'date' }).notNull(),
})

/** One row: the moment up to which the department's own systems have been loaded. */
export const freshness = health.table('freshness', {
  asOf: timestamp('as_of', { withTimezone: true, mode: 'date' }).notNull(),
})

export const linkingSheet = linkingSheetOf(health)
