// The days on which an answer turns: the effective date, birthdays, ends of months, terms and years, today.
import { describe, expect, test } from 'vitest'
import { addMonths } from '../../src/clock.ts'
import { evaluate } from '../../src/eligibility/evaluate.ts'
import { ABSENT_CHILD } from '../../src/eligibility/inputs.ts'
import { BENEFITS } from '../../src/eligibility/rule-pack.ts'
import { inCounty } from '../../src/eligibility/terms.ts'
import { child, DATED, draft, inForce, orphan, outcome, TODAY } from './packs.ts'

const ward = child([
  outcome('CATEGORY', 'ORPHAN'),
  outcome('CARE_SETTING', 'INSTITUTION'),
  outcome('BASIC_ALLOWANCE', 'ACTIVE'),
])

describe('the effective date', () => {
  test.each(BENEFITS)('leaves %s open the day before, for every child alike', (benefit) => {
    const open = { status: 'UNDETERMINED', tier: null, validUntil: null, reason: 'BEFORE_EFFECTIVE_DATE' }
    const answers = [ward, child([]), ABSENT_CHILD].map((inputs) =>
      evaluate(inForce, benefit, inputs, '2026-02-28', TODAY),
    )
    expect(answers[0]).toMatchObject(open)
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  })

  test.each(DATED)('lets %s be answered on the day itself', (benefit) => {
    expect(evaluate(inForce, benefit, ward, '2026-03-01', TODAY).status).toBe('CONFIRMED')
    expect(evaluate(inForce, benefit, ABSENT_CHILD, '2026-03-01', TODAY).status).toBe('NONE_CONFIRMED')
  })

  test.each(BENEFITS)('never comes for %s of a draft', (benefit) => {
    const answers = [ward, ABSENT_CHILD].map((inputs) => evaluate(draft, benefit, inputs, TODAY, TODAY))
    expect(answers[0]).toMatchObject({ status: 'UNDETERMINED', reason: 'NOT_IN_FORCE', rule: { pack: 'HZ-DRAFT' } })
    expect(answers[0]).toEqual(answers[1])
  })
})

describe('a day to come', () => {
  test.each(BENEFITS)('leaves %s open for every child alike', (benefit) => {
    const answers = [ward, ABSENT_CHILD].map((inputs) => evaluate(inForce, benefit, inputs, '2026-11-24', TODAY))
    expect(answers[0]).toMatchObject({ status: 'UNDETERMINED', reason: 'DAY_NOT_REACHED' })
    expect(answers[0]).toEqual(answers[1])
  })
})

describe('the 18th birthday', () => {
  const turning = { ...ward, adultOn: '2026-11-23' }

  test.each(DATED)('leaves %s open from the day itself on', (benefit) => {
    expect(evaluate(inForce, benefit, turning, '2026-11-23', TODAY)).toMatchObject({
      status: 'UNDETERMINED',
      tier: null,
      validUntil: null,
      reason: 'ADULT_RULE',
    })
    expect(evaluate(inForce, benefit, turning, '2026-11-22', TODAY).status).toBe('CONFIRMED')
  })

  test('leaves it open also when the outcome ends on the birthday', () => {
    const ended = child([outcome('CATEGORY', 'ORPHAN', '2020-01-01', '2026-11-23')], { adultOn: '2026-11-23' })
    expect(evaluate(inForce, 'MEDICAL_AID', ended, TODAY, TODAY).reason).toBe('ADULT_RULE')
  })

  test.each(BENEFITS)('does not tell by %s that an adult who had nothing is on file', (benefit) => {
    const adult = child([], { adultOn: '2026-11-23' })
    expect(evaluate(inForce, benefit, adult, TODAY, TODAY)).toEqual(
      evaluate(inForce, benefit, ABSENT_CHILD, TODAY, TODAY),
    )
  })

  test('of a child born on 29 February is 1 March', () => {
    const adultOn = addMonths('2012-02-29', 18 * 12)
    expect(adultOn).toBe('2030-03-01')
    const leap = { ...orphan, adultOn }
    expect(evaluate(inForce, 'MEDICAL_AID', leap, '2030-02-28', '2030-04-01').tier).toBe('T70')
    expect(evaluate(inForce, 'MEDICAL_AID', leap, '2030-03-01', '2030-04-01').reason).toBe('ADULT_RULE')
  })
})

describe('validUntil', () => {
  const until = (benefit: (typeof BENEFITS)[number], day: string) =>
    evaluate(
      inForce,
      benefit,
      child([...(ward.outcomes as [])], { insurance: { scheme: 'CHILD', from: '2020-01-01', to: null } }),
      day,
      '2028-12-31',
    ).validUntil

  test.each([
    ['2026-12-30', '2026-12-31'],
    ['2026-12-31', '2026-12-31'],
    ['2027-01-01', '2027-12-31'],
  ])('of a year’s benefit on %s is %s', (day, end) => {
    expect([until('PREMIUM_SUBSIDY', day), until('CHECKUP', day)]).toEqual([end, end])
  })

  test.each([
    ['2026-12-31', '2026-12-31'],
    ['2027-02-01', '2027-02-28'],
    ['2028-02-28', '2028-02-29'],
  ])('of a month’s benefit on %s is %s', (day, end) => {
    expect([until('MEDICAL_AID', day), until('INSTITUTION_COVER', day)]).toEqual([end, end])
  })

  test.each([
    ['2026-03-01', '2026-03-01'],
    ['2026-03-02', '2026-07-05'],
    ['2026-07-05', '2026-07-05'],
    ['2026-07-06', '2026-08-31'],
    ['2026-09-01', '2027-01-31'],
    ['2027-01-31', '2027-01-31'],
    ['2027-02-01', '2027-02-07'],
    ['2027-02-08', '2027-07-05'],
    ['2028-01-31', '2028-01-31'],
  ])('of education aid on %s is %s: the term’s end or the eve of the next', (day, end) => {
    expect(until('EDUCATION_AID', day)).toBe(end)
  })

  test('of education aid is that of the county’s own calendar, for whoever is asked about, and the city’s elsewhere', () => {
    const own = [
      { name: '2026-AUTUMN', firstDay: '2026-08-28', lastDay: '2027-01-20' },
      { name: '2027-SPRING', firstDay: '2027-02-20', lastDay: '2027-07-01' },
    ]
    const pack = { ...inForce, countyTerms: { '330106': own } }
    const asked = (division: string, day: string, inputs = ward) =>
      evaluate(inCounty(pack, division), 'EDUCATION_AID', inputs, day, '2028-12-31')
    const ends = ['2026-08-30', '2026-11-23', '2027-01-25'].map((day) => asked('330106901000', day).validUntil)
    expect(ends).toEqual(['2027-01-20', '2027-01-20', '2027-02-19'])
    expect(asked('330109000000', '2026-11-23')).toMatchObject({ status: 'CONFIRMED', validUntil: '2027-01-31' })
    expect(asked('330100000000', '2026-11-23').validUntil).toBe('2027-01-31')
    // A county that lists its own terms lists all of them.
    for (const inputs of [ward, ABSENT_CHILD])
      expect(asked('330106000000', '2027-09-01', inputs)).toMatchObject({ reason: 'TERM_UNDECIDED' })
  })

  test('leaves education aid open for every child after the last term planned', () => {
    const answers = [ward, ABSENT_CHILD].map((inputs) =>
      evaluate(inForce, 'EDUCATION_AID', inputs, '2028-02-01', '2028-12-31'),
    )
    expect(answers[0]).toMatchObject({ status: 'UNDETERMINED', reason: 'TERM_UNDECIDED' })
    expect(answers[0]).toEqual(answers[1])
  })
})

describe('the days of an encounter', () => {
  const stay = { ...orphan, encounterDays: { from: '2026-05-03', to: '2026-05-10' } }

  test.each(['2026-05-02', '2026-05-10'])('end the right to ask: %s is answered as for an absent child', (day) => {
    expect(evaluate(inForce, 'MEDICAL_AID', stay, day, TODAY)).toEqual(
      evaluate(inForce, 'MEDICAL_AID', ABSENT_CHILD, day, TODAY),
    )
  })

  test.each(['2026-05-03', '2026-05-09'])('give it: %s is answered', (day) => {
    expect(evaluate(inForce, 'MEDICAL_AID', stay, day, TODAY).tier).toBe('T70')
  })

  test('have no end while the encounter is open', () => {
    const open = { ...orphan, encounterDays: { from: '2026-05-03', to: null } }
    expect(evaluate(inForce, 'MEDICAL_AID', open, TODAY, TODAY).tier).toBe('T70')
  })

  test('do not hide an outage outside them', () => {
    const out = { ...stay, insurance: 'UNKNOWN' as const }
    expect(evaluate(inForce, 'MEDICAL_AID', out, '2026-06-01', TODAY).reason).toBe('SOURCE_OUT')
  })
})
