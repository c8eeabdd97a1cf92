// Row scope of casework: the children whose competent division is the caller's, as part of the read itself and never as
// a filter on rows already fetched. Competence is the division on record today, not the first digits of a number (X04).
import type { Pool } from 'pg'
import type { Day } from '../clock.ts'
import type { DepartmentCode } from '../departments/department.ts'
import { invariant } from '../errors.ts'

export interface Scope {
  readonly kind: 'HUKOU' | 'RESIDENCE'
  readonly divisions: readonly string[]
  readonly today: Day
}

export interface ScopedChild {
  readonly childId: string
  readonly keys: Readonly<Partial<Record<DepartmentCode, string>>>
}

// Bounds of the column's own type, each division probed by itself: otherwise the planner would walk every child.
const IN_SCOPE = `
  from unnest($2::text[], $3::text[]) as d(lowest, highest)
  cross join lateral (
    select child_id from registry.jurisdiction
    where kind = $1 and superseded_at is null
      and division between d.lowest::char(12) and d.highest::char(12)
      and valid_from <= $4 and (valid_to is null or valid_to > $4) offset 0
  ) j`

const KEYS = `(select jsonb_object_agg(l.department, l.subject_key) from registry.source_link l where l.child_id = j.child_id) as keys`

interface Row {
  readonly child_id: string
  readonly keys: ScopedChild['keys'] | null
}

/** The child if it is in scope; null for any other id, whether or not such a child exists. */
export async function childInScope(pool: Pool, scope: Scope, childId: string): Promise<ScopedChild | null> {
  const { rows } = await pool.query<Row>({
    name: 'child-in-scope',
    text: `select j.child_id, ${KEYS} ${IN_SCOPE} where j.child_id = $5 limit 1`,
    values: [...boundsOf(scope), childId],
  })
  return rows[0] ? { childId: rows[0].child_id, keys: rows[0].keys ?? {} } : null
}

/** The next children of the scope in the order of their ids, after a given id. */
export async function childrenInScope(
  pool: Pool,
  scope: Scope,
  page: { readonly after: string | null; readonly size: number },
): Promise<ScopedChild[]> {
  const { rows } = await pool.query<Row>({
    name: 'children-in-scope',
    text: `select j.child_id, ${KEYS} from (
        select distinct j.child_id ${IN_SCOPE} where j.child_id > $5 order by j.child_id limit $6
      ) j order by j.child_id`,
    values: [...boundsOf(scope), page.after ?? '00000000-0000-0000-0000-000000000000', page.size],
  })
  return rows.map((row) => ({ childId: row.child_id, keys: row.keys ?? {} }))
}

// A division and all below it, as a range of 12-digit codes, which an index serves.
const DIVISION = /^\d{4}(\d{2}(\d{3}){0,2})?$/

function boundsOf({ kind, divisions, today }: Scope): unknown[] {
  // An empty code would be padded to the whole country.
  invariant(
    divisions.every((division) => DIVISION.test(division)),
    'a division has 4, 6, 9 or 12 digits',
  )
  return [
    kind,
    divisions.map((division) => division.padEnd(12, '0')),
    divisions.map((division) => division.padEnd(12, '9')),
    today,
  ]
}
