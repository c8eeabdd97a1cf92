// Which children are of one household. No source has a number of households: children are taken to be of one where the registry has the same
// guardian for them, and a child of whom it has none is a household of its own.
import type { PoolClient } from 'pg'
import type { Day } from '../clock.ts'

const GUARDIANS = `
  select child_id, array_agg(distinct person_id order by person_id) as guardians from registry.kinship
  where kind = 'GUARDIAN' and child_id = any($1::uuid[]) and superseded_at is null and valid_from <= $2 and (valid_to is null or valid_to > $2)
  group by child_id order by child_id`

/** By child, a guardian by whom its household is known; two guardians of one child make one household of all their children. */
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
