// A trace shows the rule, its clause and the truth of each part; deciding with and without it is one and the same.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate, evaluateWithTrace } from '../../src/eligibility/evaluate.ts'
import { BENEFITS, type RulePack } from '../../src/eligibility/rule-pack.ts'
import type { TraceNode } from '../../src/eligibility/weigh.ts'
import { arbitraryChildInOutage, arbitraryDay } from './arbitrary-child.ts'
import { child, inForce, orphan, outcome, TODAY } from './packs.ts'

function shape(node: TraceNode): unknown {
  return [node.op, node.of.map(shape)]
}

describe('a trace', () => {
  test('of an answer decided before the child holds nothing of the child', () => {
    const { trace } = evaluateWithTrace(inForce, 'MEDICAL_AID', orphan, '2026-02-28', TODAY)
    expect(trace).toMatchObject({ reason: 'BEFORE_EFFECTIVE_DATE', weighed: [] })
    expect(JSON.stringify(trace)).not.toContain('ORPHAN')
  })

  test('names rule, clause, its words, the basis and the dated parameters', () => {
    const { trace } = evaluateWithTrace(inForce, 'MEDICAL_AID', orphan, TODAY, TODAY)
    expect(trace.rule).toMatchObject({ id: 'R08', pack: 'HZ-2026-70', clause: '三(二)e' })
    expect(trace.rule.quote).toContain('不低于70%')
    expect(trace).toMatchObject({ basis: { status: 'IN_FORCE' }, parameters: { medicalAidMinimumRatio: 0.7 } })
  })

  test('shows the values read and the truth of each part', () => {
    const inputs = child([
      outcome('CATEGORY', 'DISABLED'),
      outcome('HOUSEHOLD_AID', 'DIBAO'),
      outcome('HOUSEHOLD_AID', 'GENERAL'),
    ])
    const { trace } = evaluateWithTrace(inForce, 'MEDICAL_AID', inputs, TODAY, TODAY)
    const [weighed] = trace.weighed
    expect(weighed?.predicate).toMatchObject({ op: 'is', name: 'disadvantaged', truth: 'TRUE' })
    expect(weighed?.tiers[0]?.node).toMatchObject({
      truth: 'UNKNOWN',
      of: [
        { op: 'oneOf', name: 'CATEGORY', truth: 'FALSE', values: ['DISABLED'], testedFor: expect.any(Array) },
        {
          op: 'all',
          truth: 'UNKNOWN',
          of: [{ name: 'HOUSEHOLD_AID', truth: 'UNKNOWN', values: 'UNKNOWN' }, { truth: 'TRUE' }],
        },
      ],
    })
  })

  test('of an adult weighs the day and the last day before the birthday', () => {
    const { trace } = evaluateWithTrace(inForce, 'MEDICAL_AID', { ...orphan, adultOn: '2026-11-20' }, TODAY, TODAY)
    expect(trace.weighed.map(({ day }) => day)).toEqual(['2026-11-23', '2026-11-19'])
  })

  test('has one shape for every child, so that the work done does not depend on the child', () => {
    fc.assert(
      fc.property(arbitraryChildInOutage, fc.constantFrom(...BENEFITS), arbitraryDay, (inputs, benefit, day) => {
        const { answer, trace } = evaluateWithTrace(inForce, benefit, inputs, day, TODAY)
        expect(answer).toEqual(evaluate(inForce, benefit, inputs, day, TODAY))
        const expected = evaluateWithTrace(inForce, benefit, orphan, TODAY, TODAY).trace.weighed[0]
        for (const weighed of trace.weighed) {
          expect(shape(weighed.predicate)).toEqual(expected && shape(expected.predicate))
        }
      }),
      { seed: 8, numRuns: 500 },
    )
  })
})

describe('a local switch', () => {
  const migrant = child([outcome('CATEGORY', 'MIGRANT_IN_DIFFICULTY')])
  const decided = (value: boolean | null): RulePack => ({
    ...inForce,
    switches: { ...inForce.switches, educationAidForMigrants: value },
  })

  test.each([
    [null, 'UNDETERMINED'],
    [false, 'NONE_CONFIRMED'],
    [true, 'CONFIRMED'],
  ] as const)('decided as %s answers %s', (value, status) => {
    expect(evaluate(decided(value), 'EDUCATION_AID', migrant, TODAY, TODAY).status).toBe(status)
  })

  test('decided either way never changes an answer that did not wait for it', () => {
    fc.assert(
      fc.property(arbitraryChildInOutage, arbitraryDay, fc.boolean(), (inputs, day, value) => {
        const before = evaluate(inForce, 'EDUCATION_AID', inputs, day, TODAY)
        fc.pre(before.status !== 'UNDETERMINED')
        expect(evaluate(decided(value), 'EDUCATION_AID', inputs, day, TODAY)).toEqual(before)
      }),
      { seed: 9, numRuns: 500 },
    )
  })
})
