// The job that publishes, beside departments that are slow to answer, closed, stale or broken: the snapshot and the tables of a quarter are published
// whole or not at all, and each department is asked within its bounds.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FixedClock } from '../../src/clock.ts'
import type { DatabaseCode, RoleName } from '../../src/database/databases.ts'
import { databaseName, databaseOf, readerOf, urlFor } from '../../src/database/databases.ts'
import { closePools, openPool } from '../../src/database/pool.ts'
import type { SourceBounds } from '../../src/departments/bounds.ts'
import { startBureauService } from '../../src/departments/bureau/service.ts'
import { departmentOf } from '../../src/departments/departments.ts'
import { certificate } from '../../src/departments/disability/tables.ts'
import type { Finish } from '../../src/departments/pace/forecast.ts'
import { type Keys, readKeyFile } from '../../src/masking/key-file.ts'
import { compilePolicies, type PolicySet } from '../../src/policy/compile.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { type Published, publishStatistics, type StatisticsJob } from '../../src/statistics/job.ts'
import type { ShownTable } from '../../src/statistics/shown.ts'
import { STANDING_TABLES } from '../../src/statistics/standing/tables.ts'
import { inForce } from '../eligibility/packs.ts'
import { parts } from '../policy/policies.ts'
import type { Fault } from '../world/faults/fault.ts'
import { type FaultyDatabase, faultyDatabase } from '../world/faults/faulty-database.ts'
import { JOB_DEADLINE_MS, playOut } from '../world/faults/play-out.ts'
import { close } from '../world/listening.ts'
import { TEST_MOMENT } from '../world/oidc.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { type OpenJob, type Publishing, statisticsJob } from '../world/publish.ts'
import { openTown, type Town } from '../world/town.ts'
import { SERVICE_SECRET, servicesAt } from '../world/town-site.ts'

const SOURCES = ['GAJ', 'MZJ', 'CLH', 'YBJ', 'WJW', 'JYJ', 'SFJ', 'FYJ', 'XZJ']
/** All of them, for it is the city's first snapshot. */
const TABLES = STANDING_TABLES.length
const IN_REGISTRY = 2_000
/** Without those who are grown up. */
const CHILDREN = 1_940

let registry: OwnRegistry
let town: Town
let keys: Keys
let folder: string
let line: FaultyDatabase
let clock: FixedClock
const pools: pg.Pool[] = []
const jobs: OpenJob[] = []

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
  await forget()
  await registry.owner.query('delete from pace.source')
  await town.newEntries()
})
afterEach(async () => {
  await line.mends()
  await Promise.all(jobs.splice(0).map((job) => job.close()))
  await closePools(pools.splice(0))
})

async function forget(): Promise<void> {
  for (const table of ['shown', 'release', 'chunk', 'snapshot'])
    await registry.owner.query(`delete from statistic.${table}`)
}

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

type Wish = Partial<SourceBounds> & {
  readonly services?: Partial<Publishing['services']>
  readonly onCall?: () => void
  readonly policies?: PolicySet | null
}

async function jobWith({
  services = {},
  onCall = () => undefined,
  policies = null,
  ...bounds
}: Wish = {}): Promise<StatisticsJob> {
  const boundsFile = path.join(folder, 'bounds.yaml')
  await writeFile(boundsFile, JSON.stringify({ CLH: { deadlineMs: JOB_DEADLINE_MS, ...bounds } }))
  const { journal, policies: honest } = town.gateway.rooms
  const all = { ...servicesAt(town.site.serviceUrls), ...services }
  const job = await statisticsJob({
    pool: open(onCall),
    keys,
    clock,
    journal,
    policies: policies ?? honest,
    packs: [inForce],
    services: all,
    boundsFile,
  })
  jobs.push(job)
  return job
}

const run = (job: StatisticsJob) => playOut({ clock, lines: [line] }, () => publishStatistics(job))

async function published(): Promise<ShownTable[]> {
  const { rows } = await registry.owner.query<{ body: string }>('select body from statistic.shown order by standing')
  return rows.map(({ body }) => JSON.parse(body) as ShownTable)
}

const WHOLE: Published = { period: 8_107, asOf: '2026-11-23', children: CHILDREN, tables: TABLES }

/** The register of child workers is read when the city has been. */
const REGISTER = ['MZJ STARTED 0', expect.stringMatching(/^MZJ FINISHED 3\d{3}$/)]

async function journalled(): Promise<string[]> {
  const jobs = (await town.newEntries()).filter(({ kind }) => kind === 'JOB')
  return jobs.map(({ body }) => `${body.source} ${body.status} ${body.count}`)
}

const all = (what: string) => SOURCES.map((source) => `${source} ${what}`)

describe('the job that publishes', () => {
  it('counts by the word of each department, and leaves in the journal that it began and ended', async () => {
    expect(await run(await jobWith())).toEqual(WHOLE)
    const tables = await published()
    expect(tables).toHaveLength(TABLES)
    const keysOf = async (code: 'CLH' | 'WJW', where: string) =>
      (
        await town.pool(code, 'hutong_loader').query<{ key: string }>(`select subject_key as key from ${where}`)
      ).rows.map(({ key }) => key)
    const severe = [
      ...(await keysOf('CLH', 'disability.certificate where grade <= 2')),
      ...(await keysOf('WJW', 'health.attestation where illness_attested')),
    ]
    const edgeOf = `civil_affairs.welfare_record where household_aid_class = 'DIBAO_EDGE'`
    const records = await town
      .pool('MZJ', 'hutong_loader')
      .query<{ key: string }>(`select subject_key as key from ${edgeOf}`)
    const { rows } = await registry.owner.query<{ children: number }>(
      `select count(distinct e.child_id)::int as children from registry.source_link e
       join registry.child c on c.id = e.child_id and c.adult_on > '2026-11-23'
       join registry.source_link l on l.child_id = e.child_id and l.subject_key = any($1) where e.subject_key = any($2)`,
      [severe, records.rows.map(({ key }) => key)],
    )
    expect(rows[0]?.children).toBeGreaterThanOrEqual(10)
    const edge = tables.find(({ table }) => table === 'EDGE_NOT_COVERED_BY_DISTRICT')
    const total = edge?.cells.find(({ dims }) => dims[0]?.value === 'TOTAL')
    expect(total).toMatchObject({ value: rows[0]?.children, suppressed: false })
    expect(await journalled()).toEqual([...all('STARTED 0'), ...all(`FINISHED ${IN_REGISTRY}`), ...REGISTER])
    expect(await run(await jobWith())).toBe(null)
    expect(await journalled()).toEqual([])
  })

  it('makes no table that the signed policy of the job does not name, and enters none', async () => {
    const unnamed = 'DISADVANTAGED_BY_DISTRICT_AND_CATEGORY'
    const documents = new Map(await readPolicyFolder('policies'))
    const text = documents.get('system-statistics.yaml') ?? ''
    for (const named of [
      text.replace(`    - ${unnamed}\n`, ''),
      text.replace(/^values:$[\s\S]*?(?=^releases:)/m, ''),
    ]) {
      expect(named).not.toBe(text)
      await forget()
      await run(await jobWith({ policies: compilePolicies(documents.set('system-statistics.yaml', named), parts) }))
      const { rows } = await registry.owner.query<{ form: string }>(
        'select form from statistic.release where analyst is null',
      )
      const tables = (await published()).map(({ table }) => table)
      expect(tables).not.toContain(unnamed)
      expect(rows.map(({ form }) => form)).not.toContain('COUNT||CATEGORY|COUNTY')
      expect(tables).toHaveLength(named.includes('values:') ? TABLES - 1 : 0)
    }
  })

  it('counts the same where a department is read at a service of its own, and asks its database for nothing', async () => {
    await run(await jobWith())
    const bySql = await published()
    await forget()
    const department = { ...departmentOf('CLH'), service: { name: 'disability', shared: [certificate.grade] } } as never
    const pool = town.pool('CLH', readerOf('CLH'))
    const { server, url } = await startBureauService({ department, pool, secret: SERVICE_SECRET, port: 0 })
    let calls = 0
    const onCall = (): void => {
      calls += 1
    }
    expect(await run(await jobWith({ services: { CLH: { url, token: SERVICE_SECRET } }, onCall }))).toEqual(WHOLE)
    await close(server, new Set())
    expect(await published()).toEqual(bySql)
    expect(calls).toBe(0)
  })

  it('publishes once where two runs count at the same time', async () => {
    const jobs = [await jobWith(), await jobWith()]
    const both = await playOut({ clock }, () => Promise.all(jobs.map((job) => publishStatistics(job))))
    expect(both.filter((each) => each !== null)).toEqual([WHOLE])
    expect(await published()).toHaveLength(TABLES)
  })
})

describe('a department that does not answer as it should', () => {
  it.each<Fault>([
    'stale',
    'error',
    'cut',
    'huge cell',
    'malformed cell',
  ])('leaves the quarter without any table, which the next run publishes: %s', async (fault) => {
    await line.breaks(fault)
    await expect(run(await jobWith())).rejects.toMatchObject({
      ...{ code: 'SOURCE_UNAVAILABLE', detail: expect.stringMatching(/^CLH: /) },
    })
    expect(await published()).toEqual([])
    // What cannot be read is known when all was read; otherwise the reading itself fails.
    const ended = fault === 'malformed cell' ? `FINISHED ${IN_REGISTRY}` : 'FAILED 0'
    expect(await journalled()).toEqual([...all('STARTED 0'), ...all(ended)])
    await line.mends()
    expect(await run(await jobWith())).toEqual(WHOLE)
    expect(await published()).toHaveLength(TABLES)
  })

  it('is waited for when it hangs in the middle, and published after it is back', async () => {
    let calls = 0
    const onCall = (): void => {
      calls += 1
      if (calls === 3) void line.breaks('hanging')
      if (calls === 9) void line.mends()
    }
    expect(await run(await jobWith({ batch: 2, onCall }))).toEqual(WHOLE)
    expect(calls).toBeGreaterThan(9)
    expect(await published()).toHaveLength(TABLES)
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
    expect(await run({ ...job, onProgress })).toEqual(WHOLE)
    // From the first moment on; what is waited for by hand takes a little time of its own.
    const opening = Date.parse('2026-11-23T11:00:00+08:00')
    expect(Math.min(...moments)).toBeGreaterThanOrEqual(opening)
    expect(Math.min(...moments)).toBeLessThan(opening + 1_000)
    const [finish] = await Promise.all(said)
    if (finish?.kind !== 'AT') return expect.unreachable()
    // Pages have not all as many records at the federation.
    const end = Math.max(...moments)
    expect(Math.abs(finish.at.getTime() - end)).toBeLessThan((end - opening) / 10)
  })
})
