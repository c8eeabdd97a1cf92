// The compiled tables against a second reader of docs/policies.md; the long form is `npm run prove:decisions`.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compilePolicies, type Grant } from '../../src/policy/compile.ts'
import type { Decision, UseKind } from '../../src/policy/decision.ts'
import { type Compile, expectDecisionsToAgree } from './decisions.ts'

const SEED = 20_261_123

/** A compiler with one fault in what its grants decide. */
function spoiled(spoil: (grant: Grant, kind: UseKind, coordinate: string) => Decision): Compile {
  return (documents, parts) => {
    const set = compilePolicies(documents, parts)
    const grantFor = (role: string, purpose: string) => {
      const grant = set.grantFor(role, purpose)
      return grant && { ...grant, decide: (kind: UseKind, coordinate: string) => spoil(grant, kind, coordinate) }
    }
    return { ...set, grantFor }
  }
}

function withoutRows(decision: Decision): Decision {
  return decision.effect === 'refuse' ? decision : { ...decision, rows: [] }
}

describe('the compiled tables and the reader of the page', () => {
  it('decide alike, over 20,000 random decisions', () => {
    const { decisions, granted, conditional } = expectDecisionsToAgree({ count: 20_000, seed: SEED })
    expect(decisions).toBeGreaterThanOrEqual(20_000)
    // An agreement about refusals alone would show little.
    expect(granted).toBeGreaterThan(decisions / 5)
    expect(conditional).toBeGreaterThan(500)
  }, 120_000)

  it.each<[string, Compile]>([
    [
      'takes to see for to filter by',
      spoiled((grant, kind, coordinate) => grant.decide(kind === 'filter' ? 'select' : kind, coordinate)),
    ],
    [
      'forgets the conditions of a filter',
      spoiled((grant, kind, coordinate) =>
        kind === 'filter' ? withoutRows(grant.decide(kind, coordinate)) : grant.decide(kind, coordinate),
      ),
    ],
    [
      'knows no protections',
      (documents, parts) =>
        compilePolicies(new Map([...documents, ['relations.yaml', withoutProtections(documents)]]), parts),
    ],
    [
      'shows what it should mask',
      spoiled((grant, kind, coordinate) => {
        const decision = grant.decide(kind, coordinate)
        return decision.effect === 'mask' ? { ...decision, effect: 'reveal' } : decision
      }),
    ],
    [
      'knows no end',
      (documents, parts) => {
        const set = compilePolicies(documents, parts)
        return {
          ...set,
          grantFor: (role, purpose) => {
            const grant = set.grantFor(role, purpose)
            return grant && { ...grant, until: null }
          },
        }
      },
    ],
  ])(
    'disagree where a compiler %s',
    (_fault, compile) => {
      // The first disagreement ends it; few of the made-up sets have a protection at all.
      expect(() => expectDecisionsToAgree({ count: 80_000, seed: SEED, compile })).toThrow(
        /the tables say .*, the page says/,
      )
    },
    120_000,
  )
})

function withoutProtections(documents: ReadonlyMap<string, string>): string {
  const text = documents.get('relations.yaml') ?? ''
  return text.replace(/^protections:[\s\S]*$/m, 'protections: []\n')
}

describe('the reader of the page', () => {
  const text = readFileSync(new URL('./reference.ts', import.meta.url), 'utf8')

  it('is short enough to be read at a sitting', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(301)
  })

  it('shares no line with what it is held against', () => {
    const imported = [...text.matchAll(/from '([^']+)'/g)].map(([, from]) => from)
    expect(imported.sort()).toEqual(['graphql', 'yaml'])
  })
})
