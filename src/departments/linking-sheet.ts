// The linking sheet of a department: what it wrote down about who a child is, in a table of its own beside its records, of
// one shape everywhere. Only the job that links reads it; the department's own reader has no grant on it.
import { char, integer, type PgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { bytes } from './bytes.ts'

/** One row per record under the department's own subject key; columns named `*_sealed` are encrypted per field. */
export const linkingSheetOf = (schema: PgSchema) =>
  schema.table('linking_sheet', {
    subjectKey: uuid('subject_key').primaryKey(),
    citizenIdSealed: bytes('citizen_id_sealed'),
    formerCitizenIdSealed: bytes('former_citizen_id_sealed'),
    studentNoSealed: bytes('student_no_sealed'),
    disabilityCertNoSealed: bytes('disability_cert_no_sealed'),
    nameSealed: bytes('name_sealed'),
    formerNameSealed: bytes('former_name_sealed'),
    sex: text('sex'),
    birthDateSealed: bytes('birth_date_sealed'),
    birthCertificateNoSealed: bytes('birth_certificate_no_sealed'),
    motherIdSealed: bytes('mother_id_sealed'),
    birthOrder: integer('birth_order'),
    guardianIdSealed: bytes('guardian_id_sealed'),
    custodyInstitution: text('custody_institution'),
    custodyNoSealed: bytes('custody_no_sealed'),
    division: char('division', { length: 12 }),
    recordTime: timestamp('record_time', { withTimezone: true, mode: 'date' }).notNull(),
  })

/** Columns by the coordinates that a policy grants. What is not granted stands in no statement. */
export const SHEET_COLUMNS = {
  'LinkingSheet.citizenId': 'citizen_id_sealed',
  'LinkingSheet.formerCitizenId': 'former_citizen_id_sealed',
  'LinkingSheet.studentNo': 'student_no_sealed',
  'LinkingSheet.disabilityCertNo': 'disability_cert_no_sealed',
  'LinkingSheet.name': 'name_sealed',
  'LinkingSheet.formerName': 'former_name_sealed',
  'LinkingSheet.sex': 'sex',
  'LinkingSheet.birthDate': 'birth_date_sealed',
  'LinkingSheet.birthCertificateNo': 'birth_certificate_no_sealed',
  'LinkingSheet.motherId': 'mother_id_sealed',
  'LinkingSheet.birthOrder': 'birth_order',
  'LinkingSheet.guardianId': 'guardian_id_sealed',
  'LinkingSheet.custodyInstitution': 'custody_institution',
  'LinkingSheet.custodyNo': 'custody_no_sealed',
  'LinkingSheet.division': 'division',
} as const
