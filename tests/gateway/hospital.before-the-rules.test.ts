// H09: the treatment was on 2026-02-20, before the rules took effect on 1 March, and is claimed today.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import type { Town } from '../world/town.ts'
import { expectJournalled, secretsOf } from './journalled.ts'
import { ABSENT, byCitizenId, openTownAt, STAY, seen } from './questions.ts'

let town: Town

beforeAll(async () => {
  town = await openTownAt(6, ['hospital'])
})
afterAll(() => town.close())

const ask = (subject: unknown, from: string, to: string) =>
  town.ask({
    as: 'hospital',
    purpose: 'P01',
    case: 'E-2026-0013',
    query: STAY,
    variables: { subject, from, to },
  })

describe('a claim for days before the rules took effect', () => {
  it('is undetermined with the manual path: the new rule is not dated back', async () => {
    const response = await ask(byCitizenId(CAST.stayBefore), '2026-02-20', '2026-02-20')
    expect(response.body.data.stayEligibility).toEqual([
      {
        answerId: expect.any(String),
        benefit: 'MEDICAL_AID',
        status: 'UNDETERMINED',
        tier: null,
        validOn: '2026-02-20',
        validUntil: null,
        rule: { id: 'R08', pack: 'HZ-2026-70' },
        sources: expect.any(Array),
        manualPath: { name: '西湖区示例值班', phone: '12000000106' },
        displayName: null,
      },
    ])
    expectJournalled(await town.newEntries(), town, {
      policy: 'hospital-settlement',
      role: 'HOSP_CLERK',
      purpose: 'P01',
      case: 'E-2026-0013',
      fields: ['Query.stayEligibility'],
      statuses: ['UNDETERMINED'],
      resolved: 1,
      secrets: secretsOf(CAST.stayBefore),
    })
  })

  it('answers the same for a child that nobody knows', async () => {
    const known = await ask(byCitizenId(CAST.stayBefore), '2026-02-18', '2026-02-22')
    const absent = await ask(byCitizenId(ABSENT), '2026-02-18', '2026-02-22')
    expect(seen(absent)).toEqual(seen(known))
  })

  it('turns on the first day of the rules', async () => {
    const response = await town.ask({
      as: 'hospital',
      purpose: 'P01',
      case: 'E-2026-0013',
      query: STAY,
      variables: { subject: byCitizenId(CAST.stayBefore), from: '2026-02-27', to: '2026-03-01' },
    })
    const statuses = response.body.data.stayEligibility.map((answer: { status: string }) => answer.status)
    // The encounter ended on 21 February; a week later it lets nobody ask any more.
    expect(statuses).toEqual(['UNDETERMINED', 'UNDETERMINED', 'NONE_CONFIRMED'])
  })
})
