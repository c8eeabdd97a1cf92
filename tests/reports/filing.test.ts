// S09: whoever must report a child in danger can, whatever else is out, and gets a receipt and whom to call; never a word about
// the child, nor anything to read, also not later.
import { readdir } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { HINTS } from '../../src/reply/errors.ts'
import { openSpool, type Spool } from '../../src/reports/spool.ts'
import { strangers } from '../limits/strangers.ts'
import { type FaultyDatabase, faultyDatabase } from '../world/faults/faulty-database.ts'
import { TEST_MOMENT } from '../world/oidc.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { type DatabaseTap, tapDatabases } from '../world/wire-tap.ts'
import { type TestReportSite, testReportSite } from './report-site.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const KEY = '33333333-3333-4333-8333-333333333333'
const REPORT = `mutation Report($report: MandatoryReportInput!, $child: ReportedChildInput) {
  fileMandatoryReport(report: $report, child: $child) { number filedAt roleConfirmed dutyContact { name phone } } }`
const SEEN = { situation: 'INJURED_OR_MALTREATED', words: '手臂上有多处淤青，不肯说是怎么来的', inDanger: false }
const { citizenId, name: fullName } = CAST.stay
const KNOWN = { fullName, citizenId, birthDate: '约八岁', sex: '男', place: '电话 13012345678' }
const A_MINUTE_LATER = '2026-11-23T10:01:00+08:00'
const XIHU = { name: '西湖区示例值班', phone: '12000000106' }

let registry: OwnRegistry
let site: TestReportSite
let tap: DatabaseTap
let line: FaultyDatabase
let town: Town

beforeAll(async () => {
  registry = await openOwnRegistry('reports', ['JOURNAL'])
  site = await testReportSite()
  const own = (code: string, url: string) => registry.databaseUrl(code as 'REGISTRY', url)
  tap = await tapDatabases(registry.pool('REGISTRY', 'hutong_loader').options.connectionString ?? '')
  line = await faultyDatabase(tap.databaseUrl('', registry.databaseUrl('REGISTRY', 'postgres://nobody@127.0.0.1/')))
  town = await openTown({ databaseUrl: (code, url) => line.through(own(code, url)), reports: site })
})
afterAll(async () => {
  await town?.close()
  await line?.close()
  await tap?.close()
  await registry?.drop()
  await site?.remove()
})
afterEach(() => town.clock.moveTo(TEST_MOMENT))

interface Filed {
  readonly child?: object
  readonly [field: string]: unknown
}

async function file({ child, ...report }: Filed = SEEN, as = 'teacher', purpose = 'P11') {
  const { status, body } = await town.ask({ as, purpose, query: REPORT, variables: { report, child } })
  return {
    status: status as number,
    bytes: JSON.stringify(body).length,
    text: JSON.stringify(body),
    receipt: body.data?.fileMandatoryReport as { number: string; filedAt: string; roleConfirmed: boolean } | undefined,
    code: body.errors?.[0]?.extensions.code as string | undefined,
    hint: body.errors?.[0]?.extensions.hint as string | undefined,
  }
}

async function spooled(number = '') {
  const report = await site.spool.read(number)
  if (!report) throw new Error('no such report on disk')
  return report
}

describe('a mandatory report is refused', () => {
  it.each([
    ['an analyst', 'analyst', 'P09'],
    ['an adjudicator', 'adjudicator', 'P08'],
    ['a guardian', 'guardian', 'P13'],
    ['a protection team', 'protection', 'P10'],
    ['a village director for another purpose', 'village', 'P07'],
    ['a teacher without the purpose', 'school', 'P05'],
    ['a program that acts for a teacher', 'school-agent', 'P05'],
  ])('from %s', async (_who, as, purpose) => {
    const before = await site.spool.waiting()
    expect(await file(SEEN, as, purpose)).toMatchObject({ status: 403, code: 'REFUSED' })
    expect(await site.spool.waiting()).toEqual(before)
  })

  it.each([
    ['words that are too short', { ...SEEN, words: '有淤青' }, 'TEXT_LENGTH'],
    ['words that are too long', { ...SEEN, words: '伤'.repeat(4_001) }, 'TEXT_LENGTH'],
    ['a name that is too long', { ...SEEN, child: { fullName: '王'.repeat(201) } }, 'TEXT_LENGTH'],
    ['a key that is no UUID', { ...SEEN, key: 'mine' }, 'NOT_AN_ID'],
  ])('with %s, and leaves nothing on disk', async (_what, report, hint) => {
    const before = await site.spool.waiting()
    const answer = await file(report)
    expect(answer).toMatchObject({ status: 400, code: 'BAD_INPUT' })
    expect(answer.hint).toBe(hint)
    expect(answer.text).not.toMatch(/淤青|王王/)
    expect(await site.spool.waiting()).toEqual(before)
  })

  it.each([
    ['a mistyped situation', { ...SEEN, situation: 'INJURED_OR_MALTRAETED' }, ['report', 'situation']],
    ['a mistyped field', { ...SEEN, inDangre: true }, ['report']],
    ['a mistyped field of the child', { ...SEEN, child: { fullNmae: '王' } }, ['child']],
  ])('with %s, and says where the word stands that nobody knows', async (_what, report, variable) => {
    const before = await site.spool.waiting()
    const { status, text } = await file(report, 'nurse')
    expect([status, JSON.parse(text).errors[0]]).toEqual([
      403,
      { message: HINTS.NOT_IN_YOUR_SCHEMA.zh, extensions: { code: 'REFUSED', hint: 'NOT_IN_YOUR_SCHEMA', variable } },
    ])
    expect(await site.spool.waiting()).toEqual(before)
  })
})

describe('a mandatory report', () => {
  it('names a situation of the published list', async () => {
    const answer = await file({ ...SEEN, situation: 'BRUISES' })
    expect(answer.status).toBe(403)
    expect(answer.text).not.toContain('BRUISES')
  })

  it.each([
    ['hospital', 'HOSPITAL'],
    ['rehab-doctor', 'HOSPITAL'],
    ['social-worker', 'HOSPITAL'],
    ['school', 'SCHOOL'],
    ['school-head', 'SCHOOL'],
    ['teacher', 'SCHOOL'],
    ['street', 'STREET'],
    ['village', 'VILLAGE'],
  ])('is taken from %s, and says no more of who it was than the kind of organisation', async (as, organisationKind) => {
    const { receipt } = await file(SEEN, as)
    expect(receipt).toEqual({
      number: expect.stringMatching(UUID),
      filedAt: '2026-11-23T02:00:00.000Z',
      roleConfirmed: true,
      dutyContact: XIHU,
    })
    const report = await spooled(receipt?.number)
    expect(report).toMatchObject({ organisationKind, county: '330106000000', inDanger: false })
    expect(JSON.stringify(report)).not.toMatch(/demo-|12330199|330106901/)
  })

  it('has one answer for a child of the city, one that is nobody, and none, but for number and time', async () => {
    const children = [{ ...SEEN, child: KNOWN }, { ...SEEN, child: { citizenId: '1', fullName: '无此人' } }, SEEN]
    const answers = []
    for (const report of children) answers.push(await file(report))
    const same = answers.map(({ text, receipt }) => text.replace(receipt?.number ?? '', ''))
    expect(new Set(same).size).toBe(1)
  })

  it('is read by the desk’s key as it was written, and its reporter by the second key alone', async () => {
    const words = `${SEEN.words}，父亲电话 13012345678`
    const { receipt } = await file({ ...SEEN, words, inDanger: true, division: '330106901', child: KNOWN })
    const report = await spooled(receipt?.number)
    expect(report.inDanger).toBe(true)
    expect(await site.seenIn(report)).toEqual({
      ...{ situation: SEEN.situation, words, inDanger: true, division: '330106901' },
      child: KNOWN,
    })
    expect(await site.reporterIn(report)).toMatchObject({ personId: 'demo-person-teacher', role: 'SCH_TEACHER' })
    expect(JSON.stringify(report)).not.toMatch(/淤青|13012345678|MALTREATED/)
  })

  it('goes to the county where it happens, where that has a duty desk, else to the reporter’s own', async () => {
    const county = async (division: string) =>
      (await spooled((await file({ ...SEEN, division })).receipt?.number)).county
    expect(await county('330109')).toBe('330109000000')
    expect(await county('110101')).toBe('330106000000')
  })

  it('asks no database anything, and no department', async () => {
    await file()
    const before = tap.statements.length
    for (const report of [SEEN, { ...SEEN, child: KNOWN }]) await file(report)
    // What the gateway looks at again and again, whoever asks, is no part of it.
    const asked = tap.statements
      .slice(before)
      .filter(({ text }) => !/"?roster"?\.|operations\.|^(begin|commit|set |select set_config)/i.test(text))
    expect(asked).toEqual([])
  })

  it('stands in the journal only from the spool on, and can be read back by nobody at the door', async () => {
    await town.newEntries()
    const { receipt } = await file()
    expect(await town.newEntries()).toEqual([])
    const reading = `{ mandatoryReport(number: "${receipt?.number}") { words } }`
    for (const [as, purpose] of [
      ['teacher', 'P11'],
      ['village', 'P07'],
    ] as const) {
      expect((await town.ask({ as, purpose, query: reading })).status).toBe(403)
    }
  })

  it('sent again under its key is the same report with the same receipt; other words under it are another one', async () => {
    const before = (await site.spool.waiting()).length
    const first = await file({ ...SEEN, key: KEY })
    town.clock.moveTo(A_MINUTE_LATER)
    expect((await file({ ...SEEN, key: KEY })).text).toBe(first.text)
    expect((await file({ ...SEEN, key: KEY }, 'school')).receipt?.number).not.toBe(first.receipt?.number)
    expect((await file({ ...SEEN, words: `${SEEN.words}。今天又有新伤`, key: KEY })).receipt?.number).not.toBe(
      first.receipt?.number,
    )
    expect(await site.spool.waiting()).toHaveLength(before + 3)
  })

  it('is taken from whoever is locked for misses, again and again', async () => {
    const query = `query ($s: SubjectInput!) { eligibility(subject: $s, benefit: EDUCATION_AID) { status } }`
    let status = 200
    for (const s of strangers(12))
      status = (await town.ask({ as: 'school', purpose: 'P05', query, variables: { s } })).status
    expect(status).toBe(429)
    for (let times = 0; times < 12; times += 1) expect((await file(SEEN, 'school')).receipt).toBeDefined()
  })
})

describe('while the journal takes nothing in', () => {
  it('a report is taken, and whoever wrote too little hears what to mend', async () => {
    const owner = registry.pool('JOURNAL', 'hutong_owner')
    await owner.query('revoke insert on journal.entry from hutong_journal_writer')
    try {
      expect((await file()).receipt?.roleConfirmed).toBe(true)
      expect(await file({ ...SEEN, words: '有淤青' })).toMatchObject({ code: 'BAD_INPUT', hint: 'TEXT_LENGTH' })
      const { body } = await town.ask({
        as: 'teacher',
        purpose: 'P11',
        query: '{ dutyContact(division: "330106") { phone } }',
      })
      expect(body.errors[0].extensions.code).toBe('JOURNAL_UNAVAILABLE')
    } finally {
      await owner.query('grant insert on journal.entry to hutong_journal_writer')
    }
  })
})

describe('while PostgreSQL is out', () => {
  it('a report is taken on what was known last, and its receipt says so; nothing else is answered', async () => {
    // Registered and with a token in hand before the outage, like anybody who works at the time.
    await file()
    await line.breaks('refused')
    try {
      town.clock.moveTo(A_MINUTE_LATER)
      const ask = (purpose: string, query: string, variables = {}) =>
        town.ask({ as: 'teacher', purpose, query, variables, isRegistered: false })
      const { body } = await ask('P11', REPORT, { report: SEEN, child: KNOWN })
      expect(body.data.fileMandatoryReport).toMatchObject({ roleConfirmed: false, dutyContact: XIHU })
      const report = await spooled(body.data.fileMandatoryReport.number)
      expect(report.isConfirmed).toBe(false)
      expect((await site.seenIn(report)).child).toEqual(KNOWN)
      const other = await town.ask({ as: 'village', purpose: 'P07', query: '{ children { nodes { childRef } } }' })
      expect(other.body.errors[0].extensions.code).toBe('UNAVAILABLE')
    } finally {
      await line.mends()
    }
  })
})

describe('where nothing can be kept', () => {
  it('the caller is told to telephone, and no receipt is given', async () => {
    const { reports } = town.gateway.rooms as { reports: { spool: Spool } }
    const whole = reports.spool
    reports.spool = await openSpool({ folder: `${site.folder}-gone`, reserveBytes: 0 })
    await import('node:fs/promises').then(({ rm }) => rm(`${site.folder}-gone`, { recursive: true }))
    try {
      const answer = await file()
      expect(answer).toMatchObject({ status: 503, code: 'REPORT_NOT_KEPT' })
      expect(answer.text).toContain('请立即打电话报告')
      expect(answer.receipt).toBeUndefined()
    } finally {
      reports.spool = whole
    }
    expect((await readdir(site.folder)).filter((name) => name.endsWith('.draft'))).toEqual([])
  })
})
