// What an operation about children must answer, computed in memory: graphql-js walks the document, the reader of the page
// says of every cell what is left of it, and the rows come from the world as the test itself wrote it. No SQL, no plan.
import {
  buildSchema,
  type DocumentNode,
  execute,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  getNamedType,
  isLeafType,
  printSchema,
} from 'graphql'
import type { FilterTest } from '../../src/catalogue/item.ts'
import type { DemoAccount } from '../../src/demo/accounts.ts'
import type { Department } from '../../src/departments/department.ts'
import { DEPARTMENTS } from '../../src/departments/departments.ts'
import type { ChildRefs } from '../../src/masking/child-ref.ts'
import { disagreements, divisionToday, joinedCell, UNDETERMINED } from '../noninterference/joined.ts'
import { holdsOn, masked, readCell, rowOf, TODAY } from '../noninterference/reference.ts'
import { type ChildRows, type Json, TICKET, TRANSFER, type World } from '../noninterference/world.ts'
import { parts, schema } from '../policy/policies.ts'
import {
  type Asker,
  type Child,
  type Condition,
  cellState,
  conditionsAt,
  decide,
  isOwn,
  type ReferenceSet,
  seenBy,
} from './reference.ts'

export interface Expecting {
  readonly world: World
  readonly reference: ReferenceSet
  readonly asker: Asker
  readonly relation: string
  readonly account: DemoAccount
  readonly refs: ChildRefs
}

export interface Expected {
  readonly data: unknown
  /** Path, state, and the mask or the source; sorted. */
  readonly disclosure: readonly string[]
}

// The schema's shape alone: its resolvers are tickets.
const SHAPE = buildSchema(printSchema(schema))

interface ChildRow extends Child {
  readonly id: string
  readonly rows: ChildRows
}

/** Below an edge: which child, which department, and the conditions of the objects on the way. */
interface Inside {
  readonly child: ChildRow
  readonly department: Department
  readonly inherited: readonly Condition[]
  /** Position in a list of parallel arrays. */
  readonly at: number | null
}

export function expectedAnswer(
  expecting: Expecting,
  { document, variables }: { document: DocumentNode; variables: Readonly<Record<string, unknown>> },
): Expected {
  const disclosure: string[] = []
  const result = execute({
    schema: SHAPE,
    document,
    variableValues: variables,
    rootValue: {},
    fieldResolver: resolverFor(expecting, disclosure),
  })
  if (result instanceof Promise || result.errors) throw new Error(`no answer to expect: ${JSON.stringify(result)}`)
  return { data: result.data, disclosure: disclosure.sort() }
}

function resolverFor(expecting: Expecting, disclosure: string[]): GraphQLFieldResolver<unknown, unknown> {
  return (source, passed: Record<string, unknown>, _context, info) => {
    const coordinate = `${info.parentType.name}.${info.fieldName}`
    if (coordinate === 'Query.child') return childBy(expecting, String(passed.ref))
    if (coordinate === 'Query.children') return pageOf(expecting, passed)
    if (coordinate === 'Child.childRef') return expecting.refs.refOf((source as ChildRow).id)
    const edge = DEPARTMENTS.find((department) => coordinate === `Child.${department.edge}`)
    if (coordinate === 'Child.contradictions') return disagreeing(expecting, source as ChildRow)
    if (coordinate === 'Child.disputes') return disputed(expecting, source as ChildRow)
    if (edge) return { child: source as ChildRow, department: edge, inherited: [], at: null } satisfies Inside
    if (info.parentType.name === 'Child') throw new Error(`${coordinate} is the edge of no department`)
    if (isInside(source)) return cell(expecting, source, { coordinate, info, disclosure })
    return (source as Record<string, unknown>)[info.fieldName]
  }
}

function isInside(source: unknown): source is Inside {
  return typeof source === 'object' && source !== null && 'inherited' in source
}

interface At {
  readonly coordinate: string
  readonly info: GraphQLResolveInfo
  readonly disclosure: string[]
}

function cell(expecting: Expecting, inside: Inside, { coordinate, info, disclosure }: At): unknown {
  const { reference, asker, account } = expecting
  const conditions = [...inside.inherited, ...conditionsAt(reference, asker, coordinate)]
  if (!isLeafType(getNamedType(info.returnType))) {
    const below = { ...inside, inherited: conditions }
    const length = lengthOf(expecting, inside, coordinate)
    return length === undefined ? below : Array.from({ length }, (_, at) => ({ ...below, at }))
  }
  const state = cellState(conditions, inside.child, account.divisions)
  const path = pathOf(info)
  if (state === 'withheld') disclosure.push(`${path} WITHHELD ${inside.department.code}`)
  if (state !== 'granted') return null
  const verdict = decide(reference, asker, { kind: 'select', coordinate })
  if (verdict.effect === 'refuse') throw new Error(`${coordinate} is refused, and yet asked for`)
  const value = valueAt(expecting, inside, coordinate)
  if (value === UNDETERMINED) {
    disclosure.push(`${path} UNDETERMINED ${inside.department.code}`)
    return null
  }
  if (verdict.effect === 'reveal' || value === null) return value
  const left = masked(verdict.mask, value)
  if (left !== null) disclosure.push(`${path} MASKED ${verdict.mask}`)
  return left
}

function pathOf(info: GraphQLResolveInfo): string {
  const keys: (string | number)[] = []
  for (let step: GraphQLResolveInfo['path'] | undefined = info.path; step; step = step.prev) keys.unshift(step.key)
  return keys.join('.')
}

const LISTS: Readonly<Record<string, string>> = {
  'PublicSecurity.parentLinks': 'ParentLink.relation',
  'Disability.rehabProgrammes': 'FundingState.programme',
  'Disability.assistiveDevices': 'DeviceState.device',
  'Justice.parentSituations': 'ParentSituation.relation',
  'WelfareInstitution.episodes': 'CareEpisode.kind',
}

/** The length of a list of objects; undefined for one object. */
function lengthOf(expecting: Expecting, inside: Inside, coordinate: string): number | undefined {
  const leaf = LISTS[coordinate]
  if (leaf === undefined) return undefined
  const column = stored(expecting, { ...inside, at: null }, leaf)
  return Array.isArray(column) ? column.length : 0
}

function valueAt(expecting: Expecting, inside: Inside, coordinate: string): Json {
  const value = divisionToday(coordinate, stored(expecting, inside, coordinate))
  return inside.at === null ? value : Array.isArray(value) ? (value[inside.at] ?? null) : null
}

function stored({ world }: Expecting, { child, department }: Inside, coordinate: string): Json {
  const joined = joinedCell(child.rows, coordinate, rowOf)
  if (joined !== undefined) return joined
  const reading = department.reads[coordinate]
  const row = rowOf(child.rows, department.code)
  if (!reading || !row) return null
  return readCell({ world, department, id: child.id, row, reading })
}

// Of a cell that the caller would not see itself, its sources' words are not shown either.
function disagreeing({ reference, asker, account }: Expecting, child: ChildRow): unknown[] {
  return disagreements(child.rows, rowOf)
    .filter(({ field }) => {
      const verdict = decide(reference, asker, { kind: 'select', coordinate: field })
      return verdict.effect !== 'refuse' && cellState(verdict.conditions, child, account.divisions) === 'granted'
    })
    .map(({ statements, ...rest }) => ({
      ...rest,
      statements: statements.map(({ source, value }) => ({ source, value: String(value) })),
    }))
}

// Of a cell that is granted for some children alone, nobody learns that it is being checked.
function disputed({ reference, asker }: Expecting, { rows }: ChildRow): unknown[] {
  const open = (rows[TICKET] ?? []).filter(({ answered_at, coordinate }) => {
    const verdict = decide(reference, asker, { kind: 'select', coordinate: String(coordinate) })
    return answered_at === null && verdict.effect !== 'refuse' && verdict.conditions.length === 0
  })
  return [...Map.groupBy(open, ({ coordinate }) => String(coordinate))].sort(byName).map(([field, tickets]) => ({
    field,
    since: new Date(Math.min(...tickets.map(({ opened_at }) => Date.parse(String(opened_at))))).toISOString(),
    dueOn: tickets.map(({ due_on }) => String(due_on)).sort()[0],
  }))
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1
}

// ---- Which children

function childBy(expecting: Expecting, ref: string): ChildRow | null {
  const id = expecting.refs.childIdOf(ref)
  const rows = id === null ? undefined : expecting.world.children.get(id)
  if (id === null || !rows) return null
  const child = rowFor(id, rows)
  return isTheirs(expecting, child) ? child : null
}

// To be the caller's by where one lives is a use of that item: a protection of it takes the child out of the relation.
function isTheirs({ relation, reference, asker, account }: Expecting, child: ChildRow): boolean {
  const place = PLACES.get(relation)
  if (!place) return false
  const hidden = reference.protections.filter(
    ({ roles, items }) => roles.includes(asker.role) && items.includes(place.item),
  )
  // A file that was let go is theirs without living there.
  const placed = relation === 'competent-division' && isWith(child, account) ? [] : [place.condition]
  return isOwn([...placed, ...hidden.map(({ condition }) => condition)], child, account.divisions)
}

function isWith({ rows, hukouDivisions }: ChildRow, { divisions }: DemoAccount): boolean {
  return (rows[TRANSFER] ?? []).some(
    (row) =>
      row.verdict === 'APPROVED' &&
      row.ended_at === null &&
      String(row.valid_until) > TODAY &&
      hukouDivisions.some((division) => division.slice(0, 6) === row.competent) &&
      divisions.some((division) => String(row.division).startsWith(division)),
  )
}

const PLACES: ReadonlyMap<string, { readonly condition: string; readonly item: string }> = new Map([
  ['residence-division', { condition: 'residence-in-own-division', item: 'D09' }],
  ['hukou-division', { condition: 'hukou-in-own-division', item: 'D07' }],
  ['competent-division', { condition: 'hukou-in-own-division', item: 'D07' }],
])

function rowFor(id: string, rows: ChildRows): ChildRow {
  const current = (table: string, kind: string) =>
    (rows[table] ?? []).filter((row) => row.kind === kind && holdsOn(row, TODAY))
  const divisions = (kind: string) => current('registry.jurisdiction', kind).map(({ division }) => String(division))
  return {
    id,
    rows,
    residenceDivisions: divisions('RESIDENCE'),
    hukouDivisions: divisions('HUKOU'),
    isAddressProtected: current('registry.protection', 'ADDRESS').length > 0,
  }
}

function pageOf(expecting: Expecting, passed: Record<string, unknown>): unknown {
  const { world, refs } = expecting
  const own = [...world.children]
    .sort(([a], [b]) => Buffer.compare(refs.order.placeOf(a), refs.order.placeOf(b)))
    .map(([id, rows]) => rowFor(id, rows))
    .filter((child) => isTheirs(expecting, child))
  const passing = own.filter((child) =>
    given(passed.filter).every(([name, value]) => passes(expecting, child, `ChildFilter.${name}`, String(value))),
  )
  const [sort] = given(passed.orderBy)
  const ordered = sort ? sorted(expecting, passing, sort) : passing
  const first = (passed.first as number | null | undefined) ?? 20
  const endCursor = ordered.length === 0 ? null : 'a cursor'
  return { nodes: ordered.slice(0, first), pageInfo: { hasNextPage: ordered.length > first, endCursor } }
}

function given(input: unknown): [string, unknown][] {
  return Object.entries((input ?? {}) as Record<string, unknown>).filter(([, value]) => value !== null)
}

/** The value of a field as a filter or a sort may see it. */
function seen(expecting: Expecting, child: ChildRow, input: string): { value: Json; test: FilterTest } {
  const { uses, source } = parts.catalogue.get(input) ?? {}
  const department = DEPARTMENTS.find(({ code }) => code === source)
  if (!uses || !department) throw new Error(`${input} uses a field of a department`)
  const { reference, asker, account } = expecting
  const verdict = decide(reference, asker, { kind: uses.kind, coordinate: uses.of })
  const inside = { child, department, inherited: [], at: null }
  const isSeen = seenBy(verdict, child, account.divisions)
  return {
    value: isSeen ? stored(expecting, inside, uses.of) : null,
    test: uses.kind === 'filter' ? uses.test : 'equals',
  }
}

function passes(expecting: Expecting, child: ChildRow, input: string, wanted: string): boolean {
  const { value, test } = seen(expecting, child, input)
  if (value === null) return false
  if (Array.isArray(value)) return value.includes(wanted)
  const text = String(value)
  if (test === 'within') return text.startsWith(wanted)
  return test === 'atLeast' ? text >= wanted : test === 'atMost' ? text <= wanted : text === wanted
}

// Those without a value come last either way; among equals the order is the recipient's own, by a keyed hash.
function sorted(expecting: Expecting, children: readonly ChildRow[], [name, direction]: [string, unknown]): ChildRow[] {
  const valued = children.map((child) => ({ child, value: seen(expecting, child, `ChildOrder.${name}`).value }))
  const sign = direction === 'DESCENDING' ? -1 : 1
  const withValue = valued.filter(({ value }) => value !== null)
  const ordered = withValue.sort((a, b) =>
    String(a.value) === String(b.value) ? 0 : String(a.value) < String(b.value) ? -sign : sign,
  )
  return [...ordered, ...valued.filter(({ value }) => value === null)].map(({ child }) => child)
}
