// Where children live today, for whom to call about them: the division on record, and none while the address is hidden.
import type { Pool } from 'pg'
import type { Day } from '../clock.ts'

// Two divisions at once are a fault of the record, and the gateway does not choose between them.
const RESIDENCES = `
  select r.child_id, min(r.division) as division from registry.jurisdiction r
  where r.child_id = any($1::uuid[]) and r.kind = 'RESIDENCE' and r.superseded_at is null
    and r.valid_from <= $2 and (r.valid_to is null or r.valid_to > $2)
    and not exists (
      select from registry.protection p
      where p.child_id = r.child_id and p.kind = 'ADDRESS' and p.superseded_at is null
        and p.valid_from <= $2 and (p.valid_to is null or p.valid_to > $2)
    )
  group by r.child_id having count(distinct r.division) = 1`

/** Divisions of twelve digits by child; a child without one, or whose address is protected, has no entry. */
export async function residencesOf(
  pool: Pool,
  childIds: readonly string[],
  today: Day,
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ child_id: string; division: string }>({
    name: 'residences',
    text: RESIDENCES,
    values: [childIds, today],
  })
  return new Map(rows.map((row) => [row.child_id, row.division]))
}
