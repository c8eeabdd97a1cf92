// Civil affairs (民政局): child categories, adjudication, allowances, household aid class, guardianship, placement.
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  char,
  check,
  date,
  index,
  integer,
  pgSchema,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
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

/**
 * The choice between the two subsidies, as it was written down. Each row holds one for its days, half open; one that a later choice cut
 * short was superseded and stands again with its end. A constraint that only the database knows keeps a child's rows apart.
 */
export const subsidyChoice = civilAffairs.table(
  'subsidy_choice',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    // The number of the act that said it; a row that was cut short keeps its own.
    act: uuid('act').notNull(),
    subjectKey: uuid('subject_key').notNull(),
    choice: text('choice').notNull(),
    validFrom: date('valid_from', { mode: 'string' }).notNull(),
    validTo: date('valid_to', { mode: 'string' }),
    organisationId: text('organisation_id').notNull(),
    recordedBy: text('recorded_by').notNull(),
    recordedFor: text('recorded_for'),
    recordedAt: timestamp('recorded_at', { withTimezone: true, mode: 'date' }).notNull(),
    supersededAt: timestamp('superseded_at', { withTimezone: true, mode: 'date' }),
    digest: bytes('digest').notNull(),
  },
  (table) => [
    index('subsidy_choice_act').on(table.act),
    check('subsidy_choice_either', sql`choice in ('CHILD_BASIC', 'DISABLED_LIVING')`),
    check('subsidy_choice_month', sql`extract(day from valid_from) = 1 and valid_to > valid_from`),
  ],
)

/**
 * The register of child workers: a post in a division, and who holds it by a number that civil affairs gave and nobody else can read. A
 * supervisor's is a street, a director's a village. Nothing is overwritten: what no longer holds was superseded.
 */
export const childWorker = civilAffairs.table(
  'child_worker',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    workerNo: text('worker_no').notNull(),
    post: text('post').notNull(),
    division: char('division', { length: 12 }).notNull(),
    fullTime: boolean('full_time').notNull(),
    // The last day of the certificate; null for somebody who has none.
    certifiedUntil: date('certified_until', { mode: 'string' }),
    trainedOn: date('trained_on', { mode: 'string' }),
    appointedFrom: date('appointed_from', { mode: 'string' }).notNull(),
    // The first day on which the post is held no more.
    endedOn: date('ended_on', { mode: 'string' }),
    recordedAt: timestamp('recorded_at', { withTimezone: true, mode: 'date' }).notNull(),
    supersededAt: timestamp('superseded_at', { withTimezone: true, mode: 'date' }),
  },
  (table) => [
    uniqueIndex('child_worker_post').on(table.workerNo, table.division).where(sql`superseded_at is null`),
    index('child_worker_division').on(table.division).where(sql`superseded_at is null`),
    check('child_worker_level', sql`post = case when division like '%000' then 'SUPERVISOR' else 'DIRECTOR' end`),
    check('child_worker_division', sql`division not like '%000000'`),
    check('child_worker_days', sql`ended_on > appointed_from`),
  ],
)

/** A file of the register that was brought: when civil affairs made it, and what came of its rows. */
export const workerFile = civilAffairs.table('worker_file', {
  id: uuid('id').primaryKey().defaultRandom(),
  takenAt: timestamp('taken_at', { withTimezone: true, mode: 'date' }).notNull(),
  broughtAt: timestamp('brought_at', { withTimezone: true, mode: 'date' }).notNull(),
  digest: bytes('digest').notNull(),
  rows: integer('rows').notNull(),
  faulty: integer('faulty').notNull(),
  added: integer('added').notNull(),
  changed: integer('changed').notNull(),
  ended: integer('ended').notNull(),
})

/** One row: the moment up to which the department's own systems have been loaded. */
export const freshness = civilAffairs.table('freshness', {
  asOf: timestamp('as_of', { withTimezone: true, mode: 'date' }).notNull(),
})

export const linkingSheet = linkingSheetOf(civilAffairs)
