// The two stores on real servers: a database of the file's own, and a Redis or Valkey that the file starts.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createClient } from '@redis/client'
import { createPostgresStore } from '../../src/limits/postgres-store.ts'
import { createRedisStore } from '../../src/limits/redis-store.ts'
import type { LimitStore } from '../../src/limits/store.ts'
import { freshDatabases } from '../world/database.ts'

export interface Stores {
  /** One more of them, as another process would open it. */
  open(): Promise<LimitStore>
  /** Forgets all. */
  clear(): Promise<void>
  /** Everything that is kept, as text. */
  dump(): Promise<string>
  close(): Promise<void>
}

const TABLES = ['limit_counter', 'limit_child', 'limit_trace', 'limit_lock']

/** `name` makes the database: lower-case letters, another for each test file. */
export async function postgresStores(name: string): Promise<Stores> {
  const databases = await freshDatabases(`hutong_${name}`)
  const owner = databases.pool('REGISTRY', 'hutong_gateway')
  return {
    open: async () => createPostgresStore(databases.pool('REGISTRY', 'hutong_gateway')),
    async clear() {
      for (const table of TABLES) await owner.query(`delete from registry.${table}`)
    },
    async dump() {
      const texts = TABLES.map((table) => owner.query(`select t::text as row from registry.${table} t`))
      return JSON.stringify((await Promise.all(texts)).flatMap(({ rows }) => rows))
    },
    close: () => databases.drop(),
  }
}

const BINARY = ['redis-server', 'valkey-server'].find((name) => {
  try {
    execFileSync(name, ['--version'])
    return true
  } catch {
    return false
  }
})

/** Whether tests with Redis can run; where not, they are skipped under this name. */
export const hasRedis = BINARY !== undefined
export const REDIS = hasRedis ? 'Redis' : 'Redis (skipped: no redis-server and no valkey-server is installed)'

export interface RedisServer {
  readonly url: string
  readonly process: ChildProcess
  stop(): Promise<void>
}

/** Keeps nothing on disk. With a port, the one of a server that was stopped. */
export async function startRedis(
  options: { readonly port?: number; readonly arguments?: readonly string[] } = {},
): Promise<RedisServer> {
  if (BINARY === undefined) throw new Error('no redis-server and no valkey-server is installed')
  const port = options.port ?? (await freePort())
  const settings = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...(options.arguments ?? [])]
  const server = spawn(BINARY, ['--port', String(port), ...settings], { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('Ready to accept connections')) resolve()
    })
    server.on('exit', () => reject(new Error('the server ended before it was ready')))
  })
  return {
    url: `redis://127.0.0.1:${port}`,
    process: server,
    async stop() {
      if (server.exitCode !== null || server.signalCode !== null) return
      server.kill('SIGKILL')
      await once(server, 'exit')
    },
  }
}

/** Sends one command, as a person at the server's own command line would. */
export async function redisCommand<Reply>({ url }: Pick<RedisServer, 'url'>, ...words: string[]): Promise<Reply> {
  const client = createClient({ url })
  await client.connect()
  const reply = await client.sendCommand(words)
  client.destroy()
  return reply as Reply
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('a server has a port')
  return address.port
}

export async function redisStores(): Promise<Stores> {
  const server = await startRedis()
  const opened: { close(): Promise<void> }[] = []
  return {
    async open() {
      const store = await createRedisStore({ url: server.url, prefix: 'hutong_test' })
      opened.push(store)
      return store
    },
    async clear() {
      await redisCommand(server, 'FLUSHALL')
    },
    async dump() {
      const reads = {
        string: ['GET'],
        set: ['SMEMBERS'],
        hash: ['HGETALL'],
        zset: ['ZRANGE', '0', '-1'],
      } as const
      const keys = await redisCommand<readonly string[]>(server, 'KEYS', '*')
      const values = keys.map(async (key) => {
        const [command, ...rest] = reads[await redisCommand<keyof typeof reads>(server, 'TYPE', key)]
        return [key, await redisCommand<unknown>(server, command, key, ...rest)]
      })
      return JSON.stringify(await Promise.all(values))
    },
    async close() {
      await Promise.all(opened.map((store) => store.close()))
      await server.stop()
    },
  }
}
