// The tables that a city fills, with the columns in the order in which rows are written, and what each holds.
import { SHEET_COLUMNS } from '../departments/linking-sheet.ts'
import type { SheetDepartment } from './linking-sheets.ts'
import type { DepartmentCode, Records } from './registry-rows.ts'
import type { Row } from './row.ts'

export type PoolName = 'registry' | DepartmentCode

export interface CityTable {
  readonly pool: PoolName
  /** `schema.table`. */
  readonly name: string
  readonly columns: readonly string[]
  rows(records: Records): readonly Row[]
}

const VALID = ['valid_from', 'valid_to', 'recorded_at', 'superseded_at'] as const

const PROVENANCE = ['source', 'source_record_time', 'fetched_at'] as const

export const CITY_TABLES: readonly CityTable[] = [
  registryTable('child', ['id', 'adult_on', 'recorded_at'], (records) => [records.child]),
  registryTable('identifier', ['child_id', 'kind', 'blind_index', ...VALID], (records) => records.identifiers),
  registryTable('source_link', ['child_id', 'department', 'subject_key', 'recorded_at'], (records) => records.links),
  registryTable('outcome', ['child_id', 'kind', 'value', ...VALID, ...PROVENANCE], (records) => records.outcomes),
  registryTable('jurisdiction', ['child_id', 'kind', 'division', ...VALID], (records) => records.jurisdictions),
  registryTable(
    'encounter',
    ['number', 'organisation_id', 'unit', 'child_id', ...VALID],
    (records) => records.encounters,
  ),
  registryTable('enrolment', ['organisation_id', 'child_id', 'class_name', ...VALID], (records) => records.enrolments),
  registryTable('kinship', ['person_id', 'child_id', 'kind', ...VALID, ...PROVENANCE], (records) => records.kinships),
  registryTable('case_child', ['case_number', 'child_id', ...VALID], (records) => records.caseChildren),
  registryTable('protection', ['child_id', 'kind', ...VALID, ...PROVENANCE], (records) => records.protections),
  departmentTable('MZJ', 'civil_affairs.welfare_record', [
    ...['guardian_relation', 'guardian_name_sealed', 'guardian_phone_sealed', 'guardianship_type', 'categories'],
    ...['category_ground', 'category_from', 'category_to', 'basic_allowance_state', 'basic_allowance_fen'],
    ...['payout_account_sealed', 'care_setting', 'subsidy_choice', 'household_aid_class'],
    ...['disabled_living_allowance_state', 'disabled_nursing_allowance_state', 'parent_remarried'],
    ...['study_grant_state', 'transition_state'],
  ]),
  departmentTable('GAJ', 'public_security.person', [
    ...['citizen_id_sealed', 'name_sealed', 'sex', 'birth_date', 'ethnicity', 'hukou_division', 'hukou_address_sealed'],
    ...['residence_division', 'residence_address_sealed', 'residence_since', 'parent_relations'],
    ...['parent_vital_statuses', 'parents_untraceable', 'lost_contact_finding'],
  ]),
  departmentTable('CLH', 'disability.certificate', [
    ...['certificate_no_sealed', 'kind', 'grade', 'valid_to', 'programme_codes', 'programme_states'],
    ...['device_codes', 'device_states'],
  ]),
  departmentTable('YBJ', 'insurance.cover', [
    ...['scheme', 'cover_from', 'cover_to', 'premium_state', 'premium_paid_on', 'medical_aid_tag'],
  ]),
  departmentTable('WJW', 'health.attestation', [
    ...['illness_attested', 'family_doctor_contract', 'checkup_years', 'psych_referral_state'],
  ]),
  departmentTable('JYJ', 'education.pupil', [
    ...['student_no_sealed', 'school_id', 'stage', 'stage_from', 'stage_to', 'grade', 'public_placement'],
    ...['aid_state', 'aid_items', 'aid_term', 'support_codes'],
  ]),
  sheetTable('GAJ', 'public_security'),
  sheetTable('MZJ', 'civil_affairs'),
  sheetTable('CLH', 'disability'),
  sheetTable('WJW', 'health'),
  sheetTable('JYJ', 'education'),
]

function sheetTable(pool: SheetDepartment, schema: string): CityTable {
  return {
    pool,
    name: `${schema}.linking_sheet`,
    columns: ['subject_key', ...Object.values(SHEET_COLUMNS), 'record_time'],
    rows: ({ sheets }) => {
      const row = sheets[pool]
      return row === null ? [] : [row]
    },
  }
}

function registryTable(
  table: string,
  columns: readonly string[],
  rows: (records: Records) => readonly Row[],
): CityTable {
  return { pool: 'registry', name: `registry.${table}`, columns, rows }
}

function departmentTable(pool: DepartmentCode, name: string, columns: readonly string[]): CityTable {
  const rows = (records: Records): readonly Row[] => {
    const row = records.departments[pool]
    return row === null ? [] : [row]
  }
  return { pool, name, columns: ['subject_key', ...columns, 'record_time'], rows }
}
