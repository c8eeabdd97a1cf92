// H08, H03: a social worker needs to know tonight who can sign. The answer is a code, a relation, a masked name and a desk
// that connects; never why, and never the guardian's own number.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST, type CastKey } from '../../src/city/cast.ts'
import { bringNumber } from '../world/brought-number.ts'
import { type EmergencyTown, openEmergencyTown } from './emergency.ts'
import { expectNoneOf, secretsOf } from './journalled.ts'

let town: EmergencyTown
let isOut = false

beforeAll(async () => {
  town = await openEmergencyTown('whocansign', {
    wrapSource: (code, source) => ({
      fetch: (statement, keys, today) =>
        isOut && code === 'MZJ'
          ? Promise.reject(new Error('civil affairs is out'))
          : source.fetch(statement, keys, today),
    }),
  })
})
beforeEach(() => town.afresh())
afterAll(() => town.close())

const DESK = { name: '西湖区示例值班', phone: '12000000106' }

interface Answer {
  readonly status: string
  readonly whoCanSign: string | null
  readonly guardian: { readonly relation: string; readonly name: string } | null
  readonly institutionWard: boolean | null
}

async function answerFor(child: CastKey, as: 'social-worker' | 'doctor' = 'social-worker'): Promise<Answer> {
  const grant = await town.grantFor(child, as)
  const response = await town.read(as, grant)
  expect(response.status).toBe(200)
  const { answerId, dutyContact, relayedCall, ...answer } = response.body.data.emergencySubject
  expect([typeof answerId, dutyContact, relayedCall]).toEqual(['string', DESK, { phone: DESK.phone, reference: grant }])
  return answer as Answer
}

describe('who can sign', () => {
  it.each([
    ['a child in the care of the welfare institute', 'institutionWard', 'INSTITUTION', true],
    ['a child whose parents live', 'disabledEdge', 'PARENT', false],
    ['an orphan in the community', 'february', 'RELATIVE', false],
    [
      'an orphan by outcome whose parents live: the same code as for any orphan',
      'orphanWithLivingParents',
      'RELATIVE',
      false,
    ],
  ] as const)('is a code for %s', async (_what, child, whoCanSign, institutionWard) => {
    const answer = await answerFor(child)
    expect(answer).toMatchObject({ status: 'CONFIRMED', whoCanSign, institutionWard })
    expect(answer.guardian?.name).toMatch(/^(.\*|.\*.|..\*\*)$/u)
  })

  it.each([
    ['a passport', 'PASSPORT', { passportNo: 'E12345678' }],
    ['a travel permit', 'TRAVEL_PERMIT', { travelPermitNo: 'M12345678' }],
  ] as const)('is answered for a child who has no number but that of %s (H08)', async (_what, kind, number) => {
    const edge = { acceptSynthetic: true, index: town.gateway.rooms.keys.registryIndex }
    const [text = ''] = Object.values(number)
    await bringNumber(town.registry.loader, edge, { childId: CAST.february.id, kind, text })
    const { body } = await town.open('social-worker', { ...number, fullName: CAST.february.name })
    const response = await town.read('social-worker', body.data.openEmergency.grant)
    expect(response.body.data.emergencySubject).toMatchObject({ status: 'CONFIRMED', whoCanSign: 'RELATIVE' })
    expectNoneOf(await town.newEntries(), [text, CAST.february.name])
  })

  it('needs no encounter of the unit, and a doctor may ask as well', async () => {
    expect(await answerFor('villageChild', 'doctor')).toMatchObject({ status: 'CONFIRMED' })
  })

  it('is not confirmed for whoever has come of age that day and signs alone', async () => {
    await town.at('2026-11-23T08:00:00+08:00')
    expect(await answerFor('turnsEighteen')).toEqual({
      ...{ status: 'NONE_CONFIRMED', whoCanSign: null, guardian: null, institutionWard: null },
    })
    await town.afresh()
    expect(await answerFor('turnsEighteen')).toMatchObject({ status: 'CONFIRMED' })
  })

  it('reads no column that was not asked for', async () => {
    const grant = await town.grantFor('institutionWard', 'doctor')
    const response = await town.read('doctor', grant, '{ emergencySubject { whoCanSign } }')
    expect(response.body).toEqual({ data: { emergencySubject: { whoCanSign: 'INSTITUTION' } } })
  })

  it('is undetermined while civil affairs is out, for every child and for none, with the desk to call', async () => {
    const grant = await town.grantFor('institutionWard')
    const absent = await town.grantFor('plain', 'doctor')
    isOut = true
    const answers = await Promise.all([town.read('social-worker', grant), town.read('doctor', absent)])
    isOut = false
    for (const { body } of answers) {
      const { answerId: _, relayedCall, ...answer } = body.data.emergencySubject
      expect(answer).toEqual({
        ...{ status: 'UNDETERMINED', whoCanSign: 'UNDETERMINED', guardian: null, institutionWard: null },
        dutyContact: DESK,
      })
      expect(relayedCall.phone).toBe(DESK.phone)
      expect(body.extensions.disclosure).toEqual([
        { path: ['emergencySubject', 'guardian'], state: 'UNAVAILABLE', reason: 'SOURCE_OUT', source: 'MZJ' },
        { path: ['emergencySubject', 'institutionWard'], state: 'UNAVAILABLE', reason: 'SOURCE_OUT', source: 'MZJ' },
      ])
    }
  })
})

describe('a read under a grant', () => {
  it('is journalled with the grant as its case, what was seen of each field, and the child by pseudonym', async () => {
    const grant = await town.grantFor('institutionWard')
    await town.newEntries()
    await town.read('social-worker', grant)
    const [intent, outcome] = await town.newEntries()
    expect(intent).toMatchObject({
      kind: 'INTENT',
      body: {
        caseNumber: grant,
        purpose: 'P12',
        subjectKind: 'emergency-grant',
        policyIds: ['hospital-emergency-social-worker'],
      },
    })
    expect(intent?.body.fields).toContainEqual(['Guardian.name', 'mask:name'])
    expect(outcome).toMatchObject({ kind: 'OUTCOME', body: { status: 'RELEASED' } })
    expect(outcome?.body.resolved).toHaveLength(1)
    expectNoneOf(
      [intent, outcome].flatMap((entry) => entry ?? []),
      secretsOf(CAST.institutionWard),
    )
  })
})
