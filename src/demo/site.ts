// Where the demo stands: its database server, its databases, its keys.
import { chmod, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import {
  type DatabaseCode,
  databaseName,
  databaseOf,
  dropDatabases,
  MigrationHistoryError,
  type PreparationRequest,
  prepareDatabases,
  type RoleName,
  readRolePasswords,
  rolePasswords,
  urlFor,
} from '../database/databases.ts'
import { startEmbeddedServer } from '../database/embedded-server.ts'
import { writableStateFolder } from '../database/state-folder.ts'
import { readKeyFile, writeKeyFile } from '../masking/key-file.ts'
import type { ReportSettings } from '../reports/open-site.ts'
import { writeReportKeys } from '../reports/report-keys.ts'
import type { Settings } from '../settings.ts'
import { demoPrefix } from './state-file.ts'

export interface DemoSite {
  readonly stateFolder: string
  readonly keyFile: string
  readonly reports: ReportSettings
  databaseUrl(code: DatabaseCode, role: RoleName): string
}

export interface DemoServer {
  readonly url: string
  readonly prefix: string
}

/** The server of DATABASE_URL, or the embedded one, given up when `parts` are disposed of. */
export async function openServer(
  settings: Settings,
  { parts, log }: { parts: AsyncDisposableStack; log: (line: string) => void },
): Promise<DemoServer> {
  const prefix = demoPrefix(settings)
  if (settings.databaseUrl !== null) return { url: settings.databaseUrl, prefix }
  const starting = startEmbeddedServer({ stateFolder: settings.stateFolder, log })
  // Registered before it has started: whoever interrupts the start must still see it stopped.
  parts.defer(() =>
    starting.then(
      (server) => server.stop(),
      () => undefined,
    ),
  )
  return { url: (await starting).url, prefix }
}

/** Databases, roles and keys, made or found. A set of databases from another version is made afresh. */
export async function prepareSite(
  settings: Settings,
  { server, log }: { server: DemoServer; log: (line: string) => void },
): Promise<DemoSite> {
  await expectNoStrangers(settings, server)
  const stateFolder = await writableStateFolder(settings.stateFolder)
  const file = settings.rolePasswordsFile
  const passwords = file === null ? await rolePasswords(stateFolder) : await readRolePasswords(file)
  // The embedded server is the demo's alone; on a server of one's own the roles may be a gateway's.
  const resetPasswords = settings.databaseUrl === null
  await prepare({ serverUrl: server.url, prefix: server.prefix, passwords, resetPasswords }, log)
  const keyFile = path.join(stateFolder, 'keys.json')
  await ensureKeyFile(keyFile, log)
  return {
    stateFolder,
    keyFile,
    reports: await reportsOf(stateFolder),
    databaseUrl: (code, role) =>
      urlFor(server.url, databaseName(server.prefix, databaseOf(code)), role, passwords[role]),
  }
}

// Roles belong to the server: new passwords for the demo would lock a gateway that runs there out of its databases.
async function expectNoStrangers({ databaseUrl, databasePrefix, rolePasswordsFile }: Settings, server: DemoServer) {
  if (databaseUrl === null || rolePasswordsFile !== null) return
  const client = new pg.Client({ connectionString: server.url, application_name: 'hutong demo' })
  await client.connect()
  const { rowCount } = await client
    .query('SELECT FROM pg_database WHERE datname = $1', [databaseName(databasePrefix, databaseOf('REGISTRY'))])
    .finally(() => client.end())
  if (rowCount === 0) return
  throw new Error(
    'the server of DATABASE_URL has the databases of a gateway: take another server, or name the passwords of its roles ' +
      'with HUTONG_ROLE_PASSWORDS_FILE',
  )
}

async function prepare(request: PreparationRequest, log: (line: string) => void): Promise<void> {
  const applied = await prepareDatabases(request).catch(async (error: unknown) => {
    if (!(error instanceof MigrationHistoryError)) throw error
    log('the databases are of another version: making them afresh')
    await dropDatabases(request.serverUrl, request.prefix)
    return prepareDatabases(request)
  })
  if (applied.length > 0) log(`applied ${applied.length} migrations`)
}

async function ensureKeyFile(file: string, log: (line: string) => void): Promise<void> {
  const isThere = await readFile(file).then(
    () => true,
    () => false,
  )
  if (!isThere) return writeKeyFile(file)
  await chmod(file, 0o600)
  // A file of another version lacks the rings of departments that joined since. The city is invented, and built again.
  await readKeyFile(file).catch(async () => {
    log('the keys are of another version: making them afresh')
    await rename(file, `${file}.former`)
    await writeKeyFile(file)
  })
}

// All three files on one machine: in the demo nobody is to be kept apart from anybody.
async function reportsOf(stateFolder: string): Promise<ReportSettings> {
  const keys = path.join(stateFolder, 'report-keys')
  await writeReportKeys(keys).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const [keysFile, deskKeyFile] = [path.join(keys, 'public.json'), path.join(keys, 'desk.json')]
  return { folder: path.join(stateFolder, 'reports'), keysFile, deskKeyFile }
}

/** Held by the server for as long as our connection lives, so that a demo that was killed leaves no lock behind. */
export async function holdDemoLock(server: DemoServer, parts: AsyncDisposableStack): Promise<boolean> {
  const client = new pg.Client({ connectionString: server.url, application_name: 'hutong demo' })
  // The server may end before us; whoever needs it then says so better than this connection could.
  client.on('error', () => undefined)
  await client.connect()
  parts.defer(() => client.end())
  const { rows } = await client.query<{ held: boolean }>(
    `SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held`,
    [`demo of ${server.prefix}`],
  )
  return rows[0]?.held === true
}
