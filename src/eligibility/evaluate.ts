// Answers one benefit for one child on one day. What the day, the pack and the sources decide is decided before the
// child is looked at, so that it is the same for every child and for one that does not exist.
import { addDays, type Day } from '../clock.ts'
import { NOTHING_KNOWN, type PersonFacts } from './facts.ts'
import { absentLike, type InputName, isSourceOut, isWithin, type RuleInputs, readInput, type Stage } from './inputs.ts'
import { decidedOn, parameterOn } from './local-decisions.ts'
import { isOfTodayOnly } from './rule.ts'
import type { Benefit, Rule, RulePack, Tier } from './rule-pack.ts'
import { bureauTermOn } from './terms.ts'
import type { Truth } from './three-valued.ts'
import { roundedValidUntil } from './valid-until.ts'
import { type TraceNode, weigh } from './weigh.ts'

/** Internal. Only those of RELEASABLE_REASONS are the same for every child and may be shown. */
export type Reason =
  | 'RULE_MET'
  | 'NOTHING_CONFIRMED'
  | 'NOT_IN_FORCE'
  | 'BEFORE_EFFECTIVE_DATE'
  | 'DAY_NOT_REACHED'
  | 'TODAY_ONLY'
  | 'RULE_UNDECIDED'
  | 'TERM_UNDECIDED'
  | 'SOURCE_OUT'
  | 'ADULT_RULE'
  | 'TWO_ROLLS'
  | 'UNCLEAR'

/** Reasons that follow from the benefit, the day and the state of the sources, whoever the child is. */
export const RELEASABLE_REASONS: readonly Reason[] = [
  'NOT_IN_FORCE',
  'BEFORE_EFFECTIVE_DATE',
  'DAY_NOT_REACHED',
  'TODAY_ONLY',
  'RULE_UNDECIDED',
  'TERM_UNDECIDED',
  'SOURCE_OUT',
]

export interface Answer {
  readonly status: 'CONFIRMED' | 'ALREADY_GRANTED' | 'NONE_CONFIRMED' | 'UNDETERMINED'
  readonly tier: Tier | null
  readonly validOn: Day
  readonly validUntil: Day | null
  readonly rule: { readonly id: string; readonly pack: string; readonly clause: string }
  readonly reason: Reason
  readonly cover?: { readonly from: Day; readonly to: Day | null }
  readonly checkup?: { readonly entitled: boolean; readonly usedThisYear: boolean }
  readonly familyDoctor?: boolean
  readonly items?: readonly string[]
  readonly institutionWard?: boolean
  readonly rehabilitation?: { readonly funded: boolean; readonly remaining: number }
  readonly accommodations?: readonly string[]
  readonly placeOffered?: boolean
  readonly needsCare?: boolean
}

/** How an answer came about. Holds a child's values (L4): to be masked per caller, never logged. */
export interface Trace {
  readonly rule: { readonly id: string; readonly pack: string; readonly clause: string; readonly quote: string }
  readonly basis: RulePack['basis']
  readonly day: Day
  readonly reason: Reason
  readonly parameters: Readonly<Record<string, number | null>>
  /** Empty when the answer was decided before the child was looked at. */
  readonly weighed: readonly Weighed[]
}

/** One weighing of the rule; an adult's has a second, for the last day before the birthday. */
export interface Weighed {
  readonly day: Day
  readonly truth: Truth
  readonly predicate: TraceNode
  readonly tiers: readonly { readonly tier: Tier; readonly node: TraceNode | null }[]
}

interface Question {
  readonly pack: RulePack
  readonly rule: Rule
  readonly inputs: RuleInputs
  readonly day: Day
  readonly today: Day
}

interface Verdict {
  readonly status: Answer['status']
  readonly reason: Reason
  readonly weighed: readonly Weighed[]
}

/** One day's answer. UNKNOWN inputs give UNDETERMINED, never NONE_CONFIRMED. */
export function evaluate(pack: RulePack, benefit: Benefit, inputs: RuleInputs, day: Day, today: Day): Answer {
  return evaluateWithTrace(pack, benefit, inputs, day, today).answer
}

export function evaluateWithTrace(
  pack: RulePack,
  benefit: Benefit,
  inputs: RuleInputs,
  day: Day,
  today: Day,
): { readonly answer: Answer; readonly trace: Trace } {
  const question = { pack, rule: pack.rules[benefit], inputs: askedAbout(inputs, day), day, today }
  const verdict = decide(question)
  return { answer: answerFrom(question, verdict), trace: traceOf(question, verdict) }
}

// Outside the encounter's days the child is not the caller's to ask about, and is then answered as an absent one. The
// state of the sources stays: an outage must show alike inside and outside.
function askedAbout(inputs: RuleInputs, day: Day): RuleInputs {
  if (inputs.encounterDays === null || isWithin(inputs.encounterDays, day)) return inputs
  return absentLike(inputs)
}

function decide(question: Question): Verdict {
  const reason = reasonBeforeChild(question)
  if (reason !== null) return { status: 'UNDETERMINED', reason, weighed: [] }
  const { adultOn, isInTransit } = question.inputs
  // Entitled or not, so that it tells nothing of that: which of two schools gives the aid is for people to settle.
  if (isInTransit && question.rule.benefit === 'EDUCATION_AID')
    return { status: 'UNDETERMINED', reason: 'TWO_ROLLS', weighed: [] }
  const isAdult = adultOn !== null && adultOn <= question.day
  return isAdult ? decideAdult(question, addDays(adultOn, -1)) : decideMinor(question)
}

// Invariant: nothing of the child is read here but whether a source answered at all.
function reasonBeforeChild({ pack, rule, inputs, day, today }: Question): Reason | null {
  if (pack.effectiveFrom === null) return 'NOT_IN_FORCE'
  if (day < pack.effectiveFrom) return 'BEFORE_EFFECTIVE_DATE'
  // A day to come cannot be confirmed; and asking ahead day by day would find a birthday or a release before it is due.
  if (day > today) return 'DAY_NOT_REACHED'
  if (rule.undecided !== null) return 'RULE_UNDECIDED'
  if (day < today && isOfTodayOnly(rule)) return 'TODAY_ONLY'
  if (roundedValidUntil(pack, rule.validUntil, day) === null) return 'TERM_UNDECIDED'
  return rule.sources.some((source) => isSourceOut(inputs, source)) ? 'SOURCE_OUT' : null
}

function decideMinor(question: Question): Verdict {
  const weighed = weighRule(question, question.day)
  if (weighed.truth === 'TRUE') return { status: metStatus(question), reason: 'RULE_MET', weighed: [weighed] }
  if (weighed.truth === 'UNKNOWN') return { status: 'UNDETERMINED', reason: 'UNCLEAR', weighed: [weighed] }
  return { status: 'NONE_CONFIRMED', reason: 'NOTHING_CONFIRMED', weighed: [weighed] }
}

// A term's aid is given once; which school gives it is not the asking one's to know.
function metStatus({ pack, rule, inputs, day }: Question): 'CONFIRMED' | 'ALREADY_GRANTED' {
  const term = rule.benefit === 'EDUCATION_AID' ? bureauTermOn(pack, day) : null
  return term !== null && inputs.aidElsewhere === term ? 'ALREADY_GRANTED' : 'CONFIRMED'
}

// The rules are for minors; what an adult who was covered gets, other rules say that no pack holds yet. One who was not
// covered to the last day is answered as absent: UNDETERMINED for every adult on file would tell who is on file.
function decideAdult(question: Question, lastMinorDay: Day): Verdict {
  const weighed = [weighRule(question, question.day), weighRule(question, lastMinorDay)]
  if (weighed.some(({ truth }) => truth !== 'FALSE')) return { status: 'UNDETERMINED', reason: 'ADULT_RULE', weighed }
  return { status: 'NONE_CONFIRMED', reason: 'NOTHING_CONFIRMED', weighed }
}

function weighRule({ pack, rule, inputs }: Question, day: Day): Weighed {
  const facts = { person: ruleFacts(inputs), day, decided: decidedOn(pack, day) }
  const predicate = weigh(rule.predicate, facts)
  const tiers = rule.tiers.map(({ tier, when }) => ({ tier, node: when === null ? null : weigh(when, facts) }))
  const isUnclear = tierOf(tiers) === 'UNKNOWN' || itemsOn(rule, inputs, day) === 'UNKNOWN'
  return { day, truth: predicate.truth === 'TRUE' && isUnclear ? 'UNKNOWN' : predicate.truth, predicate, tiers }
}

// A rule that answers hospitals and schools looks at outcomes alone: no day, place or parent is known to it.
function ruleFacts(inputs: RuleInputs): PersonFacts<InputName> {
  return {
    values: (name, day) => {
      const values = readInput(inputs, name, day)
      return values === 'UNKNOWN' ? NOTHING_KNOWN : { values, isWhole: true }
    },
    since: () => null,
    county: () => null,
    parent: () => null,
  }
}

function tierOf(tiers: Weighed['tiers']): Tier | null | 'UNKNOWN' {
  const first = tiers.find(({ node }) => node === null || node.truth !== 'FALSE')
  if (first === undefined) return null
  return first.node?.truth === 'UNKNOWN' ? 'UNKNOWN' : first.tier
}

function itemsOn(rule: Rule, inputs: RuleInputs, day: Day): readonly string[] | null | 'UNKNOWN' {
  if (rule.items === null) return null
  const stages = readInput(inputs, 'STAGE', day)
  const stage = stages === 'UNKNOWN' ? undefined : stages[0]
  return (stage === undefined ? null : rule.items[stage as Stage]) ?? 'UNKNOWN'
}

function answerFrom({ pack, rule, inputs, day }: Question, { status, reason, weighed }: Verdict): Answer {
  const isConfirmed = status === 'CONFIRMED'
  const tier = isConfirmed ? tierOf(weighed[0]?.tiers ?? []) : null
  return {
    status,
    tier: tier === 'UNKNOWN' ? null : tier,
    validOn: day,
    validUntil: isConfirmed ? roundedValidUntil(pack, rule.validUntil, day) : null,
    rule: { id: rule.id, pack: pack.id, clause: rule.clause },
    reason,
    ...(isConfirmed ? shown(rule, inputs, day) : {}),
  }
}

type Shown = Omit<Answer, 'status' | 'tier' | 'validOn' | 'validUntil' | 'rule' | 'reason'>

/** What a confirmed answer shows beside its status (domain 3.2), and nothing for any other answer. */
function shown(rule: Rule, inputs: RuleInputs, day: Day): Shown {
  switch (rule.benefit) {
    case 'PREMIUM_SUBSIDY':
      return coverOn(inputs, day)
    case 'INSTITUTION_COVER':
      return { institutionWard: true }
    case 'MEDICAL_AID':
      return {}
    case 'CHECKUP':
      return checkupOn(inputs, day)
    case 'EDUCATION_AID': {
      const items = itemsOn(rule, inputs, day)
      return items === null || items === 'UNKNOWN' ? {} : { items }
    }
    case 'REHAB_FUNDING':
      return { rehabilitation: { funded: true, remaining: remaining(inputs) } }
    case 'ACCOMMODATIONS':
      return { accommodations: [...readInput(inputs, 'ACCOMMODATION', day)] }
    case 'PUBLIC_SCHOOL_PLACE':
      return { placeOffered: true }
    case 'CARE_VISITS':
      return { needsCare: true }
  }
}

function checkupOn({ checkupYears, familyDoctor }: RuleInputs, day: Day): Shown {
  const years = checkupYears === 'UNKNOWN' ? null : checkupYears
  return {
    checkup: { entitled: true, usedThisYear: years?.includes(Number(day.slice(0, 4))) ?? false },
    ...(familyDoctor === null || familyDoctor === 'UNKNOWN' ? {} : { familyDoctor }),
  }
}

// Approved and not yet used: how much is left, never of which programme.
function remaining({ rehabilitation }: RuleInputs): number {
  return rehabilitation === 'UNKNOWN' ? 0 : (rehabilitation ?? []).filter((state) => state === 'APPROVED').length
}

// Only a period that holds the day: another one would be history of arrears (H01).
function coverOn({ insurance }: RuleInputs, day: Day): Shown {
  if (insurance === null || insurance === 'UNKNOWN' || !isWithin(insurance, day)) return {}
  return { cover: { from: insurance.from, to: insurance.to } }
}

function traceOf({ pack, rule, day }: Question, { reason, weighed }: Verdict): Trace {
  return {
    rule: { id: rule.id, pack: pack.id, clause: rule.clause, quote: rule.quote },
    basis: pack.basis,
    day,
    reason,
    parameters: Object.fromEntries(rule.parameters.map((name) => [name, parameterOn(pack, name, day)])),
    weighed,
  }
}
