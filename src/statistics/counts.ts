// The counting itself: distinct children, in the registry by SQL, across departments by their keys in bounded chunks.
import type { Pool } from 'pg'
import type { Day } from '../clock.ts'
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

const EDGE_NOT_IN_DIBAO = `
  select distinct on (o.child_id) o.child_id, left(j.division, 6) as district,
    (select subject_key from registry.source_link l where l.child_id = o.child_id and l.department = 'CLH') as clh,
    (select subject_key from registry.source_link l where l.child_id = o.child_id and l.department = 'WJW') as wjw
  from (select child_id, value from registry.outcome where kind = 'HOUSEHOLD_AID' and value = 'DIBAO_EDGE' and ${IN_FORCE}) o
  join (select child_id, division from registry.jurisdiction where kind = 'HUKOU' and ${IN_FORCE}) j using (child_id)
  where left(j.division, 6) = any($2) and o.child_id > $3
    and not exists (select from registry.outcome d where d.child_id = o.child_id and d.kind = 'HOUSEHOLD_AID' and d.value = 'DIBAO'
      and d.superseded_at is null and d.valid_from <= $1 and (d.valid_to is null or d.valid_to > $1))
  order by o.child_id, j.division limit $4`

interface EdgeChild {
  readonly child_id: string
  readonly district: string
  readonly clh: string | null
  readonly wjw: string | null
}

const CHUNK = 5_000

export interface CountingPools {
  readonly registry: Pool
  readonly CLH: Pool
  readonly WJW: Pool
}

/** N04: children of 低保边缘 households, severely disabled or severely ill, who are not in 低保, by district. */
export async function countEdgeNotCovered(pools: CountingPools, day: Day): Promise<Cell[]> {
  const counts = new Map<string, number>()
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const { rows } = await pools.registry.query<EdgeChild>(EDGE_NOT_IN_DIBAO, [day, DISTRICTS, after, CHUNK])
    const [severe, ill] = await Promise.all([
      matching(
        pools.CLH,
        'select subject_key from disability.certificate where subject_key = any($1) and grade <= 2',
        keysOf(rows, 'clh'),
      ),
      matching(
        pools.WJW,
        'select subject_key from health.attestation where subject_key = any($1) and illness_attested',
        keysOf(rows, 'wjw'),
      ),
    ])
    for (const child of rows) {
      if (!severe.has(child.clh ?? '') && !ill.has(child.wjw ?? '')) continue
      for (const district of [child.district, TOTAL]) counts.set(district, (counts.get(district) ?? 0) + 1)
    }
    if (rows.length < CHUNK) return cellsOf(counts, [[]])
    after = rows.at(-1)?.child_id ?? after
  }
}

function keysOf(rows: readonly EdgeChild[], column: 'clh' | 'wjw'): string[] {
  return rows.flatMap((row) => row[column] ?? [])
}

async function matching(pool: Pool, text: string, keys: readonly string[]): Promise<Set<string>> {
  const { rows } = await pool.query<{ subject_key: string }>(text, [keys])
  return new Set(rows.map((row) => row.subject_key))
}
