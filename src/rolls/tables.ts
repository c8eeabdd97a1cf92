// Rolls that schools sent: the file sealed, whose it is, how far it has come; and what was answered of each row, sealed too.
import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgSchema, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { bytes } from '../departments/bytes.ts'

export const rolls = pgSchema('roll')

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const roll = rolls.table(
  'roll',
  {
    id: uuid('id').primaryKey(),
    organisationId: text('organisation_id').notNull(),
    personId: text('person_id').notNull(),
    // As whom it was sent; whether they may still ask is looked at anew for each chunk.
    caller: jsonb('caller').notNull(),
    purpose: text('purpose').notNull(),
    caseNumber: text('case_number').notNull(),
    fileSealed: bytes('file_sealed').notNull(),
    pupils: integer('pupils').notNull(),
    answered: integer('answered').notNull(),
    state: text('state').notNull(),
    reason: text('reason'),
    sentAt: instant('sent_at').notNull(),
    // Not before this moment: a limit that is reached is waited for.
    dueAt: instant('due_at').notNull(),
    // Which process works on it, and until when nobody else takes it over.
    heldBy: uuid('held_by'),
    heldUntil: instant('held_until'),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [
    index('roll_due').on(table.dueAt).where(sql`state = 'QUEUED'`),
    index('roll_organisation').on(table.organisationId),
    index('roll_expires').on(table.expiresAt),
    check('roll_state', sql`state in ('QUEUED', 'DONE', 'STOPPED', 'CANCELLED')`),
    check('roll_reason', sql`(state = 'STOPPED') <= (reason is not null)`),
  ],
)

export const answer = rolls.table(
  'answer',
  {
    rollId: uuid('roll_id')
      .notNull()
      .references(() => roll.id, { onDelete: 'cascade' }),
    line: integer('line').notNull(),
    resultSealed: bytes('result_sealed').notNull(),
  },
  (table) => [primaryKey({ columns: [table.rollId, table.line] })],
)

/** What a school was told of a pupil the last time, as keyed digests: enough to say that it is another thing today, and no more. */
export const said = rolls.table(
  'said',
  {
    organisationId: text('organisation_id').notNull(),
    purpose: text('purpose').notNull(),
    pupil: text('pupil').notNull(),
    said: text('said').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.purpose, table.pupil] }),
    index('said_expires').on(table.expiresAt),
  ],
)
