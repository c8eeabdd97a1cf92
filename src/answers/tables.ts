// Answered questions with what they were weighed on: for recomputing them, and for finding whom a later fact concerns.
import { sql } from 'drizzle-orm'
import { char, check, date, index, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { bytes } from '../departments/bytes.ts'

export const answer = pgSchema('answer')

export const question = answer.table(
  'question',
  {
    id: uuid('id').primaryKey(),
    askedAt: timestamp('asked_at', { withTimezone: true, mode: 'date' }).notNull(),
    organisationId: text('organisation_id').notNull(),
    unit: text('unit'),
    purpose: char('purpose', { length: 3 }).notNull(),
    caseNumber: text('case_number'),
    // Of a question about nobody: an id that nothing has.
    childId: uuid('child_id').notNull(),
    benefit: text('benefit').notNull(),
    firstDay: date('first_day', { mode: 'string' }).notNull(),
    lastDay: date('last_day', { mode: 'string' }).notNull(),
    policyVersion: text('policy_version').notNull(),
    // The texts that answered, by hash, one for each day that another pack answered from.
    packs: text('packs').array().notNull(),
    answerIds: uuid('answer_ids').array().notNull(),
    // Rule inputs and answers.
    contentSealed: bytes('content_sealed').notNull(),
    expiresOn: date('expires_on', { mode: 'string' }).notNull(),
  },
  (table) => [
    index('question_answers').using('gin', table.answerIds),
    index('question_child').on(table.childId, table.lastDay),
    index('question_expiry').on(table.expiresOn),
    check('question_days', sql`first_day <= last_day`),
    check('question_answered', sql`cardinality(answer_ids) > 0`),
  ],
)
