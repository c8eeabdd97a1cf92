// Where commands find the databases: at DATABASE_URL, or on the demo's embedded server, which has the demo's and no others.
import type pg from 'pg'
import {
  type DatabaseCode,
  databaseName,
  databaseOf,
  keptRolePasswords,
  type RoleName,
  readRolePasswords,
  urlFor,
} from '../database/databases.ts'
import { startEmbeddedServer } from '../database/embedded-server.ts'
import { openPool, type PoolOptions } from '../database/pool.ts'
import { demoPrefix } from '../demo/state-file.ts'
import type { Settings } from '../settings.ts'

export interface CommandDatabases {
  /** Host and database, for a line that says where a command works. */
  place(code: DatabaseCode): string
  /** The caller ends the pool. */
  pool(code: DatabaseCode, role: RoleName, options: PoolOptions): pg.Pool
}

/** Draws no passwords: whoever only looks on must not leave passwords that open nothing. */
export async function connectDatabases(settings: Settings): Promise<CommandDatabases> {
  const file = settings.rolePasswordsFile
  const passwords = file === null ? await keptRolePasswords(settings.stateFolder) : await readRolePasswords(file)
  const { serverUrl, prefix } = await server(settings)
  const name = (code: DatabaseCode): string => databaseName(prefix, databaseOf(code))
  return {
    place: (code) => `${new URL(serverUrl).host}, database ${name(code)}`,
    pool: (code, role, options) => openPool(urlFor(serverUrl, name(code), role, passwords[role]), options),
  }
}

async function server(settings: Settings): Promise<{ serverUrl: string; prefix: string }> {
  const { databaseUrl, databasePrefix, stateFolder } = settings
  if (databaseUrl !== null) return { serverUrl: databaseUrl, prefix: databasePrefix }
  const { url } = await startEmbeddedServer({ stateFolder, log: () => undefined })
  return { serverUrl: url, prefix: demoPrefix(settings) }
}
