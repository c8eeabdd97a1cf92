// Connection pools: one per database and role, with limits on time and number, that outlive a lost connection.
import pg from 'pg'
import { invariant } from '../errors.ts'
import { HeedfulClient, type HeedfulConfig } from './heedful-client.ts'

export interface PoolOptions {
  readonly max: number
  /** Shown in pg_stat_activity; say which part of Hutong it is. */
  readonly applicationName: string
  /** How long one statement may run before the server ends it; none when left out. */
  readonly statementTimeoutMs?: number
  /** Every transaction of the pool starts read-only. */
  readonly readOnly?: boolean
  /** Most bytes of one answer, for a server that is not ours; no bound when left out. */
  readonly mostBytes?: number
}

const open = new Set<pg.Pool>()

// Waiting for a connection of the pool counts as well: a request gives up, a job that copies many tables takes its turn.
const REQUEST_WAITS_MS = 5_000
const JOB_WAITS_MS = 120_000
/** A server that ends a statement says so; one from which nothing comes by then is gone, and so is the connection. */
const LATEST_WORD_MS = 1_000

/** Opens a pool. No connection is made before the first query. */
export function openPool(url: string, options: PoolOptions): pg.Pool {
  invariant(options.max > 0, 'a pool holds at least one connection')
  const { statementTimeoutMs, mostBytes } = options
  const settings: pg.PoolConfig & HeedfulConfig = {
    Client: HeedfulClient,
    ...(mostBytes === undefined ? {} : { mostBytes }),
    connectionString: url,
    max: options.max,
    application_name: options.applicationName,
    connectionTimeoutMillis: statementTimeoutMs === undefined ? JOB_WAITS_MS : REQUEST_WAITS_MS,
    idleTimeoutMillis: 30_000,
    types: { getTypeParser },
    ...(statementTimeoutMs === undefined
      ? {}
      : { statement_timeout: statementTimeoutMs, query_timeout: statementTimeoutMs + LATEST_WORD_MS }),
    ...(options.readOnly ? { options: '-c default_transaction_read_only=on' } : {}),
  }
  const pool = new pg.Pool(settings)
  // A connection that dies, idle or lent out, announces itself by an event that would end the process if nobody
  // listened. The pool has dropped it by then, and the query that was running on it fails on its own.
  pool.on('error', ignoreLostConnection)
  pool.on('connect', (client) => client.on('error', ignoreLostConnection))
  open.add(pool)
  return pool
}

/** Closes the pools given, or all that are open. Waits for the connections that are lent out. */
export async function closePools(pools: Iterable<pg.Pool> = [...open]): Promise<void> {
  await Promise.all(
    [...pools].map(async (pool) => {
      open.delete(pool)
      if (!pool.ended) await pool.end()
    }),
  )
}

function ignoreLostConnection(): void {}

// pg turns a `date` into midnight of the machine's own time zone; here a day is the text that the server sends.
const DATE = 1082
const DATE_ARRAY = 1182
const BIGINT = 20
const TEXT_ARRAY = 1009
const parseTextArray = pg.types.getTypeParser(TEXT_ARRAY as never) as (text: string) => string[]

function getTypeParser(oid: number, format?: string): (value: never) => unknown {
  if (format !== 'binary') {
    if (oid === DATE) return (text: string) => text
    if (oid === DATE_ARRAY) return parseTextArray
    if (oid === BIGINT) return parseBigint
  }
  return pg.types.getTypeParser(oid as never, format as never) as (value: never) => unknown
}

function parseBigint(text: string): number {
  const value = Number(text)
  invariant(Number.isSafeInteger(value), 'a bigint column holds a number beyond 2^53')
  return value
}
