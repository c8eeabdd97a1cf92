// The statement of a job that learns of each cell whether it is there and of the form that was agreed, and never the cell: what a probe
// makes of it leaves the database, a sealed one is probed where it is opened.

import { sql } from 'drizzle-orm'
import type { AnyPgColumn as PgColumn } from 'drizzle-orm/pg-core'
import { invariant } from '../errors.ts'
import type { FormProbe } from '../masking/form-probe.ts'
import type { Department } from './department.ts'
import { finish, placeOf, type ReadStatement } from './read-statement.ts'

export interface ProbedColumn {
  readonly column: PgColumn
  readonly probe: FormProbe
}

/** Cells come back under the names of their columns: true, false where the form is another one, null where there is none. */
export function compileProbe(department: Department, probed: readonly ProbedColumn[]): ReadStatement {
  return finish(department, {
    columns: probed.map(({ column, probe }) => ({
      coordinate: column.name,
      place: isSealed(column) ? placeOf(column) : null,
      mask: probe,
      form: { kind: isSealed(column) ? 'sealed' : 'flag', isList: false },
    })),
    expressions: probed.map(({ column, probe }) => {
      if (isSealed(column)) return sql`${column}`
      invariant(probe.toSql, `${probe.name} cannot be applied in SQL`)
      return probe.toSql(sql`${column}`, sql`${sql.placeholder('today')}::date`)
    }),
    sourceColumns: probed.map(({ column }) => column.name),
  })
}

/** Columns of encrypted cells hold bytes. */
export function isSealed(column: PgColumn): boolean {
  return column.dataType === 'custom'
}
