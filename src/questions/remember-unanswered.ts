// A question that stayed unanswered because a source was out waits in the list of its unit, where the policy lets the unit have one. An outage
// is the same for every child, and so is what is written here.
import { addDays, type Day } from '../clock.ts'
import { packFor } from '../eligibility/answer-days.ts'
import type { Answer } from '../eligibility/evaluate.ts'
import { parameterOn } from '../eligibility/local-decisions.ts'
import type { Benefit } from '../eligibility/rule-pack.ts'
import type { BoundRoot } from '../plan/bind.ts'
import type { Operation, Rooms } from '../rooms.ts'
import type { SubmittedSubject } from './subject.ts'

interface Unanswered {
  readonly root: BoundRoot
  readonly subject: SubmittedSubject
  /** By day, the first one first. */
  readonly answers: readonly Answer[]
}

export async function rememberUnanswered(
  { unanswered }: Rooms,
  operation: Operation,
  { root, subject, answers }: Unanswered,
): Promise<void> {
  const { caller, purpose, caseNumber, grant, now } = operation
  const [first, last] = [answers[0], answers.at(-1)]
  if (!first || !last || !answers.some(({ reason }) => reason === 'SOURCE_OUT')) return
  const hasList = grant.decide('select', 'Query.unansweredQuestions').effect === 'reveal'
  const claimBy = claimDay(operation, last.validOn)
  if (!hasList || caller.delegation !== null || caseNumber === null || claimBy === null) return
  await unanswered.add({
    ...{ caller, purpose, caseNumber, benefit: root.arguments.benefit as Benefit, askedAt: now, claimBy },
    ...{ from: first.validOn, to: last.validOn },
    sent: { subject: root.arguments.subject, submitted: subject.submitted },
  })
}

/** The last day on which a service day may be claimed; null while nobody has decided how long that is. */
function claimDay({ packs }: Operation, serviceDay: Day): Day | null {
  const days = parameterOn(packFor(packs, serviceDay), 'claimDeadlineDays', serviceDay)
  return days === null ? null : addDays(serviceDay, days)
}
