// H02: which medical-aid tier applies to a stay from 3 to 9 May 2026?
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import type { Town } from '../world/town.ts'
import { expectJournalled, secretsOf } from './journalled.ts'
import { byCitizenId, openTownAt, recordedSources, STAY } from './questions.ts'

const DAYS = ['03', '04', '05', '06', '07', '08', '09'].map((day) => `2026-05-${day}`)
const sources = recordedSources()

let town: Town

beforeAll(async () => {
  town = await openTownAt(2, ['hospital', 'nurse'], sources)
})
afterAll(() => town.close())

interface Stay {
  readonly as?: string
  readonly from?: string
  readonly to?: string
}

const ask = ({ as = 'hospital', from = '2026-05-03', to = '2026-05-09' }: Stay = {}) =>
  town.ask({
    as,
    purpose: 'P01',
    case: 'E-2026-0001',
    query: STAY,
    variables: { subject: byCitizenId(CAST.stay), from, to },
  })

const journalled = {
  policy: 'hospital-settlement',
  role: 'HOSP_CLERK',
  purpose: 'P01',
  case: 'E-2026-0001',
  fields: ['Query.stayEligibility'],
  secrets: secretsOf(CAST.stay),
}

describe('a settlement clerk asks for the tier of a stay', () => {
  it('refuses days that run backwards or are more than a year, before any source is asked', async () => {
    sources.take()
    for (const days of [{ to: '2026-05-02' }, { from: '2025-05-01' }, { from: '2026-02-29' }]) {
      const response = await ask(days)
      expect([response.status, response.body.errors[0].extensions.code]).toEqual([400, 'BAD_INPUT'])
    }
    expect(sources.take()).toEqual([])
    const entries = await town.newEntries()
    expect(entries.map(({ kind, body }) => [kind, body.code])).toEqual(Array(3).fill(['REFUSAL', 'BAD_INPUT']))
  })

  it('confirms nothing to another ward of the same hospital', async () => {
    const response = await ask({ as: 'nurse' })
    const statuses = response.body.data.stayEligibility.map((answer: { status: string }) => answer.status)
    expect(statuses).toEqual(DAYS.map(() => 'NONE_CONFIRMED'))
    expectJournalled(await town.newEntries(), town, { ...journalled, statuses, resolved: 0 })
  })

  it('confirms nothing for days more than a week outside the stay', async () => {
    const response = await ask({ from: '2026-04-25', to: '2026-05-18' })
    const confirmed = response.body.data.stayEligibility
      .filter((answer: { status: string }) => answer.status === 'CONFIRMED')
      .map((answer: { validOn: string }) => answer.validOn)
    expect([confirmed[0], confirmed.at(-1), confirmed.length]).toEqual(['2026-04-26', '2026-05-16', 21])
    await town.newEntries()
  })

  it('gives T70 for each service day with rule and pack, and never the reason', async () => {
    const response = await ask()
    expect(response.status).toBe(200)
    expect(response.body.data.stayEligibility).toEqual(
      DAYS.map((validOn) => ({
        answerId: expect.any(String),
        benefit: 'MEDICAL_AID',
        status: 'CONFIRMED',
        tier: 'T70',
        validOn,
        validUntil: '2026-05-31',
        rule: { id: 'R08', pack: 'HZ-2026-70' },
        sources: [
          { source: 'MZJ', syncedAt: '2026-11-22T16:00:00.000Z' },
          { source: 'YBJ', syncedAt: '2026-11-22T16:00:00.000Z' },
        ],
        manualPath: { name: '西湖区示例值班', phone: '12000000106' },
        displayName: '周*满',
      })),
    )
    expect(response.text).not.toMatch(/DIBAO|ORPHAN|HARDSHIP|household|categor/i)
    expectJournalled(await town.newEntries(), town, {
      ...journalled,
      statuses: DAYS.map(() => 'CONFIRMED'),
      resolved: 1,
    })
  })

  it('asks each source once for the whole stay', async () => {
    sources.take()
    await ask()
    expect(sources.take().map(({ source, keys }) => [source, keys])).toEqual([
      ['GAJ', 1],
      ['YBJ', 1],
    ])
  })

  it('gives one tier for DIBAO and for an orphan, and the other to a household on the margin', async () => {
    const tiers = []
    for (const [child, encounter] of [
      [CAST.stay, 'E-2026-0002'],
      [CAST.orphanWithLivingParents, 'E-2026-0004'],
      [CAST.disabledEdge, 'E-2026-0006'],
    ] as const) {
      const response = await town.ask({
        as: 'hospital',
        purpose: 'P01',
        case: encounter,
        query: STAY,
        variables: { subject: byCitizenId(child), from: '2026-11-23', to: '2026-11-23' },
      })
      tiers.push(response.body.data.stayEligibility[0].tier)
    }
    expect(tiers).toEqual(['T70', 'T70', 'OTHER'])
  })
})
