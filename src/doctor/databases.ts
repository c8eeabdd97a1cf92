// Whether each database answers the role that serves it, is migrated to this program's version, and agrees on the time.
import pg from 'pg'
import {
  DATABASES,
  type DatabaseDescription,
  databaseName,
  type RolePasswords,
  readRolePasswords,
  urlFor,
} from '../database/databases.ts'
import { type MigrationState, migrationState } from '../database/migrations.ts'
import type { DoctorSite } from './checks.ts'
import { type Finding, kindOf, type Notes, notesOf } from './finding.ts'

const notes = notesOf('databases')
const TIMEOUT_MS = 5_000
/** Beyond this, freshness and periods come out differently in a gateway and in its database. */
const MOST_DRIFT_MS = 2_000

export async function checkDatabases({ settings, clock }: DoctorSite): Promise<readonly Finding[]> {
  const { databaseUrl, databasePrefix: prefix, rolePasswordsFile } = settings
  if (databaseUrl === null || rolePasswordsFile === null) return []
  const passwords = await readRolePasswords(rolePasswordsFile).catch(() => null)
  if (!passwords) {
    return [
      notes.fault(
        'the file of role passwords cannot be used',
        'name the file that `hutong migrate` wrote in HUTONG_ROLE_PASSWORDS_FILE',
      ),
    ]
  }
  const server = { databaseUrl, prefix, passwords }
  const found = await Promise.all(DATABASES.map((database) => databaseFindings(server, database)))
  return [...found.flat(), await driftFinding(server, () => clock.now().getTime())]
}

interface Server {
  readonly databaseUrl: string
  readonly prefix: string
  readonly passwords: RolePasswords
}

async function databaseFindings(server: Server, database: DatabaseDescription): Promise<Finding[]> {
  const name = databaseName(server.prefix, database)
  const findings: Finding[] = []
  for (const role of database.roles) {
    const failed = await asked(server, { name, role }, (client) => client.query('SELECT 1')).then(
      () => null,
      (error: unknown) => kindOf(error),
    )
    if (failed)
      findings.push(
        notes.fault(
          `${name} does not let ${role} in: ${failed}`,
          'look at DATABASE_URL, HUTONG_DATABASE_PREFIX and the passwords; then run `npm run migrate`',
        ),
      )
  }
  const state = await asked(server, { name, role: 'hutong_owner' }, (client) =>
    migrationState(client, database.migrationsFolder),
  ).catch(() => null)
  return [...findings, migrationFinding(notes, name, state)]
}

function migrationFinding({ well, fault }: Notes, name: string, state: MigrationState | null): Finding {
  if (!state) return fault(`the migrations of ${name} cannot be looked at`, 'run `npm run migrate`')
  if (state.isForeign)
    return fault(
      `${name} was migrated by another version of this program`,
      'serve with the version that migrated it, or a later one',
    )
  const { missing } = state
  if (missing.length > 0) return fault(`${name} lacks ${missing.join(', ')}`, 'run `npm run migrate`')
  return well(`${name} answers its roles and is migrated`)
}

async function driftFinding(server: Server, now: () => number): Promise<Finding> {
  const where = { name: databaseName(server.prefix, { suffix: 'registry' }), role: 'hutong_owner' } as const
  const before = now()
  const there = await asked(server, where, async (client) => {
    const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now')
    return rows[0]?.now.getTime()
  }).catch(() => undefined)
  if (there === undefined) return notes.fault('the clock of the database cannot be read', 'mend what stands above')
  // The answer was made at some moment between asking and hearing.
  const drift = Math.max(before - there, there - now(), 0)
  if (drift > MOST_DRIFT_MS) {
    return notes.fault(
      `this machine and the database differ by ${Math.round(drift / 1_000)} seconds`,
      'set both clocks by one time server (NTP)',
    )
  }
  return notes.well('this machine and the database agree on the time')
}

async function asked<Result>(
  { databaseUrl, passwords }: Server,
  { name, role }: { readonly name: string; readonly role: keyof RolePasswords },
  ask: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({
    connectionString: urlFor(databaseUrl, name, role, passwords[role]),
    application_name: 'hutong doctor',
    connectionTimeoutMillis: TIMEOUT_MS,
    statement_timeout: TIMEOUT_MS,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await ask(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}
