// H01: is this child's premium covered, and is the child insured today?
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import type { Town } from '../world/town.ts'
import { expectJournalled, secretsOf } from './journalled.ts'
import { byCitizenId, dayQuestion, openTownAt, recordedSources } from './questions.ts'

const QUERY = dayQuestion('cover { from to }')
const JOURNALLED = {
  policy: 'hospital-insurance',
  role: 'HOSP_CLERK',
  purpose: 'P02',
  fields: ['CoverPeriod.from', 'CoverPeriod.to', 'EligibilityAnswer.cover', 'Query.eligibility'],
}
const sources = recordedSources()

let town: Town

beforeAll(async () => {
  town = await openTownAt(1, ['hospital'], sources)
})
afterAll(() => town.close())

const ask = (subject: unknown, caseNumber: string) =>
  town.ask({
    as: 'hospital',
    purpose: 'P02',
    case: caseNumber,
    query: QUERY,
    variables: { subject, benefit: 'PREMIUM_SUBSIDY' },
  })

describe('a clerk asks whether the premium is covered', () => {
  it('says nothing of the cover where no premium is due from the state', async () => {
    const response = await ask(byCitizenId(CAST.plain), 'E-2026-0007')
    expect(response.status).toBe(200)
    expect(response.body.data.eligibility).toMatchObject({ status: 'NONE_CONFIRMED', cover: null, displayName: null })
    expectJournalled(await town.newEntries(), town, {
      ...JOURNALLED,
      case: 'E-2026-0007',
      statuses: ['NONE_CONFIRMED'],
      resolved: 1,
      secrets: secretsOf(CAST.plain),
    })
  })

  it('confirms the premium and the days of cover, and neither category nor arrears', async () => {
    const response = await ask(byCitizenId(CAST.orphanWithLivingParents), 'E-2026-0004')
    expect(response.status).toBe(200)
    expect(response.body).toEqual({
      data: {
        eligibility: {
          answerId: expect.any(String),
          benefit: 'PREMIUM_SUBSIDY',
          status: 'CONFIRMED',
          tier: null,
          validOn: '2026-11-23',
          validUntil: '2026-12-31',
          rule: { id: 'R06', pack: 'HZ-2026-70' },
          sources: [
            { source: 'MZJ', syncedAt: '2026-11-22T16:00:00.000Z' },
            { source: 'YBJ', syncedAt: '2026-11-22T16:00:00.000Z' },
          ],
          manualPath: { name: '西湖区示例值班', phone: '12000000106' },
          displayName: '林*然',
          cover: { from: '2026-01-01', to: '2027-01-01' },
        },
      },
      extensions: {
        disclosure: [
          { path: ['eligibility', 'displayName'], state: 'MASKED', reason: 'MINIMUM_NECESSARY', mask: 'name' },
        ],
      },
    })
    expectJournalled(await town.newEntries(), town, {
      ...JOURNALLED,
      case: 'E-2026-0004',
      statuses: ['CONFIRMED'],
      resolved: 1,
      secrets: [...secretsOf(CAST.orphanWithLivingParents), response.body.data.eligibility.displayName],
    })
  })

  it('reads cover and name, each once, and never the state of the premium', async () => {
    sources.take()
    await ask(byCitizenId(CAST.orphanWithLivingParents), 'E-2026-0004')
    const calls = sources.take()
    expect(calls.map(({ source, columns, keys }) => ({ source, columns, keys }))).toEqual([
      { source: 'GAJ', columns: ['name_sealed'], keys: 1 },
      { source: 'YBJ', columns: ['scheme', 'cover_from', 'cover_to'], keys: 1 },
    ])
  })
})
