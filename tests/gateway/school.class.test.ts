// S02: the same for a class of 45, under a batch that the head of the school approved.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST, CLASS_OF_45, SCHOOL_BATCH } from '../../src/city/cast.ts'
import type { Town } from '../world/town.ts'
import { expectJournalled, expectNoneOf, expectRefusalJournalled, secretsOf } from './journalled.ts'
import { ABSENT, byStudentNo, CLASS, openTownAt, recordedSources, type Subject } from './questions.ts'

const PUPILS = CLASS_OF_45.map(byStudentNo)
const SECRETS = CLASS_OF_45.flatMap(secretsOf)
const SMALL_BATCH = 'B-2026-0902'
const OTHER_PURPOSE = 'B-2026-0903'
const ENDED = 'B-2026-0904'
const sources = recordedSources()

let town: Town

beforeAll(async () => {
  town = await openTownAt(2, ['school', 'other-school'], sources)
  const loader = town.pool('REGISTRY', 'hutong_loader')
  for (const [caseNumber, purpose, largest, validTo] of [
    [SMALL_BATCH, 'P05', 44, null],
    [OTHER_PURPOSE, 'P07', 60, null],
    [ENDED, 'P05', 60, '2026-11-23'],
  ]) {
    await loader.query(
      `insert into registry.approval
         (case_number, organisation_id, purpose, approved_by, largest_batch, valid_from, valid_to, recorded_at)
       values ($1, $2, $3, 'demo-person-school-head', $4, '2026-09-01', $5, '2026-09-01')
       on conflict do nothing`,
      [caseNumber, SCHOOL_BATCH.organisationId, purpose, largest, validTo],
    )
  }
})
afterAll(() => town.close())

const ask = (pupils: readonly Subject[], caseNumber?: string, as = 'school') =>
  town.ask({
    as,
    purpose: 'P05',
    ...(caseNumber === undefined ? {} : { case: caseNumber }),
    query: CLASS,
    variables: { pupils },
  })

interface Row {
  readonly position: number
  readonly fault: string | null
  readonly answer: {
    readonly status: string
    readonly items: string[] | null
    readonly displayName: string | null
  } | null
}

const journalled = {
  policy: 'school-aid',
  role: 'SCH_AID_OFFICER',
  purpose: 'P05',
  case: SCHOOL_BATCH.caseNumber,
  fields: [
    'EligibilityAnswer.items',
    'PupilAnswer.answer',
    'PupilAnswer.fault',
    'PupilAnswer.position',
    'Query.pupilEligibility',
  ],
} as const

describe('an aid officer asks about a whole class', () => {
  it.each([
    ['more than 60 pupils', 61],
    ['no pupil at all', 0],
  ])('refuses a batch of %s before anything is read', async (_, size) => {
    sources.take()
    const response = await ask(
      Array.from({ length: size }, () => byStudentNo(CAST.pupil)),
      SCHOOL_BATCH.caseNumber,
    )
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([400, 'TOO_COSTLY'])
    expect(sources.take()).toEqual([])
    expectRefusalJournalled(await town.newEntries(), {
      code: 'TOO_COSTLY',
      policy: 'school-aid',
      purpose: 'P05',
      secrets: secretsOf(CAST.pupil),
    })
  })

  it('refuses a batch without an approval, before anything is read', async () => {
    sources.take()
    const response = await ask(PUPILS)
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([400, 'CASE_REQUIRED'])
    expect(sources.take()).toEqual([])
    expectRefusalJournalled(await town.newEntries(), {
      code: 'CASE_REQUIRED',
      policy: 'school-aid',
      purpose: 'P05',
      secrets: SECRETS,
    })
  })

  it.each([
    ['larger than approved', SMALL_BATCH, 'school'],
    ['approved for another purpose', OTHER_PURPOSE, 'school'],
    ['whose approval ended', ENDED, 'school'],
    ['that nobody approved', 'B-2026-9999', 'school'],
    ['that another school had approved', SCHOOL_BATCH.caseNumber, 'other-school'],
  ])('refuses a batch %s, without a source call', async (_, caseNumber, as) => {
    sources.take()
    const response = await ask(PUPILS, caseNumber, as)
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([403, 'REFUSED'])
    expect(response.body).not.toHaveProperty('data')
    expect(sources.take()).toEqual([])
    const entries = await town.newEntries()
    expect(entries.map(({ kind, body }) => [kind, body.status])).toEqual([
      ['INTENT', undefined],
      ['OUTCOME', 'REFUSED'],
    ])
    expect(entries[1]?.body.resolved).toEqual([])
    expectNoneOf(entries, SECRETS)
  })

  it('gives one row per pupil in the order sent, and asks each source once for all', async () => {
    sources.take()
    const response = await ask(PUPILS, SCHOOL_BATCH.caseNumber)
    expect(response.status).toBe(200)
    const rows: Row[] = response.body.data.pupilEligibility
    expect(rows.map(({ position, fault }) => [position, fault])).toEqual(PUPILS.map((_, at) => [at + 1, null]))
    expect(sources.take().map(({ source, keys }) => [source, keys])).toEqual([
      ['GAJ', 45],
      ['JYJ', 45],
    ])
    for (const [at, { answer }] of rows.entries()) {
      const isOrphaned = CLASS_OF_45[at]?.categories.some((each) => /ORPHAN|DE_FACTO/.test(each)) ?? false
      if (isOrphaned) expect(answer).toMatchObject({ status: 'CONFIRMED', items: ['BOARDING_FREE', 'MEALS'] })
      if (answer?.status !== 'CONFIRMED') expect([answer?.items, answer?.displayName]).toEqual([null, null])
    }
    expect(response.text).not.toMatch(/ORPHAN|DIBAO|DISABLED|HARDSHIP/)
    expectJournalled(await town.newEntries(), town, {
      ...journalled,
      statuses: rows.map(({ answer }) => answer?.status ?? ''),
      subjects: 45,
      resolved: 45,
      secrets: SECRETS,
    })
  })

  it('says BAD_INPUT for the row with a wrong check digit alone, and answers every other row as before', async () => {
    const whole: Row[] = (await ask(PUPILS, SCHOOL_BATCH.caseNumber)).body.data.pupilEligibility
    await town.newEntries()
    const wrong = { ...PUPILS[7], fullName: PUPILS[7]?.fullName ?? '', studentNo: 'G330199201206019985' }
    const rows: Row[] = (await ask(PUPILS.with(7, wrong), SCHOOL_BATCH.caseNumber)).body.data.pupilEligibility
    expect(rows[7]).toEqual({ position: 8, fault: 'BAD_INPUT', answer: null })
    const bare = (all: Row[]) => all.toSpliced(7, 1).map((row) => ({ ...row, answer: { ...row.answer, answerId: '' } }))
    expect(bare(rows)).toEqual(bare(whole))
    expectJournalled(await town.newEntries(), town, {
      ...journalled,
      statuses: rows.toSpliced(7, 1).map(({ answer }) => answer?.status ?? ''),
      subjects: 44,
      resolved: 44,
      secrets: [...SECRETS, wrong.studentNo],
    })
  })

  it('gives rows of pupils of another school or of nobody what a pupil without aid gets', async () => {
    const batch = [CAST.plainPupil, CAST.otherPupil, ABSENT].map(byStudentNo)
    const rows: Row[] = (await ask(batch, SCHOOL_BATCH.caseNumber)).body.data.pupilEligibility
    const bare = rows.map(({ answer, fault }) => ({ fault, answer: { ...answer, answerId: '' } }))
    expect(bare[0]?.answer.status).toBe('NONE_CONFIRMED')
    expect(bare[1]).toEqual(bare[0])
    expect(bare[2]).toEqual(bare[0])
  })
})
