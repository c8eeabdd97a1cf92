// The tables that a city fills, with the columns in the order in which rows are written, and what each holds.
import { getTableColumns, getTableName } from 'drizzle-orm'
import { assessment, countersignature, visitEntry } from '../departments/community/tables.ts'
import { DEPARTMENTS, type Department, type DepartmentCode, departmentOf } from '../departments/departments.ts'
import type { CareRows } from './assessment-rows.ts'
import type { Records } from './registry-rows.ts'
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

const FACT = [...VALID, ...PROVENANCE] as const

export const CITY_TABLES: readonly CityTable[] = [
  registryTable('child', ['id', 'adult_on', 'recorded_at'], (records) => [records.child]),
  registryTable('identifier', ['child_id', 'kind', 'blind_index', ...FACT], (records) => records.identifiers),
  registryTable('source_link', ['child_id', 'department', 'subject_key', 'recorded_at'], (records) => records.links),
  registryTable('outcome', ['child_id', 'kind', 'value', ...FACT], (records) => records.outcomes),
  registryTable('jurisdiction', ['child_id', 'kind', 'division', ...FACT], (records) => records.jurisdictions),
  registryTable(
    'encounter',
    ['number', 'organisation_id', 'unit', 'child_id', ...FACT],
    (records) => records.encounters,
  ),
  registryTable('enrolment', ['organisation_id', 'child_id', 'class_name', ...FACT], (records) => records.enrolments),
  registryTable('kinship', ['person_id', 'child_id', 'kind', ...FACT], (records) => records.kinships),
  registryTable('case_child', ['case_number', 'child_id', ...FACT], (records) => records.caseChildren),
  registryTable('protection', ['child_id', 'kind', ...FACT], (records) => records.protections),
  ...DEPARTMENTS.map(departmentTable),
  ...careTables(),
  ...DEPARTMENTS.flatMap(sheetTables),
]

/** Posts of child workers follow from places and no child. */
export const WORKER_TABLE = 'civil_affairs.child_worker'
export const WORKER_COLUMNS = [
  ...['worker_no', 'post', 'division', 'full_time', 'certified_until', 'trained_on', 'appointed_from', 'recorded_at'],
]

function registryTable(
  table: string,
  columns: readonly string[],
  rows: (records: Records) => readonly Row[],
): CityTable {
  return { pool: 'registry', name: `registry.${table}`, columns, rows }
}

function departmentTable({ code, database, table, loaded = table }: Department): CityTable {
  return tableOf({ code, database, table: loaded }, ({ departments }) => departments[code])
}

function sheetTables({ code, database, linkingSheet }: Department): CityTable[] {
  if (!linkingSheet) return []
  return [tableOf({ code, database, table: linkingSheet }, (records) => records.sheets[code] ?? null)]
}

function careTables(): CityTable[] {
  const { code, database } = departmentOf('XZJ')
  return [assessment, countersignature, visitEntry].map((table) => {
    const name = getTableName(table) as keyof CareRows
    return { ...tableOf({ code, database, table }, () => null), rows: ({ care }: Records) => care[name] }
  })
}

function tableOf(
  { code, database, table }: Pick<Department, 'code' | 'database' | 'table'>,
  rowOf: (records: Records) => Row | null,
): CityTable {
  const rows = (records: Records): readonly Row[] => {
    const row = rowOf(records)
    return row === null ? [] : [row]
  }
  const columns = Object.values(getTableColumns(table)).map((column) => column.name)
  return { pool: code, name: `${database}.${getTableName(table)}`, columns, rows }
}
