// Where sealed cells are: every column of the departments' tables that a key of the department seals, and the registry's own
// table of events that could not be taken in, of which each department seals its part.
import { getTableColumns, getTableName } from 'drizzle-orm'
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core'
import type { DepartmentCode } from '../departments/department.ts'
import { DEPARTMENTS } from '../departments/departments.ts'
import { LETTER_COLUMN, LETTER_TABLE } from '../intake/dead-letters.ts'
import { FEEDS } from '../intake/feeds.ts'

export interface SealedTable {
  /** Whose keys seal it. */
  readonly code: DepartmentCode
  readonly database: 'REGISTRY' | DepartmentCode
  /** `schema.table`, of names that the program itself wrote. */
  readonly name: string
  readonly subjectKey: string
  /** Columns named `*_sealed`; a cell's place is the table's name and the column's. */
  readonly columns: readonly string[]
  /** A condition of the program's own, where the table holds rows of several departments. */
  readonly rows?: string
}

/**
 * Of each department its table, without columns where it seals nothing, its linking sheet where there is one, and its dead
 * letters where it feeds the registry.
 */
export const SEALED_TABLES: readonly SealedTable[] = DEPARTMENTS.flatMap(
  ({ code, table, subjectKey, linkingSheet }) => [
    sealedTable(code, table, subjectKey.name),
    ...(linkingSheet ? [sealedTable(code, linkingSheet, 'subject_key')] : []),
    ...(FEEDS.some(({ fedBy }) => fedBy.includes(code)) ? [letters(code)] : []),
  ],
)

function letters(code: DepartmentCode): SealedTable {
  return {
    ...{ code, database: 'REGISTRY', name: LETTER_TABLE, subjectKey: 'id', columns: [LETTER_COLUMN] },
    rows: `source = '${code}'`,
  }
}

function sealedTable(code: DepartmentCode, table: PgTable, subjectKey: string): SealedTable {
  return {
    code,
    database: code,
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
