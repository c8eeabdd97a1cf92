// Writes groups of sealed entries into the table as the one chain of this process, and knows where that chain ends.
// After any failure the end is uncertain (a commit may have happened without our hearing of it), so it is read again
// before the next group: the chain neither forks nor leaves a gap.
import type { Pool, PoolClient } from 'pg'
import { invariant } from '../errors.ts'
import { chainHash, firstLink } from './encoding.ts'
import type { SealedEntry } from './sealed-entry.ts'

// One text per column instead of arrays: canonical text never holds a raw line feed, and a text needs no escaping of its
// quotes, which is most of what an array parameter of JSON costs. Hashes travel as one block of 80 bytes a row.
const INSERT_GROUP = `
insert into journal.entry (process, sequence, kind, recorded_at, salt, body, leaf_hash, chain_hash)
select $1::uuid, $2::bigint + line.number, line.kind, line.recorded_at::timestamptz,
       substring($6::bytea from (line.number * 80 - 79)::int for 16), line.body,
       substring($6::bytea from (line.number * 80 - 63)::int for 32),
       substring($6::bytea from (line.number * 80 - 31)::int for 32)
from rows from (
  string_to_table($3::text, E'\\n'), string_to_table($4::text, E'\\n'), string_to_table($5::text, E'\\n')
) with ordinality as line (kind, recorded_at, body, number)`

const LAST_ROW = `
select sequence, leaf_hash, chain_hash from journal.entry where process = $1 order by sequence desc limit 1`

const ROWS_FROM = `
select sequence, leaf_hash, chain_hash from journal.entry where process = $1 and sequence >= $2 order by sequence`

const UNIQUE_VIOLATION = '23505'
const NONE: ReadonlySet<string> = new Set()

interface ChainEnd {
  readonly sequence: number
  readonly chainHash: Buffer
}

interface ChainRow {
  readonly sequence: string
  readonly leaf_hash: Buffer
  readonly chain_hash: Buffer
}

export interface ChainWriterOptions {
  readonly pool: Pool
  readonly processId: string
  readonly statementTimeoutMs: number
}

export class ChainWriter {
  readonly #options: ChainWriterOptions
  #client: PoolClient | undefined
  #end: ChainEnd
  #isUncertain = false

  private constructor(options: ChainWriterOptions) {
    this.#options = options
    this.#end = { sequence: 0, chainHash: firstLink(options.processId) }
  }

  /** Connects, refuses a server that would acknowledge before the disk has it, and finds the end of the chain. */
  static async open(options: ChainWriterOptions): Promise<ChainWriter> {
    const writer = new ChainWriter(options)
    const { rows } = await writer.#guarded((client) => client.query<ChainRow>(LAST_ROW, [options.processId]))
    if (rows[0]) writer.#end = endOf(rows[0])
    return writer
  }

  /** After a failure, the leaf hashes of what is on disk all the same; the chain goes on behind them. */
  async findLateCommits(): Promise<ReadonlySet<string>> {
    if (!this.#isUncertain) return NONE
    const from = Math.max(this.#end.sequence, 1)
    const { rows } = await this.#guarded((client) => client.query<ChainRow>(ROWS_FROM, [this.#options.processId, from]))
    const late = this.#end.sequence === 0 ? rows : afterKnownEnd(rows, this.#end)
    this.#end = late.reduce(follow, this.#end)
    this.#isUncertain = false
    return new Set(late.map((row) => row.leaf_hash.toString('hex')))
  }

  /** Resolves when every entry of the group is durable. After a failure ask `findLateCommits` first. */
  async write(group: readonly SealedEntry[]): Promise<void> {
    invariant(!this.#isUncertain, 'the end of the journal chain is known before it grows')
    if (group.length === 0) return
    const { links, end } = this.#link(group)
    const values = [
      this.#options.processId,
      this.#end.sequence,
      group.map((entry) => entry.kind).join('\n'),
      group.map((entry) => entry.recordedAt).join('\n'),
      group.map((entry) => entry.body).join('\n'),
      links,
    ]
    await this.#guarded((client) => client.query({ name: 'journal-insert-group', text: INSERT_GROUP, values }))
    this.#end = end
  }

  close(): void {
    this.#client?.release()
    this.#client = undefined
  }

  #link(group: readonly SealedEntry[]): { links: Buffer; end: ChainEnd } {
    let previous = this.#end.chainHash
    const parts: Buffer[] = []
    for (const entry of group) {
      previous = chainHash(previous, entry.leafHash)
      parts.push(entry.salt, entry.leafHash, previous)
    }
    const end = { sequence: this.#end.sequence + group.length, chainHash: previous }
    return { links: Buffer.concat(parts), end }
  }

  /** Runs work on the writer's own connection; on any failure the connection is dropped and the end is in doubt. */
  async #guarded<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    // Twice the server's own limit: only a server that no longer answers at all gets that far.
    const deadline = new Deadline(2 * this.#options.statementTimeoutMs)
    try {
      this.#client ??= await this.#connect(deadline)
      return await deadline.hold(work(this.#client))
    } catch (error) {
      this.#isUncertain = true
      this.#giveUp(this.#client)
      throw error
    } finally {
      deadline.clear()
    }
  }

  #giveUp(client: PoolClient | undefined): void {
    if (!client || client !== this.#client) return
    this.#client = undefined
    client.release(true)
  }

  async #connect(deadline: Deadline): Promise<PoolClient> {
    const connecting = this.#options.pool.connect()
    const client = await deadline.hold(connecting).catch((error: unknown) => {
      connecting.then(
        (tooLate) => tooLate.release(true),
        () => undefined,
      )
      throw error
    })
    // A connection that breaks while it rests is given up at once, so that the next caller does not pay for it. One that
    // breaks in a statement shows there; without a listener its event would end the process.
    client.on('error', () => this.#giveUp(client))
    try {
      await deadline.hold(prepareSession(client, this.#options.statementTimeoutMs))
      return client
    } catch (error) {
      client.release(true)
      throw error
    }
  }
}

function endOf(row: ChainRow): ChainEnd {
  return { sequence: Number(row.sequence), chainHash: row.chain_hash }
}

function afterKnownEnd(rows: readonly ChainRow[], known: ChainEnd): readonly ChainRow[] {
  const [first, ...late] = rows
  const isThere = first && Number(first.sequence) === known.sequence && first.chain_hash.equals(known.chainHash)
  invariant(isThere, 'the last durable journal entry is still there, unchanged')
  return late
}

function follow(end: ChainEnd, row: ChainRow): ChainEnd {
  const next = endOf(row)
  invariant(next.sequence === end.sequence + 1, 'the journal chain of this process has no gap')
  invariant(next.chainHash.equals(chainHash(end.chainHash, row.leaf_hash)), 'the journal chain has not forked')
  return next
}

async function prepareSession(client: PoolClient, statementTimeoutMs: number): Promise<void> {
  const { rows } = await client.query<{ synchronous_commit: string }>(
    `select current_setting('synchronous_commit') as synchronous_commit, set_config('statement_timeout', $1, false)`,
    [String(statementTimeoutMs)],
  )
  const setting = rows[0]?.synchronous_commit
  invariant(setting === 'on' || setting === 'remote_apply', 'the journal needs synchronous_commit = on')
}

/** Whether a group failed because rows of its numbers were committed by an earlier try. */
export function isSequenceTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION
}

/** A limit on several steps together. */
class Deadline {
  readonly #expired: Promise<never>
  #timer: NodeJS.Timeout | undefined

  constructor(timeoutMs: number) {
    this.#expired = new Promise((_, reject) => {
      this.#timer = setTimeout(() => reject(new Error('the journal database did not answer in time')), timeoutMs)
    })
    this.#expired.catch(() => undefined)
  }

  hold<Result>(work: Promise<Result>): Promise<Result> {
    return Promise.race([work, this.#expired])
  }

  clear(): void {
    clearTimeout(this.#timer)
  }
}
