// A process that drains once and kills itself, as kill -9 would, at the moment it is told: settings as one line of JSON on
// standard input. Its parts are the real ones; what kills stands around them.
import { createInterface } from 'node:readline'
import type { PoolClient } from 'pg'
import { createPostgresJournal } from '../../src/audit/postgres-journal.ts'
import { systemClock } from '../../src/clock.ts'
import { openPool } from '../../src/database/pool.ts'
import { drain } from '../../src/reports/drain.ts'
import { openSpool } from '../../src/reports/spool.ts'
import type { DrainSettings, Moment } from './drain-moments.ts'

createInterface({ input: process.stdin }).once('line', (line) => void run(JSON.parse(line) as DrainSettings))

async function run({ registryUrl, journalUrl, folder, moment, now }: DrainSettings): Promise<void> {
  const dieAt = (each: Moment): void => {
    if (each === moment) process.kill(process.pid, 'SIGKILL')
  }
  const spool = await openSpool({ folder, reserveBytes: 0 })
  const registry = openPool(registryUrl, { max: 1, applicationName: 'hutong killed drain' })
  const entries = openPool(journalUrl, { max: 2, applicationName: 'hutong killed drain' })
  const journal = await createPostgresJournal({ pool: entries, clock: systemClock, statementTimeoutMs: 5_000 })
  const connect = registry.connect.bind(registry)
  registry.connect = (async () =>
    dying(await (connect as () => Promise<PoolClient>)(), dieAt)) as typeof registry.connect
  await drain(
    {
      registry,
      entries,
      newId: () => crypto.randomUUID(),
      spool: {
        ...spool,
        waiting: () => spool.waiting(),
        read: (number) => spool.read(number),
        async begin(number) {
          dieAt('before it is begun')
          const isAgain = await spool.begin(number)
          dieAt('once it is begun')
          return isAgain
        },
        settle: (report) => spool.settle(report),
      },
      journal: {
        async append(kind, body) {
          dieAt('before the entry')
          await journal.append(kind, body)
          dieAt('after the entry')
        },
      },
    },
    new Date(now),
  )
}

function dying(client: PoolClient, dieAt: (moment: Moment) => void): PoolClient {
  const query = client.query.bind(client) as (...asked: readonly unknown[]) => Promise<unknown>
  client.query = (async (...asked: readonly unknown[]) => {
    if (asked[0] === 'commit') dieAt('before the commit')
    const result = await query(...asked)
    if (asked[0] === 'commit') dieAt('after the commit')
    if ((asked[0] as { name?: string }).name === 'report-insert-reporter') dieAt('after the rows')
    return result
  }) as typeof client.query
  return client
}
