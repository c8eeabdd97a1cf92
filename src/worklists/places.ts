// What is looked at without a child: posts that nobody holds.
import type { PoolClient } from 'pg'
import type { ChildWorker } from '../departments/civil-affairs/worker-register.ts'

// The roster says which streets and villages there are; civil affairs' register says who works there.
const VACANT = `
  select distinct division from roster.organisation
  where kind in ('STREET', 'VILLAGE') and division <> all($1::char(12)[]) order by division`

/** Divisions of streets without a child supervisor and of villages without a child director. */
export async function vacantPosts(client: PoolClient, held: readonly ChildWorker[]): Promise<string[]> {
  const divisions = [...new Set(held.map(({ division }) => division))]
  const { rows } = await client.query<{ division: string }>(VACANT, [divisions])
  return rows.map(({ division }) => division)
}
