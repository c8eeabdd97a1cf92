// From the disk into the registry, once, whoever is killed when: rows, notice and the journal's entry, and not one of them twice.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createPostgresJournal } from '../../src/audit/postgres-journal.ts'
import { FixedClock } from '../../src/clock.ts'
import { type DrainParts, drain } from '../../src/reports/drain.ts'
import { overdueReports, tellOverdue, timesByCounty } from '../../src/reports/overdue.ts'
import { sealReport } from '../../src/reports/report-keys.ts'
import { openReporter } from '../../src/reports/reporter.ts'
import type { SpooledReport } from '../../src/reports/spooled-report.ts'
import { type FreshDatabases, freshDatabases } from '../world/database.ts'
import { type DrainSettings, MOMENTS, type Moment } from './drain-moments.ts'
import { type TestReportSite, testReportSite } from './report-site.ts'

const PROGRAM = fileURLToPath(new URL('drain-process.ts', import.meta.url))
const FILED = '2026-11-24T02:00:00.000Z'
const NOW = new Date('2026-11-24T02:00:05Z')
const hours = (count: number) => new Date(Date.parse(FILED) + count * 3_600_000)

let databases: FreshDatabases
let site: TestReportSite
let parts: DrainParts
let closeJournal: () => Promise<void>

beforeAll(async () => {
  databases = await freshDatabases('hutong_drain')
  const entries = databases.pool('JOURNAL', 'hutong_journal_writer')
  const journal = await createPostgresJournal({ pool: entries, clock: new FixedClock(NOW), statementTimeoutMs: 5_000 })
  closeJournal = () => journal.close()
  site = await testReportSite()
  const registry = databases.pool('REGISTRY', 'hutong_gateway')
  parts = { spool: site.spool, registry, journal, entries, newId: () => crypto.randomUUID() }
})
afterAll(async () => {
  await closeJournal?.()
  await databases?.drop()
  await site?.remove()
})
beforeEach(async () => {
  const owner = databases.pool('REGISTRY', 'hutong_owner')
  await owner.query('truncate report.mandatory_report, report.reporter, notices.notice')
  for (const number of await site.spool.waiting()) await site.spool.settle(await report(number))
})

async function report(number: string = crypto.randomUUID(), county = '330106000000'): Promise<SpooledReport> {
  const sealed = async (holder: 'desk' | 'reporter') =>
    (await sealReport(site.keys, { holder, number }, { holder })).toString('base64')
  return {
    ...{ format: 'hutong-report/1', number, filedAt: FILED, county, organisationKind: 'SCHOOL' },
    ...{ inDanger: true, isConfirmed: true, policyVersion: 'v', seen: await sealed('desk') },
    reporter: await sealed('reporter'),
  }
}

async function standing(number: string) {
  const owner = databases.pool('REGISTRY', 'hutong_owner')
  const count = async (text: string, pool = owner) => (await pool.query(text, [number])).rows.length
  return {
    reports: await count('select from report.mandatory_report where number = $1'),
    reporters: await count('select from report.reporter where number = $1'),
    notices: await count('select from notices.notice where about = $1'),
    entries: await count(
      `select from journal.entry where kind = 'ACT' and body::json ->> 'entryId' = $1`,
      databases.pool('JOURNAL', 'hutong_owner'),
    ),
    waiting: (await site.spool.waiting()).filter((each) => each === number).length,
  }
}

const ONCE = { reports: 1, reporters: 1, notices: 1, entries: 1, waiting: 0 }

async function drainAndDie(moment: Moment): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'inherit', 'inherit'] })
  const settings: DrainSettings = {
    registryUrl: databases.url('REGISTRY', 'hutong_gateway'),
    journalUrl: databases.url('JOURNAL', 'hutong_journal_writer'),
    ...{ folder: site.folder, moment, now: NOW.toISOString() },
  }
  child.stdin.end(`${JSON.stringify(settings)}\n`)
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  return signal
}

describe('a drain', () => {
  it.each(MOMENTS)('killed %s leaves the report whole, and the next one brings it over once', async (moment) => {
    const { number } = await site.spool.keep(await report())
    expect(await drainAndDie(moment)).toBe('SIGKILL')
    const { waiting, reports, entries } = await standing(number)
    expect(waiting).toBe(1)
    expect([reports, entries]).toEqual(LEFT[moment])
    await drain(parts, NOW)
    expect(await standing(number)).toEqual(ONCE)
  })

  it('brings it over once where its receipt lies beside it, and where two drain at the same time', async () => {
    const [one, two] = await Promise.all([report(), report()])
    for (const each of [one, two]) await site.spool.keep(each)
    await writeFile(path.join(site.folder, `${one.number}.done`), JSON.stringify(one))
    await Promise.all([drain(parts, NOW), drain(parts, NOW)])
    for (const { number } of [one, two]) expect(await standing(number)).toEqual(ONCE)
  })

  it('leaves everything on disk while the journal takes nothing in, and brings it over afterwards', async () => {
    const { number } = await site.spool.keep(await report())
    const owner = databases.pool('JOURNAL', 'hutong_owner')
    await owner.query('revoke insert on journal.entry from hutong_journal_writer')
    await expect(drain(parts, NOW)).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' })
    expect(await standing(number)).toEqual({ reports: 0, reporters: 0, notices: 0, entries: 0, waiting: 1 })
    await owner.query('grant insert on journal.entry to hutong_journal_writer')
    await drain(parts, NOW)
    expect(await standing(number)).toEqual(ONCE)
  })

  it('passes a damaged file by and names it', async () => {
    const { number } = await site.spool.keep(await report())
    await writeFile(path.join(site.folder, 'broken.report'), '{')
    expect(await drain(parts, NOW)).toEqual({ delivered: 1, damaged: ['broken'] })
    expect(await standing(number)).toEqual(ONCE)
    await writeFile(path.join(site.folder, 'broken.report'), JSON.stringify(await report('broken')))
    const { number: next } = await site.spool.keep(await report())
    expect(await drain(parts, NOW)).toEqual({ delivered: 1, damaged: ['broken'] })
    expect(await standing(next)).toEqual(ONCE)
  })

  it('tells the county’s desk, then the city’s, and neither who reported nor what was seen', async () => {
    const { number } = await site.spool.keep(await report())
    await drain(parts, NOW)
    const owner = databases.pool('REGISTRY', 'hutong_owner')
    const { rows } = await owner.query('select * from notices.notice where about = $1', [number])
    expect(rows[0]).toMatchObject({
      ...{ kind: 'REPORT_FILED', organisation_id: 'duty-desk:330106000000' },
      ...{ recipients: ['duty-desk:330106000000'], desk_division: '330100000000' },
    })
  })

  it('leaves who reported where the gateway cannot read it', async () => {
    await expect(parts.registry.query('select * from report.reporter')).rejects.toMatchObject({ code: '42501' })
    await expect(parts.registry.query('delete from report.mandatory_report')).rejects.toMatchObject({ code: '42501' })
  })
})

describe('who reported', () => {
  it('is opened with the second key, on record, and with no other', async () => {
    const { number } = await site.spool.keep(await report())
    await drain(parts, NOW)
    const owner = databases.pool('REGISTRY', 'hutong_owner')
    const question = { number, keyFile: site.reporterKeyFile, by: 'the-head', now: NOW }
    expect(await openReporter({ ...parts, owner }, question)).toEqual({ holder: 'reporter' })
    expect(await openReporter({ ...parts, owner }, { ...question, number: crypto.randomUUID() })).toBeNull()
    const wrong = openReporter({ ...parts, owner }, { ...question, keyFile: site.deskKeyFile })
    await expect(wrong).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    const { rows } = await databases
      .pool('JOURNAL', 'hutong_owner')
      .query(`select body::json ->> 'personId' as by from journal.entry where body like $1`, [
        `%"act":"REPORTER_OPENED"%${number}%`,
      ])
    expect(rows).toEqual([{ by: 'the-head' }, { by: 'the-head' }])
  })
})

const LEFT: Readonly<Record<Moment, readonly [reports: number, entries: number]>> = {
  'before it is begun': [0, 0],
  'once it is begun': [0, 0],
  'after the rows': [0, 0],
  'before the entry': [0, 0],
  'after the entry': [0, 1],
  'before the commit': [0, 1],
  'after the commit': [1, 1],
}

describe('a report that nobody acknowledges', () => {
  it('is told of a day after it was filed, once, to the city’s desk', async () => {
    const { number } = await site.spool.keep(await report())
    await drain(parts, NOW)
    expect(await tellOverdue(parts, hours(23.9))).toBe(0)
    expect(await overdueReports(parts.registry, hours(23.9))).toEqual([])
    expect(await tellOverdue(parts, hours(24))).toBe(1)
    expect(await tellOverdue(parts, hours(30))).toBe(0)
    expect(await overdueReports(parts.registry, hours(30))).toMatchObject([{ number, inDanger: true }])
    const owner = databases.pool('REGISTRY', 'hutong_owner')
    const { rows } = await owner.query(`select recipients from notices.notice where kind = 'REPORT_OVERDUE'`)
    expect(rows).toEqual([{ recipients: ['duty-desk:330100000000'] }])
  })

  it('counts into how long its county took, with the others', async () => {
    for (const county of ['330106000000', '330106000000', '330106000000', '330109000000']) {
      await site.spool.keep(await report(undefined, county))
    }
    await drain(parts, NOW)
    const owner = databases.pool('REGISTRY', 'hutong_owner')
    const open = `select number from report.mandatory_report where county = '330106000000' and acknowledged_at is null limit 1`
    for (const taken of [2, 30]) {
      await owner.query(
        `update report.mandatory_report set acknowledged_by = 'x', acknowledged_at = $1 where number = (${open})`,
        [hours(taken)],
      )
    }
    expect(await timesByCounty(parts.registry, { from: hours(0), to: hours(1), now: hours(48) })).toEqual([
      { county: '330106000000', filed: 3, acknowledged: 2, medianHours: 16, p90Hours: 27.2, percentInTime: 33.3 },
      { county: '330109000000', filed: 1, acknowledged: 0, medianHours: null, p90Hours: null, percentInTime: 0 },
    ])
  })
})
