// The rules case by case, refusals first: a line per case, in the policy's words.
import { describe, expect, test } from 'vitest'
import { evaluate } from '../../src/eligibility/evaluate.ts'
import { ABSENT_CHILD, type RuleInputs } from '../../src/eligibility/inputs.ts'
import type { Benefit } from '../../src/eligibility/rule-pack.ts'
import { child, inForce, orphan, outcome, TODAY } from './packs.ts'

const DAY = '2026-10-15'
const none = { status: 'NONE_CONFIRMED', tier: null, validUntil: null, reason: 'NOTHING_CONFIRMED' }
const open = { status: 'UNDETERMINED', tier: null, validUntil: null, reason: 'UNCLEAR' }
const confirmed = { status: 'CONFIRMED', tier: null, reason: 'RULE_MET' }
const careVisits = { ...confirmed, needsCare: true, validUntil: '2027-01-31' }
const allowance = (value: string) => outcome('BASIC_ALLOWANCE', value)
const category = (value: string) => outcome('CATEGORY', value)
const aid = (value: string) => outcome('HOUSEHOLD_AID', value)
const care = (value: string) => outcome('CARE_SETTING', value)
const at = (stage: string) => ({ stage: { stage, from: '2024-09-01', to: null } })

type Case = [title: string, benefit: Benefit, inputs: RuleInputs, answer: Record<string, unknown>, day?: string]

const refusals: Case[] = [
  ['a child that does not exist', 'MEDICAL_AID', ABSENT_CHILD, none],
  ['an allowance only applied for', 'PREMIUM_SUBSIDY', child([allowance('APPLIED')]), none],
  [
    'an allowance that ended',
    'PREMIUM_SUBSIDY',
    child([outcome('BASIC_ALLOWANCE', 'ACTIVE', '2020-01-01', DAY)]),
    none,
  ],
  ['an allowance from tomorrow', 'PREMIUM_SUBSIDY', child([outcome('BASIC_ALLOWANCE', 'ACTIVE', '2026-10-16')]), none],
  ['an orphan without an allowance', 'PREMIUM_SUBSIDY', orphan, none],
  ['an orphan in the community', 'INSTITUTION_COVER', child([category('ORPHAN'), care('COMMUNITY')]), none],
  ['a ward not yet enrolled', 'INSTITUTION_COVER', child([care('INSTITUTION')], { insurance: null }), none],
  ['a child of a general household', 'MEDICAL_AID', child([aid('GENERAL')]), none],
  ['an insured child in no category', 'CHECKUP', child([]), none],
  [
    'an orphan insured as an employee',
    'CHECKUP',
    { ...orphan, insurance: { scheme: 'EMPLOYEE', from: '2026-01-01', to: null } },
    none,
  ],
  ['an uninsured orphan', 'CHECKUP', { ...orphan, insurance: null }, none],
  ['a pupil in no category', 'EDUCATION_AID', child([]), none],
  ['a pupil in no category and no stage', 'EDUCATION_AID', child([], { stage: null }), none],
  ['a pupil for whom no school does anything', 'ACCOMMODATIONS', child([]), none, TODAY],
  [
    'a child whose rehabilitation was refused',
    'REHAB_FUNDING',
    child([], { rehabilitation: ['REFUSED'] }),
    none,
    TODAY,
  ],
  ['a child whose rehabilitation is pending', 'REHAB_FUNDING', child([], { rehabilitation: ['PENDING'] }), none, TODAY],
]

const openCases: Case[] = [
  ['two allowance states at once', 'PREMIUM_SUBSIDY', child([allowance('ACTIVE'), allowance('ENDED')]), open],
  ['an allowance state of no code list', 'PREMIUM_SUBSIDY', child([allowance('?')]), open],
  ['two places of care at once', 'INSTITUTION_COVER', child([care('INSTITUTION'), care('COMMUNITY')]), open],
  ['a household both aided and general', 'MEDICAL_AID', child([aid('GENERAL'), aid('DIBAO')]), open],
  [
    'an unclear household of a disabled child',
    'MEDICAL_AID',
    child([category('DISABLED'), aid('GENERAL'), aid('DIBAO')]),
    open,
  ],
  [
    'an insurance scheme of no code list',
    'CHECKUP',
    { ...orphan, insurance: { scheme: '?', from: '2026-01-01', to: null } },
    open,
  ],
  ['a migrant pupil while that is undecided', 'EDUCATION_AID', child([category('MIGRANT_IN_DIFFICULTY')]), open],
  ['a disabled pupil while that is undecided', 'EDUCATION_AID', child([category('DISABLED')]), open],
  ['a rigid-expense household while that is undecided', 'EDUCATION_AID', child([aid('RIGID_EXPENSE')]), open],
  ['an orphan whose stage is not on record', 'EDUCATION_AID', { ...orphan, stage: null }, open],
  ['an orphan in a special school', 'EDUCATION_AID', { ...orphan, ...at('SPECIAL') }, open],
  [
    'yesterday’s funding, of which nobody keeps the days',
    'REHAB_FUNDING',
    child([], { rehabilitation: ['APPROVED'] }),
    { ...open, reason: 'TODAY_ONLY' },
  ],
  [
    'what a school did before today',
    'ACCOMMODATIONS',
    child([], { accommodations: ['ASSISTANT'] }),
    { ...open, reason: 'TODAY_ONLY' },
  ],
  ['a state of funding of no code list', 'REHAB_FUNDING', child([], { rehabilitation: ['?'] }), open, TODAY],
  ['a place at a public school', 'PUBLIC_SCHOOL_PLACE', orphan, { ...open, reason: 'RULE_UNDECIDED' }],
  ['yesterday’s care visits', 'CARE_VISITS', orphan, { ...open, reason: 'TODAY_ONLY' }],
  ['a finding of no code list', 'CARE_VISITS', child([], { entrustedCare: ['?'] }), open, TODAY],
  ['an unclear household not in another’s care', 'CARE_VISITS', child([aid('GENERAL'), aid('DIBAO')]), open, TODAY],
]

const confirmations: Case[] = [
  [
    'what is approved and not yet used',
    'REHAB_FUNDING',
    child([], { rehabilitation: ['USED', 'APPROVED', 'APPROVED', 'REFUSED'] }),
    { ...confirmed, rehabilitation: { funded: true, remaining: 2 }, validUntil: '2026-11-30' },
    TODAY,
  ],
  [
    'what was approved and is used up',
    'REHAB_FUNDING',
    child([], { rehabilitation: ['USED'] }),
    { ...confirmed, rehabilitation: { funded: true, remaining: 0 } },
    TODAY,
  ],
  ['a child left behind', 'CARE_VISITS', child([category('LEFT_BEHIND_UNGUARDED')]), careVisits, TODAY],
  ['a household with rigid expenses', 'CARE_VISITS', child([aid('RIGID_EXPENSE')]), careVisits, TODAY],
  ['a child in another’s care', 'CARE_VISITS', child([], { entrustedCare: ['ENTRUSTED'] }), careVisits, TODAY],
  ['an orphan whom nobody has visited', 'CARE_VISITS', { ...orphan, entrustedCare: null }, careVisits, TODAY],
  [
    'what the school is to do',
    'ACCOMMODATIONS',
    child([], { accommodations: ['ASSISTANT', 'HOME_TEACHING'] }),
    { ...confirmed, accommodations: ['HOME_TEACHING', 'ASSISTANT'], validUntil: '2027-01-31' },
    TODAY,
  ],
  ['a running allowance', 'PREMIUM_SUBSIDY', child([allowance('ACTIVE')]), { ...confirmed, validUntil: '2026-12-31' }],
  [
    'a ward on the enrolment day',
    'INSTITUTION_COVER',
    child([care('INSTITUTION')], { insurance: { scheme: 'CHILD', from: DAY, to: null } }),
    { ...confirmed, institutionWard: true, validUntil: '2026-10-31' },
  ],
  [
    'a foundling without a birth date',
    'INSTITUTION_COVER',
    child([care('INSTITUTION')], { adultOn: null }),
    { ...confirmed, institutionWard: true },
  ],
  ['an orphan', 'MEDICAL_AID', orphan, { ...confirmed, tier: 'T70', validUntil: '2026-10-31' }],
  [
    'an uninsured orphan, for the clause does not ask it',
    'MEDICAL_AID',
    { ...orphan, insurance: null },
    { ...confirmed, tier: 'T70' },
  ],
  ['特困', 'MEDICAL_AID', child([category('OTHER'), aid('TEKUN')]), { ...confirmed, tier: 'T70' }],
  ['低保', 'MEDICAL_AID', child([category('ECONOMIC_HARDSHIP'), aid('DIBAO')]), { ...confirmed, tier: 'T70' }],
  [
    '低保边缘, taken in as a one-person household',
    'MEDICAL_AID',
    child([aid('DIBAO_EDGE'), aid('DIBAO')]),
    { ...confirmed, tier: 'T70' },
  ],
  [
    'a de-facto unsupported child, whom the 70 % sentence does not name',
    'MEDICAL_AID',
    child([category('DE_FACTO_UNSUPPORTED')]),
    { ...confirmed, tier: 'OTHER' },
  ],
  [
    'a disabled child of a general household',
    'MEDICAL_AID',
    child([category('DISABLED'), aid('GENERAL')]),
    { ...confirmed, tier: 'OTHER' },
  ],
  ['低保边缘', 'MEDICAL_AID', child([aid('DIBAO_EDGE')]), { ...confirmed, tier: 'OTHER' }],
  [
    'an orphan not yet checked this year',
    'CHECKUP',
    { ...orphan, checkupYears: [2025] },
    { ...confirmed, checkup: { entitled: true, usedThisYear: false }, validUntil: '2026-12-31' },
  ],
  [
    'an orphan without any record of a check-up',
    'CHECKUP',
    { ...orphan, checkupYears: null },
    { ...confirmed, checkup: { entitled: true, usedThisYear: false } },
  ],
  [
    'an orphan already checked this year',
    'CHECKUP',
    { ...orphan, checkupYears: [2025, 2026] },
    { ...confirmed, checkup: { entitled: true, usedThisYear: true } },
  ],
  [
    'an orphan in preschool',
    'EDUCATION_AID',
    { ...orphan, ...at('PRESCHOOL') },
    { ...confirmed, items: ['FEE_REDUCTION'], validUntil: '2027-01-31' },
  ],
  [
    'a de-facto unsupported child in junior school',
    'EDUCATION_AID',
    child([category('DE_FACTO_UNSUPPORTED')], at('JUNIOR')),
    { ...confirmed, items: ['BOARDING_FREE', 'MEALS'] },
  ],
  [
    '低保边缘 in primary school',
    'EDUCATION_AID',
    child([aid('DIBAO_EDGE')]),
    { ...confirmed, items: ['BOARDING_FREE', 'MEALS'] },
  ],
  [
    '低保 in senior school',
    'EDUCATION_AID',
    child([aid('DIBAO')], at('SENIOR')),
    { ...confirmed, items: ['TUITION_FREE', 'GRANT'] },
  ],
  [
    '特困 in vocational school',
    'EDUCATION_AID',
    child([aid('TEKUN')], at('VOCATIONAL')),
    { ...confirmed, items: ['TUITION_FREE', 'GRANT'] },
  ],
  [
    'a young orphan in higher education',
    'EDUCATION_AID',
    { ...orphan, ...at('HIGHER') },
    { ...confirmed, items: ['GRANT_OR_LOAN'] },
  ],
]

describe('a rule', () => {
  test.each(refusals)('confirms nothing for %s (%s)', (_title, benefit, inputs, answer, day = DAY) => {
    expect(evaluate(inForce, benefit, inputs, day, TODAY)).toMatchObject(answer)
  })

  test.each(openCases)('leaves open %s (%s)', (_title, benefit, inputs, answer, day = DAY) => {
    expect(evaluate(inForce, benefit, inputs, day, TODAY)).toMatchObject(answer)
  })

  test.each(confirmations)('confirms %s (%s)', (_title, benefit, inputs, answer, day = DAY) => {
    expect(evaluate(inForce, benefit, inputs, day, TODAY)).toMatchObject(answer)
  })
})

describe('the cover beside a confirmed premium', () => {
  const paid = [allowance('ACTIVE')]

  test('is not shown when it does not hold the day, for arrears are nobody’s business', () => {
    for (const insurance of [null, { scheme: 'CHILD', from: '2025-01-01', to: DAY }]) {
      const answer = evaluate(inForce, 'PREMIUM_SUBSIDY', child(paid, { insurance }), DAY, TODAY)
      expect(answer.status).toBe('CONFIRMED')
      expect(answer).not.toHaveProperty('cover')
    }
  })

  test('is not shown for a child whose premium is not confirmed', () => {
    expect(evaluate(inForce, 'PREMIUM_SUBSIDY', child([]), DAY, TODAY)).not.toHaveProperty('cover')
  })

  test('is shown with its first day and its end', () => {
    const answer = evaluate(inForce, 'PREMIUM_SUBSIDY', child(paid), DAY, TODAY)
    expect(answer.cover).toEqual({ from: '2026-01-01', to: '2027-01-01' })
  })
})
