// H04: is the child still entitled to this year's check-up, and has it been used?
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import type { Town } from '../world/town.ts'
import { expectJournalled, secretsOf } from './journalled.ts'
import { byCitizenId, dayQuestion, openTownAt, recordedSources } from './questions.ts'

const DESK = 'E-2026-0018'
const sources = recordedSources()

let town: Town

beforeAll(async () => {
  town = await openTownAt(3, ['hospital', 'checkup'], sources)
})
afterAll(() => town.close())

const ask = (as: string, caseNumber: string) =>
  town.ask({
    as,
    purpose: 'P03',
    case: caseNumber,
    query: dayQuestion('checkup { entitled usedThisYear }'),
    variables: { subject: byCitizenId(CAST.stay), benefit: 'CHECKUP' },
  })

const journalled = {
  policy: 'hospital-checkup',
  role: 'HOSP_CLERK',
  purpose: 'P03',
  fields: ['Checkup.entitled', 'Checkup.usedThisYear', 'EligibilityAnswer.checkup', 'Query.eligibility'],
  secrets: secretsOf(CAST.stay),
}

describe('the check-up desk asks whether a child is still entitled', () => {
  it("confirms nothing on another unit's encounter", async () => {
    const response = await ask('checkup', 'E-2026-0002')
    expect(response.body.data.eligibility).toMatchObject({ status: 'NONE_CONFIRMED', checkup: null })
    expectJournalled(await town.newEntries(), town, {
      ...journalled,
      case: 'E-2026-0002',
      statuses: ['NONE_CONFIRMED'],
      resolved: 0,
    })
  })

  it('says entitled and not yet used this year, and no year or result of an earlier one', async () => {
    sources.take()
    const response = await ask('checkup', DESK)
    expect(response.status).toBe(200)
    expect(response.body.data.eligibility).toEqual({
      answerId: expect.any(String),
      benefit: 'CHECKUP',
      status: 'CONFIRMED',
      tier: null,
      validOn: '2026-11-23',
      validUntil: '2026-12-31',
      rule: { id: 'R09', pack: 'HZ-2026-70' },
      sources: ['MZJ', 'WJW', 'YBJ'].map((source) => ({ source, syncedAt: '2026-11-22T16:00:00.000Z' })),
      manualPath: { name: '西湖区示例值班', phone: '12000000106' },
      displayName: '周*满',
      checkup: { entitled: true, usedThisYear: false },
    })
    expect(response.text).not.toMatch(/2024|2025/)
    expect(sources.take().map(({ source, columns }) => [source, ...columns])).toEqual([
      ['GAJ', 'name_sealed'],
      ['WJW', 'checkup_years'],
      ['YBJ', 'scheme', 'cover_from', 'cover_to'],
    ])
    expectJournalled(await town.newEntries(), town, {
      ...journalled,
      case: DESK,
      statuses: ['CONFIRMED'],
      resolved: 1,
    })
  })
})
