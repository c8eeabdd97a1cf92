// A copy of the town's public-security database for a test that changes its cells, for the town's own are shared.

import type pg from 'pg'
import { inject } from 'vitest'
import { type DatabaseCode, databaseName, databaseOf, type RoleName, urlFor } from '../../src/database/databases.ts'
import { closePools, openPool } from '../../src/database/pool.ts'
import { freshDatabases } from '../world/database.ts'

export interface OwnPolice {
  /** For `openTown`. */
  databaseUrl(code: DatabaseCode, url: string): string
  /** The copy, for the role that imports. */
  readonly loader: pg.Pool
  drop(): Promise<void>
}

const TABLES = ['public_security.person', 'public_security.linking_sheet', 'public_security.freshness']

/** `name` makes the copy's databases: lower-case letters, another for each test file. */
export async function openOwnPolice(name: string): Promise<OwnPolice> {
  const prefix = `hutong_${name}`
  const databases = await freshDatabases(prefix)
  const loader = databases.pool('GAJ', 'hutong_loader')
  const { serverUrl, prefix: town, passwords } = inject('town')
  const role: RoleName = 'hutong_loader'
  const from = openPool(urlFor(serverUrl, databaseName(town, databaseOf('GAJ')), role, passwords[role]), {
    max: 1,
    applicationName: 'hutong test copy',
  })
  for (const table of TABLES) {
    const { rows } = await from.query<{ all: string }>(`select json_agg(t)::text as all from ${table} t`)
    await loader.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [rows[0]?.all])
  }
  await closePools([from])
  return {
    loader,
    databaseUrl(code, url) {
      if (code !== 'GAJ') return url
      const own = new URL(url)
      own.pathname = `/${databaseName(prefix, databaseOf('GAJ'))}`
      return own.href
    },
    drop: () => databases.drop(),
  }
}
