// Kleene's tables and the laws that the rules lean on.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { and, not, or, type Truth, truthOf } from '../../src/eligibility/three-valued.ts'

const truths: readonly Truth[] = ['TRUE', 'FALSE', 'UNKNOWN']
const truth = fc.constantFrom(...truths)

describe('three-valued logic', () => {
  test.each([
    ['TRUE', 'TRUE', 'TRUE', 'TRUE'],
    ['TRUE', 'FALSE', 'FALSE', 'TRUE'],
    ['TRUE', 'UNKNOWN', 'UNKNOWN', 'TRUE'],
    ['FALSE', 'FALSE', 'FALSE', 'FALSE'],
    ['FALSE', 'UNKNOWN', 'FALSE', 'UNKNOWN'],
    ['UNKNOWN', 'UNKNOWN', 'UNKNOWN', 'UNKNOWN'],
  ] as const)('joins %s and %s to %s by `and` and %s by `or`, in either order', (a, b, both, either) => {
    expect([and(a, b), and(b, a), or(a, b), or(b, a)]).toEqual([both, both, either, either])
  })

  test('turns only what is known by `not`', () => {
    expect(truths.map(not)).toEqual(['FALSE', 'TRUE', 'UNKNOWN'])
  })

  test('takes `and` of nothing as TRUE, `or` of nothing as FALSE', () => {
    expect([and(), or(), truthOf(true), truthOf(false)]).toEqual(['TRUE', 'FALSE', 'TRUE', 'FALSE'])
  })

  test('obeys De Morgan, double negation and distribution', () => {
    fc.assert(
      fc.property(truth, truth, truth, (a, b, c) => {
        expect(not(and(a, b))).toBe(or(not(a), not(b)))
        expect(not(not(a))).toBe(a)
        expect(and(a, or(b, c))).toBe(or(and(a, b), and(a, c)))
        expect(and(a, b, c)).toBe(and(and(a, b), c))
        expect(or(a, b, c)).toBe(or(a, or(b, c)))
      }),
      { seed: 1 },
    )
  })

  test('never takes back a known result when an UNKNOWN becomes known', () => {
    fc.assert(
      fc.property(
        fc.array(truth, { maxLength: 6 }),
        fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
        (operands, found) => {
          const learned = operands.map((operand, i) => (operand === 'UNKNOWN' ? truthOf(found[i] === true) : operand))
          for (const join of [and, or]) {
            const before = join(...operands)
            if (before !== 'UNKNOWN') expect(join(...learned)).toBe(before)
          }
        },
      ),
      { seed: 2 },
    )
  })
})
