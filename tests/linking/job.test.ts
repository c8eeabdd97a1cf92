// The job that links, over real databases: what it comes to, what it reads, what it leaves behind, and what a kill undoes.
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCity } from '../../src/city/city.ts'
import { SHEET_DEPARTMENTS } from '../../src/city/linking-sheets.ts'
import { subjectKey } from '../../src/city/registry-rows.ts'
import { FixedClock } from '../../src/clock.ts'
import { closePools, openPool } from '../../src/database/pool.ts'
import { MOST_ANSWER_BYTES, ORDINARY_BOUNDS, type SourceBounds } from '../../src/departments/bounds.ts'
import type { Finish } from '../../src/departments/pace/forecast.ts'
import { createSourcePace } from '../../src/departments/pace/source-pace.ts'
import { RULES } from '../../src/linking/rules.ts'
import { type LinkingJob, linkSources } from '../../src/registry/links/job.ts'
import { LINKED_DEPARTMENTS } from '../../src/registry/links/read-sheets.ts'
import { linkingReport } from '../../src/registry/links/report.ts'
import { pacedSource } from '../../src/registry/links/within-bounds.ts'
import { createPostgresCounter } from '../../src/registry/pace/postgres-counter.ts'
import type { SourceOut } from '../../src/registry/pace/read-in-bounds.ts'
import { HUGE } from '../world/faults/fault.ts'
import { type FaultyDatabase, faultyDatabase } from '../world/faults/faulty-database.ts'
import { JOB_DEADLINE_MS, playOut } from '../world/faults/play-out.ts'
import { type LinkedCity, openLinkedCity, PATIENT_BOUNDS, SETTINGS } from './linked-city.ts'

let city: LinkedCity
let counts: Awaited<ReturnType<typeof linkSources>>
let undisturbed: readonly string[]

// One run over a city in which nothing is linked; what follows looks at it, and what changes it comes last.
beforeAll(async () => {
  city = await openLinkedCity('link_job')
  await city.forget()
  counts = await run()
  undisturbed = await linkedPairs()
}, 600_000)
afterAll(() => city?.close())

const run = (change: Partial<LinkingJob> = {}) => linkSources({ ...city.job, ...change })

async function count(table: string, where = 'true'): Promise<number> {
  const { rows } = await city.owner.query<{ count: number }>(
    `select count(*)::int as count from ${table} where ${where}`,
  )
  return rows[0]?.count ?? -1
}

async function linkedPairs(): Promise<string[]> {
  const { rows } = await city.owner.query<{ pair: string }>(
    `select l.department || ' ' || l.subject_key || ' ' || f.department || ' ' || f.subject_key as pair
     from registry.source_link l join linking.link f on f.child_id = l.child_id and f.decided_by = 'FOUNDED' order by 1`,
  )
  return rows.map(({ pair }) => pair)
}

const TRUE_CHILD = new Map(
  [...createCity(SETTINGS).children()].flatMap(({ id }) =>
    SHEET_DEPARTMENTS.map((department) => [subjectKey(id, department), id] as const),
  ),
)

describe('a run', () => {
  it('links the records of one child and no others, with a row of history for every link', async () => {
    const pairs = undisturbed.map((pair) => pair.split(' '))
    expect(pairs.length).toBeGreaterThan(900)
    for (const [, key = '', , founder = ''] of pairs) expect(TRUE_CHILD.get(key)).toBe(TRUE_CHILD.get(founder))
    expect(await count('registry.source_link')).toBe(pairs.length)
    expect(await count('linking.link', 'superseded_at is null')).toBe(pairs.length)
    expect(await count('linking.link', "decided_by = 'WEIGHTS'")).toBeGreaterThan(0)
    const all = Object.values(counts).reduce((sum, { linked }) => sum + linked, 0)
    expect(await count('linking.link', "decided_by in ('RULE', 'WEIGHTS')")).toBe(all)
    expect(await count('linking.review')).toBeGreaterThan(0)
    expect(await count('registry.child')).toBe(await count('linking.link', "decided_by = 'FOUNDED'"))
  }, 300_000)

  it('is told in counts that add up, to whoever may read what the gateway reads', async () => {
    const report = await linkingReport(city.databases.pool('REGISTRY', 'hutong_gateway'))
    const sum = (start: string) =>
      report.filter(({ what }) => what.startsWith(start)).reduce((all, { count: own }) => all + own, 0)
    expect(sum('links by ')).toBe(undisturbed.length)
    expect(sum('links by founded')).toBe(await count('registry.child'))
    expect(sum('waiting for a person: ')).toBe(await count('linking.review', 'decided_at is null'))
    expect(sum('links that ended') + sum('decided: ') + sum('wrong links')).toBe(0)
    for (const rule of [...RULES, 'weights', 'founded'])
      expect(sum(`links by ${rule.toLowerCase()}`), rule).toBeGreaterThan(0)
  })

  it('run again does nothing, and keeps a table’s links that were brought along', async () => {
    const again = await run()
    expect(Object.values(again).map(({ founded, linked, asked }) => founded + linked + asked)).toEqual([0, 0, 0, 0, 0])
    expect(await linkedPairs()).toEqual(undisturbed)
  }, 300_000)
})

describe('the job', () => {
  it('leaves an entry for each source before it reads and one after, with the columns it was granted', async () => {
    const { rows } = await city.journal.query<{ body: Buffer }>(
      `select body from journal.entry where kind = 'JOB' order by sequence desc limit ${2 * LINKED_DEPARTMENTS.length}`,
    )
    const bodies = rows.map(({ body }) => JSON.parse(String(body)) as Record<string, unknown>).reverse()
    expect(bodies.map(({ source, status }) => `${source} ${status}`)).toEqual([
      ...LINKED_DEPARTMENTS.map((source) => `${source} STARTED`),
      ...LINKED_DEPARTMENTS.map((source) => `${source} FINISHED`),
    ])
    expect(bodies[0]).toMatchObject({ job: 'link', role: 'SYSTEM_LINK', policyIds: ['system-link'] })
    expect(bodies[0]?.fields).toContainEqual(['LinkingSheet.name', 'token'])
  }, 300_000)

  it('is refused without a policy that grants it something, and reads nothing', async () => {
    const runs = await count('linking.run')
    const none = { ...city.job.policies, grantFor: () => undefined }
    await expect(run({ policies: none })).rejects.toMatchObject({ code: 'REFUSED' })
    expect(await count('linking.run')).toBe(runs)
  })

  it('has a role that reads linking sheets and no other column of a department', async () => {
    const GAJ = city.job.departments.GAJ
    await expect(GAJ.query('select name_sealed from public_security.person')).rejects.toMatchObject({ code: '42501' })
    await expect(GAJ.query('delete from public_security.linking_sheet')).rejects.toMatchObject({ code: '42501' })
    await expect(city.job.registry.query('delete from linking.link')).rejects.toMatchObject({ code: '42501' })
    await expect(city.job.registry.query('select * from registry.outcome')).rejects.toMatchObject({ code: '42501' })
  })

  it('leaves no name, number or birth date in any table of linking', async () => {
    const secrets = [...createCity(SETTINGS).children()].flatMap(({ name, citizenId, birthDate }) => [
      name,
      citizenId ?? name,
      birthDate,
    ])
    for (const table of ['link', 'review', 'run', 'blocking_key']) {
      const { rows } = await city.owner.query<{ all: string }>(
        `select coalesce(string_agg(t::text, ' '), '') as all from linking.${table} t`,
      )
      const found = secrets.filter((secret) => rows[0]?.all.includes(secret))
      expect(
        found.filter((secret) => !/^2026-11-2/.test(secret)),
        table,
      ).toEqual([])
    }
  }, 300_000)
})

describe('a former number', () => {
  it('is kept as one that has ended, so that it opens nothing today', async () => {
    const ended = await count('registry.identifier', 'valid_to is not null')
    expect(await count('registry.identifier', 'valid_to is not null and valid_to > current_date + 10000')).toBe(0)
    const { rows } = await city.databases
      .pool('GAJ', 'hutong_owner')
      .query<{ count: number }>(
        'select count(*)::int as count from public_security.linking_sheet where former_citizen_id_sealed is not null',
      )
    expect(ended).toBe(2 * (rows[0]?.count ?? 0))
  }, 300_000)
})

describe('a run over what an import linked', () => {
  it('finds the children of records that an import linked', async () => {
    await city.owner.query(`delete from linking.link`)
    await city.owner.query(`delete from linking.blocking_key`)
    const removed = await city.owner.query(`delete from registry.source_link where department = 'JYJ'`)
    const found = await run()
    expect(found.JYJ.linked).toBeGreaterThan(0.95 * (removed.rowCount ?? 0))
    expect(found.GAJ).toMatchObject({ founded: 0, linked: 0 })
  }, 300_000)
})

describe('a run within the bounds of a source', () => {
  it('asks it in its hours and at its rate alone, says before when it will be done, and comes to the same', async () => {
    await city.forget()
    const clock = new FixedClock('2026-11-23T10:00:00+08:00')
    const counter = createPostgresCounter(city.databases.pool('REGISTRY', 'hutong_linker'))
    const bounds = { ...PATIENT_BOUNDS, hours: { from: '11:00', to: '18:00' }, rate: { perSecond: 2 } }
    const GAJ = pacedSource({ bounds, clock, pace: createSourcePace({ source: 'GAJ', bounds, counter, clock }) })
    const asked: number[] = []
    const watched = new Proxy(city.job.departments.GAJ, {
      get(pool, name) {
        if (name !== 'query') return Reflect.get(pool, name) as unknown
        return (text: string, values: unknown[]) => {
          asked.push(clock.now().getTime())
          return pool.query(text, values)
        }
      },
    })
    const said: Promise<Finish>[] = []
    let isOver = false
    const running = run({
      clock,
      sources: { ...city.job.sources, GAJ },
      departments: { ...city.job.departments, GAJ: watched },
      onProgress: ({ department, records, total, finish }) => {
        if (department === 'GAJ' && records === 0 && total > 0) said.push(finish())
      },
    }).finally(() => {
      isOver = true
    })
    // It waits by the clock alone, and then for nothing else.
    while (!isOver) {
      await new Promise((resolve) => setImmediate(resolve))
      const next = clock.nextWaited()
      if (next) clock.moveTo(next)
    }
    await running
    expect(await linkedPairs()).toEqual(undisturbed)
    expect(Math.min(...asked)).toBeGreaterThanOrEqual(Date.parse('2026-11-23T11:00:00+08:00'))
    expect(asked.length).toBeGreaterThan(6)
    for (const [at, moment] of asked.slice(1).entries()) expect(moment - (asked[at] ?? 0)).toBeGreaterThanOrEqual(500)
    for (const finish of await Promise.all(said)) expect(finish.kind).toBe('AT')
    expect(said).toHaveLength(2)
  }, 600_000)
})

describe('a source that does not answer as it should', () => {
  let line: FaultyDatabase
  let own: pg.Pool | undefined

  beforeAll(async () => {
    line = await faultyDatabase(city.databases.serverUrl)
  })
  beforeEach(() => city.forget())
  afterEach(async () => {
    await line.mends()
    if (own) await closePools([own])
  })
  afterAll(() => line.close())

  /** A run in which one department is read through the line, within these bounds. `onCall` is told how many calls it is with this one. */
  const said: SourceOut[] = []

  function runThroughLine(code: 'MZJ' | 'CLH', agreed: Partial<SourceBounds>, onCall: (calls: number) => void) {
    const clock = new FixedClock('2026-11-23T10:00:00+08:00')
    const bounds = { ...ORDINARY_BOUNDS, deadlineMs: JOB_DEADLINE_MS, ...agreed }
    const counter = createPostgresCounter(city.job.registry)
    const source = pacedSource({ bounds, clock, pace: createSourcePace({ source: code, bounds, counter, clock }) })
    own = openPool(line.through(city.databases.url(code, 'hutong_linker')), {
      ...{ max: 20, applicationName: 'hutong test', mostBytes: MOST_ANSWER_BYTES },
    })
    said.length = 0
    let calls = 0
    const watched = new Proxy(own, {
      get(pool, name) {
        if (name !== 'query') return Reflect.get(pool, name) as unknown
        return (text: string, values: unknown[]) => {
          calls += 1
          onCall(calls)
          return pool.query(text, values)
        }
      },
    })
    const sources = { ...city.job.sources, [code]: source }
    const departments = { ...city.job.departments, [code]: watched }
    const onOut = (out: SourceOut) => said.push(out)
    return playOut({ clock, lines: [line] }, () => run({ clock, sources, departments, onOut }))
  }

  async function expectAllLinked(): Promise<void> {
    const pairs = (await linkedPairs()).map((pair) => pair.split(' '))
    for (const [, key = '', , founder = ''] of pairs) expect(TRUE_CHILD.get(key)).toBe(TRUE_CHILD.get(founder))
    expect(pairs.length).toBe(undisturbed.length)
  }

  it('is stopped at when its answer is beyond every bound, and what was done before is kept', async () => {
    const whole = 11
    let broken = 0
    const result = await runThroughLine('MZJ', { batch: 50 }, (calls) => {
      if (calls === whole + 1) void line.breaks('endless rows')
      broken = calls - whole
    })
    expect(result.MZJ.stoppedBy?.message).toBe(
      'SOURCE_UNAVAILABLE: the linking sheets of MZJ: the server sent too large an answer',
    )
    // Whoever is compared with these sheets meets the same answer, and is cut off as soon.
    expect(line.poured()).toBeLessThan((broken * HUGE) / 2)
    expect(result.GAJ.stoppedBy).toBeNull()
    expect(result.MZJ.records).toBeGreaterThan(0)
    expect(await count('registry.source_link', "department = 'MZJ'")).toBe(result.MZJ.linked + result.MZJ.founded)
    const { rows } = await city.journal.query<{ body: Buffer }>(
      `select body from journal.entry where kind = 'JOB' order by sequence desc limit 5`,
    )
    const ended = rows.map(({ body }) => JSON.parse(String(body)) as Record<string, unknown>).reverse()
    expect(ended.slice(0, 2).map(({ source, status }) => `${source} ${status}`)).toEqual(['GAJ FINISHED', 'MZJ FAILED'])
    await line.mends()
    await run()
    await expectAllLinked()
  }, 300_000)

  it('is named while it is asked again, left alone after a minute when it hangs in the middle, and linked by the next run', async () => {
    const result = await runThroughLine('MZJ', { batch: 50 }, (calls) => {
      if (calls === 12) void line.breaks('hanging')
    })
    expect(result.MZJ.stoppedBy?.message).toMatch(/^SOURCE_UNAVAILABLE: the linking sheets of MZJ: /)
    expect(new Set(said.map(({ source, waiting }) => `${source} ${waiting}`))).toEqual(new Set(['MZJ null']))
    for (const { since, until } of said) expect(until.getTime()).toBeGreaterThan(since.getTime())
    expect(result.MZJ.records).toBeGreaterThan(0)
    expect(result.GAJ.stoppedBy).toBeNull()
    await line.mends()
    await run()
    await expectAllLinked()
  }, 300_000)

  it('is asked for the rest on the next day when its calls of the day end in the middle', async () => {
    let asked = 0
    const result = await runThroughLine('CLH', { batch: 20, dailyQuota: 8 }, (calls) => {
      asked = calls
    })
    // Jobs take three quarters of them.
    expect(asked).toBeGreaterThan(6)
    expect(Object.values(result).map(({ stoppedBy }) => stoppedBy)).toEqual([null, null, null, null, null])
    const { rows } = await city.owner.query<{ days: number; job_calls: number }>(
      "select day - date '2026-11-23' as days, job_calls from pace.source where source = 'CLH'",
    )
    expect(rows).toEqual([{ days: Math.ceil(asked / 6) - 1, job_calls: asked % 6 || 6 }])
    await expectAllLinked()
  }, 300_000)
})

describe('a run that is killed', () => {
  class Killed extends Error {}

  it.each([
    25, 575, 1_500,
  ])('at statement %i of its transactions comes, taken up again, to what an undisturbed one comes to', async (at) => {
    await city.forget()
    // A connection that ends where the process would: nothing after it reaches the database, and the transaction is gone.
    let left = at
    const registry = new Proxy(city.job.registry, {
      get(pool, name) {
        // What the pool does by itself must reach its own connections.
        const own: unknown = Reflect.get(pool, name)
        if (name !== 'connect') return typeof own === 'function' ? own.bind(pool) : own
        return async () => {
          const client = await pool.connect()
          const query = client.query.bind(client) as (...values: unknown[]) => unknown
          return new Proxy(client, {
            get(own, key) {
              if (key !== 'query') {
                const value: unknown = Reflect.get(own, key)
                return typeof value === 'function' ? value.bind(own) : value
              }
              return (...values: unknown[]) => {
                left -= 1
                if (left < 0 && values[0] !== 'rollback') throw new Killed()
                return query(...values)
              }
            },
          })
        }
      },
    })
    await expect(run({ registry })).rejects.toThrow(Killed)
    expect(await count('registry.source_link')).toBe(await count('linking.link', 'superseded_at is null'))
    await run()
    expect(await linkedPairs()).toEqual(undisturbed)
  }, 600_000)
})

describe('a run under a narrower policy', () => {
  it('reads no column that the policy does not grant', async () => {
    await city.forget()
    const policies = await city.policiesWith('    - LinkingSheet.motherId\n', '')
    const statements: string[] = []
    const watched = new Proxy(city.job.departments.GAJ, {
      get(pool, name) {
        if (name !== 'query') return Reflect.get(pool, name) as unknown
        return (text: string, values: unknown[]) => {
          statements.push(text)
          return pool.query(text, values)
        }
      },
    })
    await run({ policies, departments: { ...city.job.departments, GAJ: watched } })
    expect(statements.length).toBeGreaterThan(0)
    for (const text of statements) expect(text).not.toContain('mother_id')
    expect(await count('linking.link', "rule = 'MOTHER_AND_ORDER'")).toBe(0)
  }, 300_000)
})
