// Laws of a set of policies, over its decisions and over whole operations: the empty set releases nothing, a grant only
// adds, whatever narrows only takes away, and order and repetition mean nothing.
import fc from 'fast-check'
import { parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { compilePolicies, type PolicySet } from '../../src/policy/compile.ts'
import { USE_KINDS } from '../../src/policy/decision.ts'
import {
  addGrant,
  anySet,
  bases,
  COORDINATES,
  DAYS,
  type DraftSet,
  type Edit,
  PEOPLE,
  sameMeaning,
  takesAway,
  written,
} from '../differential/arbitrary-set.ts'
import { bothReaders, compiledVerdict, type Readers, spelled } from '../differential/decisions.ts'
import { type Drawn, drawn, fastOutcome, requestFor } from '../differential/operations.ts'
import type { Verdict } from '../differential/reference.ts'
import { expectHolds } from '../differential/smallest-case.ts'
import { parts, WORDS } from './policies.ts'

const SEED = 20_261_123

/** Every decision that can be asked of a set, as `role purpose kind coordinate day` → verdict. */
function decisionsOf(set: PolicySet, drafts: DraftSet): Map<string, Verdict> {
  const people = new Set(
    [...PEOPLE, ...drafts.policies.map(({ role, purpose }) => [role, purpose] as const)].map((pair) => pair.join(' ')),
  )
  const verdicts = new Map<string, Verdict>()
  for (const pair of people) {
    const [role = '', purpose = ''] = pair.split(' ')
    for (const day of DAYS) {
      for (const kind of USE_KINDS) {
        for (const coordinate of COORDINATES) {
          const verdict = compiledVerdict(set, { role, purpose, kind, coordinate, day })
          verdicts.set([role, purpose, kind, coordinate, day].join(' '), verdict)
        }
      }
    }
  }
  return verdicts
}

/** Whether a verdict gives no more than another: refused, or as treated and under all of its conditions. */
function isWithin(less: Verdict, more: Verdict): boolean {
  if (less.effect === 'refuse') return true
  if (more.effect === 'refuse' || less.effect !== more.effect) return false
  if (less.effect === 'mask' && more.effect === 'mask' && less.mask !== more.mask) return false
  return more.conditions.every(({ condition }) => less.conditions.some((each) => each.condition === condition))
}

interface Pair {
  readonly before: Readers
  readonly after: Readers
  readonly draft: DraftSet
}

/** Compiles a set before and after an edit; null where one of the two does not compile and so is never in force. */
function edited(draft: DraftSet, edit: Edit): Pair | null {
  const [before, after] = [bothReaders(draft), bothReaders(edit(draft))]
  return before && after && { before, after, draft }
}

function expectDecisions({ before, after, draft }: Pair, holds: (before: Verdict, after: Verdict) => boolean): void {
  const later = decisionsOf(after.compiled, draft)
  for (const [asked, verdict] of decisionsOf(before.compiled, draft)) {
    const now = later.get(asked) ?? { effect: 'refuse' }
    if (!holds(verdict, now)) throw new Error(`${asked}: ${spelled(verdict)} became ${spelled(now)}`)
  }
}

function expectOperations(
  { before, after, draft }: Pair,
  draws: readonly Drawn[],
  holds: (before: string, after: string) => boolean,
): void {
  for (const each of draws) {
    const request = requestFor(draft, before.reference, each)
    const document = parse(request.operation.query)
    const [then, now] = [
      fastOutcome(before.compiled, request, document),
      fastOutcome(after.compiled, request, document),
    ]
    if (!holds(then, now)) throw new Error(`${then} became ${now}: ${request.operation.query}`)
  }
}

const operations = fc.array(drawn, { minLength: 1, maxLength: 15, size: 'max' })

/** Each takes seconds; more by `HUTONG_LAW_RUNS=200 npx vitest run tests/policy/laws.test.ts`. */
const RUNS = Number(process.env.HUTONG_LAW_RUNS ?? 8)

/** Runs a law over sets and edits; false where too few of them compiled to say anything. */
function expectLaw(
  edits: fc.Arbitrary<Edit>,
  { from, check }: { from: fc.Arbitrary<DraftSet>; check: (pair: Pair, draws: readonly Drawn[]) => void },
): void {
  let pairs = 0
  const property = fc.property(from, edits, operations, (draft, edit, draws) => {
    const pair = edited(draft, edit)
    if (pair === null) return
    pairs += 1
    check(pair, draws)
  })
  expectHolds(property, { seed: SEED, numRuns: RUNS })
  expect(pairs).toBeGreaterThan(RUNS / 2)
}

describe('the empty set', () => {
  it('releases nothing to anybody, for any use', () => {
    const empty = compilePolicies(WORDS, parts)
    const verdicts = [...decisionsOf(empty, { policies: [], protections: [] }).values()]
    expect(verdicts.length).toBeGreaterThan(10_000)
    expect(verdicts.filter(({ effect }) => effect !== 'refuse')).toEqual([])
  })
})

describe('a set', () => {
  it('gives no less when something is granted besides', () => {
    expectLaw(addGrant, {
      from: bases,
      check(pair, draws) {
        expectDecisions(pair, (before, after) => isWithin(before, after))
        expectOperations(pair, draws, (before, after) => before !== 'answered' || after === 'answered')
      },
    })
  }, 120_000)

  it('gives no more after a refusal, an end, a protection, a condition, or a use or value fewer', () => {
    expectLaw(takesAway, {
      from: anySet,
      check(pair, draws) {
        expectDecisions(pair, (before, after) => isWithin(after, before))
        expectOperations(pair, draws, (before, after) => after !== 'answered' || before === 'answered')
      },
    })
  }, 120_000)

  it('means the same in another order, and with everything said twice', () => {
    expectLaw(sameMeaning, {
      from: anySet,
      check(pair, draws) {
        expectDecisions(pair, (before, after) => spelled(before) === spelled(after))
        expectOperations(pair, draws, (before, after) => before === after)
      },
    })
  }, 120_000)
})

describe('a law', () => {
  it('is found broken by an edit that goes the other way', () => {
    const wrong = (draft: DraftSet, edit: Edit): void => {
      const pair = edited(draft, edit)
      if (pair) expectDecisions(pair, (before, after) => isWithin(after, before))
    }
    const property = fc.property(bases, addGrant, wrong)
    expect(() => expectHolds(property, { seed: SEED, numRuns: 40, isShrunk: false })).toThrow(/refuse became reveal/)
  }, 120_000)

  it('is asked of documents as they would lie in the folder', () => {
    expect([...written({ policies: [], protections: [] }).keys()].sort()).toEqual([...WORDS.keys()].sort())
  })
})
