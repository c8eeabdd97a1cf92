// A job of 1,400 children through a service that answers about one record, five calls in a second, closed in the middle:
// what the service itself counted, what the job came to, and how long those at desks waited. The test moves the clock.

import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FixedClock } from '../../src/clock.ts'
import { inTransaction } from '../../src/database/transaction.ts'
import { ORDINARY_BOUNDS, type SourceBounds } from '../../src/departments/bounds.ts'
import type { Finish } from '../../src/departments/pace/forecast.ts'
import { paceOf } from '../../src/departments/pace/pace.ts'
import { createSourcePace } from '../../src/departments/pace/source-pace.ts'
import type { Source } from '../../src/departments/reader.ts'
import { createPostgresCounter } from '../../src/registry/pace/postgres-counter.ts'
import { type DepartmentJob, progressBefore, readInBounds } from '../../src/registry/pace/read-in-bounds.ts'
import { testDatabases } from '../world/database.ts'
import { mulberryFrom } from '../world/mulberry.ts'
import { prepareResults } from './job-results.ts'
import {
  jobKeys,
  keyOf,
  lowIncomeOf,
  openSingleRecordSource,
  type SingleRecordService,
  STATEMENT,
  singleRecordReaders,
  startSingleRecordService,
} from './single-record.ts'
import type { ServiceCall } from './single-record-process.ts'
import { UnderWay, watched } from './under-way.ts'

const CHILDREN = 1_400
const START = '2026-11-23T17:27:00+08:00'
const HOURS = { from: '08:00', to: '17:30' }
const BOUNDS: SourceBounds = {
  ...ORDINARY_BOUNDS,
  // By the machine's clock, which runs on while the test's stands.
  deadlineMs: 600_000,
  batch: 1,
  hours: HOURS,
  rate: { perSecond: 5 },
  dailyQuota: 1_000,
}
const AGREED = { perSecond: 5, perDay: 1_000, open: { from: 8 * 60, to: 17 * 60 + 30 } }

const databases = testDatabases()
let owner: pg.Pool

beforeAll(async () => {
  owner = databases.pool('REGISTRY', 'hutong_owner')
  await prepareResults(owner, { schema: 'pace_test', jobs: 'desks' })
})
afterAll(async () => {
  await owner.query('drop schema pace_test cascade')
  await databases.close()
})

interface Played {
  readonly calls: readonly ServiceCall[]
  /** How long each desk waited, by the test's clock. */
  readonly waits: readonly number[]
  readonly unanswered: number
  readonly rows: readonly string[]
  readonly before: Finish | null
  readonly last: Finish | null
  readonly ended: Date
}

// Before closing and on the next morning, in no even order: sometimes several at once.
function arrivals(): Date[] {
  const random = mulberryFrom(1_400)
  const within = (from: string, seconds: number, count: number) =>
    Array.from({ length: count }, () => new Date(Date.parse(from) + Math.floor(random() * seconds * 1_000)))
  return [...within(START, 175, 150), ...within('2026-11-24T08:00:00+08:00', 240, 100)]
}

async function play(name: string, hasJob: boolean): Promise<Played> {
  const service: SingleRecordService = await startSingleRecordService(AGREED)
  const clock = new FixedClock(START)
  await service.moveTo(clock.now())
  const underWay = new UnderWay()
  const pool = watched(databases.pool('REGISTRY', 'hutong_gateway'), underWay)
  const real = openSingleRecordSource(service.url)
  const source: Source = { asksOneShape: true, fetch: (...asked) => underWay.during(() => real.fetch(...asked)) }
  const pace = createSourcePace({ source: name, bounds: BOUNDS, counter: createPostgresCounter(pool), clock })
  const readers = singleRecordReaders({ source, bounds: BOUNDS, pace, clock })
  const job: DepartmentJob = {
    ...{ name, keys: jobKeys(CHILDREN), pool, clock, pace, bounds: BOUNDS },
    statement: STATEMENT,
    reader: readers.job,
  }
  const waits: number[] = []
  let unanswered = 0
  const desks = arrivals().map(async (arrival, at) => {
    await clock.waitUntil(arrival)
    const key = keyOf(100_000 + at)
    const rows = await readers.desk.read(STATEMENT, [key])
    waits.push(clock.now().getTime() - arrival.getTime())
    if (rows.state !== 'FRESH' || lowIncomeOf(rows.rows, key) !== true) unanswered += 1
  })
  const before = hasJob ? (await progressBefore(job)).finish : null
  let last: Finish | null = null
  const run = async (): Promise<void> => {
    for await (const batch of readInBounds(job)) {
      await underWay.during(() =>
        inTransaction(pool, async (client) => {
          for (const key of batch.keys) {
            const low = lowIncomeOf(batch.rows, key)
            await client.query('insert into pace_test.result (job, key, low) values ($1, $2, $3)', [name, key, low])
          }
          await batch.keep(client)
        }),
      )
      last = (await batch.progress()).finish
    }
  }
  const all = Promise.all([...desks, ...(hasJob ? [run()] : [])])
  await underWay.playOut(clock, all, (next) => service.moveTo(next))
  await all
  const calls = await service.calls()
  await real.close()
  await service.stop()
  const { rows } = await pool.query<{ key: string }>(
    'select key from pace_test.result where job = $1 and low order by key',
    [name],
  )
  return { calls, waits, unanswered, rows: rows.map(({ key }) => key), before, last, ended: clock.now() }
}

function p99(waits: readonly number[]): number {
  const sorted = [...waits].sort((a, b) => a - b)
  return sorted[Math.ceil(0.99 * sorted.length) - 1] ?? 0
}

describe('a job of 1,400 children through five calls a second, closed in the middle', () => {
  let alone: Played
  let together: Played

  beforeAll(async () => {
    alone = await play('desks alone', false)
    together = await play('desks and a job', true)
  }, 900_000)

  it('comes to 1,400 rows, each once', () => {
    const days = Map.groupBy(together.calls, ({ at }) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10))
    console.log(
      [
        `${together.rows.length} rows of ${CHILDREN}, ${together.calls.length} calls: ${[...days].map(([day, calls]) => `${day} ${calls.length}`).join(', ')}`,
        `a desk waits (p99) ${p99(alone.waits)} ms alone, ${p99(together.waits)} ms beside the job`,
        `said to end at ${together.before?.kind === 'AT' ? together.before.at.toISOString() : 'no time'}, ended at ${together.ended.toISOString()}`,
      ].join('\n'),
    )
    expect(together.rows).toEqual(Array.from({ length: CHILDREN }, (_, at) => keyOf(at + 1)))
    expect(together.calls).toHaveLength(CHILDREN + arrivals().length)
  })

  it('never goes beyond rate, quota or hours, as the service itself counts them', () => {
    expect(together.calls.filter(({ status }) => status !== 200)).toEqual([])
    const moments = together.calls.map(({ at }) => at)
    for (const first of moments) {
      expect(moments.filter((at) => at >= first && at < first + 1_000).length).toBeLessThanOrEqual(5)
    }
    const days = Map.groupBy(together.calls, ({ at }) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10))
    expect([...days.keys()]).toEqual(['2026-11-23', '2026-11-24', '2026-11-25'])
    for (const calls of days.values()) expect(calls.length).toBeLessThanOrEqual(1_000)
    const ofJob = (days.get('2026-11-24') ?? []).filter(({ key }) => key < keyOf(100_000))
    expect(ofJob).toHaveLength(750)
  })

  it('leaves nobody at a desk unanswered, nor waiting longer by more than one call of its own', () => {
    expect([alone.unanswered, together.unanswered]).toEqual([0, 0])
    expect(together.waits).toHaveLength(250)
    // Nobody of them would have been sent away by the ordinary deadline.
    expect(Math.max(...together.waits)).toBeLessThanOrEqual(ORDINARY_BOUNDS.deadlineMs / 2)
    expect(p99(together.waits)).toBeLessThanOrEqual(p99(alone.waits) + Math.ceil(paceOf(BOUNDS).spacingMs))
  })

  it('says before it begins when it will be done, never too early, and is done within a minute of it', () => {
    const said = together.before?.kind === 'AT' ? together.before.at.getTime() : Number.NaN
    expect(said).toBeLessThanOrEqual(together.ended.getTime())
    expect(together.ended.getTime() - said).toBeLessThan(60_000)
    expect(together.last).toEqual({ kind: 'AT', at: together.ended })
  })
})
