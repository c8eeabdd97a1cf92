// A job as a process of its own, to be killed from outside: its settings as one line of JSON on the standard input. It reads
// the households of so many children within their source's bounds, writes one row for each, and ends.
import { createInterface } from 'node:readline'
import { systemClock } from '../../src/clock.ts'
import { closePools, openPool } from '../../src/database/pool.ts'
import { inTransaction } from '../../src/database/transaction.ts'
import { createSourcePace } from '../../src/departments/pace/source-pace.ts'
import { createPostgresCounter } from '../../src/registry/pace/postgres-counter.ts'
import { readInBounds } from '../../src/registry/pace/read-in-bounds.ts'
import { jobKeys, lowIncomeOf, openSingleRecordSource, QUICK, STATEMENT, singleRecordReaders } from './single-record.ts'

export interface JobProcessSettings {
  readonly registryUrl: string
  readonly serviceUrl: string
  readonly name: string
  readonly children: number
}

const input = createInterface({ input: process.stdin })
const text = await new Promise<string>((resolve) => input.once('line', resolve))
input.close()
const { registryUrl, serviceUrl, name, children } = JSON.parse(text) as JobProcessSettings

const clock = systemClock
const pool = openPool(registryUrl, { max: 3, applicationName: 'hutong killed job', statementTimeoutMs: 30_000 })
const source = openSingleRecordSource(serviceUrl)
const pace = createSourcePace({ source: name, bounds: QUICK, counter: createPostgresCounter(pool), clock })
const { job: reader } = singleRecordReaders({ source, bounds: QUICK, pace, clock })
const job = { name, keys: jobKeys(children), statement: STATEMENT, reader, pace, bounds: QUICK, pool, clock }
for await (const batch of readInBounds(job)) {
  await inTransaction(pool, async (client) => {
    for (const key of batch.keys) {
      const low = lowIncomeOf(batch.rows, key)
      await client.query('insert into pace_killed.result (job, key, low) values ($1, $2, $3)', [name, key, low])
    }
    await batch.keep(client)
  })
}
await source.close()
await closePools([pool])
