// A page of children in the caller's divisions, filtered and sorted by the departments themselves: the registry gives the
// scope in chunks, each department says which of a chunk's keys pass its tests, and only as many as the page needs are
// kept. Memory is bounded by the chunk and the page, whatever the size of the division.
import { type SQL, sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import type { FieldUse, FilterTest } from '../catalogue/item.ts'
import type { Department, DepartmentCode } from '../departments/department.ts'
import { departmentOf } from '../departments/departments.ts'
import type { ReadStatement } from '../departments/read-statement.ts'
import { nameOf } from '../departments/read-statement.ts'
import { GatewayError, invariant } from '../errors.ts'
import type { Rooms } from '../rooms.ts'
import { childrenInScope, type Scope, type ScopedChild } from './scope.ts'

/** Where a page ended: the sort value (when sorted) and the child. */
export interface Position {
  readonly value: string | null
  readonly childId: string
}

export interface ListQuestion {
  readonly scope: Scope
  readonly filter: Readonly<Record<string, unknown>>
  readonly orderBy: Readonly<Record<string, unknown>>
  readonly first: number
  readonly after: Position | null
}

export interface Page {
  readonly children: readonly ScopedChild[]
  readonly hasNextPage: boolean
  readonly end: Position | null
}

interface Test {
  readonly department: Department
  readonly coordinate: string
  readonly test: FilterTest
  readonly value: string
}

interface Sort {
  readonly department: Department
  readonly coordinate: string
  readonly isDescending: boolean
}

interface Candidate {
  readonly child: ScopedChild
  readonly value: string | null
}

const CHUNK = 5_000

export async function listChildren(rooms: Rooms, question: ListQuestion): Promise<Page> {
  const tests = testsOf(rooms, question.filter)
  const sort = sortOf(rooms, question.orderBy)
  const found = sort ? await sorted(rooms, question, { tests, sort }) : await unsorted(rooms, question, tests)
  const children = found.slice(0, question.first)
  const last = children.at(-1)
  return {
    children: children.map(({ child }) => child),
    hasNextPage: found.length > question.first,
    end: last ? { value: last.value, childId: last.child.childId } : null,
  }
}

async function unsorted(rooms: Rooms, question: ListQuestion, tests: readonly Test[]): Promise<Candidate[]> {
  const found: Candidate[] = []
  let after = question.after?.childId ?? null
  // Without tests every child of the chunk is on the page, so one more than the page is enough.
  const size = tests.length === 0 ? question.first + 1 : CHUNK
  while (found.length <= question.first) {
    const chunk = await childrenInScope(rooms.lists, question.scope, { after, size })
    const passing = await passed(rooms, chunk, tests)
    found.push(...passing.map((child) => ({ child, value: null })))
    if (chunk.length < size) break
    after = chunk.at(-1)?.childId ?? null
  }
  return found
}

async function sorted(
  rooms: Rooms,
  question: ListQuestion,
  { tests, sort }: { tests: readonly Test[]; sort: Sort },
): Promise<Candidate[]> {
  const order = comparison(sort.isDescending)
  let best: Candidate[] = []
  let after: string | null = null
  for (;;) {
    const chunk: ScopedChild[] = await childrenInScope(rooms.lists, question.scope, { after, size: CHUNK })
    const candidates = await valued(rooms, await passed(rooms, chunk, tests), sort)
    const later =
      question.after === null
        ? candidates
        : candidates.filter((candidate) => order(candidate, asCandidate(question.after)) > 0)
    best = [...best, ...later].sort(order).slice(0, question.first + 1)
    if (chunk.length < CHUNK) return best
    after = chunk.at(-1)?.childId ?? null
  }
}

function asCandidate(position: Position | null): Candidate {
  return { child: { childId: position?.childId ?? '', keys: {} }, value: position?.value ?? null }
}

// Children without a value come last either way; ties follow the id, so that pages never overlap.
function comparison(isDescending: boolean): (a: Candidate, b: Candidate) => number {
  return (a, b) => {
    if (a.value !== b.value) {
      if (a.value === null) return 1
      if (b.value === null) return -1
      return a.value < b.value === isDescending ? 1 : -1
    }
    return a.child.childId < b.child.childId ? -1 : a.child.childId > b.child.childId ? 1 : 0
  }
}

async function passed(
  rooms: Rooms,
  chunk: readonly ScopedChild[],
  tests: readonly Test[],
): Promise<readonly ScopedChild[]> {
  let passing = chunk
  for (const department of new Set(tests.map((test) => test.department))) {
    const own = tests.filter((test) => test.department === department)
    const rows = await ask(rooms, department, { children: passing, conditions: own, value: null })
    passing = passing.filter((child) => rows.has(child.keys[department.code] ?? ''))
  }
  return passing
}

async function valued(rooms: Rooms, children: readonly ScopedChild[], sort: Sort): Promise<Candidate[]> {
  const rows = await ask(rooms, sort.department, { children, conditions: [], value: sort.coordinate })
  return children.map((child) => ({ child, value: rows.get(child.keys[sort.department.code] ?? '') ?? null }))
}

interface Ask {
  readonly children: readonly ScopedChild[]
  readonly conditions: readonly Test[]
  readonly value: string | null
}

const dialect = new PgDialect()

/** Keys that pass, with the sort value. A source that is out cannot be filtered by: the list is refused, not shortened. */
async function ask(
  rooms: Rooms,
  department: Department,
  { children, conditions, value }: Ask,
): Promise<Map<string, string | null>> {
  const keys = children.flatMap((child) => child.keys[department.code] ?? [])
  const reader = rooms.readers.get(department.code)
  invariant(reader, `${department.code} has a reader`)
  const result = await reader.read(statementFor(department, conditions, value), keys)
  if (result.state !== 'FRESH')
    throw new GatewayError('SOURCE_UNAVAILABLE', `${department.code} cannot be filtered or sorted by`)
  return new Map([...result.rows].map(([key, row]) => [key, (row.get('sort') as string | null | undefined) ?? null]))
}

function statementFor(department: Department, conditions: readonly Test[], value: string | null): ReadStatement {
  const where = conditions.map((test) => conditionOf(department, test))
  const sortColumn = value === null ? sql`null` : sql`${columnOf(department, value)}`
  const on = sql.join([sql`${department.subjectKey} = any(${sql.placeholder('keys')}::uuid[])`, ...where], sql` and `)
  const statement = sql`select ${department.asOf}, ${department.subjectKey}, ${sortColumn} as sort from ${department.freshness} left join ${department.table} on ${on}`
  const { sql: text, params } = dialect.sqlToQuery(statement)
  return {
    department,
    name: nameOf(text),
    text,
    parameters: params.map((parameter) => (typeof parameter === 'string' ? { value: parameter } : 'keys')),
    columns: [{ coordinate: 'sort', place: null, mask: null }],
    sourceColumns: [],
  }
}

function conditionOf(department: Department, { coordinate, test, value }: Test): SQL {
  const column = columnOf(department, coordinate)
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
      return sql`${column} between ${value.padEnd(12, '0')} and ${value.padEnd(12, '9')}`
  }
}

function columnOf(department: Department, coordinate: string) {
  const reading = department.reads[coordinate]
  invariant(reading?.kind === 'column' && reading.as === undefined, `${coordinate} is read from a plain column`)
  return reading.column
}

function testsOf(rooms: Rooms, filter: Readonly<Record<string, unknown>>): Test[] {
  return Object.entries(filter).flatMap(([name, value]) => {
    if (value === null || value === undefined) return []
    const use = useOf(rooms, `ChildFilter.${name}`)
    invariant(use.kind === 'filter', 'a filter input filters')
    return [{ department: departmentFor(use.of, rooms), coordinate: use.of, test: use.test, value: String(value) }]
  })
}

function sortOf(rooms: Rooms, orderBy: Readonly<Record<string, unknown>>): Sort | null {
  const given = Object.entries(orderBy).filter(([, direction]) => direction !== null && direction !== undefined)
  if (given.length > 1) throw new GatewayError('BAD_INPUT', 'exactly one sort key')
  const [entry] = given
  if (!entry) return null
  const use = useOf(rooms, `ChildOrder.${entry[0]}`)
  return { department: departmentFor(use.of, rooms), coordinate: use.of, isDescending: entry[1] === 'DESCENDING' }
}

function useOf(rooms: Rooms, coordinate: string): FieldUse {
  const use = rooms.catalogue.get(coordinate)?.uses
  invariant(use, `${coordinate} says which field it uses`)
  return use
}

function departmentFor(coordinate: string, rooms: Rooms): Department {
  const source = rooms.catalogue.get(coordinate)?.source
  invariant(source && source !== 'GATEWAY', `${coordinate} has a department`)
  return departmentOf(source satisfies DepartmentCode)
}
