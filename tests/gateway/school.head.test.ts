// What a head of school may ask of the own pupils beside aid: what the school is to do for one (S07), whom to visit (S05),
// and whether an applicant was offered a place (S04). Never why.
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST, SCHOOL_BATCH } from '../../src/city/cast.ts'
import { subjectKey } from '../../src/city/registry-rows.ts'
import type { Town } from '../world/town.ts'
import { expectJournalled, secretsOf } from './journalled.ts'
import { ABSENT, byStudentNo, dayQuestion, openTownAt, recordedSources, seen } from './questions.ts'

const sources = recordedSources()
let town: Town
let bureau: pg.Pool

beforeAll(async () => {
  town = await openTownAt(5, ['school-head'], sources)
  bureau = town.pool('JYJ', 'hutong_loader')
  await support(['HOME_TEACHING'])
})
afterAll(async () => {
  await support([])
  await town.close()
})

// The education bureau writes down what the school is to do for this pupil.
async function support(codes: readonly string[]): Promise<void> {
  const changed = await bureau.query('update education.pupil set support_codes = $1 where subject_key = $2', [
    codes,
    subjectKey(CAST.pupil.id, 'JYJ'),
  ])
  expect(changed.rowCount).toBe(1)
}

interface Asking {
  readonly purpose: string
  readonly benefit: string
  readonly more: string
}

const ACCOMMODATIONS: Asking = { purpose: 'P07', benefit: 'ACCOMMODATIONS', more: 'accommodations' }
const VISITS: Asking = { purpose: 'P07', benefit: 'CARE_VISITS', more: 'needsCare undecidedBecause' }
const PLACE: Asking = { purpose: 'P06', benefit: 'PUBLIC_SCHOOL_PLACE', more: 'placeOffered undecidedBecause' }

const ask = ({ purpose, benefit, more }: Asking, child: { studentNo: string | null; name: string } = CAST.pupil) =>
  town.ask({
    as: 'school-head',
    purpose,
    query: dayQuestion(more),
    variables: { subject: byStudentNo(child), benefit },
  })

describe('a head of school', () => {
  it.each([
    ['the items of aid', { ...ACCOMMODATIONS, more: 'items' }],
    ['a place under the wrong purpose', { ...ACCOMMODATIONS, more: 'placeOffered' }],
    ['care under the wrong purpose', { ...PLACE, more: 'needsCare' }],
    ['the category', { ...VISITS, more: 'category' }],
    ['the rehabilitation that a hospital sees', { ...ACCOMMODATIONS, more: 'rehabilitation { funded }' }],
  ])('is refused %s, and no source is asked', async (_what, asking) => {
    sources.take()
    const response = await ask(asking)
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([403, 'REFUSED'])
    expect(sources.take()).toEqual([])
  })

  it('learns what the school is to do for the own pupil, and neither kind, grade nor ground', async () => {
    sources.take()
    await town.newEntries()
    const response = await ask(ACCOMMODATIONS)
    expect(response.body.data.eligibility).toMatchObject({
      status: 'CONFIRMED',
      accommodations: ['HOME_TEACHING'],
      validUntil: '2027-01-31',
      rule: { id: 'R16', pack: 'HZ-2026-70' },
      displayName: '沈*言',
    })
    expect(sources.take().map(({ source, columns }) => [source, ...columns])).toEqual([
      ['GAJ', 'name_sealed'],
      ['JYJ', 'support_codes'],
    ])
    expectJournalled(await town.newEntries(), town, {
      policy: 'school-care-archive',
      role: 'SCH_HEAD',
      purpose: 'P07',
      case: null,
      fields: ['EligibilityAnswer.accommodations', 'Query.eligibility'],
      statuses: ['CONFIRMED'],
      resolved: 1,
      secrets: secretsOf(CAST.pupil),
    })
  })

  it('is answered alike for a pupil without support, one of another school and nobody', async () => {
    const plain = await ask(ACCOMMODATIONS, CAST.plainPupil)
    expect(plain.body.data.eligibility).toMatchObject({ status: 'NONE_CONFIRMED', accommodations: null })
    expect(seen(await ask(ACCOMMODATIONS, ABSENT))).toEqual(seen(plain))
  })

  it.each([
    ['whom to visit', VISITS],
    ['whether a place was offered', PLACE],
  ])('is told openly that nobody has decided yet %s: the same for every child, and nothing is read', async (_what, asking) => {
    sources.take()
    const pupil = await ask(asking)
    expect(pupil.body.data.eligibility).toMatchObject({
      status: 'UNDETERMINED',
      undecidedBecause: 'RULE_UNDECIDED',
      sources: [],
      manualPath: { name: '示例街道值班', phone: '12000000901' },
    })
    expect(sources.take().map(({ source }) => source)).toEqual(['GAJ'])
    expect(seen(await ask(asking, ABSENT))).toEqual(seen(pupil))
  })

  it('is refused a whole class while no batch is approved for care', async () => {
    const query = `query Class($pupils: [SubjectInput!]!) {
      pupilEligibility(pupils: $pupils, benefit: CARE_VISITS) { position answer { status needsCare } } }`
    const variables = { pupils: [byStudentNo(CAST.pupil)] }
    // The head's own batch is one for aid (P05).
    const response = await town.ask({
      as: 'school-head',
      purpose: 'P07',
      case: SCHOOL_BATCH.caseNumber,
      query,
      variables,
    })
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([403, 'REFUSED'])
  })
})
