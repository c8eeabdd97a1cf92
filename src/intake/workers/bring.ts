// One file of the register of child workers into civil affairs' own database, in one transaction: new posts are added, changed ones superseded by
// what holds instead, and who stands there no more has gone. A receipt says what came of it.
import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Pool, PoolClient } from 'pg'
import type { Journal } from '../../audit/journal.ts'
import { type Clock, shanghaiDay } from '../../clock.ts'
import { inTransaction } from '../../database/transaction.ts'
import type { PolicySet } from '../../policy/compile.ts'
import { FileRefused } from '../../spreadsheets/file-refused.ts'
import { type Authority, authorityOver, journalled } from '../authority.ts'
import type { FaultAt } from '../faults.ts'
import { changesOf, type RegisterChanges, type StoredPost } from './changes.ts'
import type { Post } from './post.ts'
import { type RegisterFile, readRegister } from './read-register.ts'

export interface RegisterJob {
  readonly path: string
  /** When civil affairs made the file. */
  readonly taken: Date
  /** True to find out what would happen, and write nothing. */
  readonly isCheck: boolean
  /** How many posts may end for not being in the file; null for as many as are few. */
  readonly ending: number | null
  /** Pool of the role hutong_importer at civil affairs. */
  readonly civilAffairs: Pool
  readonly authority: Authority
  readonly journal: Journal
  readonly clock: Clock
  readonly newId: () => string
}

export interface Receipt {
  readonly rows: number
  readonly faulty: number
  readonly faults: readonly FaultAt[]
  readonly added: number
  readonly changed: number
  readonly ended: number
  readonly same: number
  /** False where a bad row names nobody, so that nobody ended for being missing. */
  readonly namesAll: boolean
}

/** More than a few posts would end: perhaps the file is of one county alone. Nothing was written. */
export class ManyWouldEnd extends Error {
  readonly count: number

  constructor(count: number) {
    super(`${count} posts would end`)
    this.name = 'ManyWouldEnd'
    this.count = count
  }
}

/** Throws REFUSED without a policy that grants it. */
export function registerAuthority(policies: PolicySet): Authority {
  return authorityOver(policies, [['IntakeRecord.childWorker', 'reveal']])
}

/** Throws FileRefused for what is wrong with the file as a whole, and ManyWouldEnd. */
export function bringRegister(job: RegisterJob): Promise<Receipt> {
  const { authority, journal, clock, newId, isCheck } = job
  const run = {
    job: isCheck ? 'import-check' : 'import',
    fed: { source: 'MZJ' },
    authority,
    journal,
    clock,
    newId,
  } as const
  return journalled(
    run,
    () => inTransaction(job.civilAffairs, (client) => bring(job, client)),
    ({ rows, faulty }) => ({ status: 'FINISHED', count: isCheck ? 0 : rows - faulty }),
  )
}

async function bring(job: RegisterJob, client: PoolClient): Promise<Receipt> {
  const { path, taken, isCheck } = job
  if (taken > job.clock.now()) throw new FileRefused('TAKEN_IN_FUTURE')
  const day = shanghaiDay(taken)
  const file = await readFile(path)
  const register = await readRegister(file, day)
  await holdRegister(client)
  await expectNewest(client, taken)
  const stored = await storedPosts(client)
  const changes = changesOf(stored, register, day)
  expectFewEnd(changes, { stored: stored.filter(({ endedOn }) => endedOn === null).length, ending: job.ending })
  const receipt = receiptOf(register, changes)
  if (!isCheck) await write(client, job, { changes, receipt, digest: hash('sha256', file, 'buffer') })
  return receipt
}

// The number is the lock's name in the database; any constant serves, as long as every Hutong uses the same.
const REGISTER_LOCK = 4_830_577_131

/** Until the end of the client's transaction. */
async function holdRegister(client: PoolClient): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1)', [REGISTER_LOCK])
}

async function expectNewest(client: PoolClient, taken: Date): Promise<void> {
  const { rows } = await client.query('select from civil_affairs.worker_file where taken_at > $1 limit 1', [taken])
  if (rows.length > 0) throw new FileRefused('OLDER_THAN_LAST')
}

async function storedPosts(client: PoolClient): Promise<StoredPost[]> {
  const { rows } = await client.query<StoredPost>(
    `select id, worker_no as "workerNo", post, division, full_time as "fullTime", certified_until as "certifiedUntil",
       trained_on as "trainedOn", appointed_from as "appointedFrom", ended_on as "endedOn"
     from civil_affairs.child_worker where superseded_at is null`,
  )
  return rows
}

const FEW = 10
const SHARE = 0.2

function expectFewEnd(
  { ended }: RegisterChanges,
  { stored, ending }: { readonly stored: number; readonly ending: number | null },
): void {
  if (ended.length > (ending ?? Math.max(FEW, Math.floor(stored * SHARE)))) throw new ManyWouldEnd(ended.length)
}

function receiptOf(
  { rows, faults, faultyRows, namesAll }: RegisterFile,
  { added, changed, ended, same }: RegisterChanges,
): Receipt {
  return {
    ...{ rows, faults, faulty: faultyRows, namesAll, same },
    ...{ added: added.length, changed: changed.length, ended: ended.length },
  }
}

interface Writing {
  readonly changes: RegisterChanges
  readonly receipt: Receipt
  readonly digest: Buffer
}

async function write(
  client: PoolClient,
  { clock, taken }: RegisterJob,
  { changes: { added, changed, ended }, receipt, digest }: Writing,
): Promise<void> {
  const now = clock.now()
  const replaced = [...changed, ...ended]
  await client.query('update civil_affairs.child_worker set superseded_at = $2 where id = any($1)', [
    ...[replaced.map(({ id }) => id), now],
  ])
  await addPosts(client, [...added, ...replaced.flatMap(({ post }) => post ?? [])], now)
  await client.query(
    `insert into civil_affairs.worker_file (taken_at, brought_at, digest, rows, faulty, added, changed, ended)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [taken, now, digest, receipt.rows, receipt.faulty, receipt.added, receipt.changed, receipt.ended],
  )
}

async function addPosts(client: PoolClient, posts: readonly Post[], now: Date): Promise<void> {
  await client.query(
    `insert into civil_affairs.child_worker
       (worker_no, post, division, full_time, certified_until, trained_on, appointed_from, ended_on, recorded_at)
     select p."workerNo", p.post, p.division, p."fullTime", p."certifiedUntil", p."trainedOn", p."appointedFrom", p."endedOn", $2
     from jsonb_to_recordset($1::jsonb) p("workerNo" text, post text, division text, "fullTime" boolean, "certifiedUntil" date,
       "trainedOn" date, "appointedFrom" date, "endedOn" date)`,
    [JSON.stringify(posts), now],
  )
}
