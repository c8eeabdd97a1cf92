// NONE_CONFIRMED is one answer for four things: no such child, not yours to ask, another name, not entitled. Whatever can
// be seen or counted of it is equal.
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import type { Town } from '../world/town.ts'
import { expectNoneOf, secretsOf } from './journalled.ts'
import { ABSENT, byCitizenId, dayQuestion, openTownAt, recordedSources, STAY, seen } from './questions.ts'

const NOT_ENTITLED = { subject: byCitizenId(CAST.plain), case: 'E-2026-0007' }
const NOBODYS: Readonly<Record<string, { readonly subject: unknown; readonly case: string }>> = {
  'a child that is in no register': { subject: byCitizenId(ABSENT), case: 'E-2026-0002' },
  'a child of another hospital': { subject: byCitizenId(CAST.otherHospitalChild), case: 'E-2026-0017' },
  'a child of another ward': { subject: byCitizenId(CAST.deFacto), case: 'E-2026-0005' },
  'a child under the encounter of another one': { subject: byCitizenId(CAST.twinA), case: 'E-2026-0016' },
  'a child under an encounter that nobody opened': { subject: byCitizenId(CAST.stay), case: 'E-2026-9999' },
  'a child whose name has one other character': {
    subject: { ...byCitizenId(CAST.stay), fullName: '周小滿' },
    case: 'E-2026-0002',
  },
  "a twin's number with the other's name": {
    subject: { ...byCitizenId(CAST.twinA), fullName: CAST.twinB.name },
    case: 'E-2026-0015',
  },
}
const QUESTIONS = [
  { purpose: 'P01', query: dayQuestion(), variables: { benefit: 'MEDICAL_AID' } },
  { purpose: 'P01', query: STAY, variables: { from: '2026-11-21', to: '2026-11-23' } },
  { purpose: 'P02', query: dayQuestion('cover { from to }'), variables: { benefit: 'PREMIUM_SUBSIDY' } },
  { purpose: 'P02', query: dayQuestion('institutionWard'), variables: { benefit: 'INSTITUTION_COVER' } },
] as const

const sources = recordedSources()

let town: Town
let registry: pg.Pool

beforeAll(async () => {
  town = await openTownAt(8, ['hospital'], sources)
  registry = town.pool('REGISTRY', 'hutong_gateway')
})
afterAll(() => town.close())

/** What one question costs: reply, source calls, rows written. */
async function costOf(
  question: (typeof QUESTIONS)[number],
  { subject, case: caseNumber }: { readonly subject: unknown; readonly case: string },
) {
  sources.take()
  await town.newEntries()
  const before = await counters(question.purpose)
  const variables = { ...question.variables, subject }
  const response = await town.ask({ as: 'hospital', ...question, case: caseNumber, variables })
  const entries = await town.newEntries()
  const after = await counters(question.purpose)
  expectNoneOf(entries, [...secretsOf(CAST.stay), ...secretsOf(CAST.plain), ...secretsOf(CAST.twinA), ABSENT.citizenId])
  return {
    reply: seen(response),
    calls: sources.take(),
    entries: entries.map(({ kind, body }) => [kind, Object.keys(body).sort()]),
    intent: JSON.stringify({ ...entries[0]?.body, subjects: [], entryId: '', caseNumber: '' }),
    cells: entries[1]?.body.cells,
    counters: after.length,
    isCounterWritten: after[0]?.version !== before[0]?.version,
    isAnswered: JSON.stringify(response.body).includes('NONE_CONFIRMED'),
  }
}

async function counters(purpose: string): Promise<{ version: string }[]> {
  const { rows } = await registry.query<{ version: string }>(
    `select xmin::text as version from registry.limit_counter where person_id = $1 and purpose = $2 and hour_start = $3`,
    ['demo-person-hospital', purpose, '2026-11-23T08:00:00+08:00'],
  )
  return rows
}

describe('NONE_CONFIRMED', () => {
  it.each(Object.entries(NOBODYS))('is for %s what it is for a patient who is not entitled', async (_, nobodys) => {
    const [question] = QUESTIONS
    // The first look-up of an hour opens its counter; all later ones write to it.
    await costOf(question, NOT_ENTITLED)
    const wanted = await costOf(question, NOT_ENTITLED)
    expect([wanted.isAnswered, wanted.isCounterWritten, wanted.calls.length]).toEqual([true, true, 2])
    expect(await costOf(question, nobodys)).toEqual(wanted)
  })

  it.each(
    QUESTIONS.slice(1).map((question) => [JSON.stringify(question.variables), question] as const),
  )('is one answer for every question (%s)', async (_, question) => {
    const wanted = await costOf(question, NOT_ENTITLED)
    expect(wanted.isAnswered).toBe(true)
    expect(await costOf(question, { subject: byCitizenId(ABSENT), case: 'E-2026-0002' })).toEqual(wanted)
  })

  it('is never what a fault of the input gets, for that shows in the number alone', async () => {
    await costOf(QUESTIONS[0], NOT_ENTITLED)
    const wrong = { ...byCitizenId(CAST.stay), citizenId: '330199201206019985' }
    const response = await town.ask({
      as: 'hospital',
      purpose: 'P01',
      case: 'E-2026-0002',
      query: dayQuestion(),
      variables: { benefit: 'MEDICAL_AID', subject: wrong },
    })
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([400, 'BAD_INPUT'])
    const entries = await town.newEntries()
    expect(entries.map(({ kind, body }) => [kind, body.code])).toEqual([['REFUSAL', 'BAD_INPUT']])
    expect(sources.take()).toHaveLength(0)
    expectNoneOf(entries, [wrong.citizenId, wrong.fullName])
  })
})
