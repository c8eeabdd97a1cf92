// The mark on a child: which of its cells are being checked. Shown of those that the caller may see, and of no other.
import type { Pool } from 'pg'
import type { ShapeField } from '../plan/shape.ts'
import type { Grant } from '../policy/compile.ts'
import type { Relation } from '../policy/policy.ts'
import type { Operation } from '../rooms.ts'

const EDGE = 'disputes'
// What a child says is wrong is not told to whoever it may be about, nor the other way round.
const FAMILY: ReadonlySet<Relation> = new Set(['self', 'child-of'])

interface DisputeRow {
  readonly child_id: string
  readonly coordinate: string
  readonly opened_at: Date
  readonly due_on: string
}

export type Disputes = ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>

/** By child; null where the plan does not ask. One statement for a page. */
export async function disputesOf(
  pool: Pool,
  { grant, caller }: Pick<Operation, 'grant' | 'caller'>,
  { fields, childIds }: { readonly fields: readonly ShapeField[]; readonly childIds: readonly string[] },
): Promise<Disputes | null> {
  if (!fields.some(({ name }) => name === EDGE)) return null
  const { rows } = await pool.query<DisputeRow>({
    name: 'disputes-of-children',
    text: `select child_id, coordinate, min(opened_at) as opened_at, min(due_on) as due_on from correction.ticket
      where child_id = any($1::uuid[]) and answered_at is null and ($2::text is null or person_id = $2 or kind = 'CONTRADICTION')
      group by child_id, coordinate order by coordinate`,
    values: [childIds, FAMILY.has(grant.relation) ? caller.personId : null],
  })
  const shown = rows.filter(({ coordinate }) => isSeen(grant, coordinate))
  const value = ({ coordinate, opened_at: since, due_on: dueOn }: DisputeRow) => ({
    ...{ field: coordinate, since: since.toISOString(), dueOn },
  })
  return new Map([...Map.groupBy(shown, (row) => row.child_id)].map(([child, own]) => [child, own.map(value)]))
}

/** A cell that is granted for some children alone may have to look absent: what becomes of it would tell of it. */
export function isSeen(grant: Grant, coordinate: string): boolean {
  const decision = grant.decide('select', coordinate)
  return decision.effect !== 'refuse' && (decision.rows ?? []).length === 0
}
