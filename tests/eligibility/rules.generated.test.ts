// Every rule against the naive oracle over generated children, with a count that shows each verdict was really met.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../../src/eligibility/evaluate.ts'
import { ABSENT_CHILD } from '../../src/eligibility/inputs.ts'
import { BENEFITS } from '../../src/eligibility/rule-pack.ts'
import { arbitraryChild, arbitraryChildInOutage, arbitraryDay, arbitraryLiveDay } from './arbitrary-child.ts'
import { oracle } from './oracle.ts'
import { DECIDED, inForce, TODAY } from './packs.ts'

describe.each(DECIDED)('the rule of %s', (benefit) => {
  test('says what the policy says, for at least 30 refused, 30 confirmed and 10 open cases', () => {
    const met = { NONE_CONFIRMED: 0, CONFIRMED: 0, ALREADY_GRANTED: 0, UNDETERMINED: 0 }
    fc.assert(
      fc.property(arbitraryChild, arbitraryLiveDay, (child, day) => {
        const answer = evaluate(inForce, benefit, child, day, TODAY)
        met[answer.status] += 1
        expect(answer).toMatchObject(oracle(benefit, child, day, TODAY))
      }),
      { seed: 20261123, numRuns: 4000 },
    )
    expect(met.NONE_CONFIRMED).toBeGreaterThanOrEqual(30)
    expect(met.CONFIRMED).toBeGreaterThanOrEqual(30)
    expect(met.UNDETERMINED).toBeGreaterThanOrEqual(10)
    expect(met.ALREADY_GRANTED >= 10).toBe(benefit === 'EDUCATION_AID')
  })

  test('says what the policy says on any day and in any outage', () => {
    fc.assert(
      fc.property(arbitraryChildInOutage, arbitraryDay, (child, day) => {
        expect(evaluate(inForce, benefit, child, day, TODAY)).toMatchObject(oracle(benefit, child, day, TODAY))
      }),
      { seed: 70, numRuns: 2000 },
    )
  })
})

test.each(
  BENEFITS.filter((benefit) => !DECIDED.includes(benefit)),
)('the rule of %s leaves everybody alike open, on any day and in any outage', (benefit) => {
  fc.assert(
    fc.property(arbitraryChildInOutage, arbitraryDay, (child, day) => {
      const answer = evaluate(inForce, benefit, child, day, TODAY)
      expect(answer).toEqual(evaluate(inForce, benefit, ABSENT_CHILD, day, TODAY))
      expect(answer.status).toBe('UNDETERMINED')
    }),
    { seed: 71, numRuns: 500 },
  )
})
