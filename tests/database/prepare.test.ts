import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  DATABASES,
  dropDatabases,
  MigrationHistoryError,
  prepareDatabases,
  readRolePasswords,
  rolePasswords,
  urlFor,
} from '../../src/database/databases.ts'
import { migrateDatabase } from '../../src/database/migrations.ts'
import { ROLES } from '../../src/database/roles.ts'
import { type FreshDatabases, freshDatabases, testDatabases } from '../world/database.ts'

const { serverUrl, passwords } = testDatabases()
let fresh: FreshDatabases
let folder: string

beforeAll(async () => {
  fresh = await freshDatabases('hutong_prepare_test')
  folder = mkdtempSync(path.join(os.tmpdir(), 'hutong-prepare-'))
})
afterAll(async () => {
  await fresh.drop()
  rmSync(folder, { recursive: true })
})

async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

describe('preparing the databases', () => {
  it.each(['', 'Hutong', '1hutong', 'hutong"; drop', 'hutong-x'])('refuses the prefix "%s"', async (prefix) => {
    await expect(prepareDatabases({ serverUrl, prefix, passwords })).rejects.toThrow('prefix')
  })

  it('refuses a database whose migrations are not those on disk', async () => {
    const changed = path.join(folder, 'health')
    cpSync(path.resolve('migrations/health'), changed, { recursive: true })
    const file = path.join(changed, '0000_tables.sql')
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n-- changed later\n`)
    await withClient(fresh.url('WJW', 'hutong_owner'), (client) =>
      expect(migrateDatabase(client, { name: 'changed', folder: changed })).rejects.toBeInstanceOf(
        MigrationHistoryError,
      ),
    )
  })

  it('applies nothing twice', async () => {
    expect(await prepareDatabases(fresh)).toEqual([])
  })

  it('is safe from several processes at once', async () => {
    const prefix = 'hutong_concurrent_test'
    await dropDatabases(serverUrl, prefix)
    const applied = await Promise.all([1, 2, 3].map(() => prepareDatabases({ serverUrl, prefix, passwords })))
    expect(applied.filter((list) => list.length > 0)).toHaveLength(1)
    expect(new Set(applied.flat().map(({ database }) => database)).size).toBe(DATABASES.length)
    await dropDatabases(serverUrl, prefix)
  }, 120_000)

  it('sets the passwords it is given, and no other opens a role', async () => {
    const wrong = new URL(fresh.url('REGISTRY', 'hutong_gateway'))
    wrong.password = 'x'.repeat(32)
    await expect(withClient(wrong.href, async () => undefined)).rejects.toMatchObject({ code: '28P01' })
  })

  it('orders text by code point', async () => {
    const { rows } = await withClient(fresh.url('REGISTRY', 'hutong_owner'), (client) =>
      client.query(`SELECT array_agg(x ORDER BY x) AS sorted FROM unnest(array['b', 'B', '护', 'a', 'É']) AS x`),
    )
    expect(rows[0].sorted).toEqual(['B', 'a', 'b', 'É', '护'])
  })
})

describe('role passwords', () => {
  it('of roles that are there are never replaced without being told to: a gateway may hold them', async () => {
    const others = Object.fromEntries(ROLES.map((role) => [role, `another-${role}-password`])) as typeof passwords
    await expect(prepareDatabases({ serverUrl, prefix: fresh.prefix, passwords: others })).rejects.toThrow(
      '--reset-passwords',
    )
    const mine = await withClient(fresh.url('REGISTRY', 'hutong_gateway'), (client) => client.query('select 1 as one'))
    expect(mine.rows).toEqual([{ one: 1 }])
  })

  it('are refused when a role lacks one or has a weak one, without saying what it was', async () => {
    const file = path.join(folder, 'weak.json')
    writeFileSync(file, JSON.stringify({ ...passwords, hutong_loader: 'weak-7731', hutong_gateway: 7 }))
    const failing = readRolePasswords(file)
    await expect(failing).rejects.toThrow('hutong_loader, hutong_gateway')
    await expect(failing).rejects.not.toThrow('7731')
  })

  it('are drawn once, one per role, and kept from other users', async () => {
    const state = path.join(folder, 'state')
    const [first, second] = await Promise.all([rolePasswords(state), rolePasswords(state)])
    expect(first).toEqual(second)
    expect(new Set(Object.values(first)).size).toBe(ROLES.length)
    expect(statSync(path.join(state, 'role-passwords.json')).mode & 0o777).toBe(0o600)
  })

  it('are drawn for a role that a later version added, and no other one changes', async () => {
    const state = path.join(folder, 'former')
    const { hutong_jyj_reader: _, ...former } = await rolePasswords(state)
    writeFileSync(path.join(state, 'role-passwords.json'), JSON.stringify(former), { mode: 0o600 })
    const [first, second] = await Promise.all([rolePasswords(state), rolePasswords(state)])
    expect(first).toEqual(second)
    expect(first).toEqual({ ...former, hutong_jyj_reader: expect.stringMatching(/^\S{16,}$/) })
    expect(statSync(path.join(state, 'role-passwords.json')).mode & 0o777).toBe(0o600)
  })
})

describe('urlFor', () => {
  it('keeps what the server address says about TLS, and escapes', () => {
    const url = urlFor('postgres://admin:a@db.example.cn:6432/postgres?sslmode=verify-full', 'x_registry', 'r', 'p/@?')
    expect(url).toBe('postgres://r:p%2F%40%3F@db.example.cn:6432/x_registry?sslmode=verify-full')
  })
})
