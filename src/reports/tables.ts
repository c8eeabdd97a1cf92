// Mandatory reports as the registry keeps them: what was seen sealed for the desk of the competent county, and apart from it,
// sealed for a second key, who reported. The gateway writes the second table and cannot read it.
import { sql } from 'drizzle-orm'
import { boolean, char, check, index, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { bytes } from '../departments/bytes.ts'

export const report = pgSchema('report')

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const mandatoryReport = report.table(
  'mandatory_report',
  {
    number: uuid('number').primaryKey(),
    filedAt: instant('filed_at').notNull(),
    // Of the competent county, whoever filed it.
    county: char('county', { length: 12 }).notNull(),
    organisationKind: text('organisation_kind').notNull(),
    inDanger: boolean('in_danger').notNull(),
    isConfirmed: boolean('is_confirmed').notNull(),
    seenSealed: bytes('seen_sealed').notNull(),
    deliveredAt: instant('delivered_at').notNull(),
    acknowledgedBy: text('acknowledged_by'),
    acknowledgedAt: instant('acknowledged_at'),
    // When the supervisor was told that nobody had acknowledged it in time (W09).
    overdueAt: instant('overdue_at'),
  },
  (table) => [
    index('mandatory_report_county').on(table.county, table.filedAt),
    index('mandatory_report_open').on(table.filedAt).where(sql`acknowledged_at is null`),
    check('mandatory_report_acknowledged', sql`(acknowledged_by is null) = (acknowledged_at is null)`),
    check('mandatory_report_sealed', sql`octet_length(seen_sealed) >= 568`),
  ],
)

export const reporter = report.table(
  'reporter',
  { number: uuid('number').primaryKey(), reporterSealed: bytes('reporter_sealed').notNull() },
  () => [check('reporter_sealed_length', sql`octet_length(reporter_sealed) >= 568`)],
)
