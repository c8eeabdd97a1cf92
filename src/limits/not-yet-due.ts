// How many requests one person may have waiting.
import type { PoolClient } from 'pg'
import type { Day } from '../clock.ts'
import { GatewayError } from '../errors.ts'

/** Answered ones count as well: how many are left would tell that one was answered. */
const MOST_NOT_YET_DUE = 20

interface Requests {
  readonly table: 'correction.ticket' | 'transfer.request'
  readonly personId: string
  readonly today: Day
}

/** Rejects with TOO_MANY where the person has twenty that are not yet due. Until the transaction ends, no other of the person is counted. */
export async function expectFewNotYetDue(client: PoolClient, { table, personId, today }: Requests): Promise<void> {
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${table} of ${personId}`])
  const { rows } = await client.query<{ count: number }>({
    name: `not-yet-due ${table}`,
    text: `select count(*)::int as count from ${table} where person_id = $1 and due_on > $2`,
    values: [personId, today],
  })
  if ((rows[0]?.count ?? 0) >= MOST_NOT_YET_DUE) throw new GatewayError('TOO_MANY', 'so many requests are not yet due')
}
