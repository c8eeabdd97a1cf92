// Where the jobs of these tests write what they read: a table of the file's own, in which nothing but the job itself keeps a key
// from being there twice.
import type pg from 'pg'

export interface Results {
  readonly schema: string
  /** How the names of the file's jobs and sources begin. */
  readonly jobs: string
}

/** Makes `<schema>.result` anew, and forgets the file's jobs: the databases outlive a run of the tests. */
export async function prepareResults(owner: pg.Pool, { schema, jobs }: Results): Promise<void> {
  await owner.query(`drop schema if exists ${schema} cascade`)
  await owner.query('delete from pace.source where source like $1', [`${jobs} %`])
  await owner.query('delete from pace.job where name like $1', [`${jobs} %`])
  await owner.query(`create schema ${schema}`)
  await owner.query(`create table ${schema}.result (job text not null, key text not null, low boolean)`)
  await owner.query(`grant usage on schema ${schema} to hutong_gateway`)
  await owner.query(`grant select, insert (job, key, low) on ${schema}.result to hutong_gateway`)
}
