// The tables of the limits, in the registry's database: counts of what callers sent, kept for a day at most. No row holds an
// identifier or says anything about a child.
import { date, index, integer, jsonb, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'
import { registry } from '../registry/tables.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** What one person sent in one hour for one purpose; an organisation's sum is that of its people, so that no row is hot. */
export const limitCounter = registry.table(
  'limit_counter',
  {
    organisationId: text('organisation_id').notNull(),
    purpose: text('purpose').notNull(),
    hourStart: instant('hour_start').notNull(),
    personId: text('person_id').notNull(),
    misses: integer('misses').notNull(),
    children: integer('children').notNull(),
    newChildren: integer('new_children').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.purpose, table.hourStart, table.personId] }),
    index('limit_counter_person').on(table.personId, table.purpose, table.hourStart),
  ],
)

/** The identifiers that a person or an organisation asked about on one day, as keyed digests of what was submitted. */
export const limitChild = registry.table(
  'limit_child',
  {
    day: date('day', { mode: 'string' }).notNull(),
    holder: text('holder').notNull(),
    purpose: text('purpose').notNull(),
    digest: text('digest').notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.holder, table.purpose, table.digest] })],
)

/** A person's misses of the last day as keyed digests of what was submitted, beside the decoys that hits leave. */
export const limitTrace = registry.table(
  'limit_trace',
  {
    personId: text('person_id').notNull(),
    lookUp: text('look_up').notNull(),
    notedAt: instant('noted_at').notNull(),
    marks: jsonb('marks').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.lookUp] })],
)

/** People locked for a purpose because their misses made a pattern. */
export const limitLock = registry.table(
  'limit_lock',
  {
    personId: text('person_id').notNull(),
    purpose: text('purpose').notNull(),
    organisationId: text('organisation_id').notNull(),
    pattern: text('pattern').notNull(),
    lookUps: integer('look_ups').notNull(),
    since: instant('since').notNull(),
    until: instant('until').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.purpose] })],
)
