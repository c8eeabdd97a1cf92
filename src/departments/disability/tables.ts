// Disabled persons' federation (残联): certificate kind and grade, rehabilitation and device programmes.
import { date, integer, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { bytes } from '../bytes.ts'
import { linkingSheetOf } from '../linking-sheet.ts'

export const disability = pgSchema('disability')

/** One row per certificate holder; columns named `*_sealed` are encrypted per field. */
export const certificate = disability.table('certificate', {
  subjectKey: uuid('subject_key').primaryKey(),
  certificateNoSealed: bytes('certificate_no_sealed'),
  kind: text('kind'),
  grade: integer('grade'),
  validTo: date('valid_to', { mode: 'string' }),
  programmeCodes: text('programme_codes').array(),
  programmeStates: text('programme_states').array(),
  deviceCodes: text('device_codes').array(),
  deviceStates: text('device_states').array(),
  recordTime: timestamp('record_time', { withTimezone: true, mode: 'date' }).notNull(),
})

/** One row: the moment up to which the department's own systems have been loaded. */
export const freshness = disability.table('freshness', {
  asOf: timestamp('as_of', { withTimezone: true, mode: 'date' }).notNull(),
})

export const linkingSheet = linkingSheetOf(disability)
