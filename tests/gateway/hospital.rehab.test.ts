// H05: is the orthosis funded? The treating unit learns that something is, and how much is left; never of which programme.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST, type CastKey } from '../../src/city/cast.ts'
import type { Town } from '../world/town.ts'
import { expectJournalled, secretsOf } from './journalled.ts'
import { ABSENT, byCitizenId, dayQuestion, openTownAt, recordedSources, seen } from './questions.ts'

const REHAB = 'E-2026-0019'
const sources = recordedSources()

let town: Town

beforeAll(async () => {
  town = await openTownAt(4, ['rehab-doctor'], sources)
})
afterAll(() => town.close())

const MORE = 'undecidedBecause rehabilitation { funded remaining }'

const ask = (child: CastKey | 'absent', { on, encounter = REHAB, more = MORE }: Partial<Asking> = {}) =>
  town.ask({
    as: 'rehab-doctor',
    purpose: 'P04',
    case: encounter,
    query: dayQuestion(more),
    variables: {
      subject: byCitizenId(child === 'absent' ? ABSENT : CAST[child]),
      benefit: 'REHAB_FUNDING',
      ...(on === undefined ? {} : { on }),
    },
  })

interface Asking {
  readonly on: string
  readonly encounter: string
  readonly more: string
}

const journalled = {
  policy: 'hospital-rehab',
  role: 'HOSP_DOCTOR',
  purpose: 'P04',
  case: REHAB,
  fields: [
    'EligibilityAnswer.rehabilitation',
    'EligibilityAnswer.undecidedBecause',
    'Query.eligibility',
    'RehabFunding.funded',
    'RehabFunding.remaining',
  ],
}

describe('the rehabilitation unit asks whether a treatment is funded', () => {
  it.each([
    'rehabilitation { programme }',
    'rehabilitation { device }',
    'accommodations',
    'cover { from }',
    'disability { disabilityGrade }',
  ])('is refused %s, and no source is asked', async (more) => {
    sources.take()
    const response = await ask('disabledEdge', { more })
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([403, 'REFUSED'])
    expect(sources.take()).toEqual([])
    expect((await town.newEntries()).map(({ kind }) => kind)).toEqual(['REFUSAL'])
  })

  it('is refused another benefit', async () => {
    const variables = { subject: byCitizenId(CAST.disabledEdge), benefit: 'MEDICAL_AID' }
    const response = await town.ask({
      as: 'rehab-doctor',
      purpose: 'P04',
      case: REHAB,
      query: dayQuestion(),
      variables,
    })
    expect(response.body.errors[0].extensions.code).toMatch(/REFUSED|BAD_INPUT/)
    await town.newEntries()
  })

  it('confirms nothing of a child of another unit, or of nobody, in the same bytes and by the same calls', async () => {
    sources.take()
    const foreign = await ask('stay')
    const foreignCalls = sources.take()
    const nobody = await ask('absent')
    expect(foreign.body.data.eligibility).toMatchObject({ status: 'NONE_CONFIRMED', rehabilitation: null })
    expect(seen(nobody)).toEqual(seen(foreign))
    expect(sources.take()).toEqual(foreignCalls)
    expect(foreignCalls.map(({ source, columns }) => [source, ...columns])).toEqual([
      ['CLH', 'programme_states', 'device_states'],
      ['GAJ', 'name_sealed'],
    ])
    await town.newEntries()
  })

  it('leaves yesterday open, for the child and for nobody alike: the federation keeps no days', async () => {
    const child = await ask('disabledEdge', { on: '2026-11-22' })
    expect(child.body.data.eligibility).toMatchObject({ status: 'UNDETERMINED', undecidedBecause: 'TODAY_ONLY' })
    expect(seen(await ask('absent', { on: '2026-11-22' }))).toEqual(seen(child))
    await town.newEntries()
  })

  it('says that something is funded and how much is left', async () => {
    sources.take()
    const response = await ask('disabledEdge')
    expect(response.body.data.eligibility).toEqual({
      answerId: expect.any(String),
      benefit: 'REHAB_FUNDING',
      status: 'CONFIRMED',
      tier: null,
      undecidedBecause: null,
      validOn: '2026-11-23',
      validUntil: '2026-11-30',
      rule: { id: 'R16', pack: 'HZ-2026-70' },
      sources: [{ source: 'CLH', syncedAt: '2026-11-22T16:00:00.000Z' }],
      manualPath: { name: '西湖区示例值班', phone: '12000000106' },
      displayName: '徐*朗',
      rehabilitation: { funded: true, remaining: 1 },
    })
    expect(response.text).not.toMatch(/REHAB_FUNDED|APPROVED|PHYSICAL/)
    expectJournalled(await town.newEntries(), town, {
      ...journalled,
      statuses: ['CONFIRMED'],
      resolved: 1,
      secrets: secretsOf(CAST.disabledEdge),
    })
  })
})
