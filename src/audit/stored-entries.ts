// Reads the journal back, in chain order and a batch at a time, exactly as it stands in the table.
import type { Pool } from 'pg'

export interface StoredEntry {
  readonly process: string
  readonly sequence: number
  readonly kind: string
  /** With microseconds, as the database has it: a change below the millisecond is a change too. */
  readonly recordedAt: string
  readonly salt: Buffer
  readonly body: string
  readonly leafHash: Buffer
  readonly chainHash: Buffer
}

const COLUMNS = `entry.process, entry.sequence, entry.kind,
  to_char(entry.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as recorded_at,
  entry.salt, entry.body, entry.leaf_hash, entry.chain_hash`

const DECLARE_CURSOR = `
declare stored_entries no scroll cursor for
select ${COLUMNS} from journal.entry order by entry.process, entry.sequence`

// The last entries of each chain first, by its key: the table can be long and has no index by time.
const LAST_ENTRIES = `
with recursive chain (id) as (
  (select process from journal.entry order by process limit 1)
  union all
  select (select process from journal.entry where process > chain.id order by process limit 1)
  from chain where chain.id is not null
)
select ${COLUMNS} from chain cross join lateral (
  select * from journal.entry where process = chain.id order by sequence desc limit $1
) as entry
order by entry.recorded_at desc, entry.process, entry.sequence desc limit $1`

interface Row {
  readonly process: string
  readonly sequence: string
  readonly kind: string
  readonly recorded_at: string
  readonly salt: Buffer
  readonly body: string
  readonly leaf_hash: Buffer
  readonly chain_hash: Buffer
}

/** Every entry by process and sequence, out of one snapshot; `batchRows` of them are in memory at a time. */
export async function* storedEntries(pool: Pool, batchRows = 2_000): AsyncGenerator<StoredEntry> {
  const client = await pool.connect()
  let isDone = false
  try {
    await client.query('begin isolation level repeatable read read only')
    await client.query(DECLARE_CURSOR)
    for (;;) {
      const { rows } = await client.query<Row>(`fetch forward ${batchRows} from stored_entries`)
      yield* rows.map(entryOf)
      if (rows.length < batchRows) break
    }
    await client.query('commit')
    isDone = true
  } finally {
    // A reader that stops early leaves a transaction behind; the connection goes with it.
    client.release(!isDone)
  }
}

/** The newest entries of all chains, newest first. */
export async function lastEntries(pool: Pool, count: number): Promise<readonly StoredEntry[]> {
  const { rows } = await pool.query<Row>(LAST_ENTRIES, [count])
  return rows.map(entryOf)
}

function entryOf(row: Row): StoredEntry {
  return {
    process: row.process,
    sequence: Number(row.sequence),
    kind: row.kind,
    recordedAt: row.recorded_at,
    salt: row.salt,
    body: row.body,
    leafHash: row.leaf_hash,
    chainHash: row.chain_hash,
  }
}
