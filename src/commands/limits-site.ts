// Where the limits commands work: the databases of DATABASE_URL, or the demo's own, and the Redis that HUTONG_REDIS_URL names.
import type { Pool } from 'pg'
import { createPostgresJournal } from '../audit/postgres-journal.ts'
import { systemClock } from '../clock.ts'
import type { DatabaseCode, RoleName } from '../database/databases.ts'
import { closePools } from '../database/pool.ts'
import { createPostgresStore } from '../limits/postgres-store.ts'
import { createRedisStore } from '../limits/redis-store.ts'
import { readSettings } from '../settings.ts'
import { connectDatabases } from './connect.ts'
import type { LimitsSite } from './limits.ts'

const STATEMENT_TIMEOUT_MS = 600_000

export async function connectLimits(): Promise<LimitsSite> {
  const settings = readSettings()
  const databases = await connectDatabases(settings)
  const opened = new AsyncDisposableStack()
  const open = (code: DatabaseCode, role: RoleName): Pool => {
    const options = { max: 1, applicationName: 'hutong limits', statementTimeoutMs: STATEMENT_TIMEOUT_MS }
    const pool = databases.pool(code, role, options)
    opened.defer(() => closePools([pool]))
    return pool
  }
  return {
    clock: systemClock,
    async openStore() {
      if (settings.redisUrl === null) return createPostgresStore(open('REGISTRY', 'hutong_gateway'))
      const store = await createRedisStore({ url: settings.redisUrl, prefix: settings.databasePrefix })
      opened.defer(() => store.close())
      return store
    },
    openRegistry: () => open('REGISTRY', 'hutong_gateway'),
    openEntries: () => open('JOURNAL', 'hutong_journal_writer'),
    async openJournal() {
      const pool = open('JOURNAL', 'hutong_journal_writer')
      const journal = await createPostgresJournal({ pool, clock: systemClock, statementTimeoutMs: 5_000 })
      opened.defer(() => journal.close())
      return journal
    },
    close: () => opened.disposeAsync(),
  }
}
