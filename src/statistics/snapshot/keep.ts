// Where snapshots lie: sealed chunks in the registry, so that every gateway of the city has the same one and no file leaves the database.
import type { KeyObject } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import type { Day } from '../../clock.ts'
import { GatewayError } from '../../errors.ts'
import { COLUMNS, DIMENSIONS, type ValueLists } from '../menu/menu.ts'
import { type Columns, openChunk, sealChunk } from './chunk.ts'
import { openStore, type SnapshotStore } from './store.ts'

/** What is on record of a snapshot beside its children. */
export interface SnapshotRecord {
  readonly period: number
  readonly asOf: Day
  readonly pack: string
  readonly policyVersion: string
  readonly menu: SnapshotMenu
  readonly chunks: number
  readonly builtAt: Date
}

export interface SnapshotMenu {
  readonly lists: ValueLists
  /** By dimension and column: the version of what it counts. */
  readonly versions: Readonly<Record<string, number>>
}

export function menuToKeep(lists: ValueLists): SnapshotMenu {
  const versions = [...DIMENSIONS, ...COLUMNS].map(({ name, version }) => [name, version] as const)
  return { lists, versions: Object.fromEntries(versions) }
}

interface SnapshotRow extends Omit<SnapshotRecord, 'asOf' | 'policyVersion' | 'builtAt'> {
  readonly as_of: Day
  readonly policy_version: string
  readonly built_at: Date
}

const SNAPSHOT = `select period, as_of, pack, policy_version, menu, chunks, built_at from statistic.snapshot`

/** The latest, or the one of a period; null where there is none. */
export async function snapshotOf(registry: Pool | PoolClient, period: number | null): Promise<SnapshotRecord | null> {
  const { rows } = await registry.query<SnapshotRow>({
    name: 'snapshot-of',
    text: `${SNAPSHOT} where $1::int is null or period = $1 order by period desc limit 1`,
    values: [period],
  })
  const [row] = rows
  if (!row) return null
  const { as_of: asOf, policy_version: policyVersion, built_at: builtAt, ...rest } = row
  return { ...rest, asOf, policyVersion, builtAt }
}

export async function keepSnapshot(client: PoolClient, record: SnapshotRecord): Promise<void> {
  const { period, asOf, pack, policyVersion, menu, chunks, builtAt } = record
  await client.query(
    `insert into statistic.snapshot (period, as_of, pack, policy_version, menu, chunks, built_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [period, asOf, pack, policyVersion, JSON.stringify(menu), chunks, builtAt],
  )
  // Of former periods only what was released is left.
  await client.query('delete from statistic.chunk where period <> $1', [period])
}

export interface ChunkSite {
  readonly registry: Pool
  readonly key: KeyObject
  readonly period: number
}

export async function dropChunks({ registry, period }: ChunkSite): Promise<void> {
  await registry.query('delete from statistic.chunk where period = $1', [period])
}

export async function keepChunk(
  { registry, key, period }: ChunkSite,
  position: number,
  columns: Columns,
  nonce: (bytes: number) => Buffer,
): Promise<void> {
  await registry.query('insert into statistic.chunk (period, position, sealed) values ($1, $2, $3)', [
    ...[period, position, sealChunk(columns, { period, position }, key, nonce)],
  ])
}

export const SNAPSHOT_FORM = {
  dimensions: DIMENSIONS.map(({ name }) => name),
  columns: COLUMNS.map(({ name }) => name),
}

/** The period's snapshot, opened. Throws SOURCE_UNAVAILABLE where it is not whole. */
export async function openSnapshot(site: ChunkSite): Promise<SnapshotStore> {
  const record = await snapshotOf(site.registry, site.period)
  if (!record) throw new GatewayError('SOURCE_UNAVAILABLE', 'there is no snapshot of the period')
  return loadStore(site, record.chunks)
}

/** Chunk by chunk into a column store in memory. Throws SOURCE_UNAVAILABLE where a chunk is missing, or is not what was kept. */
export async function loadStore({ registry, key, period }: ChunkSite, chunks: number): Promise<SnapshotStore> {
  const store = await openStore(SNAPSHOT_FORM)
  try {
    for (let position = 0; position < chunks; position += 1) {
      const { rows } = await registry.query<{ sealed: Buffer }>({
        name: 'snapshot-chunk',
        text: 'select sealed from statistic.chunk where period = $1 and position = $2',
        values: [period, position],
      })
      const [row] = rows
      if (!row) throw new GatewayError('SOURCE_UNAVAILABLE', `chunk ${position} of the snapshot is not there`)
      store.append(opened(row.sealed, { period, position }, key))
    }
    return store
  } catch (error) {
    store.close()
    throw error
  }
}

function opened(sealed: Buffer, place: { period: number; position: number }, key: KeyObject): Columns {
  try {
    return openChunk(sealed, place, key, { codes: DIMENSIONS.length, values: COLUMNS.length })
  } catch (cause) {
    throw new GatewayError('SOURCE_UNAVAILABLE', 'a chunk of the snapshot does not open', { cause })
  }
}
