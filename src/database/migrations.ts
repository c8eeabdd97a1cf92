// Brings one database to the newest migration of its folder. Drizzle applies; this file adds what it does not do:
// say which migrations were applied, and refuse a history that is not the one on disk.

import { readFileSync } from 'node:fs'
import path from 'node:path'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import type pg from 'pg'

export interface AppliedMigration {
  readonly database: string
  readonly tag: string
}

export interface MigrationRequest {
  readonly name: string
  readonly folder: string
  readonly log?: ((line: string) => void) | undefined
}

/** The database was migrated with files that are not the ones on disk: changed since, or newer than this version. */
export class MigrationHistoryError extends Error {
  constructor({ name, folder }: MigrationRequest) {
    super(`database ${name}: its migrations are not those of ${folder}`)
    this.name = 'MigrationHistoryError'
  }
}

/** How a database stands to the migrations of this program. */
export interface MigrationState {
  /** Tags that are to be applied still, in order. */
  readonly missing: readonly string[]
  /** True where it was migrated with others. */
  readonly isForeign: boolean
}

/** Looks, and applies nothing. */
export async function migrationState(client: pg.Client, folder: string): Promise<MigrationState> {
  const known = knownMigrations(folder)
  const done = await appliedHashes(client)
  const isForeign = !isPrefix(done, known)
  return { isForeign, missing: isForeign ? [] : known.slice(done.length).map(({ tag }) => tag) }
}

interface KnownMigration {
  readonly tag: string
  readonly hash: string
}

/** Applies what is missing, in order, in one transaction. */
export async function migrateDatabase(client: pg.Client, request: MigrationRequest): Promise<AppliedMigration[]> {
  const known = knownMigrations(request.folder)
  const done = await appliedHashes(client)
  if (!isPrefix(done, known)) {
    throw new MigrationHistoryError(request)
  }
  if (done.length === known.length) return []
  await migrate(drizzle(client), { migrationsFolder: request.folder })
  const applied = known.slice(done.length).map(({ tag }) => ({ database: request.name, tag }))
  for (const { tag } of applied) request.log?.(`${request.name}: applied ${tag}`)
  return applied
}

function knownMigrations(folder: string): KnownMigration[] {
  const journal = JSON.parse(readFileSync(path.join(folder, 'meta', '_journal.json'), 'utf8')) as {
    entries: { tag: string }[]
  }
  const files = readMigrationFiles({ migrationsFolder: folder })
  return files.map(({ hash }, index) => ({ hash, tag: journal.entries[index]?.tag ?? String(index) }))
}

async function appliedHashes(client: pg.Client): Promise<string[]> {
  const exists = await client.query<{ table: string | null }>(
    `SELECT to_regclass('drizzle.__drizzle_migrations')::text AS "table"`,
  )
  if (exists.rows[0]?.table == null) return []
  const { rows } = await client.query<{ hash: string }>(
    'SELECT hash FROM drizzle.__drizzle_migrations ORDER BY created_at',
  )
  return rows.map((row) => row.hash)
}

function isPrefix(done: readonly string[], known: readonly KnownMigration[]): boolean {
  return done.length <= known.length && done.every((hash, index) => hash === known[index]?.hash)
}
