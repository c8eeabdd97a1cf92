// Education (教育局): enrolment, stage, school, education aid, special support, public-school placement.
import { boolean, date, integer, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { bytes } from '../bytes.ts'
import { linkingSheetOf } from '../linking-sheet.ts'

export const education = pgSchema('education')

/** One row per pupil; columns named `*_sealed` are encrypted per field. */
export const pupil = education.table('pupil', {
  subjectKey: uuid('subject_key').primaryKey(),
  studentNoSealed: bytes('student_no_sealed'),
  schoolId: text('school_id'),
  stage: text('stage'),
  stageFrom: date('stage_from', { mode: 'string' }),
  stageTo: date('stage_to', { mode: 'string' }),
  grade: integer('grade'),
  fullTime: boolean('full_time'),
  publicPlacement: text('public_placement'),
  aidState: text('aid_state'),
  aidItems: text('aid_items').array(),
  aidTerm: text('aid_term'),
  supportCodes: text('support_codes').array(),
  recordTime: timestamp('record_time', { withTimezone: true, mode: 'date' }).notNull(),
})

/** One row: the moment up to which the department's own systems have been loaded. */
export const freshness = education.table('freshness', {
  asOf: timestamp('as_of', { withTimezone: true, mode: 'date' }).notNull(),
})

export const linkingSheet = linkingSheetOf(education)
