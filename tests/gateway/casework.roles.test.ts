// What each officer beside the adjudicator and the village sees of a child: the item that the work needs and no other.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CastKey, PROTECTION_CASE } from '../../src/city/cast.ts'
import { type DemoAccountKey, demoAccount } from '../../src/demo/accounts.ts'
import { refFor } from '../world/child-refs.ts'
import { openTown, type Town } from '../world/town.ts'
import { recordedSources } from './questions.ts'

const sources = recordedSources()
let town: Town

beforeAll(async () => {
  town = await openTown({ wrapSource: sources.wrapSource })
})
afterAll(() => town.close())

interface Seen {
  readonly as: DemoAccountKey
  readonly purpose: string
  readonly child: CastKey
  readonly selection: string
  readonly wanted: Readonly<Record<string, unknown>>
  /** Columns read, by source. */
  readonly read: readonly (readonly string[])[]
  /** One field too many, each. */
  readonly refused: readonly string[]
}

const CASES: readonly Seen[] = [
  {
    as: 'yb',
    purpose: 'P02',
    child: 'february',
    selection: 'civilAffairs { basicAllowanceActive } insurance { premiumSubsidy { state } }',
    wanted: { civilAffairs: { basicAllowanceActive: true }, insurance: { premiumSubsidy: { state: 'PAID_BY_STATE' } } },
    read: [
      ['MZJ', 'basic_allowance_state'],
      ['YBJ', 'premium_state'],
    ],
    refused: [
      'civilAffairs { basicAllowance }',
      'civilAffairs { categories }',
      'publicSecurity { displayName }',
      'insurance { medAidTier }',
    ],
  },
  {
    as: 'cl',
    purpose: 'P08',
    child: 'disabledEdge',
    selection: 'civilAffairs { subsidyChoice disabledLivingAllowance } disability { disabilityKind }',
    wanted: { disability: { disabilityKind: 'PHYSICAL' } },
    read: [
      ['CLH', 'kind'],
      ['MZJ', 'subsidy_choice', 'disabled_living_allowance_state'],
    ],
    refused: [
      'disability { disabilityGrade }',
      'civilAffairs { basicAllowanceAmount }',
      'civilAffairs { householdAidClass }',
    ],
  },
  {
    as: 'jy',
    purpose: 'P06',
    child: 'stay',
    selection: 'publicSecurity { ageBand residedSixMonths } education { publicPlacement }',
    wanted: { publicSecurity: { ageBand: 'AGE_6_11', residedSixMonths: true } },
    read: [
      ['GAJ', 'birth_date', 'residence_since'],
      ['JYJ', 'public_placement'],
    ],
    refused: [
      'publicSecurity { residenceSince }',
      'publicSecurity { hukouDivision }',
      'education { educationAid { state } }',
    ],
  },
  {
    as: 'pay',
    purpose: 'P08',
    child: 'february',
    selection: 'civilAffairs { payoutAccount }',
    wanted: { civilAffairs: { payoutAccount: expect.stringMatching(/^\*+\d{4}$/) } },
    read: [['MZJ', 'payout_account_sealed']],
    refused: ['civilAffairs { basicAllowanceAmount }', 'civilAffairs { categories }', 'publicSecurity { displayName }'],
  },
  {
    as: 'guardian',
    purpose: 'P13',
    child: 'pupil',
    selection: 'civilAffairs { basicAllowanceAmount }',
    wanted: {},
    read: [['MZJ', 'basic_allowance_fen']],
    refused: [
      'civilAffairs { studyGrant }',
      'civilAffairs { categories }',
      'publicSecurity { parentLinks { vitalStatus } }',
    ],
  },
  {
    as: 'child',
    purpose: 'P13',
    child: 'villageChild',
    selection: 'civilAffairs { studyGrant }',
    wanted: {},
    read: [['MZJ', 'study_grant_state']],
    refused: ['civilAffairs { basicAllowanceAmount }', 'civilAffairs { guardian { name } }'],
  },
  {
    as: 'adult',
    purpose: 'P13',
    child: 'turnsEighteen',
    selection: 'civilAffairs { studyGrant }',
    wanted: {},
    read: [['MZJ', 'study_grant_state']],
    refused: ['civilAffairs { categories }', 'civilAffairs { careLeaver { transition } }'],
  },
  {
    as: 'protection',
    purpose: 'P10',
    child: 'protectedChild',
    selection:
      'publicSecurity { displayName residenceAddress } health { psychReferralState } education { attendanceSupport }',
    wanted: { publicSecurity: { displayName: '某', residenceAddress: expect.stringContaining('杭州市') } },
    read: [
      ['GAJ', 'name_sealed', 'residence_address_sealed'],
      ['JYJ', 'support_codes'],
      ['WJW', 'psych_referral_state'],
    ],
    refused: [
      'publicSecurity { birthDate }',
      'civilAffairs { categories }',
      'publicSecurity { parentLinks { vitalStatus } }',
    ],
  },
]

function ask({ as, purpose }: Seen, selection: string, child: CastKey) {
  const ref = refFor(town, as, purpose, child)
  const query = `query One($ref: ID!) { child(ref: $ref) { childRef ${selection} } }`
  const named = purpose === 'P10' ? { case: PROTECTION_CASE.caseNumber } : {}
  return town.ask({ as, purpose, query, variables: { ref }, ...named })
}

describe.each(CASES)('$as for $purpose', (seen) => {
  it.each(seen.refused)('is refused %s, and no source is asked', async (selection) => {
    sources.take()
    const response = await ask(seen, selection, seen.child)
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([403, 'REFUSED'])
    expect(sources.take()).toEqual([])
  })

  it('has no child that is not the caller’s', async () => {
    const response = await ask(seen, seen.selection, 'otherDistrictChild')
    expect(response.body).toEqual({ data: { child: null } })
  })

  it('sees that, read by these columns and no other, and the entry says so', async () => {
    sources.take()
    await town.newEntries()
    const { status, body } = await ask(seen, seen.selection, seen.child)
    expect([status, body.errors]).toEqual([200, undefined])
    expect(body.data.child).toMatchObject({ childRef: expect.stringMatching(/^c1\./), ...seen.wanted })
    const read = sources.take().map(({ source, columns }) => [source, ...columns])
    expect(read.sort()).toEqual([...seen.read].sort())
    const [intent, outcome] = await town.newEntries()
    expect(intent?.body).toMatchObject({
      role: demoAccount(seen.as).role,
      purpose: seen.purpose,
      subjectKind: 'child-ref',
    })
    expect(outcome?.body).toMatchObject({ status: 'RELEASED', resolved: [expect.any(String)] })
  })
})
