// The tickets: one per cell that somebody says is wrong, or of which two departments say different things.
import { sql } from 'drizzle-orm'
import { check, date, index, pgSchema, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytes } from '../departments/bytes.ts'

export const correction = pgSchema('correction')

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const ticket = correction.table(
  'ticket',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').notNull(),
    // Null where the reference was of no child in the requester's scope; nothing that leaves depends on it before the day it is due.
    childId: uuid('child_id'),
    coordinate: text('coordinate').notNull(),
    source: text('source').notNull(),
    // Null for a contradiction: the sweep found it.
    personId: text('person_id'),
    // The person in whose place a deputy asked.
    requestedFor: text('requested_for'),
    organisationId: text('organisation_id'),
    role: text('role'),
    wordsSealed: bytes('words_sealed'),
    openedAt: instant('opened_at').notNull(),
    dueOn: date('due_on', { mode: 'string' }).notNull(),
    outcome: text('outcome'),
    answeredBy: text('answered_by'),
    answeredAt: instant('answered_at'),
    noteSealed: bytes('note_sealed'),
  },
  (table) => [
    index('ticket_source').on(table.source, table.dueOn).where(sql`answered_at is null and child_id is not null`),
    index('ticket_child').on(table.childId).where(sql`answered_at is null`),
    index('ticket_person').on(table.personId, table.openedAt),
    uniqueIndex('ticket_contradiction')
      .on(table.childId, table.coordinate)
      .where(sql`kind = 'CONTRADICTION' and answered_at is null`),
    check('ticket_kind', sql`kind in ('REQUEST', 'CONTRADICTION')`),
    check('ticket_asked', sql`(kind = 'REQUEST') = (num_nonnulls(person_id, organisation_id, role, words_sealed) = 4)`),
    check('ticket_outcome', sql`outcome in ('CORRECTED', 'CONFIRMED', 'NOT_HELD', 'SETTLED')`),
    check('ticket_answered', sql`(outcome is null) = (answered_at is null)`),
  ],
)
