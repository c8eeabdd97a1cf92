// A second engine is asked the same questions: what a compiled set grants and refuses, said in Cedar, must mean the same.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cedarOf } from '../../src/policy/cedar.ts'
import { compilePolicies, type PolicySet } from '../../src/policy/compile.ts'
import { USE_KINDS } from '../../src/policy/decision.ts'
import { CONDITIONS } from '../../src/policy/policy.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { anySet, DAYS } from '../differential/arbitrary-set.ts'
import { bothReaders } from '../differential/decisions.ts'
import { expectHolds } from '../differential/smallest-case.ts'
import { type AskCedar, type CedarQuestion, openCedar } from './cedar.ts'
import { parts } from './policies.ts'

const COORDINATES = [...parts.catalogue.keys()]
const published = compilePolicies(await readPolicyFolder('policies'), parts)
const TODAY = '2026-11-23'

function isGranted(set: PolicySet, { role, purpose, kind, coordinate, day, conditions }: CedarQuestion): boolean {
  const grant = set.grantFor(role, purpose)
  if (!grant || (grant.until !== null && grant.until <= day)) return false
  const decision = grant.decide(kind as (typeof USE_KINDS)[number], coordinate)
  return decision.effect !== 'refuse' && (decision.rows ?? []).every(({ where }) => conditions.includes(where))
}

/** Every question of a role and purpose; those on which the two differ. */
function differences(set: PolicySet, ask: AskCedar, [role, purpose]: readonly [string, string]): CedarQuestion[] {
  const questions = USE_KINDS.flatMap((kind) =>
    COORDINATES.map((coordinate) => ({ role, purpose, kind, coordinate, day: TODAY, conditions: CONDITIONS })),
  )
  return questions.filter((question) => ask(question) !== isGranted(set, question))
}

describe('the published set in Cedar', () => {
  const ask = openCedar('published', cedarOf(published, COORDINATES))
  const { roles, purposes } = published.vocabulary
  const pairs = published.grants().map(({ role, purpose }) => [role, purpose] as const)

  it.each(pairs)(
    'grants %s for %s exactly what the tables grant, for every kind and coordinate',
    (role, purpose) => {
      expect(differences(published, ask, [role, purpose])).toEqual([])
    },
    60_000,
  )

  it('permits nothing to any other role and purpose', () => {
    const policies = cedarOf(published, COORDINATES).policies.split('\n\n')
    const spoken = policies.map((policy) =>
      /principal == Role::"(\w+)"[^;]*context\.purpose == "(\w+)"/.exec(policy)?.slice(1),
    )
    // Each permit speaks of one role and one purpose, and of none that has no policy.
    expect(spoken.filter((pair) => !pairs.some((each) => each.join() === pair?.join()))).toEqual([])
    const others = Object.keys(roles).flatMap((role) =>
      Object.keys(purposes).map((purpose) => [role, purpose] as const),
    )
    for (const [role, purpose] of others.filter((pair) => !pairs.some((each) => each.join() === pair.join()))) {
      for (const kind of USE_KINDS) {
        const question = { role, purpose, kind, coordinate: 'Query.children', day: TODAY, conditions: CONDITIONS }
        expect([question, ask(question)]).toEqual([question, false])
      }
    }
  }, 60_000)
})

describe('any set in Cedar', () => {
  const asked = fc.record({
    policy: fc.nat({ max: 9 }),
    kind: fc.constantFrom(...USE_KINDS),
    coordinate: fc.constantFrom(...COORDINATES),
    day: fc.constantFrom(...DAYS),
    conditions: fc.subarray([...CONDITIONS]),
  })

  it('agrees with its tables, whatever the day and whichever conditions hold', () => {
    let sets = 0
    const property = fc.property(
      anySet,
      fc.array(asked, { minLength: 1, maxLength: 60, size: 'max' }),
      (draft, questions) => {
        const readers = bothReaders(draft)
        if (readers === null) return
        sets += 1
        const ask = openCedar('random', cedarOf(readers.compiled, COORDINATES))
        for (const { policy, ...rest } of questions) {
          const { role, purpose } = draft.policies[policy % draft.policies.length] ?? { role: '', purpose: '' }
          const question = { role, purpose, ...rest }
          expect([question, ask(question)]).toEqual([question, isGranted(readers.compiled, question)])
        }
      },
    )
    expectHolds(property, { seed: 20_261_123, numRuns: 5 })
    expect(sets).toBeGreaterThan(3)
  }, 120_000)
})
