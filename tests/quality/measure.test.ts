// The monthly report over the made-up city, whose faults were planted and are known: each is found under its own name, and nothing else is;
// no cell leaves its department for it; and the records behind the counts are seen by the department's own steward.
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { createCity } from '../../src/city/city.ts'
import { type Records, recordsOf } from '../../src/city/registry-rows.ts'
import type { Subject } from '../../src/city/subject.ts'
import { addDays, startOfDay } from '../../src/clock.ts'
import { jobReaders } from '../../src/commands/job-readers.ts'
import { sweepContradictions, WITNESSES } from '../../src/corrections/sweep.ts'
import { UNREADABLE } from '../../src/departments/cell-form.ts'
import { DEPARTMENTS, type DepartmentCode } from '../../src/departments/departments.ts'
import { readKeyFile } from '../../src/masking/key-file.ts'
import { measureQuality, type QualityJob, type SourceProgress } from '../../src/quality/measure.ts'
import { qualityReport } from '../../src/quality/report.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { plantedContradictions } from '../world/planted-contradictions.ts'
import { openTown, type Town } from '../world/town.ts'
import { CITY_SETTINGS, SERVICE_SECRET } from '../world/town-site.ts'

let registry: OwnRegistry
let town: Town
let job: QualityJob
let readers: Awaited<ReturnType<typeof jobReaders>>

beforeAll(async () => {
  registry = await openOwnRegistry('quality')
  town = await openTown({ databaseUrl: registry.databaseUrl })
  const { rooms } = town.gateway
  const { serviceUrls, keyFile } = inject('town')
  const service = (url: string) => ({ url, token: SERVICE_SECRET })
  const services = { YBJ: service(serviceUrls.YBJ), SWJ: service(serviceUrls.SWJ) }
  readers = await jobReaders(DEPARTMENTS, {
    ...{ boundsFile: null, services },
    ...{ registry: rooms.registry, clock: town.clock, keys: await readKeyFile(keyFile) },
    open: (code, role) => town.pool(code, role),
  })
  job = {
    ...{ registry: rooms.registry, sources: [...readers.values()], clock: town.clock, journal: rooms.journal },
    ...{ policies: rooms.policies, acceptSynthetic: true, newId: rooms.newId },
  }
  const witnesses = new Map(WITNESSES.map(({ code }) => [code as string, readers.get(code)]))
  await sweepContradictions({ ...sweepParts(job), readers: witnesses as never })
})
afterAll(async () => {
  await Promise.all([...(readers?.values() ?? [])].map((each) => each.close()))
  await town?.close()
  await registry?.drop()
})
beforeEach(async () => {
  await forget()
  await town.newEntries()
})

/** What the sweep takes of the same parts. */
function sweepParts({ registry: pool, clock, journal, policies, newId }: QualityJob) {
  return { registry: pool, clock, journal, policies, newId }
}

interface Planted {
  readonly source: DepartmentCode
  readonly fault: string
  readonly field: string
  readonly record: string
}

/** What the city planted that a record of a department can show. */
function planted(): Planted[] {
  const city = createCity(CITY_SETTINGS)
  const context = { referenceDay: CITY_SETTINGS.referenceDay, loadedAt: startOfDay(CITY_SETTINGS.referenceDay) }
  const alone = [...city.children()].flatMap((subject) => {
    const { departments, care } = recordsOf(city, subject, context)
    const isRenewed = isStanding(care)
    return plantedIn(subject, (code) => keyIn(departments, code)).filter(
      ({ source, fault }) => !(isRenewed && source === 'XZJ' && fault === 'STALE'),
    )
  })
  const contradicted = plantedContradictions().map(({ records, source, field }) => ({
    ...{ source, fault: 'CONTRADICTED', field, record: keyIn(records.departments, source) ?? '' },
  }))
  return [...alone, ...contradicted]
}

/** An assessment that counts is newer than the record that was loaded before it. */
function isStanding({ assessment, countersignature }: Records['care']): boolean {
  const isSigned = countersignature.some(({ verdict }) => verdict === 'COUNTERSIGNED')
  const aYearAgo = addDays(CITY_SETTINGS.referenceDay, -365)
  return isSigned && assessment.some(({ assessed_on: on }) => String(on) > aYearAgo)
}

function keyIn(departments: Records['departments'], code: DepartmentCode): string | null {
  return (departments[code]?.subject_key as string | undefined) ?? null
}

/** Departments that hand over when a record was touched. */
const TOUCHED = DEPARTMENTS.filter(({ service }) => service === null).map(({ code }) => code)

function plantedIn(subject: Subject, keyOf: (code: DepartmentCode) => string | null): Planted[] {
  const at = (source: DepartmentCode, fault: string, field: string): Planted[] => {
    const record = keyOf(source)
    return record === null ? [] : [{ source, fault, field, record }]
  }
  const { faults } = subject
  return [
    ...(faults.has('NO_CITIZEN_ID') ? at('GAJ', 'MISSING', 'PublicSecurity.citizenId') : []),
    ...(faults.has('FORMER_DIVISION_CODE') ? at('GAJ', 'MALFORMED', 'PublicSecurity.hukouDivision') : []),
    ...(faults.has('STALE_ROW') ? TOUCHED.flatMap((code) => at(code, 'STALE', '')) : []),
  ]
}

const wordOf = ({ source, fault, field, record }: Planted): string => [source, fault, field, record].join(' ')

async function found(): Promise<string[]> {
  const { rows } = await registry.owner.query<Planted>(
    'select source, fault, field, subject_key as record from quality.row',
  )
  return rows.map(wordOf)
}

describe('the report on a city whose faults are known', () => {
  it('finds every planted fault of a record, and no other: recall and precision stand in the log', async () => {
    expect(new Set((await measureQuality(job)).map(({ state }) => state))).toEqual(new Set(['READ']))
    const truth = planted()
    const told = new Set(await found())
    const recall = [...Map.groupBy(truth, ({ source, fault }) => `${source} ${fault}`)].map(([of, those]) => {
      const hits = those.filter((each) => told.has(wordOf(each))).length
      return `${of}: ${hits} of ${those.length} planted`
    })
    console.log([...recall, `${told.size} found in all`].join('\n'))
    expect([...told].sort()).toEqual(truth.map(wordOf).sort())
    for (const fault of ['MISSING', 'MALFORMED', 'CONTRADICTED', 'STALE']) {
      expect(truth.filter((each) => each.fault === fault).length, fault).toBeGreaterThan(1)
    }
  })

  it('counts what it found, and each record once', async () => {
    await measureQuality(job)
    const reports = await qualityReport(registry.owner, null)
    expect(new Set(reports.map(({ month }) => month))).toEqual(new Set(['2026-11']))
    expect(reports.map(({ source }) => source)).toEqual(DEPARTMENTS.map(({ code }) => code).sort())
    const counted = reports.flatMap(({ source, counts }) => counts.map((each) => ({ source, ...each })))
    const rows = Map.groupBy(await found(), (word) => word.split(' ').slice(0, 3).join(' '))
    expect(counted.map(({ source, fault, field }) => [source, fault, field].join(' ')).sort()).toEqual(
      [...rows.keys()].sort(),
    )
    for (const { source, fault, field, records, before } of counted) {
      expect(records).toBe(rows.get([source, fault, field].join(' '))?.length)
      expect(before).toBeNull()
    }
    const { rows: links } = await registry.owner.query<{ source: string; records: number }>(
      'select department as source, count(*)::int as records from registry.source_link group by 1 order by 1',
    )
    expect(reports.map(({ source, records }) => ({ source, records }))).toEqual(links)
  })

  it('goes on where it was killed, and counts no record twice', async () => {
    const whole = await counts(() => measureQuality(job))
    await forget()
    let batches = 0
    const dying = async (): Promise<void> => {
      const onProgress: QualityJob['onProgress'] = ({ isFirst }) => {
        batches += isFirst ? 0 : 1
        if (batches === 3) throw new Error('killed')
      }
      await expect(measureQuality({ ...job, sources: narrow(job, 50), onProgress })).rejects.toThrow('killed')
    }
    expect(await counts(dying)).not.toEqual(whole)
    expect(await counts(() => measureQuality({ ...job, sources: narrow(job, 50) }))).toEqual(whole)
    const again = await measureQuality(job)
    expect(new Set(again.map(({ state }) => state))).toEqual(new Set(['BEFORE']))
  })

  it('leaves a month that was not finished behind when the next begins, with none of its records', async () => {
    const stopped = {
      ...job,
      sources: narrow(job, 50),
      onProgress: ({ isFirst }: { readonly isFirst: boolean }) => {
        if (!isFirst) throw new Error('killed')
      },
    }
    await expect(measureQuality(stopped)).rejects.toThrow('killed')
    town.clock.moveTo('2026-12-01T10:00:00+08:00')
    const fresh = job.sources.map((source) => ({
      ...source,
      reader: { ...source.reader, read: async () => ({ state: 'STALE' }) as const },
    }))
    await measureQuality({ ...job, sources: fresh })
    town.clock.moveTo('2026-11-23T10:00:00+08:00')
    expect(await found()).toEqual([])
    const { rows } = await registry.owner.query(
      `select distinct state from quality.report where month = '2026-11-01' and state <> 'READ'`,
    )
    expect(rows).toEqual([{ state: 'OUT' }])
  })

  it('says of a department whose data are too old that it was not looked at, and goes on with the others', async () => {
    const stale = job.sources.map((source) =>
      source.reader.department.code === 'MZJ'
        ? { ...source, reader: { ...source.reader, read: async () => ({ state: 'STALE' }) as const } }
        : source,
    )
    const measured = await measureQuality({ ...job, sources: stale })
    expect(measured.filter(({ state }) => state !== 'READ')).toEqual([{ source: 'MZJ', state: 'STALE' }])
    const [reports] = [await qualityReport(registry.owner, null)]
    expect(reports.find(({ source }) => source === 'MZJ')).toMatchObject({ state: 'STALE', records: 0 })
    const jobs = (await town.newEntries()).filter(({ kind }) => kind === 'JOB').map(({ body }) => body)
    expect(jobs.filter(({ status }) => status === 'FAILED')).toMatchObject([{ source: 'MZJ', role: 'SYSTEM_QUALITY' }])
  })

  it('says of each department, before it begins, when it will be done', async () => {
    const sources = job.sources.map((source) => ({
      ...source,
      bounds: { ...source.bounds, batch: 1, rate: { perSecond: 100 } },
    }))
    const first = new Map<string, SourceProgress>()
    const onProgress: QualityJob['onProgress'] = (progress) => {
      if (!first.has(progress.source)) first.set(progress.source, progress)
      if (first.size === sources.length) throw new Error('all have begun')
    }
    await expect(measureQuality({ ...job, sources, onProgress })).rejects.toThrow('all have begun')
    for (const progress of first.values()) {
      expect(progress).toMatchObject({ isFirst: true, done: 0, finish: { kind: 'AT' } })
      expect(progress.total).toBeGreaterThan(0)
    }
  })

  it('stands in the journal under its policy, as a job that probes cells and reveals none', async () => {
    await measureQuality(job)
    const jobs = (await town.newEntries()).filter(({ kind }) => kind === 'JOB').map(({ body }) => body)
    expect(jobs).toHaveLength(2 * DEPARTMENTS.length)
    for (const body of jobs) {
      expect(body).toMatchObject({ job: 'quality', role: 'SYSTEM_QUALITY', policyIds: ['system-quality'] })
      for (const [, treatment] of body.fields as [string, string][]) expect(treatment).toBe('probe')
    }
  })

  it('is refused without a policy that grants the probe', async () => {
    const policies = { ...job.policies, grantFor: () => undefined }
    await expect(measureQuality({ ...job, policies })).rejects.toMatchObject({ code: 'REFUSED' })
  })

  it('asks no department for a cell: what comes back is yes, no or nothing', async () => {
    const seen = new Set<unknown>()
    const watched = job.sources.map((source) => ({
      ...source,
      reader: {
        ...source.reader,
        read: async (...asked: Parameters<typeof source.reader.read>) => {
          const rows = await source.reader.read(...asked)
          if (rows.state === 'FRESH')
            for (const row of rows.rows.values())
              for (const cell of row === UNREADABLE ? [] : row.values()) seen.add(cell)
          return rows
        },
      },
    }))
    await measureQuality({ ...job, sources: watched })
    expect([...seen].filter((cell) => cell !== null && typeof cell !== 'boolean')).toEqual([])
  })
})

/** The same sources, so many records of a call. */
function narrow({ sources }: QualityJob, batch: number): QualityJob['sources'] {
  return sources.map((source) => ({ ...source, bounds: { ...source.bounds, batch } }))
}

async function forget(): Promise<void> {
  for (const table of ['quality.report', 'quality.count', 'quality.row'])
    await registry.owner.query(`delete from ${table}`)
  await registry.owner.query(`delete from pace.job where name like 'quality %'`)
}

async function counts(run: () => Promise<unknown>): Promise<unknown> {
  await run()
  const { rows } = await registry.owner.query(
    `select source, fault, field, records, (select records from quality.report r where r.source = c.source) as looked
     from quality.count c order by 1, 2, 3`,
  )
  return rows
}

describe('the steward of a department', () => {
  const ask = async (query: string, variables = {}) => {
    const { body } = await town.ask({ as: 'steward', purpose: 'P13', query, variables })
    return body as { data?: Record<string, never>; errors?: { extensions: { code: string } }[] }
  }
  const REPORTS = '{ qualityReports { month state asOf records counts { fault field records } } }'
  const RECORDS = `query ($fault: QualityFault!, $field: String, $first: Int, $after: ID) {
    faultyRecords(fault: $fault, field: $field, first: $first, after: $after) {
      records { record fault field } hasNextPage } }`

  it('sees the counts of the own department, and the records behind them page by page', async () => {
    await measureQuality(job)
    const { data } = await ask(REPORTS)
    const [report, ...more] = (data?.qualityReports ?? []) as unknown as { counts: object[]; records: number }[]
    expect(more).toEqual([])
    expect(report).toMatchObject({ month: '2026-11-01', state: 'READ' })
    const own = (await found())
      .filter((word) => word.startsWith('JYJ STALE'))
      .map((word) => word.split(' ').at(-1))
      .sort()
    expect(report?.counts).toEqual([{ fault: 'STALE', field: null, records: own.length }])

    const paged: string[] = []
    for (let after: string | null = null; ; ) {
      const page = (await ask(RECORDS, { fault: 'STALE', first: 10, after })).data?.faultyRecords as unknown as {
        records: { record: string }[]
        hasNextPage: boolean
      }
      paged.push(...page.records.map(({ record }) => record))
      after = page.records.at(-1)?.record ?? null
      if (!page.hasNextPage) break
    }
    expect(paged).toEqual(own)
  })

  it('sees no record of another department, whatever is asked', async () => {
    await measureQuality(job)
    const { data } = await ask(RECORDS, { fault: 'MALFORMED', field: 'PublicSecurity.hukouDivision' })
    expect(data?.faultyRecords).toEqual({ records: [], hasNextPage: false })
  })

  it.each([
    ['more than a page', { fault: 'STALE', first: 51 }],
    ['no page at all', { fault: 'STALE', first: 0 }],
    ['a key that is none', { fault: 'STALE', after: "x' or true" }],
  ])('is BAD_INPUT with %s', async (_what, variables) => {
    expect((await ask(RECORDS, variables)).errors?.[0]?.extensions.code).toBe('BAD_INPUT')
  })

  it.each([
    ['adjudicator', 'P08'],
    ['hospital', 'P01'],
  ])('is who may ask, and nobody else: %s', async (as, purpose) => {
    const { body } = await town.ask({ as, purpose, query: REPORTS, isRegistered: true })
    expect(body.errors[0].extensions.code).toBe('REFUSED')
  })
})
