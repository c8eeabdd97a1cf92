// Asks two readers of the same policies the same questions: the compiled tables, and the reference that reads the page.
import fc from 'fast-check'
import { compilePolicies, type Grant, PolicyFaults, type PolicySet } from '../../src/policy/compile.ts'
import { type Decision, USE_KINDS, type UseKind } from '../../src/policy/decision.ts'
import { parts } from '../policy/policies.ts'
import { anySet, COORDINATES, DAYS, type DraftSet, PEOPLE, written } from './arbitrary-set.ts'
import { decide, type ReferenceSet, readReference, type Verdict } from './reference.ts'
import { expectHolds } from './smallest-case.ts'

export interface Question {
  readonly role: string
  readonly purpose: string
  readonly kind: UseKind
  readonly coordinate: string
  readonly day: string
}

/** The compiler, or one with a planted fault. */
export type Compile = typeof compilePolicies

export interface Readers {
  readonly compiled: PolicySet
  readonly reference: ReferenceSet
}

/** Both readers of one set; null for a set that does not compile, about which there is nothing to ask. */
export function bothReaders(set: DraftSet, compile: Compile = compilePolicies): Readers | null {
  const documents = written(set)
  try {
    return { compiled: compile(documents, parts), reference: readReference(documents, parts.catalogue) }
  } catch (error) {
    if (error instanceof PolicyFaults) return null
    throw error
  }
}

/** What the compiled set decides, in the reference's words. */
export function compiledVerdict(set: PolicySet, { role, purpose, kind, coordinate, day }: Question): Verdict {
  const grant = set.grantFor(role, purpose)
  return !grant || isOver(grant, day) ? { effect: 'refuse' } : verdictOf(grant.decide(kind, coordinate), kind)
}

export function isOver({ until }: Grant, day: string): boolean {
  return until !== null && until <= day
}

// Row rules are about cells; what is sent in, or counted by, is none.
function verdictOf(decision: Decision, kind: UseKind): Verdict {
  if (decision.effect === 'refuse') return { effect: 'refuse' }
  const rows = kind === 'input' || kind === 'group' ? [] : (decision.rows ?? [])
  const conditions = rows.map(({ where, otherwise }) => ({ condition: where, otherwise }))
  return decision.effect === 'mask'
    ? { effect: 'mask', mask: decision.mask, conditions }
    : { effect: 'reveal', conditions }
}

// The order of conditions and their repetition mean nothing.
export function spelled(verdict: Verdict): string {
  if (verdict.effect === 'refuse') return 'refuse'
  const conditions = new Set(verdict.conditions.map(({ condition, otherwise }) => `${condition} else ${otherwise}`))
  return [verdict.effect === 'mask' ? `mask ${verdict.mask}` : 'reveal', ...[...conditions].sort()].join(', ')
}

const JUNK = ['', 'Child', 'No.field', 'constructor', '__proto__', 'toString']

const question: fc.Arbitrary<Question> = fc.record({
  role: fc.constantFrom(...PEOPLE.map(([role]) => role), 'SCH_AID_OFFICER', 'NOBODY', 'constructor'),
  purpose: fc.constantFrom(...PEOPLE.map(([, purpose]) => purpose), 'P05', 'P99'),
  // To see is asked about most, as in operations.
  kind: fc.oneof({ weight: 3, arbitrary: fc.constant<UseKind>('select') }, fc.constantFrom(...USE_KINDS)),
  coordinate: fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...COORDINATES) }, fc.constantFrom(...JUNK)),
  day: fc.constantFrom(...DAYS),
})

/** A question made for the set at hand: about what one of its policies names, in the kind it names it for or in another. */
interface Aimed {
  readonly policy: number
  readonly which: number
  readonly named: 'fields' | Exclude<UseKind, 'select'> | 'refuse'
  readonly asked: Question
}

const aimed: fc.Arbitrary<Aimed> = fc.record({
  policy: fc.nat({ max: 9 }),
  which: fc.nat({ max: 999 }),
  named: fc.constantFrom('fields', 'fields', 'input', 'filter', 'sort', 'group', 'refuse'),
  asked: question,
})

function questionFor(set: DraftSet, { policy, which, named, asked }: Aimed): Question {
  const draft = set.policies[policy % set.policies.length]
  if (!draft || which % 7 === 0) return asked
  const { role, purpose } = draft
  const names =
    named === 'fields' ? Object.keys(draft.fields) : ((named === 'refuse' ? draft.refuse : draft.use?.[named]) ?? [])
  const coordinate = names[which % names.length] ?? asked.coordinate
  const kind = which % 3 === 0 || named === 'refuse' ? asked.kind : named === 'fields' ? 'select' : named
  return { ...asked, role, purpose, coordinate, kind }
}

const QUESTIONS_PER_SET = 1_000

export interface Agreement {
  readonly decisions: number
  readonly sets: number
  /** Sets that do not compile. */
  readonly faulty: number
  readonly granted: number
  readonly conditional: number
}

export interface Comparing {
  /** Decisions, at least. */
  readonly count: number
  readonly seed: number
  /** A compiler with a planted fault: the first disagreement will do. */
  readonly compile?: Compile
}

/** Throws with the smallest set and question on which the two disagree. */
export function expectDecisionsToAgree({ count, seed, compile }: Comparing): Agreement {
  const tally = { decisions: 0, sets: 0, faulty: 0, granted: 0, conditional: 0 }
  const questions = fc.array(aimed, {
    minLength: 1,
    maxLength: QUESTIONS_PER_SET,
    size: 'max',
  })
  const property = fc.property(anySet, questions, (set, asked) => {
    const readers = bothReaders(set, compile)
    if (readers === null) {
      tally.faulty += 1
      return
    }
    tally.sets += 1
    for (const each of asked) expectSame(readers, questionFor(set, each), tally)
  })
  for (let round = 0; tally.decisions < count; round += 1) {
    expectHolds(property, { seed: seed + round, numRuns: 20, isShrunk: compile === undefined })
    if (tally.faulty > 4 * (tally.sets + 10)) throw new Error('too few of the made-up sets compile')
  }
  return tally
}

type Tally = { -readonly [name in keyof Agreement]: number }

function expectSame({ compiled, reference }: Readers, asked: Question, tally: Tally): void {
  const wanted = decide(reference, asked, asked)
  const [fast, slow] = [spelled(compiledVerdict(compiled, asked)), spelled(wanted)]
  if (fast !== slow) throw new Error(`${JSON.stringify(asked)}: the tables say ${fast}, the page says ${slow}`)
  tally.decisions += 1
  if (wanted.effect !== 'refuse') tally.granted += 1
  if (wanted.effect !== 'refuse' && wanted.conditions.length > 0) tally.conditional += 1
}
