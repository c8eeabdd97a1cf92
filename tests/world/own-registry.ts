// A copy of the town's registry for one test file: what counts misses, locks a person or changes the roster would
// otherwise reach every other file that asks as the same person in the same hour.
import type pg from 'pg'
import { inject } from 'vitest'
import { type DatabaseCode, databaseName, databaseOf, type RoleName, urlFor } from '../../src/database/databases.ts'
import { closePools, openPool } from '../../src/database/pool.ts'
import { freshDatabases } from './database.ts'

export interface OwnRegistry {
  /** For `openTown`: the registry is the copy, what is `alsoOwn` is empty, every other database the town's. */
  databaseUrl(code: DatabaseCode, url: string): string
  /** The copy, for the role that imports. */
  readonly loader: pg.Pool
  /** One of its databases, what is `alsoOwn` among them, for one role. */
  pool(code: DatabaseCode, role: RoleName): pg.Pool
  /** The copy, for the role that may take rights away. */
  readonly owner: pg.Pool
  /** Of the copy's databases. */
  readonly prefix: string
  drop(): Promise<void>
}

const TABLES = [
  'registry.child',
  'registry.identifier',
  'registry.source_link',
  'registry.outcome',
  'registry.jurisdiction',
  'registry.encounter',
  'registry.enrolment',
  'registry.approval',
  'registry.kinship',
  'registry.case_child',
  'registry.case_member',
  'registry.protection',
  'registry.source_sync',
  'roster.organisation',
  'roster.person',
  'roster.account',
  'roster.assignment',
  'roster.duty_contact',
  'roster.agent',
  'roster.deputy',
]

/**
 * `name` makes the copy's databases: lower-case letters, another for each test file. `alsoOwn` names what no other file may
 * write to meanwhile, such as a journal whose entries are counted.
 */
export async function openOwnRegistry(name: string, alsoOwn: readonly DatabaseCode[] = []): Promise<OwnRegistry> {
  const prefix = `hutong_${name}`
  const databases = await freshDatabases(prefix)
  const loader = databases.pool('REGISTRY', 'hutong_loader')
  await copyOfTown(loader, 'REGISTRY', TABLES)
  return {
    ...{ prefix, loader },
    pool: databases.pool,
    owner: databases.pool('REGISTRY', 'hutong_owner'),
    databaseUrl(code, url) {
      if (code !== 'REGISTRY' && !alsoOwn.includes(code)) return url
      const own = new URL(url)
      own.pathname = `/${databaseName(prefix, databaseOf(code))}`
      return own.href
    },
    drop: () => databases.drop(),
  }
}

/** The town's rows of these tables, into a database of one's own. */
export async function copyOfTown(to: pg.Pool, code: DatabaseCode, tables: readonly string[]): Promise<void> {
  const { serverUrl, prefix, passwords } = inject('town')
  const role: RoleName = 'hutong_loader'
  const url = urlFor(serverUrl, databaseName(prefix, databaseOf(code)), role, passwords[role])
  const from = openPool(url, { max: 1, applicationName: 'hutong test copy' })
  for (const table of tables) {
    const { rows } = await from.query<{ all: string | null }>(`select json_agg(t)::text as all from ${table} t`)
    if (!rows[0]?.all) continue
    await to.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [rows[0].all])
  }
  await closePools([from])
}
