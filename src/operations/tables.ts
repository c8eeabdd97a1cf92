// The tables of registered operations, in the registry's database. A document is named by the hash of its exact text and
// never changes; a registration is never changed either: it ends, and another one is made.
import { sql } from 'drizzle-orm'
import { check, date, index, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'

export const operations = pgSchema('operations')

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const operation = operations.table(
  'operation',
  {
    /** SHA-256 of the text in UTF-8, 64 lower-case hexadecimal digits. */
    hash: text('hash').primaryKey(),
    document: text('document').notNull(),
    registeredAt: instant('registered_at').notNull(),
  },
  () => [check('operation_hash', sql`hash = encode(sha256(convert_to(document, 'UTF8')), 'hex')`)],
)

export const registration = operations.table(
  'registration',
  {
    id: uuid('id').primaryKey(),
    /** Of the file that it was registered from; one document may be registered under several. */
    name: text('name').notNull(),
    hash: text('hash')
      .notNull()
      .references(() => operation.hash),
    /** One organisation, or else all of a kind. */
    organisationId: text('organisation_id'),
    organisationKind: text('organisation_kind'),
    purpose: text('purpose').notNull(),
    /** Null: every role of people. A program asks only what is registered for its own role, AGENT. */
    role: text('role'),
    approvedBy: text('approved_by').notNull(),
    approval: text('approval').notNull(),
    validFrom: date('valid_from', { mode: 'string' }).notNull(),
    /** The first day on which it no longer holds. */
    validTo: date('valid_to', { mode: 'string' }).notNull(),
    registeredAt: instant('registered_at').notNull(),
    endedAt: instant('ended_at'),
    endedBy: text('ended_by'),
  },
  (table) => [
    check('registration_for', sql`(organisation_id is null) <> (organisation_kind is null)`),
    check('registration_period', sql`valid_from < valid_to`),
    check('registration_end', sql`(ended_at is null) = (ended_by is null)`),
    index('registration_in_force').on(table.validTo).where(sql`ended_at is null`),
  ],
)
