// The tables of the pace at which sources are asked: what has been counted of each source's rate and quota, and how far each
// job has come. Codes, counts, moments and the departments' own keys; nothing here says anything about a child.
import { sql } from 'drizzle-orm'
import { check, date, integer, pgSchema, text, timestamp } from 'drizzle-orm/pg-core'

export const pace = pgSchema('pace')

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** One row per source: the theoretical arrival time of its next call (ITU-T I.371), and the calls of the day. */
export const source = pace.table(
  'source',
  {
    source: text('source').primaryKey(),
    nextAt: instant('next_at').notNull(),
    jobNextAt: instant('job_next_at').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    deskCalls: integer('desk_calls').notNull(),
    jobCalls: integer('job_calls').notNull(),
  },
  (table) => [check('source_calls', sql`${table.deskCalls} >= 0 and ${table.jobCalls} >= 0`)],
)

/** One row per job over a list of keys: the last key whose result stands. */
export const job = pace.table(
  'job',
  {
    name: text('name').primaryKey(),
    source: text('source').notNull(),
    total: integer('total').notNull(),
    done: integer('done').notNull(),
    afterKey: text('after_key'),
    startedAt: instant('started_at').notNull(),
    advancedAt: instant('advanced_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (table) => [check('job_done', sql`${table.done} between 0 and ${table.total}`)],
)
