// The monthly report on data quality: counts by source, fault and field, which stay, and the records behind them, which are kept for the
// newest month alone. A record stands under the department's own key; no cell of it does.
import { sql } from 'drizzle-orm'
import { check, date, integer, pgSchema, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'

export const quality = pgSchema('quality')

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** One row per month and source. */
export const report = quality.table(
  'report',
  {
    // Its first day.
    month: date('month', { mode: 'string' }).notNull(),
    source: text('source').notNull(),
    state: text('state').notNull(),
    /** Records that were looked at. */
    records: integer('records').notNull(),
    asOf: instant('as_of'),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    primaryKey({ columns: [table.month, table.source] }),
    check('report_state', sql`state in ('READING', 'READ', 'STALE', 'OUT')`),
    check('report_month', sql`month = date_trunc('month', month::timestamp)::date`),
    check('report_read', sql`(state = 'READ') = (finished_at is not null)`),
  ],
)

const FAULTS = sql`fault in ('MISSING', 'MALFORMED', 'STALE', 'ABSENT', 'UNLINKED', 'CONTRADICTED')`

/** So many records of the source with a fault in a field; the field is empty for a fault of the whole record. */
export const count = quality.table(
  'count',
  {
    month: date('month', { mode: 'string' }).notNull(),
    source: text('source').notNull(),
    fault: text('fault').notNull(),
    field: text('field').notNull(),
    records: integer('records').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.month, table.source, table.fault, table.field] }),
    check('count_fault', FAULTS),
  ],
)

/** For the department whose record it is, and nobody else. */
export const row = quality.table(
  'row',
  {
    source: text('source').notNull(),
    fault: text('fault').notNull(),
    field: text('field').notNull(),
    subjectKey: uuid('subject_key').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.fault, table.field, table.subjectKey] }),
    check('row_fault', FAULTS),
  ],
)
