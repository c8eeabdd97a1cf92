// What a hospital opened and closed itself. No department brings it, and no file of one undoes it.

import { sql } from 'drizzle-orm'
import {
  bigserial,
  check,
  date,
  index,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytes } from '../departments/bytes.ts'
import { instant } from '../registry/columns.ts'

export const settlement = pgSchema('settlement')

const ofUnit = () => ({
  organisationId: text('organisation_id').notNull(),
  unit: text('unit').notNull(),
  number: text('number').notNull(),
})

/** A stay or visit as the hospital's own system opened it: by the number and name that it had of the child on that day. */
export const encounter = settlement.table(
  'encounter',
  {
    ...ofUnit(),
    // An id that nothing has where nobody was found.
    childId: uuid('child_id').notNull(),
    numberKind: text('number_kind').notNull(),
    numberIndex: bytes('number_index').notNull(),
    nameIndex: bytes('name_index').notNull(),
    firstDay: date('first_day', { mode: 'string' }).notNull(),
    openedBy: text('opened_by').notNull(),
    openedFor: text('opened_for'),
    openedAt: instant('opened_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.unit, table.number] }),
    check('encounter_indexes', sql`octet_length(number_index) = 32 and octet_length(name_index) = 32`),
  ],
)

/** The end of the right to ask, whoever brought the encounter. */
export const closing = settlement.table(
  'closing',
  { ...ofUnit(), closedBy: text('closed_by').notNull(), closedAt: instant('closed_at').notNull() },
  (table) => [primaryKey({ columns: [table.organisationId, table.unit, table.number] })],
)

/** A question that stayed unanswered because a source was out, and what was answered since. */
export const question = settlement.table(
  'question',
  {
    id: uuid('id').primaryKey(),
    organisationId: text('organisation_id').notNull(),
    unit: text('unit').notNull(),
    purpose: text('purpose').notNull(),
    caseNumber: text('case_number').notNull(),
    personId: text('person_id').notNull(),
    caller: jsonb('caller').notNull(),
    benefit: text('benefit').notNull(),
    firstDay: date('first_day', { mode: 'string' }).notNull(),
    lastDay: date('last_day', { mode: 'string' }).notNull(),
    // By which the same question of the same person is known.
    sameAs: bytes('same_as').notNull(),
    sentSealed: bytes('sent_sealed').notNull(),
    askedAt: instant('asked_at').notNull(),
    claimBy: date('claim_by', { mode: 'string' }).notNull(),
    state: text('state').notNull(),
    reason: text('reason'),
    dueAt: instant('due_at').notNull(),
    // Which process works on it, and until when nobody else takes it over.
    heldBy: uuid('held_by'),
    heldUntil: instant('held_until'),
    answersSealed: bytes('answers_sealed'),
    endedAt: instant('ended_at'),
  },
  (table) => [
    uniqueIndex('question_waiting').on(table.sameAs).where(sql`state = 'WAITING'`),
    index('question_due').on(table.dueAt).where(sql`state = 'WAITING'`),
    index('question_unit').on(table.organisationId, table.unit, table.askedAt),
    index('question_claim').on(table.claimBy),
    check('question_state', sql`state in ('WAITING', 'ANSWERED', 'ENDED')`),
    check('question_reason', sql`(state = 'ENDED') = (reason is not null)`),
    check('question_answers', sql`(state = 'ANSWERED') = (answers_sealed is not null)`),
  ],
)

/** Children of whom an outcome was recorded or superseded, as the registry's own trigger notes it. */
export const changed = settlement.table('changed', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  childId: uuid('child_id').notNull(),
  // A question that was on its way while the fact came in is kept a while after it.
  seenAt: instant('seen_at'),
})

/** RESETTLE: days of a kept answer that come out otherwise by what was recorded later. */
export const resettlement = settlement.table(
  'resettlement',
  {
    id: uuid('id').primaryKey(),
    questionId: uuid('question_id').notNull(),
    organisationId: text('organisation_id').notNull(),
    unit: text('unit').notNull(),
    purpose: text('purpose').notNull(),
    caseNumber: text('case_number').notNull(),
    toldAt: instant('told_at').notNull(),
    contentSealed: bytes('content_sealed').notNull(),
    expiresOn: date('expires_on', { mode: 'string' }).notNull(),
  },
  (table) => [
    index('resettlement_question').on(table.questionId),
    index('resettlement_unit').on(table.organisationId, table.unit, table.toldAt),
    index('resettlement_expires').on(table.expiresOn),
  ],
)
