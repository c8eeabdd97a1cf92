// The runs of linking, one per source and step: where each has come to, so that one that was killed goes on from there.
import type { Pool, PoolClient } from 'pg'
import type { LinkedDepartment } from './read-sheets.ts'

export type RunStep = 'KEYS' | 'LINK'

export interface RunCounts {
  readonly records: number
  readonly founded: number
  readonly linked: number
  readonly asked: number
  readonly passedOver: number
  /** Children whose names or numbers were brought up to date. */
  readonly renewed: number
  /** Numbers that two records claim for two children. */
  readonly contested: number
}

export const NO_COUNTS: RunCounts = {
  ...{ records: 0, founded: 0, linked: 0, asked: 0, passedOver: 0 },
  ...{ renewed: 0, contested: 0 },
}

export function sumOf(one: RunCounts, other: RunCounts): RunCounts {
  return {
    records: one.records + other.records,
    founded: one.founded + other.founded,
    linked: one.linked + other.linked,
    asked: one.asked + other.asked,
    passedOver: one.passedOver + other.passedOver,
    renewed: one.renewed + other.renewed,
    contested: one.contested + other.contested,
  }
}

export interface NewRun {
  readonly id: string
  readonly department: LinkedDepartment
  readonly step: RunStep
  readonly parameters: string
  readonly at: Date
}

/** Takes up the unfinished run of this source and step, or begins one; one under other parameters is begun anew. */
export async function takeUpRun(pool: Pool, { id, department, step, parameters, at }: NewRun): Promise<void> {
  await pool.query(
    `update linking.run set finished_at = $4 where department = $1 and step = $2 and finished_at is null and parameters <> $3`,
    [department, step, parameters, at],
  )
  await pool.query(
    `insert into linking.run
       (id, department, step, parameters, started_at, records, founded, linked, asked, passed_over)
     values ($1, $2, $3, $4, $5, 0, 0, 0, 0, 0)
     on conflict (department, step) where finished_at is null do nothing`,
    [id, department, step, parameters, at],
  )
}

// The number is the lock's name in the database; any constant serves, as long as every Hutong uses the same.
const LINKING_LOCK = 4_830_577_127

/** After which key the next batch begins; null at the start, undefined when the run is over. Others wait until the batch is. */
export async function lockedPosition(
  client: PoolClient,
  { department, step }: Pick<NewRun, 'department' | 'step'>,
): Promise<string | null | undefined> {
  await client.query('select pg_advisory_xact_lock($1)', [LINKING_LOCK])
  const { rows } = await client.query<{ after_key: string | null }>(
    'select after_key from linking.run where department = $1 and step = $2 and finished_at is null',
    [department, step],
  )
  return rows[0]?.after_key
}

/** The same without holding anything, for the progress. */
export async function position(
  pool: Pool,
  { department, step }: Pick<NewRun, 'department' | 'step'>,
): Promise<string | null> {
  const { rows } = await pool.query<{ after_key: string | null }>(
    'select after_key from linking.run where department = $1 and step = $2 and finished_at is null',
    [department, step],
  )
  return rows[0]?.after_key ?? null
}

export interface Advance {
  readonly department: LinkedDepartment
  readonly step: RunStep
  readonly after: string | null
  readonly counts: RunCounts
  /** Set with the last batch. */
  readonly finishedAt: Date | null
}

export async function advanceRun(client: PoolClient, advance: Advance): Promise<void> {
  const { department, step, after, counts, finishedAt } = advance
  await client.query(
    `update linking.run set after_key = coalesce($3, after_key), records = records + $4, founded = founded + $5,
       linked = linked + $6, asked = asked + $7, passed_over = passed_over + $8, finished_at = $9,
       renewed = renewed + $10, contested = contested + $11
     where department = $1 and step = $2 and finished_at is null`,
    [
      ...[department, step, after, counts.records, counts.founded, counts.linked, counts.asked, counts.passedOver],
      ...[finishedAt, counts.renewed, counts.contested],
    ],
  )
}
