// Loads a city into real databases: one pass over the children, in chunks, each chunk copied into all tables at once.
// Memory holds one chunk. Texts are sealed and indexed here, on the way, with each department's own keys.
import { getTableName } from 'drizzle-orm'
import type pg from 'pg'
import { addDays, startOfDay } from '../clock.ts'
import { copyRows } from '../database/copy.ts'
import type { DatabaseCode } from '../database/databases.ts'
import { byDepartment, DEPARTMENTS } from '../departments/departments.ts'
import { blindIndex } from '../masking/blind-index.ts'
import type { Keys } from '../masking/key-file.ts'
import { seal } from '../masking/sealed-cell.ts'
import { PROTECTION_CASE, SCHOOL_BATCH } from './cast.ts'
import { type City, type CitySettings, createCity } from './city.ts'
import { type Manifest, ManifestCounter } from './manifest.ts'
import { type Records, recordsOf } from './registry-rows.ts'
import { clearRoster, loadRoster, type RosterRows } from './roster.ts'
import { type Cell, type Row, ToIndex, ToSeal } from './row.ts'
import type { Subject } from './subject.ts'
import { CITY_TABLES, type CityTable, type PoolName, WORKER_COLUMNS, WORKER_TABLE } from './tables.ts'
import { workerRows } from './worker-rows.ts'

export type CityPools = Readonly<Record<PoolName, pg.Pool>>

/** The registry's pool and each department's, opened one by one. */
export function cityPools(open: (code: DatabaseCode) => pg.Pool): CityPools {
  return { registry: open('REGISTRY'), ...byDepartment(({ code }) => open(code)) }
}

export interface CityLoad {
  readonly pools: CityPools
  readonly keys: Keys
  readonly settings: CitySettings
  readonly roster: RosterRows
  readonly onProgress?: (loaded: number, children: number) => void
}

const CHUNK = 2_000

/** Removes whatever city there is and loads this one. Not atomic: a load that fails is started again. */
export async function loadCity(load: CityLoad): Promise<Manifest> {
  const { pools, settings } = load
  const city = createCity(settings)
  const counter = new ManifestCounter(city)
  await clearCity(pools)
  await loadRoster(pools.registry, load.roster, city.organisations.rows)
  let loaded = 0
  for (const chunk of chunks(city.children())) {
    await loadChunk(load, { city, chunk, counter })
    loaded += chunk.length
    load.onProgress?.(loaded, settings.children)
  }
  await loadApprovals(load)
  counter.addRows(WORKER_TABLE, await loadWorkers(load))
  await stampFreshness(pools, loadedAt(settings))
  return counter.manifest()
}

// What responsible people decided: the batch that the head of school 17 approved, the team that was named for a case.
async function loadApprovals({ pools, settings, roster }: CityLoad): Promise<void> {
  const since = addDays(settings.referenceDay, -60)
  await pools.registry.query(
    `INSERT INTO registry.approval
       (case_number, organisation_id, purpose, approved_by, largest_batch, valid_from, valid_to, recorded_at,
        source, source_record_time, fetched_at)
     VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $2, $7, $7)`,
    [
      ...[SCHOOL_BATCH.caseNumber, SCHOOL_BATCH.organisationId, SCHOOL_BATCH.purpose, headOf(roster)],
      ...[SCHOOL_BATCH.largestBatch, since, loadedAt(settings)],
    ],
  )
  for (const member of PROTECTION_CASE.team) {
    await pools.registry.query(
      `INSERT INTO registry.case_member
         (case_number, person_id, named_by, valid_from, valid_to, recorded_at, source, source_record_time, fetched_at)
       VALUES ($1, $2, 'demo-person-adjudicator', $3, NULL, $4, 'MZJ', $4, $4)`,
      [PROTECTION_CASE.caseNumber, member, since, loadedAt(settings)],
    )
  }
}

/** The register of child workers, and the file by which it came. */
async function loadWorkers({ pools: { MZJ }, settings }: CityLoad): Promise<number> {
  const at = loadedAt(settings)
  const rows = [...workerRows(settings, at)].map((row) => WORKER_COLUMNS.map((column) => row[column]))
  await MZJ.query(
    `INSERT INTO civil_affairs.worker_file (taken_at, brought_at, digest, rows, faulty, added, changed, ended)
     VALUES ($1, $1, sha256('synthetic'), $2, 0, $2, 0, 0)`,
    [at, rows.length],
  )
  return copyRows(MZJ, WORKER_TABLE, WORKER_COLUMNS, rows)
}

/** Writes one moment as the time up to which every source has been loaded and brought over. */
export async function stampFreshness(pools: CityPools, moment: Date): Promise<void> {
  for (const { code, database, freshness } of DEPARTMENTS) {
    const table = `${database}.${getTableName(freshness)}`
    await pools[code].query(`DELETE FROM ${table}`)
    await pools[code].query(`INSERT INTO ${table} (as_of) VALUES ($1)`, [moment])
    await pools.registry.query(
      `INSERT INTO registry.source_sync (source, synced_at) VALUES ($1, $2)
       ON CONFLICT (source) DO UPDATE SET synced_at = excluded.synced_at`,
      [code, moment],
    )
  }
  await pools.MZJ.query('UPDATE civil_affairs.worker_file SET taken_at = $1', [moment])
}

/** The start of the reference day: recent at any hour of it, and never in the future. */
export function loadedAt(settings: CitySettings): Date {
  return startOfDay(settings.referenceDay)
}

async function clearCity(pools: CityPools): Promise<void> {
  for (const table of CITY_TABLES) await pools[table.pool].query(`DELETE FROM ${table.name}`)
  for (const table of ['link', 'blocking_key', 'review', 'incident', 'run']) {
    await pools.registry.query(`DELETE FROM linking.${table}`)
  }
  // What intake remembers of facts that are gone would keep them from coming again.
  for (const table of ['fact', 'position', 'dead_letter']) await pools.registry.query(`DELETE FROM intake.${table}`)
  for (const table of [WORKER_TABLE, 'civil_affairs.worker_file']) await pools.MZJ.query(`DELETE FROM ${table}`)
  await pools.registry.query('DELETE FROM registry.approval')
  await pools.registry.query('DELETE FROM registry.case_member')
  for (const table of ['shown', 'release', 'chunk', 'snapshot'])
    await pools.registry.query(`DELETE FROM statistic.${table}`)
  await clearRoster(pools.registry)
}

async function loadChunk(
  load: CityLoad,
  of: { city: City; chunk: readonly Subject[]; counter: ManifestCounter },
): Promise<void> {
  const context = { referenceDay: load.settings.referenceDay, loadedAt: loadedAt(load.settings) }
  const records = of.chunk.map((subject) => recordsOf(of.city, subject, context))
  for (const subject of of.chunk) of.counter.add(subject)
  // One connection of each pool: whoever waited for a second one while rows are sealed might wait too long.
  await Promise.all(
    [...Map.groupBy(CITY_TABLES, ({ pool }) => pool)].map(async ([pool, tables]) => {
      for (const table of tables) {
        const rows = storedRows(table, records, load.keys)
        of.counter.addRows(table.name, await copyRows(load.pools[pool], table.name, table.columns, rows))
      }
    }),
  )
}

function* storedRows(table: CityTable, records: readonly Records[], keys: Keys): Generator<readonly unknown[]> {
  for (const each of records) {
    for (const row of table.rows(each)) yield table.columns.map((column) => stored(table, { row, column, keys }))
  }
}

function stored(table: CityTable, of: { row: Row; column: string; keys: Keys }): unknown {
  const cell: Cell | undefined = of.row[of.column]
  if (cell === undefined) throw new Error(`the city writes no ${table.name}.${of.column}`)
  if (cell instanceof ToIndex) return blindIndex(of.keys.registryIndex, cell.kind, cell.text)
  if (!(cell instanceof ToSeal)) return cell
  if (table.pool === 'registry') throw new Error('the registry stores no sealed text')
  return seal(of.keys.departments[table.pool], `${table.name}.${of.column}`, String(of.row.subject_key), cell.text)
}

function* chunks(subjects: Iterable<Subject>): Generator<Subject[]> {
  let chunk: Subject[] = []
  for (const subject of subjects) {
    chunk.push(subject)
    if (chunk.length < CHUNK) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}

/** The person who approves the school's batch: the head of that school, if the roster has one. */
function headOf(roster: RosterRows): string {
  const head = roster.assignment.find(
    (each) => each.role === 'SCH_HEAD' && each.organisationId === SCHOOL_BATCH.organisationId,
  )
  return head?.personId ?? 'head-of-school-17'
}
