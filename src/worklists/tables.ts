// Tasks: what a rule proposes that a person looks at, and what the person decided. No fact stands here, and no ground of one.
import { sql } from 'drizzle-orm'
import { char, check, customType, index, pgSchema, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytes } from '../departments/bytes.ts'
import { instant } from '../registry/columns.ts'

export const worklist = pgSchema('worklist')

/** Which transaction changed a row last, in what the list shows; a trigger writes it, whoever changes the row. */
const changedIn = () =>
  customType<{ data: string }>({ dataType: () => 'xid8' })('changed_in')
    .notNull()
    .default(sql`pg_current_xact_id()`)

export const task = worklist.table(
  'task',
  {
    id: uuid('id').primaryKey(),
    rule: text('rule').notNull(),
    // What one open task is for: a child, a household, a village, a post, a report.
    subject: text('subject').notNull(),
    // Null for a task about children: their divisions of today say whose it is.
    place: char('place', { length: 12 }),
    // What tells one time that the rule holds from the next: a year, a term, a number of days.
    occasion: text('occasion').notNull(),
    raisedAt: instant('raised_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    state: text('state').notNull(),
    reason: text('reason'),
    decidedBy: text('decided_by'),
    endedAt: instant('ended_at'),
    changedIn: changedIn(),
  },
  (table) => [
    uniqueIndex('task_open').on(table.rule, table.subject).where(sql`state = 'RAISED'`),
    index('task_expires').on(table.expiresAt, table.id).where(sql`state = 'RAISED'`),
    index('task_changed').on(table.changedIn),
    index('task_ended_at').on(table.endedAt, table.id).where(sql`state <> 'RAISED'`),
    check('task_state', sql`state in ('RAISED', 'CONFIRMED', 'DISMISSED', 'EXPIRED', 'WITHDRAWN')`),
    check('task_ended', sql`(state = 'RAISED') = (ended_at is null) and (state = 'RAISED') = (reason is null)`),
    check('task_decided', sql`(state in ('CONFIRMED', 'DISMISSED')) = (decided_by is not null)`),
  ],
)

/** Whom or what a task is about: the children of a household, or the one village, post or report. */
export const about = worklist.table(
  'about',
  {
    taskId: uuid('task_id').notNull(),
    key: text('key').notNull(),
    // Since when the rule holds of it no more.
    goneAt: instant('gone_at'),
    changedIn: changedIn(),
  },
  (table) => [
    primaryKey({ columns: [table.taskId, table.key] }),
    index('about_key').on(table.key).where(sql`gone_at is null`),
    index('about_changed').on(table.changedIn),
  ],
)

/** What was last seen of a child's facts, as a keyed digest: that they changed can be told by it, and nothing else. */
export const watched = worklist.table('watched', {
  childId: uuid('child_id').primaryKey(),
  digest: bytes('digest').notNull(),
})
