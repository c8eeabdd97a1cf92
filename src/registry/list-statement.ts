// The tests and the order of a list, as one SQL statement to the department whose cells they use.
import { Placeholder, type SQL, sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import { rangesWithin } from '../catalogue/divisions.ts'
import type { FilterTest } from '../catalogue/item.ts'
import { type CellForm, formOfColumn } from '../departments/cell-form.ts'
import type { Department } from '../departments/department.ts'
import { conditional, nameOf, parameterFor, type ReadStatement, rowsOf } from '../departments/read-statement.ts'
import { invariant } from '../errors.ts'
import type { RowRule } from '../policy/policy.ts'

export interface Test {
  readonly department: Department
  readonly coordinate: string
  readonly test: FilterTest
  /** Of `within`, one division or several with a blank between them. */
  readonly value: string
  readonly rows: readonly RowRule[]
}

export interface Sort {
  readonly department: Department
  readonly coordinate: string
  readonly isDescending: boolean
  readonly rows: readonly RowRule[]
}

const dialect = new PgDialect()

/** Which keys pass, and by what they are ordered; the source tests and no cell but the sort's leaves it. */
export function testingStatement(department: Department, tests: readonly Test[], sort: Sort | null): ReadStatement {
  const where = tests.map((test) => conditionOf(department, test))
  const sortColumn = sort === null ? sql`null` : columnOf(department, sort)
  const on = sql.join([sql`${department.subjectKey} = any(${sql.placeholder('keys')}::uuid[])`, ...where], sql` and `)
  const statement = sql`select ${department.asOf}, ${department.subjectKey}, ${sortColumn} as sort from ${department.freshness} left join ${rowsOf(department)} on ${on}`
  const { sql: text, params } = dialect.sqlToQuery(statement)
  return {
    department,
    name: nameOf(text),
    text,
    parameters: params.map((parameter) =>
      parameter instanceof Placeholder ? parameterFor(parameter.name as string) : { value: String(parameter) },
    ),
    columns: [{ coordinate: 'sort', place: null, mask: null, form: sort ? formOfUsed(department, sort) : NO_SORT }],
    sourceColumns: [],
  }
}

function conditionOf(department: Department, { test, value, ...used }: Test): SQL {
  const column = columnOf(department, used)
  switch (test) {
    case 'equals':
      return sql`${column} = ${value}`
    case 'atLeast':
      return sql`${column} >= ${value}`
    case 'atMost':
      return sql`${column} <= ${value}`
    case 'includes':
      return sql`${value} = any(${column})`
    case 'within':
      return within(column, value)
  }
}

/** The ranges of codes that lie within any of the divisions of a test. */
export function rangesOf(divisions: string): readonly (readonly [lowest: string, highest: string])[] {
  return divisions.split(' ').flatMap(rangesWithin)
}

function within(column: SQL, divisions: string): SQL {
  const ranges = rangesOf(divisions).map(([lowest, highest]) => sql`${column} between ${lowest} and ${highest}`)
  return sql`(${sql.join(ranges, sql` or `)})`
}

// A cell that a condition takes away passes no test and sorts as missing.
function columnOf(department: Department, { coordinate, rows }: Pick<Test, 'coordinate' | 'rows'>): SQL {
  return conditional(department, sql`${plainColumn(department, coordinate)}`, rows)
}

export function plainColumn(department: Department, coordinate: string) {
  const reading = department.reads[coordinate]
  invariant(reading?.kind === 'column' && reading.as === undefined, `${coordinate} is read from a plain column`)
  return reading.column
}

const NO_SORT: CellForm = { kind: 'text', isList: false }

function formOfUsed(department: Department, { coordinate }: Pick<Sort, 'coordinate'>): CellForm {
  return formOfColumn(plainColumn(department, coordinate))
}
