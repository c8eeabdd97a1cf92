// Rolls in the registry's database. A process that works on one holds it for a while; what it writes counts only while it does.
import type { Pool } from 'pg'
import { inTransaction } from '../database/transaction.ts'
import type { Caller, Purpose } from '../identity/caller.ts'
import { type Said, writeSaid } from './said.ts'

export const ROLL_STATES = ['QUEUED', 'DONE', 'STOPPED', 'CANCELLED'] as const
export type RollState = (typeof ROLL_STATES)[number]
/** Why a roll was stopped before its end. */
export type StopReason = 'RIGHTS_ENDED' | 'NOT_APPROVED' | 'FAILED'

export interface StoredRoll {
  readonly id: string
  readonly organisationId: string
  readonly personId: string
  readonly caller: Caller
  readonly purpose: Purpose
  readonly caseNumber: string
  readonly pupils: number
  readonly answered: number
  readonly state: RollState
  readonly reason: StopReason | null
  readonly dueAt: Date
  readonly expiresAt: Date
}

const COLUMNS = `id, organisation_id as "organisationId", person_id as "personId", caller, purpose, case_number as "caseNumber",
  pupils, answered, state, reason, due_at as "dueAt", expires_at as "expiresAt"`

export interface NewRoll extends Omit<StoredRoll, 'answered' | 'state' | 'reason' | 'dueAt'> {
  readonly fileSealed: Buffer
  readonly sentAt: Date
}

/** False where the organisation has as many waiting as it may. */
export async function writeRoll(pool: Pool, roll: NewRoll, mostWaiting: number): Promise<boolean> {
  const { id, organisationId, personId, caller, purpose, caseNumber, pupils, fileSealed, sentAt, expiresAt } = roll
  return inTransaction(pool, async (client) => {
    // Of two that are sent at once, the second one sees the first.
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`roll ${organisationId}`])
    const { rowCount } = await client.query(
      `insert into roll.roll (id, organisation_id, person_id, caller, purpose, case_number, file_sealed, pupils, answered, state,
         sent_at, due_at, expires_at)
       select $1, $2, $3, $4, $5, $6, $7, $8, 0, 'QUEUED', $9, $9, $10
       where (select count(*) from roll.roll where organisation_id = $2 and state = 'QUEUED') < $11`,
      [id, organisationId, personId, caller, purpose, caseNumber, fileSealed, pupils, sentAt, expiresAt, mostWaiting],
    )
    return rowCount === 1
  })
}

export async function findRoll(pool: Pool, id: string, now: Date): Promise<StoredRoll | null> {
  const { rows } = await pool.query<StoredRoll>(
    `select ${COLUMNS} from roll.roll where id = $1 and (expires_at > $2 or state = 'QUEUED')`,
    [id, now],
  )
  return rows[0] ?? null
}

export async function sealedFile(pool: Pool, id: string): Promise<Buffer | null> {
  const { rows } = await pool.query<{ file: Buffer }>('select file_sealed as file from roll.roll where id = $1', [id])
  return rows[0]?.file ?? null
}

export interface SealedResult {
  readonly line: number
  readonly sealed: Buffer
}

export async function sealedResults(pool: Pool, id: string): Promise<SealedResult[]> {
  const { rows } = await pool.query<SealedResult>(
    'select line, result_sealed as sealed from roll.answer where roll_id = $1 order by line',
    [id],
  )
  return rows
}

export interface Holding {
  readonly by: string
  readonly now: Date
  readonly until: Date
}

/** The roll that has waited longest, held; null when none is due. One whose holder fell silent is taken over. */
export async function holdNext(pool: Pool, { by, now, until }: Holding): Promise<StoredRoll | null> {
  const { rows } = await pool.query<StoredRoll>(
    `update roll.roll set held_by = $1, held_until = $3 where id = (
       select id from roll.roll
       where state = 'QUEUED' and due_at <= $2 and (held_until is null or held_until <= $2)
       order by due_at, sent_at, id limit 1 for update skip locked
     ) returning ${COLUMNS}`,
    [by, now, until],
  )
  return rows[0] ?? null
}

export interface Written extends Omit<Holding, 'now'> {
  readonly roll: Pick<StoredRoll, 'id' | 'organisationId' | 'purpose'>
  readonly results: readonly SealedResult[]
  readonly said: readonly Said[]
  /** Until when what was said is remembered. */
  readonly rememberedUntil: Date
}

/** False when the roll was cancelled or is another process's by now: then nothing is written. */
export async function writeResults(pool: Pool, written: Written): Promise<boolean> {
  const { roll, results, said, by, until, rememberedUntil } = written
  const { id } = roll
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `update roll.roll set answered = answered + $3, held_until = $4 where id = $1 and held_by = $2 and state = 'QUEUED'`,
      [id, by, results.length, until],
    )
    if (rowCount !== 1) return false
    await client.query(
      `insert into roll.answer (roll_id, line, result_sealed)
       select $1, line, sealed from unnest($2::int[], $3::bytea[]) as r(line, sealed)`,
      [id, results.map(({ line }) => line), results.map(({ sealed }) => sealed)],
    )
    await writeSaid(client, roll, { said, expiresAt: rememberedUntil })
    return true
  })
}

export interface Ending {
  readonly id: string
  readonly by: string
  readonly state: Exclude<RollState, 'QUEUED'>
  readonly reason: StopReason | null
  readonly expiresAt: Date
}

export async function endRoll(pool: Pool, { id, by, state, reason, expiresAt }: Ending): Promise<void> {
  await pool.query(
    `update roll.roll set state = $3, reason = $4, expires_at = $5, held_by = null, held_until = null
     where id = $1 and held_by = $2 and state = 'QUEUED'`,
    [id, by, state, reason, expiresAt],
  )
}

/** Lets go of a roll until a moment. */
export async function putOff(pool: Pool, id: string, by: string, dueAt: Date): Promise<void> {
  await pool.query(
    'update roll.roll set due_at = $3, held_by = null, held_until = null where id = $1 and held_by = $2',
    [id, by, dueAt],
  )
}

/** False when it had ended before. */
export async function cancelRoll(pool: Pool, id: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update roll.roll set state = 'CANCELLED', held_by = null, held_until = null where id = $1 and state = 'QUEUED'`,
    [id],
  )
  return rowCount === 1
}

/** Erases what expired: file, answers and all. One that still waits, for a limit of the day, expires only when it has ended. */
export async function eraseExpired(pool: Pool, now: Date): Promise<void> {
  await pool.query("delete from roll.roll where expires_at <= $1 and state <> 'QUEUED'", [now])
  await pool.query('delete from roll.said where expires_at <= $1', [now])
}
