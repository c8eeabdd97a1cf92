// Several statements that hold together or not at all.
import type { Pool, PoolClient } from 'pg'

/** Commits what `work` did; when it throws, nothing of it stands, and the error goes on. */
export async function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  let isBroken = false
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => {
      isBroken = true
    })
    throw error
  } finally {
    // A connection that cannot even roll back is of no use to the next one who borrows it.
    client.release(isBroken)
  }
}
