// What a hospital opened and closed itself. No department brings it, and no file of one undoes it.

import { sql } from 'drizzle-orm'
import { check, date, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
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
