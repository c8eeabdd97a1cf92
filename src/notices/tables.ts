// The outbox of notices, and where members of staff are reached. No row says anything about a child.
import { sql } from 'drizzle-orm'
import { char, index, integer, pgSchema, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { NOTICE_KINDS } from './outbox.ts'

export const notices = pgSchema('notices')

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** One notice and how far it has come. `turn` counts recipients from 0; beyond the last it is the city's duty desk. */
export const notice = notices.table(
  'notice',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind', { enum: NOTICE_KINDS }).notNull(),
    about: uuid('about').notNull(),
    organisationId: text('organisation_id').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    recipients: text('recipients').array().notNull(),
    deskDivision: char('desk_division', { length: 12 }).notNull(),
    turn: integer('turn').notNull().default(0),
    state: text('state', { enum: ['PENDING', 'SENT', 'ACKNOWLEDGED', 'ESCALATED', 'FAILED'] })
      .notNull()
      .default('PENDING'),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: instant('next_attempt_at').notNull(),
    // Null once there is nobody after whoever is told: the duty desk has it, or it is for its recipients alone.
    escalateAt: instant('escalate_at'),
    lastFailure: text('last_failure'),
    sentAt: instant('sent_at'),
    acknowledgedBy: text('acknowledged_by'),
    acknowledgedAt: instant('acknowledged_at'),
  },
  (table) => [
    index('notice_pending').on(table.nextAttemptAt).where(sql`state = 'PENDING'`),
    index('notice_unheard').on(table.escalateAt).where(sql`state in ('PENDING', 'SENT')`),
    index('notice_about').on(table.about),
  ],
)

/** The work telephone or work account of a recipient, by channel. */
export const address = notices.table(
  'address',
  {
    recipient: text('recipient').notNull(),
    channel: text('channel', { enum: ['SMS', 'WORK_NOTICE'] }).notNull(),
    address: text('address').notNull(),
  },
  (table) => [primaryKey({ columns: [table.recipient, table.channel] })],
)
