// Public security (公安局): identity, household registration, residence registration, the parent-child link.
import { boolean, char, date, index, pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { bytes } from '../bytes.ts'
import { linkingSheetOf } from '../linking-sheet.ts'

export const publicSecurity = pgSchema('public_security')

/** One row per child under the department's own subject key; columns named `*_sealed` are encrypted per field. */
export const person = publicSecurity.table(
  'person',
  {
    subjectKey: uuid('subject_key').primaryKey(),
    citizenIdSealed: bytes('citizen_id_sealed'),
    nameSealed: bytes('name_sealed'),
    sex: text('sex', { enum: ['UNKNOWN', 'MALE', 'FEMALE', 'NOT_STATED'] }),
    birthDate: date('birth_date', { mode: 'string' }),
    ethnicity: char('ethnicity', { length: 2 }),
    hukouDivision: char('hukou_division', { length: 12 }),
    hukouAddressSealed: bytes('hukou_address_sealed'),
    residenceDivision: char('residence_division', { length: 12 }),
    residenceAddressSealed: bytes('residence_address_sealed'),
    residenceSince: date('residence_since', { mode: 'string' }),
    parentRelations: text('parent_relations').array(),
    parentVitalStatuses: text('parent_vital_statuses').array(),
    parentsUntraceable: boolean('parents_untraceable'),
    lostContactFinding: boolean('lost_contact_finding'),
    // Parents whom the police keep from the child, or sent out of the country; one entry per parent of whom it is known.
    keptAwayRelations: text('kept_away_relations').array(),
    keptAway: boolean('kept_away').array(),
    recordTime: timestamp('record_time', { withTimezone: true, mode: 'date' }).notNull(),
  },
  (table) => [index('person_birth_date').on(table.birthDate)],
)

/** One row: the moment up to which the department's own systems have been loaded. */
export const freshness = publicSecurity.table('freshness', {
  asOf: timestamp('as_of', { withTimezone: true, mode: 'date' }).notNull(),
})

export const linkingSheet = linkingSheetOf(publicSecurity)
