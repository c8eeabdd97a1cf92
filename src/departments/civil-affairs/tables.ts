// Civil affairs (民政局): child categories, adjudication, allowances, household aid class, guardianship, placement.
import { bigint, boolean, date, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { bytes } from '../bytes.ts'
import { linkingSheetOf } from '../linking-sheet.ts'

export const civilAffairs = pgSchema('civil_affairs')

/** One row per child known to civil affairs; columns named `*_sealed` are encrypted per field. */
export const welfareRecord = civilAffairs.table('welfare_record', {
  subjectKey: uuid('subject_key').primaryKey(),
  guardianRelation: text('guardian_relation'),
  guardianNameSealed: bytes('guardian_name_sealed'),
  guardianPhoneSealed: bytes('guardian_phone_sealed'),
  guardianshipType: text('guardianship_type'),
  categories: text('categories').array(),
  categoryGround: uuid('category_ground'),
  categoryFrom: date('category_from', { mode: 'string' }),
  categoryTo: date('category_to', { mode: 'string' }),
  basicAllowanceState: text('basic_allowance_state'),
  basicAllowanceFen: bigint('basic_allowance_fen', { mode: 'number' }),
  payoutAccountSealed: bytes('payout_account_sealed'),
  careSetting: text('care_setting'),
  subsidyChoice: text('subsidy_choice'),
  householdAidClass: text('household_aid_class'),
  disabledLivingAllowanceState: text('disabled_living_allowance_state'),
  disabledNursingAllowanceState: text('disabled_nursing_allowance_state'),
  parentRemarried: boolean('parent_remarried'),
  lostContactFinding: boolean('lost_contact_finding'),
  // What it handed over to healthcare security as approved.
  medicalAidTier: text('medical_aid_tier'),
  studyGrantState: text('study_grant_state'),
  transitionState: text('transition_state'),
  recordTime: timestamp('record_time', { withTimezone: true, mode: 'date' }).notNull(),
})

/** One row: the moment up to which the department's own systems have been loaded. */
export const freshness = civilAffairs.table('freshness', {
  asOf: timestamp('as_of', { withTimezone: true, mode: 'date' }).notNull(),
})

export const linkingSheet = linkingSheetOf(civilAffairs)
