// What the job found, as it is written: counts grow with each batch, in the transaction that moves the job on, so that none is counted twice.
import type { Pool, PoolClient } from 'pg'
import type { Day } from '../clock.ts'
import { inTransaction } from '../database/transaction.ts'
import type { FoundFault } from './faults.ts'

export interface Month {
  /** First day of the month. */
  readonly month: Day
  readonly source: string
}

/** Rows kept for one fault of one field; the count goes on. */
const MOST_ROWS = 10_000

/** False where the source has been read for this month already. Of earlier months the records are forgotten. */
export function beginReport(pool: Pool, of: Month, at: Date): Promise<boolean> {
  return inTransaction(pool, (client) => begin(client, of, at))
}

async function begin(client: PoolClient, { month, source }: Month, at: Date): Promise<boolean> {
  const { rows } = await client.query<{ began: boolean }>(
    `insert into quality.report (month, source, state, records, started_at) values ($1, $2, 'READING', 0, $3)
     on conflict (month, source) do update set state = 'READING' where report.state <> 'READ' returning xmax = 0 as began`,
    [month, source, at],
  )
  const [row] = rows
  if (row?.began) {
    await client.query('delete from quality.row where source = $1', [source])
    // What an earlier month did not come to the end of is not taken up again.
    await client.query(
      `update quality.report set state = 'OUT' where source = $1 and month < $2 and state = 'READING'`,
      [source, month],
    )
  }
  return row !== undefined
}

export interface Batch {
  readonly faults: readonly FoundFault[]
  readonly records: number
  readonly asOf: Date
}

/** One batch of records; the report is as fresh as the least fresh of them. */
export async function addBatch(client: PoolClient, of: Month, { faults, records, asOf }: Batch): Promise<void> {
  await client.query(
    'update quality.report set records = records + $3, as_of = least(as_of, $4) where month = $1 and source = $2',
    [of.month, of.source, records, asOf],
  )
  await addFaults(client, of, faults)
}

/** Adds to the counts, and the records behind them to the rows. */
export async function addFaults(
  client: PoolClient,
  { month, source }: Month,
  faults: readonly FoundFault[],
): Promise<void> {
  const groups = [...Map.groupBy(faults, ({ fault, field }) => `${fault} ${field}`)]
  if (groups.length === 0) return
  const { rows } = await client.query<{ fault: string; field: string; records: number }>(
    `insert into quality.count as c (month, source, fault, field, records)
     select $1, $2, fault, field, records from unnest($3::text[], $4::text[], $5::int[]) as n(fault, field, records)
     on conflict (month, source, fault, field) do update set records = c.records + excluded.records
     returning fault, field, records`,
    [
      ...[month, source, groups.map(([, [first]]) => first?.fault), groups.map(([, [first]]) => first?.field)],
      groups.map(([, group]) => group.length),
    ],
  )
  const counted = new Map(rows.map((row) => [`${row.fault} ${row.field}`, row.records]))
  const kept = groups.flatMap(([key, group]) => {
    const before = (counted.get(key) ?? 0) - group.length
    return group.slice(0, Math.max(0, MOST_ROWS - before))
  })
  await addRows(client, { month, source }, kept)
}

// A month that has gone by adds nothing to the records of the newest.
async function addRows(client: PoolClient, { month, source }: Month, faults: readonly FoundFault[]): Promise<void> {
  if (faults.length === 0) return
  await client.query(
    `insert into quality.row (source, fault, field, subject_key)
     select $1, fault, field, record from unnest($3::text[], $4::text[], $5::uuid[]) as n(fault, field, record)
     where not exists (select from quality.report r where r.source = $1 and r.month > $2)
     on conflict do nothing`,
    [
      ...[source, month],
      faults.map(({ fault }) => fault),
      faults.map(({ field }) => field),
      faults.map(({ record }) => record),
    ],
  )
}

const OPEN_FAULTS = `
  select distinct 'UNLINKED' as fault, '' as field, subject_key as record
    from linking.review where department = $1 and decided_at is null
  union all
  select distinct 'CONTRADICTED', t.coordinate, l.subject_key
    from correction.ticket t join registry.source_link l on l.child_id = t.child_id and l.department = t.source
    where t.source = $1 and t.kind = 'CONTRADICTION' and t.answered_at is null`

/** What other jobs know of the source: records before a person who links, and cells that another department contradicts. */
export async function openFaults(client: PoolClient, source: string): Promise<FoundFault[]> {
  const { rows } = await client.query<FoundFault>(OPEN_FAULTS, [source])
  return rows
}

/** False where another run has finished it: what it counted is not to be counted again. */
export async function finishReport(client: PoolClient, { month, source }: Month, at: Date): Promise<boolean> {
  const { rowCount } = await client.query(
    `update quality.report set state = 'READ', finished_at = $3 where month = $1 and source = $2 and state <> 'READ'`,
    [month, source, at],
  )
  return rowCount === 1
}

export async function leaveReport(pool: Pool, { month, source }: Month, state: 'STALE' | 'OUT'): Promise<void> {
  await pool.query(`update quality.report set state = $3 where month = $1 and source = $2 and state = 'READING'`, [
    ...[month, source, state],
  ])
}
