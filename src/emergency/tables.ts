// The tables of break-glass: grants, their reviews, and whose right is suspended. A grant for a child that is in no
// register is a row like any other.

import { sql } from 'drizzle-orm'
import { bigint, char, index, pgSchema, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytes } from '../departments/bytes.ts'

export const emergency = pgSchema('emergency')

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** One grant: one person, one child, one purpose. */
export const accessGrant = emergency.table(
  'access_grant',
  {
    id: uuid('id').primaryKey(),
    personId: text('person_id').notNull(),
    // The person in whose place a deputy opened it.
    requestedFor: text('requested_for'),
    organisationId: text('organisation_id').notNull(),
    division: char('division', { length: 12 }).notNull(),
    unit: text('unit').notNull(),
    role: text('role').notNull(),
    purpose: text('purpose').notNull(),
    // Null where number and name are no child's; nothing that leaves depends on it.
    childId: uuid('child_id'),
    subject: text('subject').notNull(),
    namedSubject: text('named_subject').notNull(),
    reasonSealed: bytes('reason_sealed').notNull(),
    openedAt: instant('opened_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    renewedBy: text('renewed_by'),
    renewedAt: instant('renewed_at'),
    closedBy: text('closed_by'),
    closedAt: instant('closed_at'),
    reviewedAt: instant('reviewed_at'),
    reads: bigint('reads', { mode: 'number' }).notNull().default(0),
  },
  (table) => [
    index('access_grant_unreviewed').on(table.personId, table.openedAt).where(sql`reviewed_at is null`),
    index('access_grant_overdue').on(table.openedAt).where(sql`reviewed_at is null`),
    index('access_grant_opened').on(table.openedAt),
  ],
)

/** A verdict on a grant; each reviewer gives one. */
export const review = emergency.table(
  'review',
  {
    id: uuid('id').primaryKey(),
    grantId: uuid('grant_id').notNull(),
    reviewer: text('reviewer').notNull(),
    reviewerRole: text('reviewer_role').notNull(),
    verdict: text('verdict', { enum: ['JUSTIFIED', 'UNJUSTIFIED'] }).notNull(),
    noteSealed: bytes('note_sealed').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [uniqueIndex('review_once').on(table.grantId, table.reviewer)],
)

/** While one that is not lifted names a person, that person opens nothing and reads under no grant. */
export const suspension = emergency.table(
  'suspension',
  {
    id: uuid('id').primaryKey(),
    personId: text('person_id').notNull(),
    grantId: uuid('grant_id').notNull(),
    cause: text('cause', { enum: ['UNREVIEWED', 'UNJUSTIFIED'] }).notNull(),
    since: instant('since').notNull(),
    liftedBy: text('lifted_by'),
    liftedAt: instant('lifted_at'),
  },
  (table) => [
    uniqueIndex('suspension_once').on(table.grantId, table.cause),
    index('suspension_in_force').on(table.personId).where(sql`lifted_at is null`),
  ],
)
