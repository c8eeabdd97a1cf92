// Snapshots of a period, sealed, and the ledger of what was released from them.
import { sql } from 'drizzle-orm'
import { date, index, integer, jsonb, pgSchema, primaryKey, text } from 'drizzle-orm/pg-core'
import { bytes } from '../departments/bytes.ts'
import { instant } from '../registry/columns.ts'

export const statistic = pgSchema('statistic')

/** One snapshot of a period, made once; released tables name it for ever. */
export const snapshot = statistic.table('snapshot', {
  // Quarters since the year 0: snapshots of a number and the next are a quarter apart.
  period: integer('period').primaryKey(),
  asOf: date('as_of', { mode: 'string' }).notNull(),
  pack: text('pack').notNull(),
  policyVersion: text('policy_version').notNull(),
  // The values of each dimension in the order of their codes, and the version of what it counts.
  menu: jsonb('menu').notNull(),
  chunks: integer('chunks').notNull(),
  builtAt: instant('built_at').notNull(),
})

/** The snapshot's children, in sealed parts; gone when the next snapshot stands. */
export const chunk = statistic.table(
  'chunk',
  { period: integer('period').notNull(), position: integer('position').notNull(), sealed: bytes('sealed').notNull() },
  (table) => [primaryKey({ columns: [table.period, table.position] })],
)

/** The ledger: every partition that went out, as it went out. Never changed, never erased. */
export const release = statistic.table(
  'release',
  {
    period: integer('period').notNull(),
    // Measure, column and dimensions.
    form: text('form').notNull(),
    // Null: exact, and asked by nobody. Else whose look it was: a keyed digest of a person, or STANDING.
    analyst: text('analyst'),
    // What names the partition again, and its values in the order of its cells.
    body: jsonb('body').notNull(),
    releasedAt: instant('released_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.period, table.form] })],
)

/** A table as it was shown: whoever cites its id gets these bytes again. */
export const shown = statistic.table(
  'shown',
  {
    id: text('id').primaryKey(),
    period: integer('period').notNull(),
    // The name of a standing table; null for one that was asked for.
    standing: text('standing'),
    body: text('body').notNull(),
    shownAt: instant('shown_at').notNull(),
  },
  (table) => [index('shown_standing').on(table.standing, table.period).where(sql`standing is not null`)],
)
