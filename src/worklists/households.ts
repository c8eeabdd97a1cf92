// Which children are of one household. No source has a number of households: children are taken to be of one where the registry has the same
// guardian for them and one county is competent, and a child of whom it has no guardian is a household of its own. No county's task tells of
// another's child, or ends with another's decision.
import type { PoolClient } from 'pg'
import type { Day } from '../clock.ts'

const GUARDIANS = `
  select k.child_id, array_agg(distinct k.person_id || ' ' || coalesce(left(j.division, 6), '')) as guardians
  from registry.kinship k left join registry.jurisdiction j on j.child_id = k.child_id and j.kind = 'HUKOU' and ${inForce('j')}
  where k.kind = 'GUARDIAN' and k.child_id = any($1::uuid[]) and ${inForce('k')} group by k.child_id order by k.child_id`

function inForce(table: string): string {
  const from = `${table}.superseded_at is null and ${table}.valid_from <= $2`
  return `${from} and (${table}.valid_to is null or ${table}.valid_to > $2)`
}

/** By child, a guardian and a county by whom its household is known; two guardians of one child make one household of all their children. */
export async function householdsOf(
  client: PoolClient,
  childIds: readonly string[],
  day: Day,
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ child_id: string; guardians: string[] }>(GUARDIANS, [childIds, day])
  const headOf = new Map<string, string>()
  const head = (guardian: string): string => {
    const next = headOf.get(guardian) ?? guardian
    return next === guardian ? guardian : head(next)
  }
  for (const { guardians } of rows) {
    const [first = '', ...others] = guardians.map(head).sort()
    for (const other of others) headOf.set(other, first)
  }
  return new Map(rows.map(({ child_id: childId, guardians }) => [childId, head(guardians[0] ?? '')]))
}
