// The databases of Hutong and how they come to be: roles, databases, who may connect, migrations. Safe to run again,
// and safe to run from several processes at once.

import path from 'node:path'
import pg from 'pg'
import { DEPARTMENTS, type Department, type DepartmentCode } from '../departments/departments.ts'
import { invariant } from '../errors.ts'
import { PROJECT_FOLDER } from '../programs.ts'
import { type AppliedMigration, migrateDatabase } from './migrations.ts'
import { isReader, ROLES, type RoleName, type RolePasswords, readerOf, scramVerifier } from './roles.ts'

export { MigrationHistoryError } from './migrations.ts'
export type { RoleName, RolePasswords } from './roles.ts'
export { keptRolePasswords, readerOf, readRolePasswords, rolePasswords } from './roles.ts'

export type DatabaseCode = 'REGISTRY' | 'JOURNAL' | DepartmentCode

export interface DatabaseDescription {
  readonly code: DatabaseCode
  /** The database's name after the prefix: `registry` in `hutong_registry`. */
  readonly suffix: string
  readonly migrationsFolder: string
  /** The role by which the gateway reads a department; null where no department stands behind the database. */
  readonly reader: RoleName | null
  /** Who may connect at all, the owner aside. */
  readonly roles: readonly RoleName[]
}

export const DATABASES: readonly DatabaseDescription[] = [
  shared('REGISTRY', 'registry', [
    'hutong_loader',
    'hutong_gateway',
    'hutong_statistics',
    'hutong_linker',
    'hutong_importer',
  ]),
  shared('JOURNAL', 'journal', ['hutong_journal_writer']),
  ...DEPARTMENTS.map(ofDepartment),
]

export interface PreparationRequest {
  /** A role that may create databases and roles, with the database it connects to first. */
  readonly serverUrl: string
  readonly prefix: string
  readonly passwords: RolePasswords
  /**
   * Gives roles that are there already these passwords. Only for a server that nobody else uses, or on the operator's
   * word: a gateway that holds the former passwords could not connect again.
   */
  readonly resetPasswords?: boolean
  readonly log?: (line: string) => void
}

/** The roles are there, and their passwords are not the ones at hand. */
export class RolePasswordsError extends Error {
  constructor() {
    super(
      'the roles of Hutong are on this server with other passwords: name their file in HUTONG_ROLE_PASSWORDS_FILE ' +
        '(after the first migration: role-passwords.json in that state folder), or give them new ones with --reset-passwords',
    )
    this.name = 'RolePasswordsError'
  }
}

/** Creates what is missing, sets passwords and grants, migrates; returns the migrations it applied. */
export async function prepareDatabases(request: PreparationRequest): Promise<AppliedMigration[]> {
  invariant(/^[a-z][a-z0-9_]{0,40}$/.test(request.prefix), 'a database prefix is lower-case letters, digits and _')
  return withServer(request.serverUrl, async (client) => {
    await refuseOldServer(client)
    const applied: AppliedMigration[] = []
    await createRoles(client, request)
    for (const database of DATABASES) {
      await createDatabase(client, databaseName(request.prefix, database))
      applied.push(...(await prepareDatabase(request, database)))
    }
    return applied
  })
}

/** Drops every database of a prefix, whoever is connected; for tests and for starting the synthetic city afresh. */
export async function dropDatabases(serverUrl: string, prefix: string): Promise<void> {
  await withServer(serverUrl, async (client) => {
    for (const database of DATABASES) {
      await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(databaseName(prefix, database))} WITH (FORCE)`)
    }
  })
}

export function databaseName(prefix: string, database: Pick<DatabaseDescription, 'suffix'>): string {
  return `${prefix}_${database.suffix}`
}

export function databaseOf(code: DatabaseCode): DatabaseDescription {
  const found = DATABASES.find((database) => database.code === code)
  invariant(found, 'every database code has a description')
  return found
}

/** The address of one database for one role; what the server URL says about TLS stays. */
export function urlFor(serverUrl: string, database: string, role: string, password: string): string {
  const url = new URL(serverUrl)
  url.username = encodeURIComponent(role)
  url.password = encodeURIComponent(password)
  url.pathname = `/${encodeURIComponent(database)}`
  return url.href
}

function shared(code: DatabaseCode, suffix: string, roles: readonly RoleName[]): DatabaseDescription {
  return { code, suffix, migrationsFolder: migrationsFolder(suffix), reader: null, roles }
}

function ofDepartment({ code, database: suffix, recorder, importer, linkingSheet }: Department): DatabaseDescription {
  const reader = readerOf(code)
  const jobs = [recorder, importer, linkingSheet && 'hutong_linker'] as const
  const roles: readonly RoleName[] = ['hutong_loader', reader, ...jobs.filter((job) => typeof job === 'string')]
  return { code, suffix, migrationsFolder: migrationsFolder(suffix), reader, roles }
}

function migrationsFolder(suffix: string): string {
  return path.join(PROJECT_FOLDER, 'migrations', suffix.replaceAll('_', '-'))
}

// The number is the lock's name in the cluster; any constant serves, as long as every Hutong uses the same.
const PREPARATION_LOCK = 4_830_577_119

// One run at a time: roles are cluster-wide, and PostgreSQL fails concurrent changes to one role.
async function withServer<Result>(serverUrl: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: serverUrl, application_name: 'hutong prepare' })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PREPARATION_LOCK])
    return await work(client)
  } finally {
    await client.end()
  }
}

async function serverVersion(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    `SELECT current_setting('server_version_num')::integer AS version`,
  )
  return rows[0]?.version ?? 0
}

async function refuseOldServer(client: pg.Client): Promise<void> {
  const version = await serverVersion(client)
  if (version < 150_000) throw new Error(`PostgreSQL 15 or later is needed, the server says ${version}`)
}

async function createRoles(client: pg.Client, request: PreparationRequest): Promise<void> {
  const { passwords, resetPasswords = false } = request
  const { rows } = await client.query<{ rolname: RoleName }>(
    'SELECT rolname FROM pg_roles WHERE rolname = ANY($1) ORDER BY rolname',
    [ROLES],
  )
  const existing = new Set(rows.map((row) => row.rolname))
  const [known] = existing
  if (known && !resetPasswords && !(await lets(request, known))) throw new RolePasswordsError()
  for (const role of ROLES) {
    if (!existing.has(role)) await client.query(`CREATE ROLE ${role} LOGIN NOINHERIT`)
    if (!existing.has(role) || resetPasswords) {
      await client.query(`ALTER ROLE ${role} PASSWORD ${pg.escapeLiteral(scramVerifier(passwords[role]))}`)
    }
    if (isReader(role)) await client.query(`ALTER ROLE ${role} SET default_transaction_read_only = on`)
  }
  await joinOwner(client)
}

const INVALID_PASSWORD = '28P01'

/** Whether the server takes this role's password; being let into no database is another matter. */
async function lets({ serverUrl, passwords }: PreparationRequest, role: RoleName): Promise<boolean> {
  const url = new URL(serverUrl)
  const own = urlFor(serverUrl, decodeURIComponent(url.pathname.slice(1)), role, passwords[role])
  const client = new pg.Client({ connectionString: own, application_name: 'hutong prepare' })
  try {
    await client.connect()
    return true
  } catch (error) {
    return (error as { code?: string }).code !== INVALID_PASSWORD
  } finally {
    await client.end().catch(() => undefined)
  }
}

// A server role that is no superuser may hand a database to another role only if it can act as that role. From
// PostgreSQL 16 on, creating a role makes one its administrator, which does not include acting as it.
async function joinOwner(client: pg.Client): Promise<void> {
  const privilege = (await serverVersion(client)) >= 160_000 ? 'SET' : 'MEMBER'
  const { rows } = await client.query<{ held: boolean }>(
    `SELECT pg_has_role(current_user, 'hutong_owner', $1) AS held`,
    [privilege],
  )
  if (!rows[0]?.held) await client.query('GRANT hutong_owner TO CURRENT_USER')
}

async function createDatabase(client: pg.Client, name: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
  if (rowCount !== 0) return
  // Both forms sort by code point on every operating system, so that a page of results is the same everywhere.
  const locale =
    (await serverVersion(client)) >= 170_000
      ? `LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'`
      : `LOCALE_PROVIDER libc LOCALE 'C'`
  await client.query(
    `CREATE DATABASE ${pg.escapeIdentifier(name)} OWNER hutong_owner TEMPLATE template0 ENCODING 'UTF8' ${locale}`,
  )
}

async function prepareDatabase(
  request: PreparationRequest,
  database: DatabaseDescription,
): Promise<AppliedMigration[]> {
  const name = databaseName(request.prefix, database)
  const url = urlFor(request.serverUrl, name, 'hutong_owner', request.passwords.hutong_owner)
  const client = new pg.Client({ connectionString: url, application_name: 'hutong migrate' })
  await client.connect()
  try {
    await restrictConnections(client, name, database.roles)
    return await migrateDatabase(client, { name, folder: database.migrationsFolder, log: request.log })
  } finally {
    await client.end()
  }
}

// One transaction, so that a running gateway is at no moment without its right to connect.
async function restrictConnections(client: pg.Client, name: string, roles: readonly RoleName[]): Promise<void> {
  const quoted = pg.escapeIdentifier(name)
  await client.query('BEGIN')
  await client.query(`REVOKE ALL ON DATABASE ${quoted} FROM PUBLIC, ${ROLES.filter(isNotOwner).join(', ')}`)
  await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC')
  await client.query(`GRANT CONNECT ON DATABASE ${quoted} TO ${roles.join(', ')}`)
  await client.query('COMMIT')
}

function isNotOwner(role: RoleName): boolean {
  return role !== 'hutong_owner'
}
