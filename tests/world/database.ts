// The databases that tests use: one shared set, prepared before the first test, and fresh sets for files that need one.
import type pg from 'pg'
import { inject } from 'vitest'
import {
  type DatabaseCode,
  databaseName,
  databaseOf,
  dropDatabases,
  prepareDatabases,
  type RoleName,
  type RolePasswords,
  urlFor,
} from '../../src/database/databases.ts'
import { closePools, openPool } from '../../src/database/pool.ts'

export interface TestServer {
  readonly serverUrl: string
  readonly prefix: string
  readonly passwords: RolePasswords
}

export interface TestDatabases extends TestServer {
  /** The address of one database for one role. */
  url(code: DatabaseCode, role: RoleName): string
  /** A small pool, closed by `close`. */
  pool(code: DatabaseCode, role: RoleName): pg.Pool
  close(): Promise<void>
}

export interface FreshDatabases extends TestDatabases {
  /** Closes the pools and drops the databases. */
  drop(): Promise<void>
}

/** The shared databases. Other test files write there too: use children and keys of your own. */
export function testDatabases(): TestDatabases {
  return connect(inject('databaseServer'))
}

/** The town's databases. They are shared too, and the town's children live there: add, and change nothing. */
export function townDatabases(): TestDatabases {
  return connect(inject('town'))
}

/** A set of empty databases of one's own; call `drop` in afterAll. A set that an aborted run left is dropped first. */
export async function freshDatabases(prefix: string): Promise<FreshDatabases> {
  const server = { ...inject('databaseServer'), prefix }
  await dropDatabases(server.serverUrl, prefix)
  await prepareDatabases(server)
  const databases = connect(server)
  return {
    ...databases,
    drop: async () => {
      await databases.close()
      await dropDatabases(server.serverUrl, prefix)
    },
  }
}

function connect(server: TestServer): TestDatabases {
  const pools: pg.Pool[] = []
  const url = (code: DatabaseCode, role: RoleName): string =>
    urlFor(server.serverUrl, databaseName(server.prefix, databaseOf(code)), role, server.passwords[role])
  return {
    ...server,
    url,
    pool: (code, role) => {
      const pool = openPool(url(code, role), { max: 4, applicationName: 'hutong test' })
      pools.push(pool)
      return pool
    },
    close: () => closePools(pools),
  }
}
