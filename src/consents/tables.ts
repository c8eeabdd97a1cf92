// Consents of grown-up people to the desks that serve whoever leaves care, and which office asked under one on which day.
import { sql } from 'drizzle-orm'
import { check, date, index, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../registry/columns.ts'

export const consent = pgSchema('consent')

// The migration adds that no two of one person to one desk hold on one day.
export const given = consent.table(
  'given',
  {
    id: uuid('id').primaryKey(),
    childId: uuid('child_id').notNull(),
    // Who consented: the person themselves, by their own login.
    personId: text('person_id').notNull(),
    // To whom, and for what.
    role: text('role').notNull(),
    purpose: text('purpose').notNull(),
    // Half open days. What was withdrawn on its first day held on none.
    validFrom: date('valid_from', { mode: 'string' }).notNull(),
    validTo: date('valid_to', { mode: 'string' }).notNull(),
    recordedAt: instant('recorded_at').notNull(),
    supersededAt: instant('superseded_at'),
  },
  (table) => [
    index('given_desk').on(table.role, table.purpose, table.childId).where(sql`superseded_at is null`),
    index('given_person').on(table.personId),
    check('given_days', sql`valid_to >= valid_from`),
  ],
)

/** A question about nobody leaves a row as well, under an id that no child has. */
export const asked = consent.table(
  'asked',
  {
    childId: uuid('child_id').notNull(),
    askedOn: date('asked_on', { mode: 'string' }).notNull(),
    organisationId: text('organisation_id').notNull(),
    role: text('role').notNull(),
  },
  (table) => [primaryKey({ columns: [table.childId, table.askedOn, table.organisationId, table.role] })],
)
