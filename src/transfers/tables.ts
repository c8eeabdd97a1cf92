// Transfers: one county asks another for the file of a child, and the county that is competent lets it go for a while.
import { sql } from 'drizzle-orm'
import { char, check, date, index, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { bytes } from '../departments/bytes.ts'

export const transfer = pgSchema('transfer')

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const request = transfer.table(
  'request',
  {
    id: uuid('id').primaryKey(),
    // Null where nobody was named; nothing that leaves depends on it before the day it is due.
    childId: uuid('child_id'),
    // Of the organisation that asks, which the file goes to.
    division: char('division', { length: 12 }).notNull(),
    personId: text('person_id').notNull(),
    // The person in whose place a deputy asked.
    requestedFor: text('requested_for'),
    organisationId: text('organisation_id').notNull(),
    reasonSealed: bytes('reason_sealed').notNull(),
    requestedAt: instant('requested_at').notNull(),
    dueOn: date('due_on', { mode: 'string' }).notNull(),
    verdict: text('verdict'),
    answeredBy: text('answered_by'),
    answeredAt: instant('answered_at'),
    // The first day on which the file is the asking county's no more.
    validUntil: date('valid_until', { mode: 'string' }),
    // Six digits of the county that consented; it can do so for as long as the register leads to it.
    competent: char('competent', { length: 6 }),
    endedBy: text('ended_by'),
    endedAt: instant('ended_at'),
  },
  (table) => [
    index('request_in_force').on(table.division, table.childId).where(sql`verdict = 'APPROVED' and ended_at is null`),
    index('request_child').on(table.childId, table.dueOn),
    index('request_organisation').on(table.organisationId, table.requestedAt),
    index('request_person').on(table.personId, table.dueOn),
    check('request_verdict', sql`verdict in ('APPROVED', 'REFUSED')`),
    check(
      'request_answered',
      sql`(verdict is null) = (answered_at is null) and (verdict is null) = (answered_by is null)`,
    ),
    check('request_of_somebody', sql`verdict is null or child_id is not null`),
    check('request_approved', sql`(verdict is not distinct from 'APPROVED') = (valid_until is not null)`),
    check('request_consented', sql`competent is null or verdict is not distinct from 'APPROVED'`),
    check('request_ended', sql`ended_at is null or verdict is not distinct from 'APPROVED'`),
  ],
)
