// Where the journal commands read: the databases of DATABASE_URL, or the demo's own.
import type pg from 'pg'
import {
  databaseName,
  databaseOf,
  keptRolePasswords,
  type RolePasswords,
  readRolePasswords,
  urlFor,
} from '../database/databases.ts'
import { startEmbeddedServer } from '../database/embedded-server.ts'
import { openPool } from '../database/pool.ts'
import { demoPrefix } from '../demo/state-file.ts'
import { readSettings, type Settings } from '../settings.ts'

/** The caller ends the pool; with it the last hold on an embedded server that no demo uses. */
export async function connectJournal(): Promise<pg.Pool> {
  const settings = readSettings()
  const passwords = await rolePasswordsOf(settings)
  const { serverUrl, prefix } = await serverOf(settings)
  const role = 'hutong_journal_writer'
  process.stderr.write(
    `journal of ${new URL(serverUrl).host}, database ${databaseName(prefix, databaseOf('JOURNAL'))}\n`,
  )
  const url = urlFor(serverUrl, databaseName(prefix, databaseOf('JOURNAL')), role, passwords[role])
  return openPool(url, { max: 1, applicationName: 'hutong journal', readOnly: true })
}

/** The passwords of the named file, or those drawn before in the state folder. */
export function rolePasswordsOf({ rolePasswordsFile: file, stateFolder }: Settings): Promise<RolePasswords> {
  return file === null ? keptRolePasswords(stateFolder) : readRolePasswords(file)
}

/** The server of DATABASE_URL, or the embedded one, which has the demo's databases and no others. */
export async function serverOf(settings: Settings): Promise<{ serverUrl: string; prefix: string }> {
  const { databaseUrl, databasePrefix, stateFolder } = settings
  if (databaseUrl !== null) return { serverUrl: databaseUrl, prefix: databasePrefix }
  const { url } = await startEmbeddedServer({ stateFolder, log: () => undefined })
  return { serverUrl: url, prefix: demoPrefix(settings) }
}
