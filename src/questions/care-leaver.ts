// R14, R15: does whoever consented come first at this desk? Weighed on what was decided of them before they grew up, which the registry
// holds, and on what the desk itself states; no department is asked. Never which category it was, or that it was one.
import { addMonths, type Day } from '../clock.ts'
import { noteAsked } from '../consents/asked.ts'
import { DESKS_BY_ROLE, type Desk } from '../consents/desks.ts'
import { packFor } from '../eligibility/answer-days.ts'
import { type PersonFacts, said } from '../eligibility/facts.ts'
import type { Finding } from '../eligibility/finding.ts'
import type { Outcome } from '../eligibility/inputs.ts'
import { decidedOn } from '../eligibility/local-decisions.ts'
import type { RulePack } from '../eligibility/rule-pack.ts'
import type { Truth } from '../eligibility/three-valued.ts'
import { weigh } from '../eligibility/weigh.ts'
import { GatewayError, invariant } from '../errors.ts'
import { caseworkScope, NO_CONSENT, recipientOf } from '../registry/casework.ts'
import { factsFrom } from '../registry/findings/facts.ts'
import { referredChild } from '../registry/referred-child.ts'
import { childInScope, withoutConsent } from '../registry/scope.ts'
import type { Operation, Rooms, RootValue, RootWalker } from '../rooms.ts'
import { AnswerStatus, UndecidedBecause } from './types.ts'

/** `careLeaverPriority(ref, needed)`. NONE_CONFIRMED of nobody, of whoever has not consented and where there is no need, alike. */
export const walkCareLeaverPriority: RootWalker = (rooms, operation, root) => {
  const { caller, grant } = operation
  const desk = DESKS_BY_ROLE.get(grant.role)
  if (!desk || caller.delegation !== null) throw new GatewayError('REFUSED', 'no desk that a person can consent to')
  const ref = String(root.arguments.ref)
  const lookUp = referredChild(rooms, operation, ref, { lent: 'out of scope' })
  const isNeeded = root.arguments.needed === true
  return {
    subjects: [ref],
    subjectKind: 'child-ref',
    count: 1,
    async read() {
      const [found, isKnown] = await Promise.all([lookUp(), knownWithoutConsent(rooms, operation, ref)])
      const childId = found?.childId ?? rooms.newId()
      const [person, outcomes, synced] = await Promise.all([
        adultOnOf(rooms, childId),
        rooms.outcomes.of([childId]),
        rooms.syncTimes.freshSince('MZJ'),
        noteAsked(rooms, operation, [childId]),
      ])
      const asked = { operation, desk, isNeeded, areOutcomesFresh: synced !== null }
      const value = answerTo(asked, found && person ? { adultOn: person, decided: outcomes.get(childId) ?? [] } : null)
      return { value, resolved: found ? [childId] : [], answers: [], ...reasonOf(found !== null, isKnown) }
    },
  }
}

function reasonOf(isFound: boolean, isKnown: boolean): Pick<RootValue, 'detail'> {
  return isKnown && !isFound ? { detail: NO_CONSENT } : {}
}

async function knownWithoutConsent(rooms: Rooms, operation: Operation, ref: string): Promise<boolean> {
  const childId = rooms.childRefs(recipientOf(operation.caller, operation.grant)).childIdOf(ref)
  invariant(childId !== null, 'what is no reference was BAD_INPUT')
  return (await childInScope(rooms.registry, withoutConsent(caseworkScope(operation, [])), childId)) !== null
}

async function adultOnOf({ registry }: Rooms, childId: string): Promise<Day | null> {
  const { rows } = await registry.query<{ adult_on: Day | null }>({
    name: 'care-leaver-adult-on',
    text: 'select adult_on::text from registry.child where id = $1',
    values: [childId],
  })
  return rows[0]?.adult_on ?? null
}

interface Asked {
  readonly operation: Operation
  readonly desk: Desk
  readonly isNeeded: boolean
  readonly areOutcomesFresh: boolean
}

interface Person {
  readonly adultOn: Day
  readonly decided: readonly Outcome[]
}

function answerTo({ operation: { packs, today }, desk, isNeeded, areOutcomesFresh }: Asked, person: Person | null) {
  const pack = packFor(packs, today)
  const finding = pack.findings.find(({ name }) => name === desk.finding)
  const rule = { id: finding?.id ?? desk.rule, pack: pack.id }
  const undecidedBecause = undecided(pack, { finding, today, areOutcomesFresh })
  if (undecidedBecause !== null) return { status: AnswerStatus.UNDETERMINED, undecidedBecause, validOn: today, rule }
  invariant(finding, 'a finding that is not there is undecided')
  const { truth } = person
    ? weigh(finding.predicate, { person: factsOf(person, desk, isNeeded), day: today, decided: decidedOn(pack, today) })
    : { truth: 'FALSE' as const }
  return { status: STATUS_OF[truth], undecidedBecause: null, validOn: today, rule }
}

const STATUS_OF: Readonly<Record<Truth, string>> = {
  TRUE: AnswerStatus.CONFIRMED,
  FALSE: AnswerStatus.NONE_CONFIRMED,
  UNKNOWN: AnswerStatus.UNDETERMINED,
}

interface Ground {
  readonly finding: Finding | undefined
  readonly today: Day
  readonly areOutcomesFresh: boolean
}

// Invariant: nothing of the person is looked at here.
function undecided({ effectiveFrom }: RulePack, { finding, today, areOutcomesFresh }: Ground): string | null {
  if (effectiveFrom === null) return UndecidedBecause.NOT_IN_FORCE
  if (today < effectiveFrom) return UndecidedBecause.BEFORE_EFFECTIVE_DATE
  if (!finding || finding.undecided !== null) return UndecidedBecause.RULE_UNDECIDED
  return areOutcomesFresh ? null : UndecidedBecause.SOURCE_OUT
}

const MINOR_MONTHS = 18 * 12

// Of the birth the registry holds the 18th birthday alone.
function factsOf({ adultOn, decided }: Person, { need }: Desk, isNeeded: boolean): PersonFacts {
  const born = addMonths(adultOn, -MINOR_MONTHS)
  const known = factsFrom((coordinate) => (coordinate === 'PublicSecurity.birthDate' ? born : undefined), decided)
  return { ...known, values: (name, day) => (name === need ? said(isNeeded) : known.values(name, day)) }
}
