// A page of children in the caller's divisions, filtered and sorted by the departments themselves, or by what their services
// hand over: the registry gives the scope in chunks, each department says which of a chunk's keys pass its tests, and only as
// many as the page needs are kept. Memory is bounded by the chunk and the page, whatever the size of the division.
import type { FieldUse } from '../catalogue/item.ts'
import type { Department } from '../departments/department.ts'
import { departmentOf } from '../departments/departments.ts'
import { conditionsOf, holdingOf } from '../departments/holding.ts'
import { MissingCell, rowFor } from '../departments/missing-cell.ts'
import { GatewayError, invariant } from '../errors.ts'
import type { ListOrder } from '../masking/list-order.ts'
import type { Grant } from '../policy/compile.ts'
import type { Decision } from '../policy/decision.ts'
import type { Condition, RowRule } from '../policy/policy.ts'
import type { Rooms } from '../rooms.ts'
import { cellsStatement, keysPassing } from './list-cells.ts'
import { type Sort, type Test, testingStatement } from './list-statement.ts'
import { filteredWithin, LIVE_RESIDENCE } from './live-residence.ts'
import { heldAt, isHeld } from './record/held-at.ts'
import { type Moment, noPast } from './record/moment.ts'
import { childrenInScope, partOfScope, type Scope, type ScopedChild } from './scope.ts'

/** Where a page ended: the sort value (when sorted) and the child. */
export interface Position {
  readonly value: string | null
  readonly childId: string
}

export interface ListQuestion {
  readonly scope: Scope
  /** The grant's: a use may hold for some rows only. */
  readonly decide: Grant['decide']
  readonly filter: Readonly<Record<string, unknown>>
  readonly orderBy: Readonly<Record<string, unknown>>
  /** Of children that nothing else orders. */
  readonly order: ListOrder
  readonly first: number
  readonly after: Position | null
  /** When the filters are to have held; null for now, as the departments say. */
  readonly moment: Moment | null
}

export interface Page {
  readonly children: readonly ScopedChild[]
  readonly hasNextPage: boolean
  readonly end: Position | null
}

/** What the list is filtered and sorted by. */
interface Used {
  readonly tests: readonly Test[]
  readonly sort: Sort | null
}

interface Candidate {
  readonly child: ScopedChild
  readonly value: string | null
}

interface Placed extends Candidate {
  readonly place: Buffer
}

const CHUNK = 5_000
/** Where a service hands over the cells of each child: few calls of it at a time. */
const SERVED_CHUNK = 1_000

/** BAD_INPUT, before anything is read, for more than one sort key, and at a moment for a key or a filter whose history nobody keeps. */
export function listChildren(rooms: Rooms, asked: ListQuestion): () => Promise<Page> {
  const tests = testsOf(rooms, asked)
  const sort = sortOf(rooms, asked)
  if (asked.moment && (sort || tests.some(({ coordinate }) => !isHeld(coordinate))))
    throw noPast('the registry keeps no history of this')
  return () => pageOf(rooms, asked, { tests, sort })
}

async function pageOf(rooms: Rooms, asked: ListQuestion, { tests, sort }: Used): Promise<Page> {
  const conditions = conditionsOf([{ rows: asked.scope.conditions.map(asRule) }, ...tests, ...(sort ? [sort] : [])])
  const question = { ...asked, scope: { ...asked.scope, conditions } }
  const found = sort ? await sorted(rooms, question, { tests, sort }) : await unsorted(rooms, question, tests)
  const children = found.slice(0, question.first)
  const last = children.at(-1)
  return {
    children: children.map(({ child }) => child),
    hasNextPage: found.length > question.first,
    end: last ? { value: last.value, childId: last.child.childId } : null,
  }
}

function asRule(where: Condition): RowRule {
  return { where, otherwise: 'looks-absent' }
}

async function unsorted(rooms: Rooms, question: ListQuestion, tests: readonly Test[]): Promise<Candidate[]> {
  const found: Candidate[] = []
  const { order } = question
  let after = question.after === null ? null : order.placeOf(question.after.childId)
  // Without tests every child of the chunk is on the page, so one more than the page is enough.
  const size = tests.length === 0 ? question.first + 1 : chunkOf(rooms, tests)
  while (found.length <= question.first) {
    const chunk = await childrenInScope(rooms.lists, question.scope, { order, after, size })
    const passing = await passed(rooms, chunk, { tests, moment: question.moment })
    found.push(...passing.map((child) => ({ child, value: null })))
    const last = chunk.at(-1)
    if (chunk.length < size || !last) break
    after = order.placeOf(last.childId)
  }
  return found
}

async function sorted(
  rooms: Rooms,
  question: ListQuestion,
  { tests, sort }: { tests: readonly Test[]; sort: Sort },
): Promise<Candidate[]> {
  const order = comparison(sort.isDescending)
  const placed = (candidate: Candidate): Placed => ({
    ...candidate,
    place: question.order.placeOf(candidate.child.childId),
  })
  const start = question.after === null ? null : placed(asCandidate(question.after))
  const size = chunkOf(rooms, [...tests, sort])
  let best: Placed[] = []
  let after: string | null = null
  for (;;) {
    const chunk: ScopedChild[] = await partOfScope(rooms.lists, question.scope, { after, size })
    const candidates = (await valued(rooms, await passed(rooms, chunk, { tests, moment: null }), sort)).map(placed)
    const later = start === null ? candidates : candidates.filter((candidate) => order(candidate, start) > 0)
    best = [...best, ...later].sort(order).slice(0, question.first + 1)
    if (chunk.length < size) return best
    after = chunk.at(-1)?.childId ?? null
  }
}

function chunkOf({ readers }: Rooms, used: readonly Pick<Test, 'department'>[]): number {
  return used.some(({ department }) => readers.get(department.code)?.handsOverOnly) ? SERVED_CHUNK : CHUNK
}

function asCandidate({ childId, value }: Position): Candidate {
  return { child: { childId, keys: {}, holds: new Set<Condition>() }, value }
}

// Children without a value come last either way; ties follow the recipient's own order, so that pages never overlap.
function comparison(isDescending: boolean): (a: Placed, b: Placed) => number {
  return (a, b) => {
    if (a.value === b.value) return Buffer.compare(a.place, b.place)
    if (a.value === null) return 1
    if (b.value === null) return -1
    return a.value < b.value === isDescending ? 1 : -1
  }
}

async function passed(
  rooms: Rooms,
  chunk: readonly ScopedChild[],
  { tests, moment }: Pick<Used, 'tests'> & Pick<ListQuestion, 'moment'>,
): Promise<readonly ScopedChild[]> {
  if (moment) return tests.length === 0 ? chunk : heldAt(rooms.lists, chunk, { tests, moment })
  let passing = chunk
  for (const department of new Set(tests.map((test) => test.department))) {
    const own = tests.filter((test) => test.department === department)
    const rows = await ask(rooms, department, { children: passing, tests: own, sort: null })
    passing = passing.filter((child) => rows.has(child.keys[department.code] ?? ''))
  }
  return passing
}

async function valued(rooms: Rooms, children: readonly ScopedChild[], sort: Sort): Promise<Candidate[]> {
  const rows = await ask(rooms, sort.department, { children, tests: [], sort })
  return children.map((child) => ({ child, value: rows.get(child.keys[sort.department.code] ?? '') ?? null }))
}

interface Ask extends Used {
  readonly children: readonly ScopedChild[]
}

/** Keys that pass, with the sort value. A source that is out cannot be filtered by: the list is refused, not shortened. */
async function ask(
  rooms: Rooms,
  department: Department,
  { children, tests, sort }: Ask,
): Promise<Map<string, string | null>> {
  const known = children.flatMap(({ keys, holds }) => {
    const key = keys[department.code]
    return key === undefined ? [] : [{ key, holds }]
  })
  const keys = known.map(({ key }) => key)
  const reader = rooms.readers.get(department.code)
  invariant(reader, `${department.code} has a reader`)
  const holding = holdingOf(known, conditionsOf([...tests, ...(sort ? [sort] : [])]))
  const statement = reader.handsOverOnly
    ? cellsStatement(department, tests, sort)
    : testingStatement(department, tests, sort)
  const result = await reader.read(statement, keys, holding)
  if (result.state !== 'FRESH' || result.malformed.length > 0)
    throw new GatewayError('SOURCE_UNAVAILABLE', `${department.code} cannot be filtered or sorted by`)
  const sortValue = (key: string): string | null => {
    const row = rowFor(result, department.code, key)
    return row instanceof MissingCell ? null : ((row?.get('sort') as string | null | undefined) ?? null)
  }
  const passing = reader.handsOverOnly ? keysPassing(result.rows, tests) : [...result.rows.keys()]
  return new Map(passing.map((key) => [key, sortValue(key)]))
}

function rowsOf(decision: Decision): readonly RowRule[] {
  invariant(decision.effect === 'reveal', 'a use was decided before it is made')
  return decision.rows ?? []
}

function testsOf(rooms: Rooms, { filter, decide, scope }: ListQuestion): Test[] {
  return Object.entries(filter).flatMap(([name, value]) => {
    if (value === null || value === undefined) return []
    const use = useOf(rooms, `ChildFilter.${name}`)
    invariant(use.kind === 'filter', 'a filter input filters')
    const [coordinate, test] = [use.of, use.test]
    const rowRules = rowsOf(decide('filter', coordinate))
    const asked = {
      department: departmentFor(coordinate, rooms),
      coordinate,
      test,
      value: String(value),
      rows: rowRules,
    }
    const within = coordinate === LIVE_RESIDENCE ? filteredWithin(rowRules, scope.divisions) : null
    return within === null ? [asked] : [asked, { ...asked, value: within }]
  })
}

function sortOf(rooms: Rooms, { orderBy, decide }: ListQuestion): Sort | null {
  const given = Object.entries(orderBy).filter(([, direction]) => direction !== null && direction !== undefined)
  if (given.length > 1) throw new GatewayError('BAD_INPUT', 'exactly one sort key', { hint: 'ONE_SORT_KEY' })
  const [entry] = given
  if (!entry) return null
  const { of: coordinate } = useOf(rooms, `ChildOrder.${entry[0]}`)
  const rowRules = rowsOf(decide('sort', coordinate))
  return {
    department: departmentFor(coordinate, rooms),
    coordinate,
    isDescending: entry[1] === 'DESCENDING',
    rows: rowRules,
  }
}

function useOf(rooms: Rooms, coordinate: string): FieldUse {
  const use = rooms.catalogue.get(coordinate)?.uses
  invariant(use, `${coordinate} says which field it uses`)
  return use
}

function departmentFor(coordinate: string, rooms: Rooms): Department {
  const source = rooms.catalogue.get(coordinate)?.source
  invariant(source, `${coordinate} is classified`)
  return departmentOf(source)
}
