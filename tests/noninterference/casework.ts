// What the officers of a division and the analyst ask, at random: one child by reference, their own or not; lists
// filtered, sorted and paged; published tables.
import 'reflect-metadata'
import { MapperKind, mapSchema } from '@graphql-tools/utils'
import { type GraphQLSchema, isInputObjectType } from 'graphql'
import type { Response } from 'supertest'
import { CAST_LIST, type CastChild, PROTECTION_CASE } from '../../src/city/cast.ts'
import type { Random } from '../../src/city/random.ts'
import { addDays } from '../../src/clock.ts'
import { Category, HouseholdAidClass } from '../../src/departments/civil-affairs/types.ts'
import { childRefsFor } from '../../src/masking/child-ref.ts'
import { recipientOf } from '../../src/registry/casework.ts'
import { StatisticDimension, StatisticTable } from '../../src/statistics/types.ts'
import type { Scene } from './callers.ts'
import { type Operation, once } from './operation.ts'
import { randomId } from './random-id.ts'
import { isOwn } from './reference.ts'
import { type Document, type Root, randomDocument } from './selection.ts'
import { NO_ROWS } from './world.ts'

/** Up to three children by reference in one operation: own ones, others', and references to nobody. */
export function askChildren(scene: Scene, random: Random): Operation {
  const refs = childRefsFor(scene.place.keys.childRef, recipientOf(scene.account, scene.grant))
  const { own, other } = childrenOf(scene)
  const ghost = randomId(random)
  const ids = Array.from({ length: 1 + random.below(3) }, () =>
    random.weighted<string>([
      [random.pick(own), 5],
      [random.pick(other), 2],
      [ghost, 2],
    ]),
  )
  const granted = scene.grant.view.getQueryType()?.getFields() ?? {}
  const moment = mayName(scene, 'child') && random.chance(0.3) ? someMoment(random) : {}
  const roots = ids.map((id): Root => {
    const cast = NAMED.get(id)
    if (cast && CHILD_NAMED in granted && random.chance(0.3)) {
      return { name: CHILD_NAMED, arguments: { subject: { citizenId: cast.citizenId, fullName: cast.name } } }
    }
    if (PRIORITY in granted && random.chance(0.5))
      return { name: PRIORITY, arguments: { ref: refs.refOf(id), needed: random.chance(0.9) } }
    const isRecord = RECORD in granted && random.chance(0.3)
    return isRecord
      ? { name: RECORD, arguments: { ref: refs.refOf(id), ...someMoment(random) } }
      : { name: 'child', arguments: { ref: refs.refOf(id), ...moment } }
  })
  const document = randomDocument({ random, schema: viewAt(scene, moment) }, roots)
  const ghosts = ids.includes(ghost) ? [{ id: ghost, asked: null }] : []
  return casework(scene, 'child', { document, focus: ids.filter((id) => id !== ghost), ghosts })
}

const RECORD = 'childRecord'
const PRIORITY = 'careLeaverPriority'
const CHILD_NAMED = 'childNamed'
const NAMED: ReadonlyMap<string, CastChild> = new Map(
  CAST_LIST.filter(({ citizenId }) => citizenId !== null).map((child) => [child.id, child]),
)

function someMoment(random: Random): Readonly<Record<string, string>> {
  return {
    ...(random.chance(0.5) ? { asOf: addDays('2026-01-01', random.below(500)) } : {}),
    ...(random.chance(0.5) ? { knownAt: `${addDays('2025-12-01', random.below(350))}T00:00:00Z` } : {}),
  }
}

/** Whether the caller may name a moment to a root field. */
function mayName({ grant }: Scene, root: string): boolean {
  return grant.decide('input', `Query.${root}(asOf:)`).effect === 'reveal'
}

/** What may be selected: beside a moment of a child the registry's alone, for anything else is refused as it stands. */
function viewAt({ grant: { view } }: Scene, moment: Readonly<Record<string, string>>): GraphQLSchema {
  if (Object.keys(moment).length === 0) return view
  return mapSchema(view, {
    [MapperKind.OBJECT_FIELD]: (config, field, type) =>
      type === 'Child' && field !== 'childRef' && field !== 'record' ? null : config,
  })
}

/** One page with a random selection. */
export function askPage(scene: Scene, random: Random): Operation {
  const { moment, ...asked } = someList(scene, random)
  const list = { name: 'children', arguments: { ...asked, ...moment, first: 1 + random.below(40) } }
  const document = randomDocument({ random, schema: viewAt(scene, moment) }, [list])
  return casework(scene, 'children', { document, focus: some(random, childrenOf(scene).own), ghosts: [] })
}

const PAGES = `query Pages($filter: ChildFilter, $orderBy: ChildOrder, $asOf: Date, $knownAt: Instant, $first: Int, $after: String) {
  children(filter: $filter, orderBy: $orderBy, asOf: $asOf, knownAt: $knownAt, first: $first, after: $after) {
    nodes { childRef } pageInfo { hasNextPage endCursor } } }`

/** Several pages in a row, each by the cursor of the one before. */
export function askPages(scene: Scene, random: Random): Operation {
  const { moment, ...asked } = someList(scene, random)
  return pages(scene, random, { ...asked, ...moment, first: 2 + random.below(12) })
}

export function pages(scene: Scene, random: Random, variables: Readonly<Record<string, unknown>>): Operation {
  // Declared only where granted: a role without a filter or a sort key has no such type, and one that names no moment no such argument.
  const types = [...Object.keys(someInputs(scene)), ...(mayName(scene, 'children') ? ['Date', 'Instant'] : [])]
  const query = [
    ['ChildFilter', 'filter'],
    ['ChildOrder', 'orderBy'],
    ['Date', 'asOf'],
    ['Instant', 'knownAt'],
  ].reduce(
    (text, [type = '', name]) =>
      types.includes(type) ? text : text.replace(`$${name}: ${type}, `, '').replace(`${name}: $${name}, `, ''),
    PAGES,
  )
  const focus = some(random, childrenOf(scene).own)
  return {
    ...casework(scene, 'pages', { document: { query, variables }, focus, ghosts: [] }),
    requests(answers) {
      if (answers.length === 0) return { query, variables }
      const after = cursorOf(answers.at(-1))
      return after === null ? null : { query, variables: { ...variables, after } }
    },
  }
}

function cursorOf(answer: Response | undefined): string | null {
  const info = answer?.body.data?.children?.pageInfo
  return info?.hasNextPage === true ? String(info.endCursor) : null
}

export function askTable(scene: Scene, random: Random): Operation {
  const root = random.chance(0.5)
    ? { name: 'statistics', arguments: { table: random.pick(Object.keys(StatisticTable)) } }
    : { name: 'askStatistics', arguments: { measure: 'CHILDREN', by: [random.pick(Object.keys(StatisticDimension))] } }
  const document = randomDocument({ random, schema: scene.grant.view }, [root])
  return casework(scene, root.name, {
    document,
    focus: some(random, [...scene.place.world.children.keys()]),
    ghosts: [],
  })
}

function casework(
  { as, purpose, grant }: Scene,
  title: string,
  { document, focus, ghosts }: { document: Document } & Pick<Operation, 'focus' | 'ghosts'>,
): Operation {
  return {
    title: `${as} ${purpose} ${title}`,
    case: grant.relation === 'named-case' ? PROTECTION_CASE.caseNumber : null,
    misses: 0,
    requests: once(document),
    asked: [],
    isRefused: false,
    focus,
    ghosts,
  }
}

/** The caller's children and everybody else's, as the world has them. */
export function childrenOf({ grant, account, place }: Scene): { own: readonly string[]; other: readonly string[] } {
  const ids = [...place.world.children.keys()].sort()
  const own = new Set(ids.filter((id) => isOwn({ grant, account }, place.world.children.get(id) ?? NO_ROWS)))
  return { own: [...own], other: ids.filter((id) => !own.has(id)) }
}

function someInputs({ grant }: Scene): Record<string, readonly string[]> {
  const inputs = ['ChildFilter', 'ChildOrder'].flatMap((name) => {
    const type = grant.view.getType(name)
    return isInputObjectType(type) ? [[name, Object.keys(type.getFields())] as const] : []
  })
  return Object.fromEntries(inputs)
}

interface SomeList {
  readonly filter?: Readonly<Record<string, string>>
  readonly orderBy?: Readonly<Record<string, string>>
  readonly moment: Readonly<Record<string, string>>
}

// At a moment a list is filtered by what the registry keeps, and sorted by nothing.
const KEPT: ReadonlySet<string> = new Set(['category', 'householdAidClass'])

function someList(scene: Scene, random: Random): SomeList {
  const { ChildFilter = [], ChildOrder = [] } = someInputs(scene)
  const moment = mayName(scene, 'children') && random.chance(0.4) ? someMoment(random) : {}
  const isThen = Object.keys(moment).length > 0
  const filter = Object.fromEntries(
    ChildFilter.filter((name) => (!isThen || KEPT.has(name)) && random.chance(isThen ? 0.5 : 0.2)).map((name) => [
      name,
      filterValue(name, random),
    ]),
  )
  const key = random.pick(ChildOrder)
  const direction = random.pick(['ASCENDING', 'DESCENDING'])
  return {
    ...(ChildFilter.length > 0 ? { filter } : {}),
    ...(key !== undefined && !isThen && random.chance(0.7) ? { orderBy: { [key]: direction } } : {}),
    moment,
  }
}

export function filterValue(name: string, random: Random): string {
  switch (name) {
    case 'sex':
      return random.pick(['MALE', 'FEMALE'])
    case 'bornFrom':
      return addDays('2009-01-01', random.below(4_000))
    case 'bornTo':
      return addDays('2014-01-01', random.below(4_500))
    case 'category':
      return random.pick(Object.keys(Category))
    case 'householdAidClass':
      return random.pick(Object.keys(HouseholdAidClass))
    default:
      return random.pick(['330106', '330106901', '330106901901', '330109'])
  }
}

function some(random: Random, ids: readonly string[]): string[] {
  return ids.filter(() => random.chance(0.6))
}
