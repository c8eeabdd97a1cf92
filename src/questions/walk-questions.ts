// The walk of a hospital's or a school's question: input checked, relation read, rule inputs read with decoys where the
// relation does not hold, answers in the one shape. "No such child", "not yours" and "not entitled" take the same road.
import { expectApproval } from '../approvals/expect-approval.ts'
import { boundedDay } from '../bounded-day.ts'
import type { Day } from '../clock.ts'
import { shownCell } from '../departments/edge-reads.ts'
import { MissingCell } from '../departments/missing-cell.ts'
import { answerDays, packFor } from '../eligibility/answer-days.ts'
import { type Answer, evaluate, RELEASABLE_REASONS } from '../eligibility/evaluate.ts'
import { ABSENT_CHILD, type RuleSource } from '../eligibility/inputs.ts'
import type { Benefit, RulePack } from '../eligibility/rule-pack.ts'
import { inCounty } from '../eligibility/terms.ts'
import { GatewayError, invariant } from '../errors.ts'
import { ownDivision } from '../identity/own-division.ts'
import type { RosterSnapshot } from '../identity/roster-snapshot.ts'
import { countedCaller } from '../limits/counted-caller.ts'
import type { BoundRoot } from '../plan/bind.ts'
import { everyField } from '../plan/shape.ts'
import type { RelatedChild } from '../registry/relations.ts'
import type { Operation, Rooms, RootValue, RootWalk, RootWalker } from '../rooms.ts'
import { namesOfThen } from './names-of-then.ts'
import { type InputsRead, type NameTreatment, readInputs, type Subject } from './read-inputs.ts'
import { rememberUnanswered } from './remember-unanswered.ts'
import { type SubmittedSubject, submittedSubject } from './subject.ts'

/** `eligibility(subject, benefit, on)`. */
export const walkEligibility: RootWalker = (rooms, operation, root) => {
  expectCase(operation)
  const subject = submittedSubject(root.arguments.subject, rooms)
  const on = dayOf(root.arguments.on, operation)
  return questionWalk([subject], async () => {
    const asked = await ask(rooms, operation, { root, subjects: [subject], on })
    const [inputs] = asked.read.inputs
    invariant(inputs, 'one subject, one set of inputs')
    const answer = evaluate(packFor(packsOf(rooms, operation), on), benefitOf(root), inputs, on, operation.today)
    const shown = show(rooms, operation, { benefit: benefitOf(root), answer, read: asked.read, at: 0 })
    await keep(rooms, operation, { root, asked, given: [{ at: 0, shown: [{ shown, answer }] }] })
    await rememberUnanswered(rooms, operation, { root, subject, answers: [answer] })
    return { value: shown, ...released(asked.related, [{ shown, subject }]) }
  })
}

/** `stayEligibility(subject, benefit, from, to)`: one read, one answer a day. */
export const walkStay: RootWalker = (rooms, operation, root) => {
  expectCase(operation)
  const subject = submittedSubject(root.arguments.subject, rooms)
  const from = String(root.arguments.from)
  const to = String(root.arguments.to)
  // Days that do not fit are refused before anything is read.
  answerDays(operation.packs, benefitOf(root), ABSENT_CHILD, from, to, operation.today)
  return questionWalk([subject], async () => {
    const asked = await ask(rooms, operation, { root, subjects: [subject], on: from })
    const [inputs] = asked.read.inputs
    invariant(inputs, 'one subject, one set of inputs')
    const answers = answerDays(packsOf(rooms, operation), benefitOf(root), inputs, from, to, operation.today)
    const shown = answers.map((answer) => ({
      shown: show(rooms, operation, { benefit: benefitOf(root), answer, read: asked.read, at: 0 }),
      answer,
    }))
    await keep(rooms, operation, { root, asked, given: [{ at: 0, shown }] })
    await rememberUnanswered(rooms, operation, { root, subject, answers })
    return {
      value: shown.map((one) => one.shown),
      ...released(
        asked.related,
        shown.map((one) => ({ shown: one.shown, subject })),
      ),
    }
  })
}

/** `pupilEligibility(pupils, benefit, on)`: a bad row says so and never stops the others. */
export const walkPupils: RootWalker = (rooms, operation, root) => {
  const rows = root.arguments.pupils as readonly unknown[]
  if (rows.length === 0 || rows.length > operation.grant.limits.children) {
    throw new GatewayError('TOO_COSTLY', `a batch holds 1 to ${operation.grant.limits.children} pupils`)
  }
  const { caseNumber } = operation
  if (caseNumber === null) throw new GatewayError('CASE_REQUIRED', 'a batch needs the approval of the head')
  const on = dayOf(root.arguments.on, operation)
  const subjects = withoutRepeats(rows.map((row) => subjectOrFault(row, rooms)))
  const valid = subjects.filter((subject): subject is SubmittedSubject => subject !== null)
  return questionWalk(valid, async () => {
    await expectApproval(rooms, operation, { caseNumber, size: rows.length })
    const asked = await ask(rooms, operation, { root, subjects: valid, on })
    const pack = packFor(packsOf(rooms, operation), on)
    const shown = asked.read.inputs.map((inputs, at) => {
      const answer = evaluate(pack, benefitOf(root), inputs, on, operation.today)
      return { shown: show(rooms, operation, { benefit: benefitOf(root), answer, read: asked.read, at }), answer }
    })
    await keep(rooms, operation, { root, asked, given: shown.map((one, at) => ({ at, shown: [one] })) })
    let next = 0
    const value = subjects.map((subject, at) => ({
      position: at + 1,
      answer: subject === null ? null : (shown[next++]?.shown ?? null),
      fault: subject === null ? 'BAD_INPUT' : null,
    }))
    return {
      value,
      ...released(
        asked.related,
        shown.map((one, at) => ({ shown: one.shown, subject: valid[at] as SubmittedSubject })),
      ),
    }
  })
}

// By the school calendar of the county that the caller's organisation is in.
function packsOf(rooms: Rooms, { packs, caller }: Operation): RulePack[] {
  const division = ownDivision(rooms, caller)
  return packs.map((pack) => inCounty(pack, division))
}

function questionWalk(subjects: readonly SubmittedSubject[], read: () => Promise<RootValue>): RootWalk {
  return {
    subjects: subjects.map(({ submitted }) => submitted),
    subjectKind: 'submitted-identifier',
    count: subjects.length,
    read,
  }
}

// The same child twice is a fault of the list, and a lever on its timing.
function withoutRepeats(subjects: readonly (SubmittedSubject | null)[]): (SubmittedSubject | null)[] {
  const seen = new Set<string>()
  return subjects.map((subject) => {
    if (subject === null || seen.has(subject.submitted)) return null
    seen.add(subject.submitted)
    return subject
  })
}

function subjectOrFault(row: unknown, rooms: Rooms): SubmittedSubject | null {
  try {
    return submittedSubject(row, rooms)
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'BAD_INPUT') return null
    throw error
  }
}

// A roll answers for today: asked day by day into the past, it would date the event that `validUntil` is rounded to hide.
function dayOf(on: unknown, { grant, today }: Operation): Day {
  if (typeof on !== 'string') return today
  return grant.relation === 'own-roll' ? boundedDay(on, { least: today, most: today }) : on
}

function benefitOf(root: BoundRoot): Benefit {
  return root.arguments.benefit as Benefit
}

interface Question {
  readonly root: BoundRoot
  readonly subjects: readonly SubmittedSubject[]
  readonly on: Day
}

interface Asked {
  readonly related: readonly (RelatedChild | null)[]
  /** Whom was read about: for each child that is not the caller's an id that nothing has. */
  readonly subjects: readonly Subject[]
  readonly read: InputsRead
}

async function ask(rooms: Rooms, operation: Operation, { root, subjects, on }: Question): Promise<Asked> {
  const caller = countedCaller(operation)
  await rooms.limiter.expectOpen(caller)
  const related = await relate(rooms, operation, { subjects, on, benefit: benefitOf(root) })
  const lookUps = subjects.map(({ lookUp }, at) => ({ ...lookUp, isMiss: related[at] === null }))
  const readAbout = related.map((child) => child ?? decoy(rooms))
  const [read, mayLeave] = await Promise.all([
    readInputs(rooms, {
      subjects: readAbout,
      organisationId: operation.caller.organisationId,
      benefit: benefitOf(root),
      showsFamilyDoctor: isSelected(root, 'familyDoctor'),
      showsCareContact: isSelected(root, 'careContact'),
      sources: sourcesOf(operation, benefitOf(root)),
      name: nameTreatmentOf(root),
      today: operation.today,
    }),
    rooms.limiter.count(caller, { lookUps, page: 0 }),
  ])
  if (!mayLeave) throw new GatewayError('TOO_MANY', 'beyond the limits')
  const names = namesOfThen(read.names, { related, asked: root.arguments.subject, name: nameTreatmentOf(root) })
  return { related, subjects: readAbout, read: { ...read, names } }
}

// Said before anything is read or journalled: an encounter's number is part of the question.
function expectCase({ grant, caseNumber }: Operation): void {
  if (grant.relation === 'open-encounter' && caseNumber === null) {
    throw new GatewayError('CASE_REQUIRED', 'the number of the encounter')
  }
}

async function relate(
  rooms: Rooms,
  { caller, caseNumber, grant, today }: Operation,
  { subjects, on, benefit }: { subjects: readonly SubmittedSubject[]; on: Day; benefit: Benefit },
): Promise<readonly (RelatedChild | null)[]> {
  const indexed = subjects.map((subject) => subject.indexed)
  if (grant.relation === 'own-roll') {
    const withAdmitted = benefit === 'EDUCATION_AID'
    return rooms.relations.byRoll(indexed, { organisationId: caller.organisationId, on, today, withAdmitted })
  }
  invariant(grant.relation === 'open-encounter', 'a question rests on an encounter or a roll')
  const [only] = indexed
  invariant(only && indexed.length === 1 && caseNumber !== null, 'an encounter is one child, and has a number')
  const { organisationId, unit, personId, deputyFor } = caller
  const principalId = deputyFor?.personId ?? null
  const encounter = { organisationId, unit, number: caseNumber, personId, principalId, today }
  return [await rooms.relations.byEncounter(only, encounter)]
}

function decoy(rooms: Rooms): Subject {
  return { childId: rooms.newId(), keys: {}, adultOn: null, encounterDays: null, isInTransit: false }
}

// The fixed list of a benefit: the same whatever the day, the pack and the child.
export function sourcesOf({ packs }: Pick<Operation, 'packs'>, benefit: Benefit): RuleSource[] {
  return [...new Set(packs.flatMap((pack) => pack.rules[benefit].sources))].sort()
}

function isSelected(root: BoundRoot, field: string): boolean {
  return [...everyField(root.plan.field.fields)].some(({ coordinate }) => coordinate === `EligibilityAnswer.${field}`)
}

/** Null when the name is not selected, or not known to whoever asks; else how much of it is granted. */
function nameTreatmentOf(root: BoundRoot): NameTreatment | null {
  // A class names each of its pupils; of a subject by birth the name that it has been given since shows to nobody.
  const isNamed = !('subject' in root.arguments) || (root.arguments.subject as { fullName?: string | null }).fullName
  if (!isNamed) return null
  const leaf = root.plan.leaves.find(({ coordinate }) => coordinate === 'EligibilityAnswer.displayName')
  return leaf ? { mask: leaf.mask } : null
}

type Shown = { readonly answerId: string; readonly status: string } & Readonly<Record<string, unknown>>

interface Showing {
  readonly benefit: Benefit
  readonly answer: Answer
  readonly read: InputsRead
  readonly at: number
}

function show(rooms: Rooms, { caller }: Operation, { benefit, answer, read, at }: Showing): Shown {
  const roster = rooms.roster.current()
  const own = roster.organisation(caller.organisationId)?.division ?? ''
  return {
    answerId: rooms.newId(),
    benefit,
    status: answer.status,
    tier: answer.tier,
    undecidedBecause: RELEASABLE_REASONS.includes(answer.reason) ? answer.reason : null,
    validOn: answer.validOn,
    validUntil: answer.validUntil,
    rule: { id: answer.rule.id, pack: answer.rule.pack },
    sources: [...read.stamps].map(([source, synced]) => ({ source, syncedAt: synced?.toISOString() ?? null })),
    manualPath: deskOf(roster, own),
    displayName: answer.status === 'CONFIRMED' ? nameAt(read, at) : null,
    cover: answer.cover ?? null,
    checkup: answer.checkup ?? null,
    items: answer.items ?? null,
    institutionWard: answer.institutionWard ?? null,
    familyDoctor: answer.familyDoctor ?? null,
    rehabilitation: answer.rehabilitation ?? null,
    accommodations: answer.accommodations ?? null,
    placeOffered: answer.placeOffered ?? null,
    needsCare: answer.needsCare ?? null,
    // Where the child lives is no answer of its own: without a desk there, or while it is hidden, whoever asks is led to the next.
    careContact: answer.needsCare ? (deskOf(roster, read.residences[at] ?? own) ?? deskOf(roster, own)) : null,
  }
}

interface Given {
  /** Which of the subjects. */
  readonly at: number
  readonly shown: readonly { readonly shown: Shown; readonly answer: Answer }[]
}

// Before the answer leaves: one that is not kept could be neither recomputed nor mended when a fact is recorded later.
function keep(
  rooms: Rooms,
  { caller, purpose, caseNumber, grant, packs, now, today }: Operation,
  { root, asked, given }: { readonly root: BoundRoot; readonly asked: Asked; readonly given: readonly Given[] },
): Promise<void> {
  const { organisationId, unit } = caller
  const county = ownDivision(rooms, caller).slice(0, 6)
  const sources = Object.fromEntries([...asked.read.stamps].map(([source, at]) => [source, at?.toISOString() ?? null]))
  const hashOf = ({ rule }: Answer): string => packs.find(({ id }) => id === rule.pack)?.hash ?? ''
  return rooms.answers.keep(
    given.map(({ at, shown }) => ({
      ...{ id: rooms.newId(), askedAt: now, asker: { organisationId, unit, purpose }, caseNumber },
      ...{
        childId: asked.subjects[at]?.childId ?? rooms.newId(),
        benefit: benefitOf(root),
        policyVersion: grant.version,
      },
      content: {
        ...{ today, inputs: asked.read.inputs[at] ?? ABSENT_CHILD, sources, county },
        answers: shown.map((one) => ({ answerId: one.shown.answerId, pack: hashOf(one.answer), answer: one.answer })),
      },
    })),
  )
}

function deskOf(roster: RosterSnapshot, division: string): { readonly name: string; readonly phone: string } | null {
  const contact = roster.dutyContactFor(division)
  return contact ? { name: contact.nameZh, phone: contact.phone } : null
}

function nameAt({ names }: InputsRead, at: number): unknown {
  if (names === null) return null
  return names.state === 'FRESH' ? shownCell(names.at[at], 'GAJ') : new MissingCell(names.state, 'GAJ')
}

function released(
  related: readonly (RelatedChild | null)[],
  shown: readonly { readonly shown: Shown; readonly subject: SubmittedSubject }[],
): Pick<RootValue, 'resolved' | 'answers'> {
  return {
    resolved: related.flatMap((child) => child?.childId ?? []),
    answers: shown.map((one) => ({
      answerId: one.shown.answerId,
      subject: one.subject.submitted,
      status: one.shown.status,
    })),
  }
}
