// S01: has this pupil of ours education aid this term?
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import type { Town } from '../world/town.ts'
import { byOperation, expectJournalled, expectRefusalJournalled, secretsOf } from './journalled.ts'
import { byCitizenId, byStudentNo, dayQuestion, openTownAt, recordedSources, seen } from './questions.ts'

const sources = recordedSources()

let town: Town

beforeAll(async () => {
  town = await openTownAt(1, ['school'], sources)
})
afterAll(() => town.close())

const ask = (subject: unknown, more = 'items') =>
  town.ask({
    as: 'school',
    purpose: 'P05',
    query: dayQuestion(more),
    variables: { subject, benefit: 'EDUCATION_AID' },
  })

const journalled = {
  policy: 'school-aid',
  role: 'SCH_AID_OFFICER',
  purpose: 'P05',
  case: null,
  fields: ['EligibilityAnswer.items', 'Query.eligibility'],
} as const

describe('an aid officer asks about a pupil of the own school', () => {
  it.each([
    'checkup { entitled }',
    'cover { from }',
    'institutionWard',
    'category',
    'householdAidClass',
  ])('refuses %s: what a hospital sees a school does not', async (more) => {
    sources.take()
    const response = await ask(byStudentNo(CAST.pupil), more)
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([403, 'REFUSED'])
    expect(sources.take()).toEqual([])
    expectRefusalJournalled(await town.newEntries(), {
      code: 'REFUSED',
      policy: 'school-aid',
      purpose: 'P05',
      secrets: secretsOf(CAST.pupil),
    })
  })

  it('refuses a student number with a wrong check digit before any look-up', async () => {
    const wrong = `${CAST.pupil.studentNo?.slice(0, -1)}${CAST.pupil.studentNo?.endsWith('0') ? '1' : '0'}`
    const response = await ask({ studentNo: wrong, fullName: CAST.pupil.name })
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([400, 'BAD_INPUT'])
    expect(sources.take()).toEqual([])
    expectRefusalJournalled(await town.newEntries(), {
      code: 'BAD_INPUT',
      policy: 'school-aid',
      purpose: 'P05',
      secrets: [...secretsOf(CAST.pupil), wrong],
    })
  })

  it('confirms nothing for a pupil who has no aid, and shows neither name nor items', async () => {
    const response = await ask(byStudentNo(CAST.plainPupil))
    expect(response.body.data.eligibility).toMatchObject({ status: 'NONE_CONFIRMED', items: null, displayName: null })
    expectJournalled(await town.newEntries(), town, {
      ...journalled,
      statuses: ['NONE_CONFIRMED'],
      resolved: 1,
      secrets: secretsOf(CAST.plainPupil),
    })
  })

  it('confirms the items of the stage until the end of the term, by student number', async () => {
    sources.take()
    const response = await ask(byStudentNo(CAST.pupil))
    expect(response.status).toBe(200)
    expect(response.body.data.eligibility).toEqual({
      answerId: expect.any(String),
      benefit: 'EDUCATION_AID',
      status: 'CONFIRMED',
      tier: null,
      validOn: '2026-11-23',
      validUntil: '2027-01-31',
      rule: { id: 'R10', pack: 'HZ-2026-70' },
      sources: ['JYJ', 'MZJ'].map((source) => ({ source, syncedAt: '2026-11-22T16:00:00.000Z' })),
      manualPath: { name: '示例街道值班', phone: '12000000901' },
      displayName: '沈*言',
      items: ['BOARDING_FREE', 'MEALS'],
    })
    expect(sources.take().map(({ source, columns, keys }) => [source, columns, keys])).toEqual([
      ['GAJ', ['name_sealed'], 1],
      ['JYJ', ['stage', 'stage_from', 'stage_to', 'aid_state', 'aid_term', 'school_id'], 1],
    ])
    expectJournalled(await town.newEntries(), town, {
      ...journalled,
      statuses: ['CONFIRMED'],
      resolved: 1,
      secrets: [...secretsOf(CAST.pupil), '沈*言', 'BOARDING_FREE'],
    })
  })

  it('answers alike by identity number, under another pseudonym of what was submitted', async () => {
    const byStudent = await ask(byStudentNo(CAST.pupil))
    const byCitizen = await ask(byCitizenId(CAST.pupil))
    expect(seen(byCitizen)).toEqual(seen(byStudent))
    const [first, second] = byOperation(await town.newEntries()).map(([intent]) => intent?.body.subjects)
    expect(first).toHaveLength(1)
    expect(second).not.toEqual(first)
  })
})
