// The job that publishes, beside departments that are slow to answer, closed, stale or broken: the tables of a month are published
// whole or not at all, and each department is asked within its bounds.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FixedClock, shanghaiDay } from '../../src/clock.ts'
import type { DatabaseCode, RoleName } from '../../src/database/databases.ts'
import { databaseName, databaseOf, readerOf, urlFor } from '../../src/database/databases.ts'
import { closePools, openPool } from '../../src/database/pool.ts'
import type { SourceBounds } from '../../src/departments/bounds.ts'
import { startBureauService } from '../../src/departments/bureau/service.ts'
import { departmentOf } from '../../src/departments/departments.ts'
import { certificate } from '../../src/departments/disability/tables.ts'
import type { Finish } from '../../src/departments/pace/forecast.ts'
import { type Keys, readKeyFile } from '../../src/masking/key-file.ts'
import { publishStatistics, type StatisticsJob } from '../../src/statistics/job.ts'
import type { Fault } from '../world/faults/fault.ts'
import { type FaultyDatabase, faultyDatabase } from '../world/faults/faulty-database.ts'
import { JOB_DEADLINE_MS, playOut } from '../world/faults/play-out.ts'
import { close } from '../world/listening.ts'
import { TEST_MOMENT } from '../world/oidc.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { type Publishing, statisticsJob } from '../world/publish.ts'
import { openTown, type Town } from '../world/town.ts'
import { SERVICE_SECRET } from '../world/town-site.ts'

const SOURCES = ['MZJ', 'GAJ', 'CLH', 'WJW']
const DISTRICTS_AND_TOTAL = 14
const CELLS = DISTRICTS_AND_TOTAL * 7 + DISTRICTS_AND_TOTAL

let registry: OwnRegistry
let town: Town
let keys: Keys
let folder: string
let line: FaultyDatabase
let clock: FixedClock
const pools: pg.Pool[] = []

beforeAll(async () => {
  registry = await openOwnRegistry('statistics', ['JOURNAL'])
  // The planner would take tables that were just written for empty ones.
  await registry.owner.query('analyze')
  town = await openTown({ databaseUrl: registry.databaseUrl })
  keys = await readKeyFile(town.site.keyFile)
  folder = await mkdtemp(path.join(tmpdir(), 'hutong-statistics-'))
  line = await faultyDatabase(town.site.serverUrl)
})
afterAll(async () => {
  await line?.close()
  await town?.close()
  await registry?.drop()
  await rm(folder, { recursive: true })
})
beforeEach(async () => {
  clock = new FixedClock(TEST_MOMENT)
  await registry.owner.query('delete from registry.statistic_cell')
  await registry.owner.query('delete from pace.source')
  await town.newEntries()
})
afterEach(async () => {
  await line.mends()
  await closePools(pools.splice(0))
})

/** The federation through the line; every other database as it is. `onCall` is told before each statement to the federation. */
function open(onCall: () => void): Publishing['pool'] {
  return (code: DatabaseCode, role: RoleName) => {
    if (code !== 'CLH') return town.pool(code, role)
    const { serverUrl, prefix, passwords } = town.site
    const url = urlFor(serverUrl, databaseName(prefix, databaseOf(code)), role, passwords[role])
    const options = { max: 10, applicationName: 'hutong test', statementTimeoutMs: 60_000, mostBytes: 4 * 1024 * 1024 }
    const pool = openPool(line.through(url), options)
    pools.push(pool)
    return new Proxy(pool, {
      get(own, name) {
        if (name === 'query') onCall()
        const value: unknown = Reflect.get(own, name)
        return typeof value === 'function' ? (value.bind(own) as unknown) : value
      },
    })
  }
}

type Wish = Partial<SourceBounds> & { readonly services?: Publishing['services']; readonly onCall?: () => void }

async function jobWith({ services = {}, onCall = () => undefined, ...bounds }: Wish = {}): Promise<StatisticsJob> {
  const boundsFile = path.join(folder, 'bounds.yaml')
  await writeFile(boundsFile, JSON.stringify({ CLH: { deadlineMs: JOB_DEADLINE_MS, ...bounds } }))
  const { journal, policies } = town.gateway.rooms
  return statisticsJob({ pool: open(onCall), keys, clock, journal, policies, services, boundsFile })
}

const run = (job: StatisticsJob) => playOut({ clock, lines: [line] }, () => publishStatistics(job))

async function published(): Promise<object[]> {
  const { rows } = await registry.owner.query<object>(
    'select table_id, as_of::text, dimensions, value, suppressed from registry.statistic_cell order by table_id, position',
  )
  return rows
}

async function journalled(): Promise<string[]> {
  const jobs = (await town.newEntries()).filter(({ kind }) => kind === 'JOB')
  return jobs.map(({ body }) => `${body.source} ${body.status} ${body.count}`)
}

const all = (what: string) => SOURCES.map((source) => `${source} ${what}`)

describe('the job that publishes', () => {
  it('counts by the word of each department, and leaves in the journal that it began and ended', async () => {
    expect(await run(await jobWith())).toBe(true)
    const cells = await published()
    expect(cells).toHaveLength(CELLS)
    const keysOf = async (code: 'CLH' | 'WJW', where: string) =>
      (
        await town.pool(code, 'hutong_loader').query<{ key: string }>(`select subject_key as key from ${where}`)
      ).rows.map(({ key }) => key)
    const severe = [
      ...(await keysOf('CLH', 'disability.certificate where grade <= 2')),
      ...(await keysOf('WJW', 'health.attestation where illness_attested')),
    ]
    const { rows } = await registry.owner.query<{ children: number }>(
      `select count(distinct o.child_id)::int as children from registry.outcome o
       join registry.jurisdiction j on j.child_id = o.child_id and j.kind = 'HUKOU' and j.superseded_at is null
       join registry.source_link l on l.child_id = o.child_id and l.subject_key = any($1)
       where o.kind = 'HOUSEHOLD_AID' and o.value = 'DIBAO_EDGE' and o.superseded_at is null`,
      [severe],
    )
    expect(rows[0]?.children).toBeGreaterThanOrEqual(10)
    expect(cells).toContainEqual({
      ...{ table_id: 'EDGE_NOT_COVERED_BY_DISTRICT', as_of: '2026-11-23', dimensions: ['TOTAL'] },
      ...{ value: rows[0]?.children, suppressed: false },
    })
    expect(await journalled()).toEqual([...all('STARTED 0'), ...all(`FINISHED ${CELLS}`)])
    expect(await run(await jobWith())).toBe(false)
    expect(await journalled()).toEqual([])
  })

  it('counts the same where a department is read at a service of its own, and asks its database for nothing', async () => {
    await run(await jobWith())
    const bySql = await published()
    await registry.owner.query('delete from registry.statistic_cell')
    const department = { ...departmentOf('CLH'), service: { name: 'disability', shared: [certificate.grade] } } as never
    const pool = town.pool('CLH', readerOf('CLH'))
    const { server, url } = await startBureauService({ department, pool, secret: SERVICE_SECRET, port: 0 })
    let calls = 0
    const onCall = (): void => {
      calls += 1
    }
    expect(await run(await jobWith({ services: { CLH: { url, token: SERVICE_SECRET } }, onCall }))).toBe(true)
    await close(server, new Set())
    expect(await published()).toEqual(bySql)
    expect(calls).toBe(0)
  })

  it('publishes once where two runs count at the same time', async () => {
    const jobs = [await jobWith(), await jobWith()]
    const both = await playOut({ clock }, () => Promise.all(jobs.map((job) => publishStatistics(job))))
    expect(both.sort()).toEqual([false, true])
    expect(await published()).toHaveLength(CELLS)
  })
})

describe('a department that does not answer as it should', () => {
  it.each<Fault>([
    'stale',
    'error',
    'cut',
    'huge cell',
    'malformed cell',
  ])('leaves the month without any table, which the next run publishes: %s', async (fault) => {
    await line.breaks(fault)
    await expect(run(await jobWith())).rejects.toMatchObject({
      ...{ code: 'SOURCE_UNAVAILABLE', detail: expect.stringMatching(/^CLH: /) },
    })
    expect(await published()).toEqual([])
    expect(await journalled()).toEqual([...all('STARTED 0'), ...all('FAILED 0')])
    await line.mends()
    expect(await run(await jobWith())).toBe(true)
    expect(await published()).toHaveLength(CELLS)
  })

  it('is waited for when it hangs in the middle, and published after it is back', async () => {
    let calls = 0
    const onCall = (): void => {
      calls += 1
      if (calls === 3) void line.breaks('hanging')
      if (calls === 9) void line.mends()
    }
    expect(await run(await jobWith({ batch: 2, onCall }))).toBe(true)
    expect(calls).toBeGreaterThan(9)
    expect(await published()).toHaveLength(CELLS)
  })
})

describe('a department with bounds', () => {
  it('is asked in its hours alone, and the end is said before it begins', async () => {
    const moments: number[] = []
    const said: Promise<Finish>[] = []
    const job = await jobWith({
      ...{ batch: 2, rate: { perSecond: 1 }, hours: { from: '11:00', to: '18:00' } },
      onCall: () => void moments.push(clock.now().getTime()),
    })
    const onProgress: StatisticsJob['onProgress'] = ({ children, finish }) => {
      if (children === 0) said.push(finish())
    }
    expect(await run({ ...job, onProgress })).toBe(true)
    // From the first moment on; what is waited for by hand takes a little time of its own.
    const opening = Date.parse('2026-11-23T11:00:00+08:00')
    expect(Math.min(...moments)).toBeGreaterThanOrEqual(opening)
    expect(Math.min(...moments)).toBeLessThan(opening + 1_000)
    const [finish] = await Promise.all(said)
    if (finish?.kind !== 'AT') return expect.unreachable()
    expect(Math.abs(finish.at.getTime() - Math.max(...moments))).toBeLessThan(5_000)
  })

  it('whose calls of the day end in the middle is asked for the rest on the next, and the tables keep the day they were begun on', async () => {
    const days = new Map<string, number>()
    const onCall = (): void => {
      const day = shanghaiDay(clock.now())
      days.set(day, (days.get(day) ?? 0) + 1)
    }
    expect(await run(await jobWith({ batch: 1, dailyQuota: 24, onCall }))).toBe(true)
    // Jobs take three quarters of them.
    expect(days.get('2026-11-23')).toBe(18)
    expect([...days.keys()]).toEqual(['2026-11-23', '2026-11-24'])
    expect(new Set((await published()).map((cell) => (cell as { as_of: string }).as_of))).toEqual(
      new Set(['2026-11-23']),
    )
  })
})
