// What is looked at without a child: posts that nobody holds.
import type { PoolClient } from 'pg'
import type { Day } from '../clock.ts'

// The roster says who may ask the gateway as what; civil affairs' own register of child workers is not brought over yet.
const VACANT = `
  select distinct o.division from roster.organisation o where o.kind in ('STREET', 'VILLAGE') and not exists (
    select from roster.assignment a where a.role = o.kind and a.valid_from <= $1 and (a.valid_to is null or a.valid_to > $1)
      and exists (select from unnest(a.divisions) d where rpad(d, 12, '0') = o.division))
  order by o.division`

/** Divisions of streets without a child supervisor and of villages without a child director. */
export async function vacantPosts(client: PoolClient, day: Day): Promise<string[]> {
  const { rows } = await client.query<{ division: string }>(VACANT, [day])
  return rows.map(({ division }) => division)
}
