// X01: may a nurse look up a neighbour's child because she works in the hospital? Only through an open encounter of her
// own unit; anything else is the answer that an absent child gets, and stands in the journal.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST, type CastKey } from '../../src/city/cast.ts'
import { clearLimits } from '../world/limits.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'

const TIER = /* GraphQL */ `
  query Tier($subject: SubjectInput!, $on: Date) {
    eligibility(subject: $subject, benefit: MEDICAL_AID, on: $on) {
      benefit status tier validOn validUntil rule { id pack } sources { source syncedAt } manualPath { name phone } displayName
    }
  }`

let registry: OwnRegistry
let town: Town

beforeAll(async () => {
  registry = await openOwnRegistry('curious')
  town = await openTown({ databaseUrl: registry.databaseUrl })
})
afterAll(async () => {
  await town.close()
  await registry.drop()
})

function look(as: string, child: CastKey, caseNumber: string | undefined, on?: string) {
  const { citizenId, name } = CAST[child]
  return town.ask({
    as,
    purpose: 'P01',
    ...(caseNumber === undefined ? {} : { case: caseNumber }),
    query: TIER,
    variables: { subject: { citizenId, fullName: name }, ...(on === undefined ? {} : { on }) },
  })
}

/** A number that passes its check and belongs to nobody. */
const NOBODY = { citizenId: '330199201801017756', fullName: '周小满' }

describe('a nurse who is curious about a child', () => {
  it('gets CASE_REQUIRED when she names no encounter', async () => {
    await town.newEntries()
    const response = await look('nurse', 'deFacto', undefined)
    expect(response.status).toBe(400)
    expect(response.body.errors[0].extensions.code).toBe('CASE_REQUIRED')
    expect(await town.newEntries()).toMatchObject([
      { kind: 'REFUSAL', body: { code: 'CASE_REQUIRED', caseNumber: null, personId: 'demo-person-nurse' } },
    ])
  })

  it.each([
    ['a child of another unit of her hospital, under that unit’s encounter', 'stay', 'E-2026-0002'],
    ['a child of another unit, under an encounter of her own', 'stay', 'E-2026-0005'],
    ['a child of her own unit, under another child’s encounter', 'deFacto', 'E-2026-0008'],
    ['a child of another hospital', 'otherHospitalChild', 'E-2026-0017'],
    ['a child with no encounter at all', 'villageChild', 'E-2026-0005'],
    ['an encounter that does not exist', 'deFacto', 'E-1999-0001'],
  ] as const)('gets the bytes of an absent child for %s', async (_what, child, encounter) => {
    await clearLimits(town.pool('REGISTRY', 'hutong_gateway'))
    const absent = await town.ask({
      as: 'nurse',
      purpose: 'P01',
      case: encounter,
      query: TIER,
      variables: { subject: NOBODY },
    })
    await town.newEntries()
    const response = await look('nurse', child, encounter)
    expect(response.body.data.eligibility.status).toBe('NONE_CONFIRMED')
    expect(response.text).toBe(absent.text)
    expect(response.status).toBe(absent.status)
    const [intent, outcome] = await town.newEntries()
    expect(intent).toMatchObject({
      kind: 'INTENT',
      body: {
        personId: 'demo-person-nurse',
        unit: 'WARD-3',
        caseNumber: encounter,
        subjectKind: 'submitted-identifier',
      },
    })
    expect(outcome).toMatchObject({ kind: 'OUTCOME', body: { status: 'RELEASED', resolved: [] } })
  })

  it('gets the bytes of an absent child for a day more than a week before the encounter', async () => {
    const absent = await town.ask({
      as: 'nurse',
      purpose: 'P01',
      case: 'E-2026-0005',
      query: TIER,
      variables: { subject: NOBODY, on: '2026-11-14' },
    })
    const response = await look('nurse', 'deFacto', 'E-2026-0005', '2026-11-14')
    expect(response.text).toBe(absent.text)
  })

  it('may ask about the child of an open encounter of her own unit, and that too is journalled', async () => {
    await town.newEntries()
    const response = await look('nurse', 'deFacto', 'E-2026-0005')
    expect(response.body.data.eligibility.status).not.toBe('NONE_CONFIRMED')
    const [, outcome] = await town.newEntries()
    expect(outcome?.body).toMatchObject({ status: 'RELEASED' })
    expect(outcome?.body.resolved).toHaveLength(1)
  })
})
