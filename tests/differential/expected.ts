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
import { loadedAt } from '../../src/city/load.ts'
import type { DemoAccount } from '../../src/demo/accounts.ts'
import type { Department } from '../../src/departments/department.ts'
import { DEPARTMENTS, departmentShowing } from '../../src/departments/departments.ts'
import type { Witness } from '../../src/departments/join-rows.ts'
import type { Outcome } from '../../src/eligibility/inputs.ts'
import type { ChildRefs } from '../../src/masking/child-ref.ts'
import { findingsShown } from '../../src/registry/findings/read.ts'
import { draft, inForce } from '../eligibility/packs.ts'
import { disagreements, divisionToday, joinedCell, UNDETERMINED } from '../noninterference/joined.ts'
import { hasConsented, holdsOn, masked, readCell, rowOf, TODAY } from '../noninterference/reference.ts'
import { type ChildRows, type Json, TICKET, TRANSFER, type World } from '../noninterference/world.ts'
import { parts, schema } from '../policy/policies.ts'
import { CITY_SETTINGS } from '../world/town-site.ts'
import { coordinatesBelow } from './below.ts'
import { heldThen, type Moment, RECORDED_LISTS } from './recorded.ts'
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
  /** True of a question at a moment together with what nobody keeps a history of: no answer, and BAD_INPUT. */
  readonly isBadInput: boolean
}

// The schema's shape alone: its resolvers are tickets.
const SHAPE = buildSchema(printSchema(schema))

interface ChildRow extends Child {
  readonly id: string
  readonly rows: ChildRows
  /** Of the record below; null where the question names none. */
  readonly moment: Moment | null
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
  const faults: string[] = []
  const below = (info: GraphQLResolveInfo) => coordinatesBelow(SHAPE, document, rootKeyOf(info))
  const result = execute({
    schema: SHAPE,
    document,
    variableValues: variables,
    rootValue: {},
    fieldResolver: resolverFor(expecting, { disclosure, faults, below }),
  })
  if (result instanceof Promise || result.errors) throw new Error(`no answer to expect: ${JSON.stringify(result)}`)
  return { data: result.data, disclosure: disclosure.sort(), isBadInput: faults.length > 0 }
}

interface Writing {
  readonly disclosure: string[]
  readonly faults: string[]
  /** What is selected below the root field of a place. */
  readonly below: (info: GraphQLResolveInfo) => ReadonlySet<string>
}

function resolverFor(expecting: Expecting, writing: Writing): GraphQLFieldResolver<unknown, unknown> {
  const { disclosure } = writing
  return (source, passed: Record<string, unknown>, _context, info) => {
    const coordinate = `${info.parentType.name}.${info.fieldName}`
    if (info.parentType.name === 'Query' && hasNoHistory(passed, writing.below(info))) writing.faults.push(coordinate)
    if (coordinate === 'Query.child') return childBy(expecting, passed)
    if (coordinate === 'Query.children') return pageOf(expecting, passed)
    if (coordinate === 'Child.record') return recordOf(source as ChildRow)
    if (info.parentType.name === 'ChildRecord') return ofRecord(expecting, source as RecordRow, { writing, info })
    if (info.parentType.name.startsWith('Recorded'))
      return ofEntry(expecting, source as Entry, { coordinate, info, disclosure })
    if (coordinate === 'Child.childRef') return expecting.refs.refOf((source as ChildRow).id)
    const edge = DEPARTMENTS.find((department) => coordinate === `Child.${department.edge}`)
    if (coordinate === 'Child.contradictions') return disagreeing(expecting, source as ChildRow)
    if (coordinate === 'Child.findings') return foundOf(expecting, source as ChildRow)
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

// How facts come out of cells, and findings out of facts, is held against the reference in SQL elsewhere; here it is which cells
// they are weighed on: those that the caller would see itself, as it would see them.
function foundOf(expecting: Expecting, child: ChildRow): unknown {
  const { reference, asker, account } = expecting
  const cells = (leaf: string): unknown => {
    const department = departmentShowing(leaf)
    const verdict = decide(reference, asker, { kind: 'select', coordinate: leaf })
    if (!department || verdict.effect === 'refuse') return undefined
    const state = cellState(verdict.conditions, child, account.divisions)
    if (state !== 'granted') return state === 'withheld' ? undefined : null
    const value = divisionToday(leaf, stored(expecting, { child, department, inherited: [], at: null }, leaf))
    if (value === UNDETERMINED) return undefined
    if (Array.isArray(value)) return value.map((entry) => (entry === UNDETERMINED ? undefined : entry))
    return verdict.effect === 'mask' && value !== null ? masked(verdict.mask, value) : value
  }
  const history = (child.rows['registry.outcome'] ?? [])
    .filter((row) => row.superseded_at === null)
    .map(
      (row): Outcome => ({
        ...{ kind: row.kind as Outcome['kind'], value: String(row.value) },
        ...{ validFrom: String(row.valid_from), validTo: null },
      }),
    )
  return findingsShown(ASKED, () => ({ packs: PACKS, today: TODAY, cells, history, witness: FRESH }))
}

const ASKED = [{ coordinate: 'Child.findings' }] as unknown as Parameters<typeof findingsShown>[0]
const PACKS = [inForce, draft]
const FRESH: Witness = () => ({
  rows: { state: 'FRESH', asOf: loadedAt(CITY_SETTINGS), rows: new Map(), malformed: [] },
  key: '',
})

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

// ---- What the registry held

function rootKeyOf({ path }: GraphQLResolveInfo): string {
  let step = path
  while (step.prev) step = step.prev
  return String(step.key)
}

const NOW = '2026-11-23T02:00:00.000Z'

function momentOf({ asOf, knownAt }: Record<string, unknown>): Moment | null {
  if ((asOf ?? knownAt ?? null) === null) return null
  return { asOf: String(asOf ?? TODAY), knownAt: new Date(String(knownAt ?? NOW)) }
}

/** Departments know today alone: beside a moment no cell, order or filter of theirs. */
function hasNoHistory(passed: Record<string, unknown>, below: ReadonlySet<string>): boolean {
  if (momentOf(passed) === null) return false
  const isLive = [...below].some((each) => /^Child\.(?!childRef$|record$)/.test(each))
  return isLive || given(passed.orderBy).length > 0 || given(passed.filter).some(([name]) => !(name in KEPT))
}

/** By filter: where the registry keeps the history of what it filters by. */
const KEPT: Readonly<Record<string, { readonly table: string; readonly kind: string; readonly column: string }>> = {
  category: { table: 'registry.outcome', kind: 'CATEGORY', column: 'value' },
  householdAidClass: { table: 'registry.outcome', kind: 'HOUSEHOLD_AID', column: 'value' },
  residenceDivision: { table: 'registry.jurisdiction', kind: 'RESIDENCE', column: 'division' },
}

interface RecordRow {
  readonly child: ChildRow
  readonly moment: Moment
}

type Entry = Readonly<Record<string, Json>>

function recordOf(child: ChildRow): RecordRow {
  return { child, moment: child.moment ?? { asOf: TODAY, knownAt: new Date(NOW) } }
}

// A list is taken away as a whole where a condition on any leaf of it that is asked for does not hold.
function ofRecord(
  expecting: Expecting,
  { child, moment }: RecordRow,
  { writing, info }: { writing: Writing; info: GraphQLResolveInfo },
): unknown {
  const { reference, asker, account } = expecting
  if (info.fieldName === 'childRef') return expecting.refs.refOf(child.id)
  if (info.fieldName === 'asOf') return moment.asOf
  if (info.fieldName === 'knownAt') return moment.knownAt.toISOString()
  const list = RECORDED_LISTS[info.fieldName]
  if (!list) throw new Error(`${info.fieldName} is no list of the record`)
  const leaves = [...writing.below(info)].filter((each) => each.startsWith(`${list.type}.`))
  const conditions = leaves.flatMap((leaf) => conditionsAt(reference, asker, leaf))
  const state = cellState(conditions, child, account.divisions)
  if (state === 'withheld') {
    writing.disclosure.push(`${pathOf(info)} WITHHELD ${list.source}`)
    return null
  }
  if (state === 'looks-absent') return []
  return list
    .entries(child.rows, moment)
    .filter(({ department }) => department === undefined || isLinked(expecting, String(department)))
}

const LINKED: ReadonlySet<string> = new Set(['GAJ', 'MZJ', 'WJW', 'CLH', 'JYJ'])

function isLinked({ reference, asker }: Expecting, code: string): boolean {
  const edge = DEPARTMENTS.find((department) => department.code === code)?.edge
  return (
    LINKED.has(code) && decide(reference, asker, { kind: 'select', coordinate: `Child.${edge}` }).effect !== 'refuse'
  )
}

function ofEntry({ reference, asker }: Expecting, entry: Entry, { coordinate, info, disclosure }: At): Json {
  const value = entry[info.fieldName] ?? null
  const verdict = decide(reference, asker, { kind: 'select', coordinate })
  if (verdict.effect !== 'mask' || value === null) return value
  const left = masked(verdict.mask, value)
  if (left !== null) disclosure.push(`${pathOf(info)} MASKED ${verdict.mask}`)
  return left
}

// ---- Which children

function childBy(expecting: Expecting, passed: Record<string, unknown>): ChildRow | null {
  const id = expecting.refs.childIdOf(String(passed.ref))
  const rows = id === null ? undefined : expecting.world.children.get(id)
  if (id === null || !rows) return null
  const child = rowFor(id, rows, momentOf(passed))
  return isTheirs(expecting, child) ? child : null
}

// To be the caller's by where one lives is a use of that item: a protection of it takes the child out of the relation.
function isTheirs({ relation, reference, asker, account }: Expecting, child: ChildRow): boolean {
  const place = PLACES.get(relation)
  if (!place) return false
  if (relation === 'consenting-adult' && !hasConsented(child.rows, asker)) return false
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
  ['consenting-adult', { condition: 'hukou-in-own-division', item: 'D07' }],
  ['competent-division', { condition: 'hukou-in-own-division', item: 'D07' }],
])

function rowFor(id: string, rows: ChildRows, moment: Moment | null): ChildRow {
  const current = (table: string, kind: string) =>
    (rows[table] ?? []).filter((row) => row.kind === kind && holdsOn(row, TODAY))
  const divisions = (kind: string) => current('registry.jurisdiction', kind).map(({ division }) => String(division))
  return {
    id,
    rows,
    moment,
    residenceDivisions: divisions('RESIDENCE'),
    hukouDivisions: divisions('HUKOU'),
    isAddressProtected: current('registry.protection', 'ADDRESS').length > 0,
  }
}

function pageOf(expecting: Expecting, passed: Record<string, unknown>): unknown {
  const { world, refs } = expecting
  const own = [...world.children]
    .sort(([a], [b]) => Buffer.compare(refs.order.placeOf(a), refs.order.placeOf(b)))
    .map(([id, rows]) => rowFor(id, rows, momentOf(passed)))
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
  const { moment } = child
  if (moment) return passedThen(expecting, { ...child, moment }, input, wanted)
  const { value, test } = seen(expecting, child, input)
  if (value === null) return false
  if (Array.isArray(value)) return value.includes(wanted)
  const text = String(value)
  if (test === 'within') return text.startsWith(wanted)
  return test === 'atLeast' ? text >= wanted : test === 'atMost' ? text <= wanted : text === wanted
}

// As the registry had it then; what may be seen today may be filtered by.
function passedThen(
  { reference, asker, account }: Expecting,
  child: ChildRow & { readonly moment: Moment },
  input: string,
  wanted: string,
): boolean {
  const kept = KEPT[input.slice(input.indexOf('.') + 1)]
  const uses = parts.catalogue.get(input)?.uses
  if (!kept || !uses) return false
  const verdict = decide(reference, asker, { kind: uses.kind, coordinate: uses.of })
  if (!seenBy(verdict, child, account.divisions)) return false
  return heldThen(child.rows, kept.table, child.moment).some((row) => {
    const text = String(row[kept.column])
    return row.kind === kept.kind && (kept.column === 'division' ? text.startsWith(wanted) : text === wanted)
  })
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
