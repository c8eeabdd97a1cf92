// Records on their way: copied beside the registry in the transaction that will write them, so that a million rows need no
// more memory than one piece of the file, and a transaction that ends early leaves nothing behind.
import type { PoolClient, QueryResultRow } from 'pg'
import { copyRows } from '../database/copy.ts'
import type { Fed } from './feeds.ts'
import type { StagedRecord } from './read-record.ts'

/** A record with its line in a file, or its place among the events of a page. */
export interface Placed {
  readonly line: number
  readonly record: StagedRecord
  /** Of the change feed; 0 for what came in a file. */
  readonly sequence: number
}

const COLUMNS = [
  'run',
  'line',
  'fact_key',
  'is_present',
  'number_kind',
  'number_index',
  'name_index',
  'subject_key',
  'values',
  'valid_from',
  'valid_to',
  'record_time',
  'sequence',
  'digest',
]

/** Returns how many there were. */
export function stage(
  client: PoolClient,
  run: string,
  records: AsyncIterable<Placed> | Iterable<Placed>,
): Promise<number> {
  return copyRows(client, 'intake.staged', COLUMNS, rows(run, records))
}

/** Takes them off again; the transaction is not over yet. */
export async function clearStaged(client: PoolClient, run: string): Promise<void> {
  await client.query('delete from intake.staged where run = $1', [run])
}

async function* rows(
  run: string,
  records: AsyncIterable<Placed> | Iterable<Placed>,
): AsyncGenerator<readonly unknown[]> {
  for await (const { line, record, sequence } of records) {
    const { factKey, isPresent, number, nameIndex, subjectKey, values, validFrom, validTo, recordTime, digest } = record
    const child = [number?.kind ?? null, number?.index ?? null, nameIndex, subjectKey]
    yield [run, line, factKey, isPresent, ...child, values, validFrom, validTo, recordTime, sequence, digest]
  }
}

/** One writer of a kind of fact and source at a time, until the transaction ends; or until its process is gone. */
export async function holdFeed(client: PoolClient, { feed, source }: Fed): Promise<void> {
  // A statement of a process that was killed would otherwise run to its end, and the next writer wait for it.
  await client.query(`set local client_connection_check_interval = '1s'`)
  await client.query(`select pg_advisory_xact_lock(hashtextextended('hutong intake ' || $1, 0))`, [
    `${source} ${feed.kind}`,
  ])
}

/**
 * Runs a statement that joins what was staged. A planner without statistics takes both sides for a few rows and compares each with
 * each: 12,000 with 12,000 took two minutes, hashed they take a second. Probes of an index, row by row, stay as they are.
 */
export async function joinStaged<Row extends QueryResultRow>(
  client: PoolClient,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  await client.query('set local enable_nestloop = off')
  const { rows } = await client.query<Row>(text, [...values])
  await client.query('set local enable_nestloop to default')
  return rows
}
