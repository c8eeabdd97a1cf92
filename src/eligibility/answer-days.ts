// Answers a stay day by day (H02, H06): eligibility is judged on the day of service, each day under the pack then in
// force, so that a new rule is never dated back (H09).
import { addDays, type Day, daysBetween, isDay } from '../clock.ts'
import { GatewayError, invariant } from '../errors.ts'
import { type Answer, evaluate } from './evaluate.ts'
import type { RuleInputs } from './inputs.ts'
import type { Benefit, RulePack } from './rule-pack.ts'

export const LONGEST_STAY_DAYS = 366

/**
 * The pack in force on a day: of those begun, the latest. Before the first of them began, that first one, whose answers
 * then say so. A draft is given only when there is nothing else.
 */
export function packFor<Pack extends Pick<RulePack, 'effectiveFrom'>>(packs: readonly Pack[], day: Day): Pack {
  const inForce = packs
    .filter((pack) => pack.effectiveFrom !== null)
    .sort((a, b) => ((a.effectiveFrom ?? '') < (b.effectiveFrom ?? '') ? -1 : 1))
  const begun = inForce.filter((pack) => (pack.effectiveFrom ?? '') <= day)
  const pack = begun.at(-1) ?? inForce[0] ?? packs[0]
  invariant(pack !== undefined, 'there is at least one rule pack')
  return pack
}

/**
 * One answer per day from the first day to the last, both included. Refuses BAD_INPUT, before any answer, for days that
 * do not exist, run backwards or are more than 366. Given several packs, each day is judged under its own.
 */
export function answerDays(
  packs: RulePack | readonly RulePack[],
  benefit: Benefit,
  inputs: RuleInputs,
  from: Day,
  to: Day,
  today: Day,
): Answer[] {
  if (!isDay(from) || !isDay(to)) throw new GatewayError('BAD_INPUT', 'service days must exist', { hint: 'NOT_A_DAY' })
  const count = daysBetween(from, to) + 1
  if (count < 1) throw new GatewayError('BAD_INPUT', 'service days must not run backwards', { hint: 'DAYS_BACKWARDS' })
  if (count > LONGEST_STAY_DAYS)
    throw new GatewayError('BAD_INPUT', `service days must be ${LONGEST_STAY_DAYS} at most`, { hint: 'TOO_MANY_DAYS' })
  const known = isList(packs) ? packs : [packs]
  return Array.from({ length: count }, (_, index) => {
    const day = addDays(from, index)
    return evaluate(packFor(known, day), benefit, inputs, day, today)
  })
}

function isList(packs: RulePack | readonly RulePack[]): packs is readonly RulePack[] {
  return Array.isArray(packs)
}
