// In which village children live, as far as the registry knows: for counts of a village, which show no child.
import type { Pool, PoolClient } from 'pg'
import type { Day } from '../clock.ts'

/** The village of each of these children that has one, once for each child. */
export async function villagesOf(
  registry: Pool | PoolClient,
  childIds: readonly string[],
  day: Day,
): Promise<string[]> {
  const { rows } = await registry.query<{ division: string }>(
    `select min(division) as division from registry.jurisdiction where kind = 'RESIDENCE' and child_id = any($1::uuid[])
       and superseded_at is null and valid_from <= $2 and (valid_to is null or valid_to > $2) group by child_id`,
    [childIds, day],
  )
  return rows.map(({ division }) => division)
}
