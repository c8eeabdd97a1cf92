// How far each job over a list of keys has come, durable: a job that was killed goes on after the last key whose result
// stands. The result and the progress are written in one transaction of the job's, so that neither is ever there alone.
import type { Pool, PoolClient } from 'pg'

export interface JobStanding {
  readonly done: number
  /** Null before the first key. */
  readonly after: string | null
  readonly isFinished: boolean
}

export interface NewJob {
  /** Names the job and its run. */
  readonly name: string
  readonly source: string
  readonly total: number
  readonly at: Date
}

/** Takes up the job of this name, or begins it. Throws for one of another source. */
export async function takeUpJob(pool: Pool, { name, source, total, at }: NewJob): Promise<JobStanding> {
  await pool.query(
    `insert into pace.job (name, source, total, done, started_at, advanced_at) values ($1, $2, $3, 0, $4, $4)
     on conflict (name) do nothing`,
    [name, source, total, at],
  )
  const { rows } = await pool.query<{ source: string; done: number; after_key: string | null; is_finished: boolean }>(
    'select source, done, after_key, finished_at is not null as is_finished from pace.job where name = $1',
    [name],
  )
  const row = rows[0]
  if (row?.source !== source) throw new Error(`the job ${name} reads another source`)
  return { done: row.done, after: row.after_key, isFinished: row.is_finished }
}

export interface Step {
  readonly name: string
  /** After which key the job was before. */
  readonly from: string | null
  readonly to: string
  readonly keys: number
  readonly at: Date
}

/** Throws when the job is elsewhere already: two processes run it, and this one's result is not to stand. */
export async function advanceJob(client: PoolClient, { name, from, to, keys, at }: Step): Promise<void> {
  const { rowCount } = await client.query(
    `update pace.job set done = done + $4, total = greatest(total, done + $4), after_key = $3, advanced_at = $5
     where name = $1 and after_key is not distinct from $2 and finished_at is null`,
    [name, from, to, keys, at],
  )
  if (rowCount !== 1) throw new Error(`another process runs the job ${name}`)
}

export async function finishJob(pool: Pool, name: string, at: Date): Promise<void> {
  await pool.query('update pace.job set finished_at = $2 where name = $1 and finished_at is null', [name, at])
}
