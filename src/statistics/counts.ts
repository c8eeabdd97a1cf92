// The counting itself: distinct children, in the registry by SQL, across departments by the word that each gives on its own keys.
import type { Pool } from 'pg'
import type { Day } from '../clock.ts'
import { UNREADABLE } from '../departments/cell-form.ts'
import { edgeReads } from '../departments/edge-reads.ts'
import { departmentsKnowing } from '../departments/joined.ts'
import { GatewayError } from '../errors.ts'
import { maskNamed } from '../masking/masks.ts'
import {
  type ChildrenJob,
  type ChildrenSize,
  type KeyedChild,
  NO_CHILD,
  readChildren,
  type Told,
} from '../registry/pace/read-children.ts'
import { type Cell, cellsOf } from './cells.ts'
import { CATEGORIES, DISTRICTS, TOTAL } from './tables.ts'

const IN_FORCE = `superseded_at is null and valid_from <= $1 and (valid_to is null or valid_to > $1)`

// Grouping sets give cells, margins and the distinct grand total in one pass.
const BY_DISTRICT_AND_CATEGORY = `
  select coalesce(left(j.division, 6), $2) as district, coalesce(o.value, $2) as category, count(distinct o.child_id) as children
  from (select child_id, value from registry.outcome where kind = 'CATEGORY' and ${IN_FORCE}) o
  join (select child_id, division from registry.jurisdiction where kind = 'HUKOU' and ${IN_FORCE}) j using (child_id)
  where left(j.division, 6) = any($3) and o.value = any($4)
  group by grouping sets ((left(j.division, 6), o.value), (left(j.division, 6)), (o.value), ())`

/** N01: district by category, with the distinct totals of each. */
export async function countByDistrictAndCategory(registry: Pool, day: Day): Promise<Cell[]> {
  const { rows } = await registry.query<{ district: string; category: string; children: number }>(
    BY_DISTRICT_AND_CATEGORY,
    [day, TOTAL, DISTRICTS, CATEGORIES],
  )
  const counts = new Map(rows.map((row) => [`${row.district}|${row.category}`, Number(row.children)]))
  return cellsOf(
    counts,
    [...CATEGORIES, TOTAL].map((category) => [category]),
  )
}

/** Either makes a child of these households one that N04 counts; each is its own department's word. */
export const SEVERE = ['Disability.severe', 'Health.illnessAttested'] as const

/** The departments that are asked for it. */
export const COUNTED_DEPARTMENTS = departmentsKnowing(SEVERE)

const EDGE_NOT_IN_DIBAO = `
  select distinct on (o.child_id) o.child_id as "childId", left(j.division, 6) as district,
    coalesce((select jsonb_object_agg(l.department, l.subject_key) from registry.source_link l
      where l.child_id = o.child_id and l.department = any($3)), '{}') as keys
  from (select child_id, value from registry.outcome where kind = 'HOUSEHOLD_AID' and value = 'DIBAO_EDGE' and ${IN_FORCE}) o
  join (select child_id, division from registry.jurisdiction where kind = 'HUKOU' and ${IN_FORCE}) j using (child_id)
  where left(j.division, 6) = any($2) and o.child_id > $4
    and not exists (select from registry.outcome d where d.child_id = o.child_id and d.kind = 'HOUSEHOLD_AID' and d.value = 'DIBAO'
      and d.superseded_at is null and d.valid_from <= $1 and (d.valid_to is null or d.valid_to > $1))
  order by o.child_id, j.division limit $5`

const SIZE_OF_EDGE = `
  with edge as (${EDGE_NOT_IN_DIBAO})
  select (select count(*)::int from edge) as children, coalesce(jsonb_object_agg(department, keys), '{}') as keys
  from (select k.key as department, count(*)::int as keys from edge, jsonb_each_text(edge.keys) k group by k.key) l`

interface EdgeChild extends KeyedChild {
  readonly district: string
}

const PAGE = 5_000

export interface Counting extends Pick<ChildrenJob<EdgeChild>, 'readers' | 'clock' | 'onProgress'> {
  readonly registry: Pool
}

/** N04: children of 低保边缘 households, severely disabled or severely ill, who are not in 低保, by district. Throws SOURCE_UNAVAILABLE. */
export async function countEdgeNotCovered({ registry, ...counting }: Counting, day: Day): Promise<Cell[]> {
  const known = [day, DISTRICTS, COUNTED_DEPARTMENTS.map(({ code }) => code)]
  const job: ChildrenJob<EdgeChild> = {
    ...counting,
    reads: edgeReads(
      SEVERE.map((coordinate) => ({ coordinate, mask: null, rows: [] })),
      maskNamed,
    ),
    most: PAGE,
    size: await sizeOf(registry, known),
    after: async (childId) => (await registry.query<EdgeChild>(EDGE_NOT_IN_DIBAO, [...known, childId, PAGE])).rows,
  }
  const counts = new Map<string, number>()
  for await (const { children, told } of readChildren(job)) {
    for (const child of children.filter((each) => isSevere(each, told))) {
      for (const district of [child.district, TOTAL]) counts.set(district, (counts.get(district) ?? 0) + 1)
    }
  }
  return cellsOf(counts, [[]])
}

async function sizeOf(registry: Pool, known: readonly unknown[]): Promise<ChildrenSize> {
  const { rows } = await registry.query<{ children: number; keys: Record<string, number> }>(SIZE_OF_EDGE, [
    ...known,
    NO_CHILD,
    null,
  ])
  const { children = 0, keys = {} } = rows[0] ?? {}
  return { children, keys: new Map(Object.entries(keys)) }
}

function isSevere({ keys }: EdgeChild, told: Told): boolean {
  return [...told].some(([source, { rows }]) => {
    const row = rows.get(keys[source] ?? '')
    const cells = row === UNREADABLE ? [row] : SEVERE.map((coordinate) => row?.get(coordinate))
    // Taken for a "no" it would make the count short, and nobody would know.
    if (cells.includes(UNREADABLE)) throw new GatewayError('SOURCE_UNAVAILABLE', `${source}: a record cannot be read`)
    return cells.includes(true)
  })
}
