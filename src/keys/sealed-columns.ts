// Where sealed cells are: every column of the departments' tables that a key of the department seals.
import { getTableColumns, getTableName } from 'drizzle-orm'
import { getTableConfig } from 'drizzle-orm/pg-core'
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

/** One table for each department; without columns where it seals nothing. */
export const SEALED_TABLES: readonly SealedTable[] = DEPARTMENTS.map(({ code, table, subjectKey }) => ({
  code,
  name: `${getTableConfig(table).schema ?? 'public'}.${getTableName(table)}`,
  subjectKey: subjectKey.name,
  columns: Object.values(getTableColumns(table))
    .map(({ name }) => name)
    .filter((name) => name.endsWith('_sealed')),
}))

export function sealedTableOf(code: string): SealedTable | undefined {
  return SEALED_TABLES.find((table) => table.code === code)
}
