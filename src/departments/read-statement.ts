// From granted leaves to one SQL statement per department: only granted columns stand in it, plain columns are masked in
// it, and for encrypted ones it names the place that an opener is made for. Built once per plan.
import { getTableColumns, getTableName, Placeholder, type SQL, sql } from 'drizzle-orm'
import { getTableConfig, type AnyPgColumn as PgColumn, PgDialect } from 'drizzle-orm/pg-core'
import { invariant } from '../errors.ts'
import type { Mask } from '../masking/mask.ts'
import { CONDITIONS, type Condition, type RowRule } from '../policy/policy.ts'
import { type CellForm, formOf, formOfColumn } from './cell-form.ts'
import type { Department, Reading } from './department.ts'
import { conditionsOf } from './holding.ts'

export interface LeafToRead {
  readonly coordinate: string
  /** The department's own reading of the leaf, where none is given. */
  readonly reading?: Reading
  readonly mask: Mask | null
  readonly rows?: readonly RowRule[]
  /** Further names under which the same cell is wanted. */
  readonly also?: readonly string[]
}

/** A cell of a row that comes back: where it goes, and how it is opened when it is sealed. */
export interface ReadColumn {
  readonly coordinate: string
  /** `schema.table.column` of a sealed cell; null for a plain one. */
  readonly place: string | null
  readonly mask: Mask | null
  readonly also?: readonly string[]
  /** What comes back in another form is not read. */
  readonly form: CellForm
  /** All of these must hold for a row's cell to be in the answer at all. */
  readonly conditions?: readonly Condition[]
}

/** What a request binds, or a value of the caller's own filter. */
export type StatementParameter = 'keys' | 'today' | { readonly value: string } | { readonly holding: Condition }

export interface ReadStatement {
  readonly department: Department
  /** Names the statement at the server, where it is prepared once per connection; null: not kept prepared. */
  readonly name: string | null
  readonly text: string
  /** In the order of the statement's own. */
  readonly parameters: readonly StatementParameter[]
  readonly columns: readonly ReadColumn[]
  /** Columns of the source, for a department that is not read by SQL. */
  readonly sourceColumns: readonly string[]
}

const dialect = new PgDialect()

/** `maskNamed` finds the masks that readings themselves derive by. */
export function compileRead(
  department: Department,
  leaves: readonly LeafToRead[],
  maskNamed: (name: string) => Mask | undefined,
): ReadStatement {
  const columns: ReadColumn[] = []
  const expressions: SQL[] = []
  const sourceColumns: string[] = []
  for (const leaf of leaves) {
    const reading = leaf.reading ?? department.reads[leaf.coordinate]
    invariant(reading, `${leaf.coordinate} has no reading`)
    const mask = maskFor(reading, leaf, maskNamed)
    columns.push({
      coordinate: leaf.coordinate,
      place: reading.kind === 'sealed' ? placeOf(reading.column) : null,
      mask,
      ...(leaf.also ? { also: leaf.also } : {}),
      form: formOf(reading, mask),
      conditions: conditionsOf([{ rows: leaf.rows ?? [] }]),
    })
    expressions.push(conditional(department, expressionOf(reading, mask), leaf.rows ?? []))
    sourceColumns.push(reading.column.name)
  }
  return finish(department, { columns, expressions, sourceColumns })
}

/** The statement for what a benefit's rule reads: fixed, the same for every child. */
export function compileRuleInputs(department: Department, names: readonly string[]): ReadStatement {
  const wanted = names.flatMap((name) => {
    const columns = department.ruleInputs[name]
    invariant(columns, `${department.code} has no rule input ${name}`)
    return columns.map((column) => ({ name, column }))
  })
  return finish(department, {
    columns: wanted.map(({ name, column }) => ({
      coordinate: `${name}.${column.name}`,
      place: null,
      mask: null,
      form: formOfColumn(column),
    })),
    expressions: wanted.map(({ column }) => sql`${column}`),
    sourceColumns: wanted.map(({ column }) => column.name),
  })
}

function maskFor(reading: Reading, leaf: LeafToRead, maskNamed: (name: string) => Mask | undefined): Mask | null {
  const derives = reading.kind === 'column' ? reading.as : undefined
  if (derives === undefined) return leaf.mask
  invariant(leaf.mask === null, `${leaf.coordinate} is derived by a mask and takes no second one`)
  const mask = maskNamed(derives)
  invariant(mask, `${leaf.coordinate} derives by the unknown mask ${derives}`)
  return mask
}

// Invariant: a plain column under a mask leaves the database masked, or not at all.
function expressionOf(reading: Reading, mask: Mask | null): SQL {
  const column = sql`${reading.column}`
  if (reading.kind === 'sealed') return column
  if (reading.kind === 'is') return sql`(case when ${column} = ${codeOf(reading.code)} then true end)`
  if (reading.kind === 'atMost') return sql`(${column} <= ${sql.raw(String(reading.bound))})`
  if (mask === null) return column
  invariant(mask.toSql, `${mask.name} cannot be applied in SQL`)
  return mask.toSql(column, sql`${sql.placeholder('today')}::date`)
}

// Invariant: a cell that a condition takes away stays with its source; it is no null made of a value that came along.
export function conditional(department: Department, expression: SQL, rows: readonly RowRule[]): SQL {
  const conditions = conditionsOf([{ rows }])
  if (conditions.length === 0) return expression
  const holds = conditions.map(
    (condition) => sql`${department.subjectKey} = any(${sql.placeholder(condition)}::uuid[])`,
  )
  return sql`case when ${sql.join(holds, sql` and `)} then ${expression} end`
}

const CONDITION_NAMES: ReadonlySet<string> = new Set(CONDITIONS)

/** Names a placeholder for what the request binds in its place. */
export function parameterFor(name: string): StatementParameter {
  if (CONDITION_NAMES.has(name)) return { holding: name as Condition }
  invariant(name === 'keys' || name === 'today', 'a read takes keys, the day and conditions, nothing else')
  return name
}

// A code of a list stands in the text itself: a read takes keys and the day, nothing else.
function codeOf(code: string): SQL {
  invariant(/^[A-Z][A-Z0-9_]*$/.test(code), `${code} is no code`)
  return sql.raw(`'${code}'`)
}

interface Parts {
  readonly columns: readonly ReadColumn[]
  readonly expressions: readonly SQL[]
  readonly sourceColumns: readonly string[]
}

/** The freshness row stands on the left, so that "as of" comes back also when no row does. */
export function finish(department: Department, { columns, expressions, sourceColumns }: Parts): ReadStatement {
  const selected = sql.join(
    [sql`${department.asOf}`, sql`${department.subjectKey}`, ...expressions].map(
      (expression, at) => sql`${expression} as ${sql.identifier(`c${at}`)}`,
    ),
    sql`, `,
  )
  const statement = sql`select ${selected} from ${department.freshness} left join ${rowsOf(department)} on ${department.subjectKey} = any(${sql.placeholder('keys')}::uuid[])`
  const { sql: text, params } = dialect.sqlToQuery(statement)
  const parameters = params.map((parameter) => {
    invariant(parameter instanceof Placeholder, 'a read takes no values')
    return parameterFor(parameter.name as string)
  })
  return { department, name: nameOf(text), text, parameters, columns, sourceColumns }
}

/** Where a department's rows are read from. */
export function rowsOf({ table, rows }: Department): SQL {
  return rows ?? sql`${table}`
}

/** `schema.table.column`: what a sealed cell is bound to, with its subject key. */
export function placeOf(column: PgColumn): string {
  const { schema } = getTableConfig(column.table as Parameters<typeof getTableConfig>[0])
  return `${schema ?? 'public'}.${getTableName(column.table)}.${column.name}`
}

const names = new Map<string, string>()

/** Selections are the callers' to combine: beyond this many texts a statement is not kept prepared. */
const MOST_NAMES = 1_000

/** A short, stable name per statement text within this process; null when there are too many. */
export function nameOf(text: string): string | null {
  const known = names.get(text)
  if (known) return known
  if (names.size >= MOST_NAMES) return null
  const name = `hutong_${names.size + 1}`
  names.set(text, name)
  return name
}

/** Every column the department has, for its own allow-list. */
export function columnNamesOf(department: Department): string[] {
  return Object.values(getTableColumns(department.table)).map((column) => column.name)
}
