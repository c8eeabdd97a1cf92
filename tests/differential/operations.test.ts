// Whole operations, decided by plan and bind and by a second reader of docs/policies.md; the long form is
// `npm run prove:operations`.
import { describe, expect, it } from 'vitest'
import { compilePolicies, type Grant } from '../../src/policy/compile.ts'
import { schema } from '../policy/policies.ts'
import type { Compile } from './decisions.ts'
import { expectOperationsToAgree } from './operations.ts'

const SEED = 20_261_123

function withGrants(spoil: (grant: Grant) => Grant): Compile {
  return (documents, parts) => {
    const set = compilePolicies(documents, parts)
    const grantFor: typeof set.grantFor = (role, purpose) => {
      const grant = set.grantFor(role, purpose)
      return grant && spoil(grant)
    }
    return { ...set, grantFor }
  }
}

describe('plan and bind, and the reader of the page', () => {
  it('answer and refuse the same operations, 500 at random', () => {
    const { operations, answered, refused } = expectOperationsToAgree({ count: 500, seed: SEED })
    expect(operations).toBeGreaterThanOrEqual(500)
    expect(answered).toBeGreaterThan(operations / 5)
    expect(refused).toBeGreaterThan(operations / 10)
  }, 120_000)

  it.each<[string, Compile]>([
    ['shows everybody the whole schema', withGrants((grant) => ({ ...grant, view: schema }))],
    [
      'refuses nothing that is sent in or filtered by',
      withGrants((grant) => ({
        ...grant,
        view: schema,
        decide: (kind, coordinate) =>
          kind === 'select' ? grant.decide(kind, coordinate) : { effect: 'reveal', policies: [] },
      })),
    ],
    ['knows no end', withGrants((grant) => ({ ...grant, until: null }))],
  ])(
    'disagree where a gateway %s',
    (_fault, compile) => {
      expect(() => expectOperationsToAgree({ count: 5_000, seed: SEED, compile })).toThrow(
        /the gateway says .*, the page says/,
      )
    },
    120_000,
  )
})
