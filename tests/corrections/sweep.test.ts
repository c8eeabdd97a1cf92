// The sweep over a city in which contradictions were planted: a ticket for each and for no other child, at the department whose datum it
// is; settled when they agree again, and passed on when that department stands by what it says.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { FixedClock } from '../../src/clock.ts'
import { jobReaders } from '../../src/commands/job-readers.ts'
import { wordsOfOut } from '../../src/commands/job-site.ts'
import { ticketReport } from '../../src/corrections/report.ts'
import { type SweepJob, sweepContradictions, WITNESSES } from '../../src/corrections/sweep.ts'
import { departmentOf } from '../../src/departments/departments.ts'
import { edgeReads } from '../../src/departments/edge-reads.ts'
import type { Finish } from '../../src/departments/pace/forecast.ts'
import { readKeyFile } from '../../src/masking/key-file.ts'
import { maskNamed } from '../../src/masking/masks.ts'
import type { SourceOut } from '../../src/registry/pace/read-in-bounds.ts'
import { playOut } from '../world/faults/play-out.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { type PlantedContradiction, plantedContradictions } from '../world/planted-contradictions.ts'
import { openTown, type Town } from '../world/town.ts'
import { SERVICE_SECRET, type TownSite } from '../world/town-site.ts'

const PLANTED = plantedContradictions()
const OF_THE_COURT = PLANTED.filter(({ other }) => other === 'FYJ')
const words = (of: readonly PlantedContradiction[], source: 'source' | 'other'): string[] =>
  of.map((each) => `${each.records.subject.id} ${each.field} ${each[source]}`).sort()

let registry: OwnRegistry
let town: Town
let job: SweepJob

beforeAll(async () => {
  registry = await openOwnRegistry('sweep')
  town = await openTown({ databaseUrl: registry.databaseUrl })
  const { rooms } = town.gateway
  const readers = await jobReaders(WITNESSES, {
    ...{ boundsFile: null, services: servicesOf(inject('town')), registry: rooms.registry, clock: town.clock },
    ...{ open: (code, role) => town.pool(code, role), keys: await readKeyFile(inject('town').keyFile) },
  })
  job = {
    registry: rooms.registry,
    readers,
    clock: town.clock,
    journal: rooms.journal,
    policies: rooms.policies,
    newId: rooms.newId,
  }
})
afterAll(async () => {
  await town?.close()
  await registry?.drop()
})
beforeEach(async () => {
  await registry.owner.query('delete from correction.ticket')
  await town.newEntries()
})

function servicesOf({ serviceUrls }: TownSite) {
  return { YBJ: { url: serviceUrls.YBJ, token: SERVICE_SECRET }, SWJ: { url: serviceUrls.SWJ, token: SERVICE_SECRET } }
}

interface Row {
  readonly child_id: string
  readonly coordinate: string
  readonly source: string
  readonly outcome: string | null
}

async function tickets(where = 'true'): Promise<Row[]> {
  const { rows } = await registry.owner.query<Row>(
    `select child_id, coordinate, source, outcome from correction.ticket where ${where} order by opened_at, child_id`,
  )
  return rows
}

const wordsOf = (rows: readonly Row[]): string[] =>
  rows.map(({ child_id: child, coordinate, source }) => `${child} ${coordinate} ${source}`).sort()

const answer = (outcome: string, where: string) =>
  registry.owner.query(
    `update correction.ticket set outcome = $1, answered_at = $2, answered_by = 'steward' where answered_at is null and ${where}`,
    [outcome, town.clock.now()],
  )

/** The readers, with one department's answers replaced. */
function witnessing(code: string, read: SweepReader['read']): SweepJob['readers'] {
  return new Map(
    [...job.readers].map(([each, paced]) => [
      each,
      each === code ? { ...paced, reader: { ...paced.reader, read } } : paced,
    ]),
  )
}
type SweepReader = NonNullable<ReturnType<SweepJob['readers']['get']>>['reader']

describe('the sweep', () => {
  it('finds every contradiction that was planted and no other, and sends each to the department whose datum it is', async () => {
    const result = await sweepContradictions(job)
    for (const other of ['FYJ', 'MZJ', 'SWJ']) {
      expect(PLANTED.filter((each) => each.other === other).length, other).toBeGreaterThan(2)
    }
    expect(result).toMatchObject({ opened: PLANTED.length, settled: 0 })
    expect(wordsOf(await tickets())).toEqual(words(PLANTED, 'source'))
  })

  it('opens nothing twice, and does not settle what still differs', async () => {
    await sweepContradictions(job)
    expect(await sweepContradictions(job)).toMatchObject({ opened: 0, settled: 0 })
    expect(await tickets()).toHaveLength(PLANTED.length)
  })

  it('settles what no longer differs', async () => {
    await sweepContradictions(job)
    const court = job.readers.get('FYJ')
    const agreeing = witnessing('FYJ', async (...asked) => {
      const told = await court?.reader.read(...asked)
      return told?.state === 'FRESH' ? { ...told, rows: new Map() } : { state: 'STALE' }
    })
    expect(await sweepContradictions({ ...job, readers: agreeing })).toMatchObject({
      opened: 0,
      settled: OF_THE_COURT.length,
    })
    expect(wordsOf(await tickets(`outcome = 'SETTLED'`))).toEqual(words(OF_THE_COURT, 'source'))
  })

  it('asks the other department once the first stands by what it says, and nobody once both do', async () => {
    await sweepContradictions(job)
    await answer('CONFIRMED', 'true')
    expect(await sweepContradictions(job)).toMatchObject({ opened: PLANTED.length })
    expect(wordsOf(await tickets('answered_at is null'))).toEqual(words(PLANTED, 'other'))
    await answer('CONFIRMED', 'true')
    expect(await sweepContradictions(job)).toMatchObject({ opened: 0 })
  })

  it('takes no silence for agreement: with a department out it fails, settles nothing, and says so in the journal', async () => {
    await sweepContradictions(job)
    await town.newEntries()
    const stale = witnessing('FYJ', async () => ({ state: 'STALE' }))
    await expect(sweepContradictions({ ...job, readers: stale })).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
    expect(await tickets('answered_at is not null')).toEqual([])
    const jobs = (await town.newEntries()).filter(({ kind }) => kind === 'JOB').map(({ body }) => body)
    expect(jobs.map(({ source, status, count }) => [source, status, count])).toEqual([
      ...WITNESSES.map(({ code }) => [code, 'STARTED', 0]),
      ...WITNESSES.map(({ code }) => [code, 'FAILED', 0]),
    ])
    expect(jobs[0]).toMatchObject({ role: 'SYSTEM_CONTRADICTIONS', policyIds: ['system-contradictions'] })
  })

  it('says which department is out and how many records wait for it, and goes on when it answers again', async () => {
    const clock = new FixedClock(town.clock.now())
    let inVain = 2
    const court = job.readers.get('FYJ')
    const recovering = witnessing('FYJ', async (...asked) => {
      inVain -= 1
      return inVain < 0 && court ? court.reader.read(...asked) : { state: 'UNAVAILABLE', reason: 'SOURCE_OUT' }
    })
    const said: SourceOut[] = []
    const readers = new Map(
      [...recovering].map(([code, paced]) => [code, { ...paced, onOut: (out: SourceOut) => said.push(out) }]),
    )
    const { rows } = await registry.owner.query<{ waiting: number }>(
      `select count(*)::int as waiting from registry.source_link where department = 'FYJ'
       and child_id in (select id from registry.child order by id limit 200)`,
    )
    const result = await playOut({ clock }, () => sweepContradictions({ ...job, clock, readers }))
    expect(result).toMatchObject({ opened: PLANTED.length })
    const since = town.clock.now()
    const out = { source: 'FYJ', since, until: new Date(since.getTime() + 3_600_000), ...rows[0] }
    expect(out.waiting).toBeGreaterThan(0)
    expect(said).toEqual([out, out])
    expect(wordsOfOut({ ...out, waiting: 187 })).toBe(
      'FYJ is out since 2026-11-23 10:00 (UTC+8): 187 records wait; it is asked again until 2026-11-23 11:00',
    )
  })

  it('is refused without a policy that grants all that can be contradicted', async () => {
    const policies = { ...job.policies, grantFor: () => undefined }
    await expect(sweepContradictions({ ...job, policies })).rejects.toMatchObject({ code: 'REFUSED' })
  })

  it('says before it begins when it will be done, by the slowest of those it asks, and again after each page', async () => {
    const readers = new Map(
      [...job.readers].map(([code, paced]) => [
        code,
        code === 'GAJ' ? { ...paced, bounds: { ...paced.bounds, rate: { perSecond: 1 } } } : paced,
      ]),
    )
    const said: Promise<Finish>[] = []
    let pages = 0
    await sweepContradictions({
      ...job,
      readers,
      onProgress: ({ total, finish }) => {
        pages = Math.ceil(total / 200)
        said.push(finish())
      },
    })
    const finishes = await Promise.all(said)
    expect(pages).toBeGreaterThan(1)
    expect(finishes).toHaveLength(pages + 1)
    // Jobs leave a quarter of the rate to desks, and calls lie 50 ms further apart than agreed.
    const now = town.clock.now()
    expect(finishes[0]).toEqual({ kind: 'AT', at: new Date(now.getTime() + (pages - 1) * 1_400) })
    expect(finishes.at(-1)).toEqual({ kind: 'AT', at: now })
  })

  it('leaves counts by which a department’s answering can be followed', async () => {
    await sweepContradictions(job)
    const [first] = OF_THE_COURT
    await answer('CORRECTED', `child_id = '${first?.records.subject.id}' and source = 'GAJ'`)
    const look = (today: string) => ticketReport(registry.owner, { now: town.clock.now(), today })
    const [open, ofInsurance] = [OF_THE_COURT.length - 1, PLANTED.length - OF_THE_COURT.length]
    expect(await look('2026-12-07')).toEqual([
      { source: 'GAJ', open, overdue: 0, answered: 1, inTime: 1 },
      { source: 'YBJ', open: ofInsurance, overdue: 0, answered: 0, inTime: 0 },
    ])
    expect(await look('2026-12-08')).toMatchObject([{ overdue: open }, { overdue: ofInsurance }])
  })
})

describe('a job', () => {
  it('reads a department behind its own service as well, and ends its connections', async () => {
    const { keyFile } = inject('town')
    const services = servicesOf(inject('town'))
    const readers = await jobReaders([departmentOf('YBJ')], {
      ...{ boundsFile: null, services, registry: town.gateway.rooms.registry, clock: town.clock },
      ...{ open: (code, role) => town.pool(code, role), keys: await readKeyFile(keyFile) },
    })
    const [read] = edgeReads([{ coordinate: 'Cover.scheme', mask: null, rows: [] }], maskNamed)
    if (!read) return expect.unreachable()
    const insurance = readers.get('YBJ')
    expect(await insurance?.reader.read(read.statement, [randomUUID()])).toMatchObject({ state: 'FRESH' })
    await insurance?.close()
  })
})
