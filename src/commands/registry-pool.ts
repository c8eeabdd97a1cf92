// The registry's database for the commands that look at it or write to it once.
import type pg from 'pg'
import type { RoleName } from '../database/databases.ts'
import { readSettings } from '../settings.ts'
import { connectDatabases } from './connect.ts'

/** Of DATABASE_URL, or the demo's own. The caller closes the pool. */
export async function openRegistry(role: RoleName): Promise<pg.Pool> {
  const databases = await connectDatabases(readSettings())
  return databases.pool('REGISTRY', role, { max: 1, applicationName: 'hutong policy' })
}
