// Where sealed cells are: every column of the departments' tables that a key of the department seals.
import { getTableColumns, getTableName } from 'drizzle-orm'
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core'
import type { DepartmentCode } from '../departments/department.ts'
import { DEPARTMENTS } from '../departments/departments.ts'

export interface SealedTable {
  readonly code: DepartmentCode
  /** `schema.table`, of names that the program itself wrote. */
  readonly name: string
  readonly subjectKey: string
  /** Columns named `*_sealed`; a cell's place is the table's name and the column's. */
  readonly columns: readonly string[]
}

/** Of each department its table, without columns where it seals nothing, and its linking sheet where there is one. */
export const SEALED_TABLES: readonly SealedTable[] = DEPARTMENTS.flatMap(
  ({ code, table, subjectKey, linkingSheet }) => [
    sealedTable(code, table, subjectKey.name),
    ...(linkingSheet ? [sealedTable(code, linkingSheet, 'subject_key')] : []),
  ],
)

function sealedTable(code: DepartmentCode, table: PgTable, subjectKey: string): SealedTable {
  return {
    code,
    name: `${getTableConfig(table).schema ?? 'public'}.${getTableName(table)}`,
    subjectKey,
    columns: Object.values(getTableColumns(table))
      .map(({ name }) => name)
      .filter((name) => name.endsWith('_sealed')),
  }
}

export function sealedTablesOf(code: string): readonly SealedTable[] {
  return SEALED_TABLES.filter((table) => table.code === code)
}
