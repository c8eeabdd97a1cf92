// The decision about one record: which child it is of, none that is known, or a question for a person. Rules come first;
// weights link only where one child alone is meant, and never one of two who could be twins.
import { type Agreement, agreementOf, patternOf } from './agreement.ts'
import type { ComparedRecord } from './compared-record.ts'
import type { LinkingParameters } from './parameters.ts'
import { isContradicted, RULES, type Rule, ruleMet } from './rules.ts'
import { weightOf } from './weights.ts'

/** A child that the record may be of, with the records that are linked to it. */
export interface Candidate {
  readonly childId: string
  readonly records: readonly ComparedRecord[]
  /** True when the source of the record in question holds one of this child already. */
  readonly isOccupied: boolean
}

export const REVIEW_REASONS = [
  'BETWEEN_BARS',
  'POSSIBLE_TWIN',
  'NAMES_DIFFER',
  'NUMBERS_DIFFER',
  'RIVALS',
  'RULES_DISAGREE',
  'RULE_CONTRADICTED',
  'TWICE_IN_SOURCE',
] as const
export type ReviewReason = (typeof REVIEW_REASONS)[number]

export interface ReviewPair {
  readonly childId: string
  readonly reason: ReviewReason
  readonly weight: number
  readonly pattern: string
}

export type Verdict =
  | {
      readonly kind: 'LINK'
      readonly childId: string
      readonly by: Rule | 'WEIGHTS'
      readonly weight: number
      readonly pattern: string
    }
  | { readonly kind: 'REVIEW'; readonly pairs: readonly ReviewPair[] }
  | { readonly kind: 'NONE' }

/** Pairs that one record puts before a person; the best are kept. */
const MOST_PAIRS = 5

interface Weighed {
  readonly childId: string
  readonly isOccupied: boolean
  readonly rule: Rule | null
  readonly agreement: Agreement
  readonly weight: number
}

export function decide(
  record: ComparedRecord,
  candidates: readonly Candidate[],
  parameters: LinkingParameters,
): Verdict {
  const weighed = candidates
    .flatMap((candidate) => weighedAgainst(record, candidate, parameters))
    .sort((one, other) => other.weight - one.weight || (one.childId < other.childId ? -1 : 1))
  return byRule(weighed) ?? byWeights(weighed, parameters)
}

function weighedAgainst(
  record: ComparedRecord,
  { childId, records, isOccupied }: Candidate,
  parameters: LinkingParameters,
): Weighed[] {
  const each = records.map((known): Weighed => {
    const agreement = agreementOf(record, known)
    const weight = weightOf(agreement, parameters)
    return { childId, isOccupied, rule: ruleMet(record, known), agreement, weight }
  })
  const best = each.toSorted((one, other) => rankOf(one.rule) - rankOf(other.rule) || other.weight - one.weight)[0]
  if (!best) return []
  // A number of one kind that differs anywhere speaks against the child, whichever record agrees best.
  const differs = best.rule !== 'NUMBER' && each.some(({ agreement }) => agreement.number === 'DIFFERENT')
  if (!differs || best.agreement.number === 'SAME_BODY') return [best]
  const agreement: Agreement = { ...best.agreement, number: 'DIFFERENT' }
  return [{ ...best, agreement, weight: weightOf(agreement, parameters) }]
}

function rankOf(rule: Rule | null): number {
  return rule === null ? RULES.length : RULES.indexOf(rule)
}

function byRule(weighed: readonly Weighed[]): Verdict | null {
  const met = weighed.flatMap((each) => (each.rule === null ? [] : [{ ...each, rule: each.rule }]))
  const [only] = met
  if (!only) return null
  if (met.length > 1) return review(met, 'RULES_DISAGREE')
  if (isContradicted(only.rule, only.agreement)) return review([only], 'RULE_CONTRADICTED')
  if (only.isOccupied) return review([only], 'TWICE_IN_SOURCE')
  return linked(only, only.rule)
}

function byWeights(weighed: readonly Weighed[], { upperBar, lowerBar }: LinkingParameters): Verdict {
  // A child of whom this source holds a record already is no more than likely to be another one.
  const likely = weighed.filter(({ weight, isOccupied }) => weight >= (isOccupied ? upperBar : lowerBar))
  const [best, rival] = likely
  if (!best) return { kind: 'NONE' }
  if (weighed.some((each) => each !== best && isSibling(each.agreement))) return review(likely, 'POSSIBLE_TWIN')
  if (rival) return review(likely, 'RIVALS')
  const reason = doubtAbout(best, upperBar)
  return reason === null ? linked(best, 'WEIGHTS') : review([best], reason)
}

// Invariant: what is linked by weights has one name and no other number, and its child had no record of this source.
function doubtAbout({ agreement, weight, isOccupied }: Weighed, upperBar: number): ReviewReason | null {
  if (agreement.number === 'DIFFERENT') return 'NUMBERS_DIFFER'
  if (isSibling(agreement)) return 'POSSIBLE_TWIN'
  if (weight < upperBar) return 'BETWEEN_BARS'
  if (agreement.name !== 'SAME' && agreement.name !== 'VARIANT') return 'NAMES_DIFFER'
  if (agreement.sex === 'DIFFERENT') return 'NAMES_DIFFER'
  return isOccupied ? 'TWICE_IN_SOURCE' : null
}

// One surname, one birth date, one family or address, and another given name: this is how twins look. A name that only sounds
// the same may be the twin's too (明 and 铭).
function isSibling({ name, birth, guardian, place }: Agreement): boolean {
  const isOtherName = name === 'SURNAME' || name === 'ONE_CHARACTER' || name === 'SAME_SOUND' || name === 'MISSING'
  return isOtherName && birth === 'SAME' && (guardian === 'SAME' || place === 'STREET')
}

function linked({ childId, agreement, weight }: Weighed, by: Rule | 'WEIGHTS'): Verdict {
  return { kind: 'LINK', childId, by, weight, pattern: patternOf(agreement) }
}

function review(weighed: readonly Weighed[], reason: ReviewReason): Verdict {
  const pairs = weighed.slice(0, MOST_PAIRS).map(({ childId, weight, agreement }) => ({
    childId,
    reason,
    weight,
    pattern: patternOf(agreement),
  }))
  return { kind: 'REVIEW', pairs }
}
