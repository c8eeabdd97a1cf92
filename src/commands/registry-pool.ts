// The registry's database for the commands that look at it or write to it once.
import type pg from 'pg'
import { databaseName, databaseOf, type RoleName, urlFor } from '../database/databases.ts'
import { openPool } from '../database/pool.ts'
import { readSettings } from '../settings.ts'
import { rolePasswordsOf, serverOf } from './journal-pool.ts'

/** Of DATABASE_URL, or the demo's own. The caller closes the pool. */
export async function openRegistry(role: RoleName): Promise<pg.Pool> {
  const settings = readSettings()
  const passwords = await rolePasswordsOf(settings)
  const { serverUrl, prefix } = await serverOf(settings)
  const url = urlFor(serverUrl, databaseName(prefix, databaseOf('REGISTRY')), role, passwords[role])
  return openPool(url, { max: 1, applicationName: 'hutong policy' })
}
