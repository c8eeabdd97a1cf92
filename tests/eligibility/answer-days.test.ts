// A stay is answered day by day, each day under the pack then in force.
import { describe, expect, test } from 'vitest'
import { answerDays, packFor } from '../../src/eligibility/answer-days.ts'
import { child, draft, inForce, orphan, outcome, TODAY } from './packs.ts'

const days = (from: string, to: string, inputs = orphan) => answerDays(inForce, 'MEDICAL_AID', inputs, from, to, TODAY)

describe('the days of a stay', () => {
  test.each([
    ['that run backwards', '2026-05-09', '2026-05-08', 'service days must not run backwards', 'DAYS_BACKWARDS'],
    ['that do not exist', '2026-02-29', '2026-03-02', 'service days must exist', 'NOT_A_DAY'],
    ['of another form', '2026-5-3', '2026-05-09', 'service days must exist', 'NOT_A_DAY'],
    ['of 367', '2025-11-22', '2026-11-23', 'service days must be 366 at most', 'TOO_MANY_DAYS'],
  ])('are refused when they are days %s', (_title, from, to, detail, hint) => {
    expect(() => days(from, to)).toThrow(expect.objectContaining({ code: 'BAD_INPUT', detail, hint }))
  })

  test('are both included, one answer each, and may be 366', () => {
    expect(days('2026-05-03', '2026-05-09').map(({ validOn, tier }) => [validOn, tier])).toEqual(
      [3, 4, 5, 6, 7, 8, 9].map((day) => [`2026-05-0${day}`, 'T70']),
    )
    expect(days('2025-11-23', '2026-11-23')).toHaveLength(366)
    expect(days('2026-05-03', '2026-05-03')).toHaveLength(1)
  })

  test('are answered to the eve of the 18th birthday and left open from it on, without the birth date (H06)', () => {
    const answers = days('2026-11-20', '2026-11-23', { ...orphan, adultOn: '2026-11-22' })
    expect(answers.map(({ tier, status }) => tier ?? status)).toEqual(['T70', 'T70', 'UNDETERMINED', 'UNDETERMINED'])
    expect(answers.map(({ validUntil }) => validUntil)).toEqual(['2026-11-30', '2026-11-30', null, null])
  })

  test('are left open before the effective date and never dated back (H09)', () => {
    expect(days('2026-02-27', '2026-03-02').map(({ reason }) => reason)).toEqual([
      'BEFORE_EFFECTIVE_DATE',
      'BEFORE_EFFECTIVE_DATE',
      'RULE_MET',
      'RULE_MET',
    ])
  })

  test('follow the household day by day', () => {
    const moving = child([
      outcome('CATEGORY', 'ECONOMIC_HARDSHIP', '2026-01-01', '2026-05-06'),
      outcome('HOUSEHOLD_AID', 'DIBAO', '2026-01-01', '2026-05-04'),
      outcome('HOUSEHOLD_AID', 'GENERAL', '2026-05-04'),
    ])
    expect(days('2026-05-03', '2026-05-06', moving).map(({ tier }) => tier)).toEqual(['T70', 'OTHER', 'OTHER', null])
  })
})

describe('the pack of a day', () => {
  const later = { ...inForce, id: 'HZ-LATER', effectiveFrom: '2026-06-01' }
  const packs = [later, draft, inForce]

  test.each([
    ['2026-02-28', 'HZ-2026-70'],
    ['2026-03-01', 'HZ-2026-70'],
    ['2026-05-31', 'HZ-2026-70'],
    ['2026-06-01', 'HZ-LATER'],
  ])('on %s is %s', (day, id) => {
    expect(packFor(packs, day).id).toBe(id)
  })

  test('is the draft only when there is nothing else', () => {
    expect(packFor([draft], TODAY).id).toBe('HZ-DRAFT')
    expect(() => packFor([], TODAY)).toThrow('there is at least one rule pack')
  })

  test('changes within a stay', () => {
    const answers = answerDays(packs, 'MEDICAL_AID', orphan, '2026-05-31', '2026-06-01', TODAY)
    expect(answers.map(({ rule }) => rule.pack)).toEqual(['HZ-2026-70', 'HZ-LATER'])
  })
})
