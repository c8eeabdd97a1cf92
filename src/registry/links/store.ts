// What a run of linking writes and looks up, inside the one transaction of a batch: a record's keys, its link and the row that
// readers use, the child it founds, the pairs that a person is asked about. All of a batch stands, or nothing of it.
import { createHash } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import type { Day } from '../../clock.ts'
import type { ReviewPair } from '../../linking/decide.ts'
import { MOST_IN_BLOCK } from '../../linking/index-of-records.ts'
import { bandOf } from '../../linking/weights.ts'
import type { LinkedDepartment } from './read-sheets.ts'

/** Which record: of which department, under which key of its own. */
export interface RecordName {
  readonly department: LinkedDepartment
  readonly subjectKey: string
}

export interface StoredLink extends RecordName {
  readonly childId: string
}

/** 16 bytes: the tokens in it are keyed already. */
export function storedKey(blockingKey: string): Buffer {
  return createHash('sha256').update(blockingKey).digest().subarray(0, 16)
}

export interface KnownRecords {
  /** By key of a record that is linked, whose it is. */
  readonly linked: ReadonlyMap<string, string>
  /** Those that have their blocking keys. */
  readonly keyed: ReadonlySet<string>
}

export async function knownRecords(
  client: PoolClient,
  department: LinkedDepartment,
  keys: readonly string[],
): Promise<KnownRecords> {
  const { rows } = await client.query<{ subject_key: string; child_id: string | null; keyed: boolean }>(
    `select q.subject_key,
       (select s.child_id from registry.source_link s where s.department = $1 and s.subject_key = q.subject_key) as child_id,
       exists (select from linking.blocking_key b where b.department = $1 and b.subject_key = q.subject_key) as keyed
     from unnest($2::uuid[]) q(subject_key)`,
    [department, keys],
  )
  return {
    linked: new Map(rows.flatMap((row) => (row.child_id === null ? [] : [[row.subject_key, row.child_id] as const]))),
    keyed: new Set(rows.filter((row) => row.keyed).map((row) => row.subject_key)),
  }
}

/** Every linked record of every child that shares one of the keys; of a key that too many share, too many to be used. */
export async function recordsSharing(
  client: PoolClient,
  keys: readonly Buffer[],
  departments: readonly LinkedDepartment[],
): Promise<StoredLink[]> {
  const { rows } = await client.query<{ department: LinkedDepartment; subject_key: string; child_id: string }>(
    `with sharing as (
       select distinct s.child_id from unnest($1::bytea[]) q(key)
       cross join lateral (
         select department, subject_key from linking.blocking_key b where b.key = q.key limit $3
       ) k join registry.source_link s using (department, subject_key)
     )
     select l.department, l.subject_key, l.child_id from sharing join registry.source_link l using (child_id)
     where l.department = any($2) order by l.child_id, l.department`,
    // A child has a record in each department at most.
    [keys, departments, (MOST_IN_BLOCK + 1) * departments.length],
  )
  return rows.map((row) => ({ department: row.department, subjectKey: row.subject_key, childId: row.child_id }))
}

/** True while a record of the department that is linked cannot be found by others. */
export async function hasLinksWithoutKeys(pool: Pool, department: LinkedDepartment): Promise<boolean> {
  const { rows } = await pool.query<{ has: boolean }>(
    `select exists (select from registry.source_link l where l.department = $1 and not exists (
       select from linking.blocking_key b where b.department = l.department and b.subject_key = l.subject_key)) as has`,
    [department],
  )
  return rows[0]?.has === true
}

export async function writeKeys(client: PoolClient, name: RecordName, keys: readonly Buffer[]): Promise<void> {
  await client.query(
    `insert into linking.blocking_key (key, department, subject_key)
     select key, $2, $3 from unnest($1::bytea[]) q(key) on conflict do nothing`,
    [keys, name.department, name.subjectKey],
  )
}

export interface NewLink extends StoredLink {
  readonly id: string
  readonly decidedBy: 'FOUNDED' | 'RULE' | 'WEIGHTS'
  readonly rule: string | null
  readonly parameters: string
  readonly weight: number | null
  readonly pattern: string | null
  readonly at: Date
}

/** The history's row and the row that readers use. */
export async function writeLink(client: PoolClient, link: NewLink): Promise<void> {
  const { department, subjectKey, childId, at } = link
  await client.query(
    `insert into linking.link
       (id, department, subject_key, child_id, decided_by, rule, parameters, band, pattern, decided_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ...[link.id, department, subjectKey, childId, link.decidedBy, link.rule, link.parameters],
      ...[link.weight === null ? null : bandOf(link.weight), link.pattern, at],
    ],
  )
  await client.query(
    `insert into registry.source_link (child_id, department, subject_key, recorded_at) values ($1, $2, $3, $4)`,
    [childId, department, subjectKey, at],
  )
}

/** A new child; what it can be looked up by is written with the link. */
export async function foundChild(client: PoolClient, childId: string, adultOn: Day | null, at: Date): Promise<void> {
  await client.query('insert into registry.child (id, adult_on, recorded_at) values ($1, $2, $3)', [
    ...[childId, adultOn, at],
  ])
}

export interface NewReview extends RecordName {
  readonly id: string
  readonly pair: ReviewPair
  readonly parameters: string
  /** Where the record says that the child is; the household register of the other child goes first. */
  readonly county: string | null
  readonly today: Day
  readonly at: Date
}

export async function writeReview(client: PoolClient, review: NewReview): Promise<void> {
  const { id, department, subjectKey, pair, parameters, county, today, at } = review
  await client.query(
    `insert into linking.review
       (id, department, subject_key, candidate_id, reason, band, pattern, parameters, division, opened_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, coalesce((
       select j.division from registry.jurisdiction j
       where j.child_id = $4 and j.kind = 'HUKOU' and j.superseded_at is null
         and j.valid_from <= $10 and (j.valid_to is null or j.valid_to > $10) limit 1), $9), $11)
     on conflict (department, subject_key, candidate_id) where decided_at is null do nothing`,
    [
      ...[id, department, subjectKey, pair.childId, pair.reason, bandOf(pair.weight), pair.pattern, parameters],
      ...[county === null ? null : `${county}000000`, today, at],
    ],
  )
}
