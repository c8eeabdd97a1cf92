// What an answer may not give away: the ground, the existence, the birthday, the source that is out.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate, RELEASABLE_REASONS } from '../../src/eligibility/evaluate.ts'
import { ABSENT_CHILD, isSourceOut, RULE_SOURCES, type RuleInputs } from '../../src/eligibility/inputs.ts'
import { BENEFITS } from '../../src/eligibility/rule-pack.ts'
import { arbitraryChild, arbitraryChildInOutage, arbitraryDay } from './arbitrary-child.ts'
import { child, draft, inForce, orphan, outcome, TODAY } from './packs.ts'

const benefit = fc.constantFrom(...BENEFITS)
const outagesOf = {
  MZJ: 'outcomes',
  YBJ: 'insurance',
  WJW: 'checkupYears',
  JYJ: 'stage',
  CLH: 'rehabilitation',
  XZJ: 'entrustedCare',
} as const
const bytes = (inputs: RuleInputs, day = TODAY) => JSON.stringify(evaluate(inForce, 'MEDICAL_AID', inputs, day, TODAY))

// What an answer shows beside its status is the benefit's own, and no reason is shown at all.
const SHOWN_BESIDE = {
  ...{ reason: null, cover: null, checkup: null, familyDoctor: null, items: null },
  ...{ rehabilitation: null, accommodations: null },
}

describe('an answer', () => {
  test('is byte-equal for an orphan, a child infected with HIV among them, and every other ground of T70', () => {
    const grounds = [
      orphan,
      child([
        outcome('CATEGORY', 'ORPHAN'),
        outcome('CARE_SETTING', 'COMMUNITY'),
        outcome('BASIC_ALLOWANCE', 'ACTIVE'),
      ]),
      child([outcome('CATEGORY', 'ORPHAN'), outcome('CARE_SETTING', 'INSTITUTION')]),
      child([outcome('HOUSEHOLD_AID', 'DIBAO'), outcome('CATEGORY', 'ECONOMIC_HARDSHIP')]),
      child([outcome('HOUSEHOLD_AID', 'TEKUN'), outcome('CATEGORY', 'OTHER')]),
      child([outcome('CATEGORY', 'DISABLED'), outcome('HOUSEHOLD_AID', 'DIBAO', '2026-11-01', '2026-11-25')]),
    ]
    expect(new Set(grounds.map((inputs) => bytes(inputs))).size).toBe(1)
  })

  test('differs in nothing but its status, its tier and what it shows', () => {
    fc.assert(
      fc.property(arbitraryChild, arbitraryChild, benefit, arbitraryDay, (a, b, asked, day) => {
        const [first, second] = [a, b].map((inputs) => evaluate(inForce, asked, inputs, day, TODAY))
        fc.pre(first?.status === second?.status && first?.tier === second?.tier)
        const [bareFirst, bareSecond] = [first, second].map((answer) => ({
          ...SHOWN_BESIDE,
          ...answer,
          ...SHOWN_BESIDE,
        }))
        expect(JSON.stringify(bareFirst)).toBe(JSON.stringify(bareSecond))
      }),
      { seed: 3, numRuns: 1000 },
    )
  })

  test('of nothing confirmed is byte-equal to that for a child that does not exist', () => {
    fc.assert(
      fc.property(arbitraryChild, benefit, arbitraryDay, (inputs, asked, day) => {
        const answer = evaluate(inForce, asked, inputs, day, TODAY)
        fc.pre(answer.status === 'NONE_CONFIRMED')
        expect(JSON.stringify(answer)).toBe(JSON.stringify(evaluate(inForce, asked, ABSENT_CHILD, day, TODAY)))
      }),
      { seed: 4, numRuns: 1000 },
    )
  })

  test('with a releasable reason is byte-equal for every child in the same outage', () => {
    fc.assert(
      fc.property(arbitraryChildInOutage, benefit, arbitraryDay, (inputs, asked, day) => {
        const answer = evaluate(inForce, asked, inputs, day, TODAY)
        fc.pre(RELEASABLE_REASONS.includes(answer.reason))
        const absent = { ...ABSENT_CHILD } as Record<string, unknown>
        for (const name of Object.values(outagesOf)) if (inputs[name] === 'UNKNOWN') absent[name] = 'UNKNOWN'
        expect(JSON.stringify(answer)).toBe(
          JSON.stringify(evaluate(inForce, asked, absent as unknown as RuleInputs, day, TODAY)),
        )
      }),
      { seed: 5, numRuns: 1000 },
    )
  })

  test('names the same validUntil for a child that turns 18 or leaves within the month as for any other', () => {
    const others = [
      { ...orphan, adultOn: '2026-11-24' },
      child([outcome('CATEGORY', 'ORPHAN', '2026-11-23', '2026-11-24')]),
      child([outcome('HOUSEHOLD_AID', 'DIBAO', '2020-01-01', '2026-11-30')]),
    ]
    for (const inputs of others) expect(bytes(inputs)).toBe(bytes(orphan))
  })

  test('carries no day of the child’s but the cover’s own', () => {
    const inputs = child([outcome('CATEGORY', 'ORPHAN', '2021-04-05', '2031-06-07')], { adultOn: '2033-08-09' })
    for (const asked of BENEFITS) {
      const told = JSON.stringify(evaluate(inForce, asked, inputs, TODAY, TODAY))
      for (const day of ['2021-04', '2031-06', '2033-08', '2024-09', '2030-07']) expect(told).not.toContain(day)
    }
  })
})

describe('an outage', () => {
  test.each(BENEFITS)('of any listed source leaves %s open for every child, the absent one too', (asked) => {
    for (const source of inForce.rules[asked].sources) {
      const out = { [outagesOf[source]]: 'UNKNOWN' }
      const answers = [orphan, child([]), ABSENT_CHILD].map((inputs) =>
        evaluate(inForce, asked, { ...inputs, ...out }, TODAY, TODAY),
      )
      expect(answers[0]).toMatchObject({ status: 'UNDETERMINED', reason: 'SOURCE_OUT', tier: null, validUntil: null })
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    }
  })

  test('of a source that is not listed changes nothing', () => {
    fc.assert(
      fc.property(arbitraryChild, benefit, arbitraryDay, (inputs, asked, day) => {
        const { sources } = inForce.rules[asked]
        const unlisted = RULE_SOURCES.filter((source) => !sources.includes(source))
        const out = Object.fromEntries(unlisted.map((source) => [outagesOf[source], 'UNKNOWN']))
        expect(evaluate(inForce, asked, { ...inputs, ...out }, day, TODAY)).toEqual(
          evaluate(inForce, asked, inputs, day, TODAY),
        )
      }),
      { seed: 6, numRuns: 500 },
    )
  })

  test('never turns into NONE_CONFIRMED', () => {
    fc.assert(
      fc.property(arbitraryChildInOutage, benefit, arbitraryDay, (inputs, asked, day) => {
        fc.pre(inForce.rules[asked].sources.some((source) => isSourceOut(inputs, source)))
        expect(evaluate(inForce, asked, inputs, day, TODAY).status).toBe('UNDETERMINED')
      }),
      { seed: 7, numRuns: 500 },
    )
  })
})

test('an answer is the same each time and leaves its inputs alone', () => {
  const before = JSON.stringify([orphan, inForce, draft])
  expect(bytes(orphan)).toBe(bytes(orphan))
  expect(JSON.stringify([orphan, inForce, draft])).toBe(before)
})
