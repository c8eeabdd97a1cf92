// The job that makes the snapshot of a quarter and publishes its standing tables. It reads the city once under its own system role and
// policy, keeps sealed codes of children and nothing that names one, and publishes numbers that passed disclosure control.
import type { KeyObject } from 'node:crypto'
import type { PoolClient } from 'pg'
import { type Day, shanghaiDay } from '../clock.ts'
import { inTransaction } from '../database/transaction.ts'
import type { RegisteredWorkers } from '../departments/civil-affairs/worker-register.ts'
import type { Department } from '../departments/department.ts'
import { departmentsKnowing } from '../departments/joined.ts'
import { openSolver } from '../disclosure/solver.ts'
import { packFor } from '../eligibility/answer-days.ts'
import type { RulePack } from '../eligibility/rule-pack.ts'
import { GatewayError } from '../errors.ts'
import { FACT_LEAVES } from '../registry/findings/facts.ts'
import { type CityJob, type ReadChild, readCityAs } from '../registry/pace/read-city.ts'
import { readWorkersAs, type WorkersJob } from '../registry/pace/read-workers.ts'
import { cellSecret } from './keys.ts'
import { lockLedger } from './ledger.ts'
import { COLUMNS, DIMENSIONS, valueLists } from './menu/menu.ts'
import { periodOf, quarterIn } from './period.ts'
import { keepShown } from './shown-tables.ts'
import { CHUNK_ROWS, columnsOf } from './snapshot/chunk.ts'
import {
  type ChunkSite,
  dropChunks,
  keepChunk,
  keepSnapshot,
  loadStore,
  menuToKeep,
  type SnapshotRecord,
  snapshotOf,
} from './snapshot/keep.ts'
import { leavesOfSnapshot, rowMaker, type SnapshotRow } from './snapshot/rows.ts'
import { countsForDirector, VillageCounter } from './snapshot/villages.ts'
import { WORKER_LEAVES } from './standing/child-directors.ts'
import type { StandingTable } from './standing/standing.ts'
import { STANDING_TABLES } from './standing/tables.ts'

export const STATISTICS_ROLE = 'SYSTEM_STATISTICS'
const AS_STATISTICS = { role: STATISTICS_ROLE, purpose: 'P09' } as const

/** The departments that tell what is counted, under whatever pack. */
export const COUNTED_DEPARTMENTS: readonly Department[] = departmentsKnowing([
  ...FACT_LEAVES,
  ...DIMENSIONS.flatMap(({ counts }) => counts),
  ...COLUMNS.map(({ leaf }) => leaf),
])

/** `registry` is a pool of the role hutong_statistics. */
export interface StatisticsJob extends CityJob, Pick<WorkersJob, 'workerRegister'> {
  readonly packs: readonly RulePack[]
  /** The gateway's key that the secrets of statistics are derived from. */
  readonly key: KeyObject
  /** Fresh random bytes. */
  readonly nonce: (bytes: number) => Buffer
}

export interface Published {
  readonly period: number
  readonly asOf: Day
  readonly children: number
  readonly tables: number
}

/**
 * Once a quarter; a second run in it does nothing and gives null, for two snapshots a few children apart would tell of those few. Throws REFUSED
 * without a policy or a rule pack in force, SOURCE_UNAVAILABLE for a department that is stale or stays out: then nothing is published, and
 * the next run begins anew. Several jobs at once publish once.
 */
export async function publishStatistics(job: StatisticsJob): Promise<Published | null> {
  const day = shanghaiDay(job.clock.now())
  const period = periodOf(day)
  if (await snapshotOf(job.registry, period)) return null
  const pack = packFor(job.packs, day)
  if (pack.effectiveFrom === null || day < pack.effectiveFrom)
    throw new GatewayError('REFUSED', 'no rule pack in force')
  const site = { registry: job.registry, key: job.key, period }
  return withBuilding(job, async () => {
    if (await snapshotOf(job.registry, period)) return null
    await dropChunks(site)
    const lists = valueLists({ streets: await streetsOf(job) })
    const built = await build(job, site, { day, pack, lists })
    const record: SnapshotRecord = {
      ...{ period, asOf: day, pack: pack.id, policyVersion: job.policies.version, menu: menuToKeep(lists) },
      ...{ chunks: built.chunks, builtAt: job.clock.now() },
    }
    const workers = await readWorkersAs({ ...job, ...AS_STATISTICS }, day, WORKER_LEAVES)
    const tables = await publish(job, site, { record, pack, workers, villages: built.villages })
    return { period, asOf: day, children: built.children, tables }
  })
}

// The number is the lock's name in the database; any constant serves, as long as every Hutong uses the same.
const BUILDING_LOCK = 4_830_577_129

/** One at a time; whoever comes second waits, and finds the snapshot there. */
async function withBuilding<Result>({ registry }: StatisticsJob, work: () => Promise<Result>): Promise<Result> {
  const client = await registry.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [BUILDING_LOCK])
    return await work()
  } finally {
    // The lock ends with the connection, whatever became of it.
    client.release(true)
  }
}

async function streetsOf({ registry }: StatisticsJob): Promise<string[]> {
  const { rows } = await registry.query<{ street: string }>(
    `select distinct left(division, 9) as street from roster.organisation where kind = 'STREET' order by street`,
  )
  return rows.map(({ street }) => street)
}

interface Built {
  readonly children: number
  readonly chunks: number
  readonly villages: ReadonlyMap<string, number>
}

interface Building extends Pick<Parameters<typeof rowMaker>[0], 'day' | 'pack' | 'lists'> {}

/** A page of children at a time; a chunk is sealed as soon as it is full. */
async function build(job: StatisticsJob, site: ChunkSite, { day, pack, lists }: Building): Promise<Built> {
  const rowOf = rowMaker({ period: site.period, day, pack, lists, secret: cellSecret(job.key) })
  const leaves = [...new Set([...leavesOfSnapshot(pack), ...countsForDirector.reads(pack)])].sort()
  const villages = new VillageCounter({ day, pack })
  const readable = new ReadableCounter()
  let rows: SnapshotRow[] = []
  let [children, chunks] = [0, 0]
  const flush = async (): Promise<void> => {
    if (rows.length === 0) return
    await keepChunk(site, chunks, columnsOf(rows), job.nonce)
    chunks += 1
    rows = []
  }
  for await (const page of readCityAs({ ...job, ...AS_STATISTICS }, leaves)) {
    readable.add(page)
    await villages.add(job.registry, page)
    const made = page.flatMap((child) => rowOf(child) ?? [])
    children += made.length
    rows.push(...made)
    if (rows.length >= CHUNK_ROWS) await flush()
  }
  readable.expectEnough()
  await flush()
  return { children, chunks, villages: villages.counts }
}

/** Of so many records a few are always broken; what they would tell is UNKNOWN. */
const FEW = 10
const SHARE = 0.01

/** A quarter is published once: not on a source of which much cannot be read. */
class ReadableCounter {
  readonly #unreadable = new Map<string, number>()
  #children = 0

  add(children: readonly ReadChild[]): void {
    this.#children += children.length
    for (const code of children.flatMap(({ unreadable }) => unreadable))
      this.#unreadable.set(code, (this.#unreadable.get(code) ?? 0) + 1)
  }

  /** Throws SOURCE_UNAVAILABLE. */
  expectEnough(): void {
    for (const [code, count] of this.#unreadable) {
      if (count > Math.max(FEW, this.#children * SHARE))
        throw new GatewayError('SOURCE_UNAVAILABLE', `${code}: ${count} records cannot be read`)
    }
  }
}

interface Publishing {
  readonly record: SnapshotRecord
  readonly pack: RulePack
  readonly workers: RegisteredWorkers
  readonly villages: ReadonlyMap<string, number>
}

/** The snapshot, its standing tables and their entries in the ledger stand together or not at all; gives how many tables there are. */
async function publish(job: StatisticsJob, site: ChunkSite, { record, ...counted }: Publishing): Promise<number> {
  const store = await loadStore(site, record.chunks)
  try {
    const solver = await openSolver()
    return await inTransaction(job.registry, async (client: PoolClient) => {
      await lockLedger(client)
      const former = await snapshotOf(client, null)
      await keepSnapshot(client, record)
      const due = approvedTables(job).filter(({ quarters }) => former === null || isDue(quarters, record.period))
      const making = {
        client,
        store,
        solver,
        key: job.key,
        snapshot: record,
        former,
        ...counted,
        now: record.builtAt,
      }
      let made = 0
      for (const standing of due) {
        const table = await standing.make(making)
        if (table === null) continue
        await keepShown(client, { ...table, table: standing.name }, record)
        made += 1
      }
      return made
    })
  } finally {
    store.close()
  }
}

/** Those that the policy of the job names: the department and the data-protection officer sign what is made for everybody, and what is exact. */
function approvedTables({ policies }: StatisticsJob): readonly StandingTable[] {
  const { role, purpose } = AS_STATISTICS
  const named = policies.grantFor(role, purpose)?.values.StatisticTable ?? []
  return STANDING_TABLES.filter(({ name }) => named.includes(name))
}

function isDue(quarters: readonly number[] | undefined, period: number): boolean {
  return quarters?.includes(quarterIn(period)) ?? true
}
