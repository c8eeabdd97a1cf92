// What the competent county's protection team does with a report: it lists, opens and acknowledges, and stands in the journal
// with each; nobody else reads it, and nobody reads here who reported.
import { rename } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { drain } from '../../src/reports/drain.ts'
import { TEST_MOMENT } from '../world/oidc.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { type TestReportSite, testReportSite } from './report-site.ts'

const NOBODYS = '44444444-4444-4444-8444-444444444444'
const FILE = `mutation ($report: MandatoryReportInput!, $child: ReportedChildInput) {
  fileMandatoryReport(report: $report, child: $child) { number } }`
const LIST = '{ mandatoryReports { number filedAt county organisationKind inDanger roleConfirmed acknowledgedAt } }'
const OPEN = `query ($number: ID!) { mandatoryReport(number: $number) { number organisationKind situation words division
  child { fullName citizenId birthDate sex place } } }`
const ACKNOWLEDGE = 'mutation ($number: ID!) { acknowledgeReport(number: $number) { number acknowledgedAt } }'
const SEEN = { situation: 'ABANDONED_OR_UNCARED', words: '孩子独自在家三天，没有大人回来过', inDanger: false }
const CHILD = { fullName: '小名豆豆', birthDate: '约五岁' }

let registry: OwnRegistry
let site: TestReportSite
let town: Town

beforeAll(async () => {
  registry = await openOwnRegistry('reportdesk', ['JOURNAL'])
  site = await testReportSite()
  town = await openTown({ databaseUrl: registry.databaseUrl, reports: site })
})
afterAll(async () => {
  await town?.close()
  await registry?.drop()
  await site?.remove()
})
beforeEach(async () => {
  await registry.owner.query('truncate report.mandatory_report, report.reporter, notices.notice')
  await moveTo(TEST_MOMENT)
  await town.newEntries()
})

async function moveTo(moment: string): Promise<void> {
  town.clock.moveTo(moment)
  const { roster, operations } = town.gateway.rooms
  await Promise.all([roster.refresh(), operations.refresh()])
}

async function ask(query: string, variables: object = {}, { as = 'protection', purpose = 'P10' } = {}) {
  const { body } = await town.ask({ as, purpose, query, variables: { ...variables } })
  return { data: body.data as Record<string, unknown>, code: body.errors?.[0]?.extensions.code as string | undefined }
}

/** In the registry already. */
async function filed(report: object = {}, as = 'teacher'): Promise<string> {
  const variables = { report: { ...SEEN, ...report }, child: CHILD }
  const { data } = await ask(FILE, variables, { as, purpose: 'P11' })
  const { journal, newId, clock } = town.gateway.rooms
  const pools = {
    registry: town.pool('REGISTRY', 'hutong_gateway'),
    entries: town.pool('JOURNAL', 'hutong_journal_writer'),
  }
  await drain({ ...pools, spool: site.spool, journal, newId }, clock.now())
  return (data.fileMandatoryReport as { number: string }).number
}

const acts = async () =>
  (await town.newEntries()).flatMap(({ kind, body }) => (kind === 'ACT' ? [body] : [])) as Record<string, unknown>[]

describe('a report in the registry is refused', () => {
  it.each([
    ['an adjudicator', 'adjudicator', 'P08'],
    ['whoever filed it', 'teacher', 'P11'],
    ['a hospital’s social worker on a case', 'social-worker', 'P10'],
    ['a village', 'village', 'P07'],
    ['an auditor', 'auditor', 'P14'],
  ])('to %s', async (_who, as, purpose) => {
    const number = await filed()
    for (const query of [LIST, OPEN, ACKNOWLEDGE]) {
      expect((await ask(query, query === LIST ? {} : { number }, { as, purpose })).code).toBe('REFUSED')
    }
  })

  it('to another county’s team, like one that is not there', async () => {
    const number = await filed({ division: '330109' })
    expect((await ask(LIST)).data.mandatoryReports).toEqual([])
    for (const query of [OPEN, ACKNOWLEDGE]) {
      for (const each of [number, NOBODYS]) expect((await ask(query, { number: each })).code).toBe('REFUSED')
      expect((await ask(query, { number: 'mine' })).code).toBe('BAD_INPUT')
    }
  })
})

describe('the protection team of the county', () => {
  it('lists what nobody has in hand first, danger before the others, without a word of what was seen', async () => {
    const calm = await filed()
    await moveTo('2026-11-23T10:01:00+08:00')
    const danger = await filed({ inDanger: true }, 'hospital')
    const done = await filed({ inDanger: true, words: `${SEEN.words}。` })
    await ask(ACKNOWLEDGE, { number: done })
    const list = (await ask(LIST)).data.mandatoryReports as { number: string }[]
    expect(list.map(({ number }) => number)).toEqual([danger, calm, done])
    expect(list[0]).toEqual({
      ...{ number: danger, filedAt: '2026-11-23T02:01:00.000Z', county: '330106000000', organisationKind: 'HOSPITAL' },
      ...{ inDanger: true, roleConfirmed: true, acknowledgedAt: null },
    })
  })

  it('opens one as it was written, on record; who reported is neither shown nor recorded', async () => {
    const number = await filed({ division: '330106901' })
    const { data } = await ask(OPEN, { number })
    expect(data.mandatoryReport).toEqual({
      ...{ number, organisationKind: 'SCHOOL', situation: SEEN.situation, words: SEEN.words, division: '330106901' },
      child: { ...CHILD, citizenId: null, sex: null, place: null },
    })
    const recorded = await acts()
    expect(recorded.map(({ act, personId, facts }) => [act, personId, facts])).toEqual([
      [
        ...['REPORT_FILED', null],
        { report: number, county: '330106000000', organisationKind: 'SCHOOL', inDanger: false },
      ],
      ['REPORT_OPENED', 'demo-person-protection', { report: number }],
    ])
    expect(JSON.stringify(recorded)).not.toMatch(/teacher|XX17H|豆豆|独自/)
  })

  it('acknowledges it once, and the desk’s notice goes to nobody else', async () => {
    const number = await filed()
    await acts()
    const first = await ask(ACKNOWLEDGE, { number })
    expect(first.data.acknowledgeReport).toEqual({ number, acknowledgedAt: '2026-11-23T02:00:00.000Z' })
    await moveTo('2026-11-23T10:05:00+08:00')
    expect((await ask(ACKNOWLEDGE, { number })).data).toEqual(first.data)
    expect((await acts()).map(({ act }) => act)).toEqual(['REPORT_ACKNOWLEDGED'])
    const { rows } = await registry.owner.query('select state, acknowledged_by from notices.notice')
    expect(rows).toEqual([{ state: 'ACKNOWLEDGED', acknowledged_by: 'demo-person-protection' }])
  })

  it('gets UNAVAILABLE where the desk’s key is not at hand, and the report again when it is', async () => {
    const number = await filed()
    await rename(site.deskKeyFile, `${site.deskKeyFile}.away`)
    expect((await ask(OPEN, { number })).code).toBe('UNAVAILABLE')
    await rename(`${site.deskKeyFile}.away`, site.deskKeyFile)
    expect((await ask(OPEN, { number })).code).toBeUndefined()
  })

  it('opens and acknowledges nothing without the record of it', async () => {
    const number = await filed()
    const owner = registry.pool('JOURNAL', 'hutong_owner')
    await owner.query('revoke insert on journal.entry from hutong_journal_writer')
    try {
      for (const query of [OPEN, ACKNOWLEDGE]) expect((await ask(query, { number })).code).toBe('JOURNAL_UNAVAILABLE')
    } finally {
      await owner.query('grant insert on journal.entry to hutong_journal_writer')
    }
    const { rows } = await registry.owner.query('select acknowledged_at from report.mandatory_report')
    expect(rows).toEqual([{ acknowledged_at: null }])
  })
})
