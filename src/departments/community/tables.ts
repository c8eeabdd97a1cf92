// Streets and villages (乡镇、街道、村、居): whether a child is in entrusted care, the protection case that is open about it, and
// what a visit or an assessment found. What was found is written once: no role of the gateway changes it or takes it away.
import { sql } from 'drizzle-orm'
import { boolean, char, check, date, index, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { bytes } from '../bytes.ts'

export const community = pgSchema('community')

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
const day = (name: string) => date(name, { mode: 'string' })

/** Whom it is about, who wrote it down, where and when. */
const written = () => ({
  id: uuid('id').primaryKey(),
  subjectKey: uuid('subject_key').notNull(),
  evidence: text('evidence').notNull(),
  role: text('role').notNull(),
  organisationId: text('organisation_id').notNull(),
  division: char('division', { length: 12 }).notNull(),
  recordedBy: text('recorded_by').notNull(),
  // The person in whose place a deputy wrote it.
  recordedFor: text('recorded_for'),
  recordedAt: instant('recorded_at').notNull(),
  // Tells whether the same number came with the same words.
  digest: bytes('digest').notNull(),
})

export const visitEntry = community.table(
  'visit_entry',
  { ...written(), visitedOn: day('visited_on').notNull(), childSeen: boolean('child_seen').notNull() },
  (table) => [index('visit_entry_subject').on(table.subjectKey)],
)

/** What is null was not said. */
export const assessment = community.table(
  'assessment',
  {
    ...written(),
    assessedOn: day('assessed_on').notNull(),
    guardianshipMissing: boolean('guardianship_missing'),
    difficulties: text('difficulties').array(),
    entrustedCare: boolean('entrusted_care'),
    accompanied: boolean('accompanied'),
    needs: text('needs').array(),
    fatherUnable: boolean('father_unable'),
    fatherLacksCapacity: boolean('father_lacks_capacity'),
    fatherAway: boolean('father_away'),
    fatherAwaySince: day('father_away_since'),
    motherUnable: boolean('mother_unable'),
    motherLacksCapacity: boolean('mother_lacks_capacity'),
    motherAway: boolean('mother_away'),
    motherAwaySince: day('mother_away_since'),
  },
  (table) => [
    index('assessment_subject').on(table.subjectKey, table.assessedOn),
    index('assessment_division').on(table.division, table.recordedAt),
    check('assessment_father_away', sql`(father_away is true) = (father_away_since is not null)`),
    check('assessment_mother_away', sql`(mother_away is true) = (mother_away_since is not null)`),
  ],
)

/** What a second person said of an assessment, once; only a countersigned one counts. */
export const countersignature = community.table(
  'countersignature',
  {
    assessmentId: uuid('assessment_id').primaryKey(),
    subjectKey: uuid('subject_key').notNull(),
    verdict: text('verdict').notNull(),
    reason: text('reason'),
    organisationId: text('organisation_id').notNull(),
    signedBy: text('signed_by').notNull(),
    signedFor: text('signed_for'),
    signedAt: instant('signed_at').notNull(),
  },
  (table) => [
    index('countersignature_subject').on(table.subjectKey),
    check('countersignature_verdict', sql`verdict in ('COUNTERSIGNED', 'RETURNED')`),
    check('countersignature_reason', sql`(verdict = 'RETURNED') = (reason is not null)`),
  ],
)

/** One row per child whom a village or a street had visited when the department's own system was loaded. */
export const visit = community.table('visit', {
  subjectKey: uuid('subject_key').primaryKey(),
  entrustedCare: boolean('entrusted_care'),
  protectionCase: text('protection_case'),
  recordTime: instant('record_time').notNull(),
})

/** One row: the moment up to which the department's own systems have been loaded. */
export const freshness = community.table('freshness', {
  asOf: instant('as_of').notNull(),
})
