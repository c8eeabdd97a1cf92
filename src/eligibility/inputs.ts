// What a rule may look at: adjudicated outcomes and a few facts of three other departments, each with its days.
// Grounds, parents and illnesses are not among them, so that no rule can tell one child of a tier from another.
import type { Day } from '../clock.ts'

/** A value with its days, half open: `validTo` is the first day on which it no longer holds, null while it is open. */
export interface Dated<T> {
  readonly value: T
  readonly validFrom: Day
  readonly validTo: Day | null
}

export type Timeline<T> = readonly Dated<T>[]

export const OUTCOME_KINDS = ['CATEGORY', 'HOUSEHOLD_AID', 'BASIC_ALLOWANCE', 'CARE_SETTING'] as const
export type OutcomeKind = (typeof OUTCOME_KINDS)[number]

export interface Outcome extends Dated<string> {
  readonly kind: OutcomeKind
}

/** `'UNKNOWN'` = the source is unavailable, for whichever child; null or empty = the source knows nothing of the child. */
export interface RuleInputs {
  readonly outcomes: readonly Outcome[] | 'UNKNOWN'
  /** The 18th birthday (A9). Null where no birth date is on record: then the adjudicated outcome stands by itself. */
  readonly adultOn: Day | null
  readonly insurance: { readonly scheme: string; readonly from: Day; readonly to: Day | null } | null | 'UNKNOWN'
  readonly checkupYears: readonly number[] | null | 'UNKNOWN'
  readonly stage: { readonly stage: string; readonly from: Day; readonly to: Day | null } | null | 'UNKNOWN'
  /** Whether a family doctor is contracted; shown beside a check-up, weighed by no rule. */
  readonly familyDoctor: boolean | null | 'UNKNOWN'
  /** What the disabled persons' federation decided on each programme and device of today; it keeps no days. */
  readonly rehabilitation: readonly string[] | null | 'UNKNOWN'
  /** What the school does for the pupil today; the education bureau keeps no days of it. */
  readonly accommodations: readonly string[] | null | 'UNKNOWN'
  /** Whether somebody else cares for the child, as the village found it; null too while it has visited and not said. */
  readonly entrustedCare: readonly string[] | null | 'UNKNOWN'
  /** The days the caller's encounter lets it ask about, half open; null when the question rests on no encounter. */
  readonly encounterDays: { readonly from: Day; readonly to: Day | null } | null
  /** The term for which another school than the one that asks gives education aid, as the bureau calls it; null where none does. */
  readonly aidElsewhere: string | null | 'UNKNOWN'
  /** On the rolls of two schools at once, of which one asks. */
  readonly isInTransit: boolean
}

/** What the walk holds for a child that is not there: the measure of every NONE_CONFIRMED. */
export const ABSENT_CHILD: RuleInputs = {
  outcomes: [],
  adultOn: null,
  insurance: null,
  checkupYears: null,
  stage: null,
  familyDoctor: null,
  rehabilitation: null,
  accommodations: null,
  entrustedCare: null,
  encounterDays: null,
  isInTransit: false,
  aidElsewhere: null,
}

/** An absent child of whom the same sources are out as of this one. */
export function absentLike(inputs: RuleInputs): RuleInputs {
  const out = Object.entries(inputs).filter(([, value]) => value === 'UNKNOWN')
  return { ...ABSENT_CHILD, ...Object.fromEntries(out) }
}

export const STAGES = ['PRESCHOOL', 'PRIMARY', 'JUNIOR', 'SENIOR', 'VOCATIONAL', 'HIGHER', 'SPECIAL'] as const
export type Stage = (typeof STAGES)[number]

/** The names a predicate may use, with their code lists. A value outside its list is not understood: UNKNOWN. */
export const INPUT_VALUES = {
  CATEGORY: [
    'ORPHAN',
    'DE_FACTO_UNSUPPORTED',
    'DISABLED',
    'ECONOMIC_HARDSHIP',
    'MIGRANT_IN_DIFFICULTY',
    'LEFT_BEHIND_UNGUARDED',
    'OTHER',
  ],
  HOUSEHOLD_AID: ['TEKUN', 'DIBAO', 'DIBAO_EDGE', 'RIGID_EXPENSE', 'LOW_INCOME_SUPPORT', 'OTHER', 'GENERAL'],
  BASIC_ALLOWANCE: ['NONE', 'APPLIED', 'ACTIVE', 'SUSPENDED', 'ENDED'],
  CARE_SETTING: ['INSTITUTION', 'COMMUNITY'],
  INSURANCE: ['CHILD', 'EMPLOYEE', 'RESIDENT'],
  STAGE: STAGES,
  REHABILITATION: ['APPROVED', 'USED', 'REFUSED', 'PENDING'],
  ACCOMMODATION: ['HOME_TEACHING', 'RESOURCE_ROOM', 'ASSISTANT'],
  ENTRUSTED_CARE: ['ENTRUSTED', 'NOT_ENTRUSTED'],
} as const satisfies Record<string, readonly string[]>

export type InputName = keyof typeof INPUT_VALUES

/** Inputs whose source keeps no days: they say what holds today and nothing of another day. */
export const UNDATED_INPUTS: ReadonlySet<InputName> = new Set(['REHABILITATION', 'ACCOMMODATION', 'ENTRUSTED_CARE'])

export const RULE_SOURCES = ['MZJ', 'YBJ', 'WJW', 'JYJ', 'CLH', 'XZJ'] as const
export type RuleSource = (typeof RULE_SOURCES)[number]

/** The one department each named input comes from. */
export const INPUT_SOURCE: Record<InputName, RuleSource> = {
  CATEGORY: 'MZJ',
  HOUSEHOLD_AID: 'MZJ',
  BASIC_ALLOWANCE: 'MZJ',
  CARE_SETTING: 'MZJ',
  INSURANCE: 'YBJ',
  STAGE: 'JYJ',
  REHABILITATION: 'CLH',
  ACCOMMODATION: 'JYJ',
  ENTRUSTED_CARE: 'XZJ',
}

export function isSourceOut(inputs: RuleInputs, source: RuleSource): boolean {
  const { outcomes, insurance, checkupYears, familyDoctor, stage, accommodations, rehabilitation, entrustedCare } =
    inputs
  const { aidElsewhere } = inputs
  const read: Record<RuleSource, readonly unknown[]> = {
    MZJ: [outcomes],
    YBJ: [insurance],
    WJW: [checkupYears, familyDoctor],
    JYJ: [stage, accommodations, aidElsewhere],
    CLH: [rehabilitation],
    XZJ: [entrustedCare],
  }
  return read[source].includes('UNKNOWN')
}

export function isWithin(days: { readonly from: Day; readonly to: Day | null }, day: Day): boolean {
  return days.from <= day && (days.to === null || day < days.to)
}

export function valuesOn<T>(timeline: Timeline<T>, day: Day): T[] {
  return timeline.filter((fact) => isWithin({ from: fact.validFrom, to: fact.validTo }, day)).map((fact) => fact.value)
}

/** The distinct values of an input on a day, in code-list order, or UNKNOWN: source out, contradiction, unlisted value. */
export function readInput(inputs: RuleInputs, name: InputName, day: Day): readonly string[] | 'UNKNOWN' {
  const timeline = timelineOf(inputs, name)
  if (timeline === 'UNKNOWN') return 'UNKNOWN'
  const values = new Set(valuesOn(timeline, day))
  const listed: readonly string[] = INPUT_VALUES[name]
  if ([...values].some((value) => !listed.includes(value)) || isContradictory(name, values)) return 'UNKNOWN'
  return listed.filter((value) => values.has(value))
}

function timelineOf(inputs: RuleInputs, name: InputName): Timeline<string> | 'UNKNOWN' {
  if (name === 'INSURANCE') return single(inputs.insurance, (cover) => cover.scheme)
  if (name === 'STAGE') return single(inputs.stage, (fact) => fact.stage)
  if (name === 'REHABILITATION') return undated(inputs.rehabilitation)
  if (name === 'ACCOMMODATION') return undated(inputs.accommodations)
  if (name === 'ENTRUSTED_CARE') return undated(inputs.entrustedCare)
  return inputs.outcomes === 'UNKNOWN' ? 'UNKNOWN' : inputs.outcomes.filter((outcome) => outcome.kind === name)
}

function single<T extends { readonly from: Day; readonly to: Day | null }>(
  fact: T | null | 'UNKNOWN',
  value: (fact: T) => string,
): Timeline<string> | 'UNKNOWN' {
  if (fact === 'UNKNOWN') return 'UNKNOWN'
  return fact === null ? [] : [{ value: value(fact), validFrom: fact.from, validTo: fact.to }]
}

function undated(values: readonly string[] | null | 'UNKNOWN'): Timeline<string> | 'UNKNOWN' {
  if (values === 'UNKNOWN') return 'UNKNOWN'
  return (values ?? []).map((value) => ({ value, validFrom: '', validTo: null }))
}

// A child is in a set of categories (A14), and a household may hold one aid class while the child alone holds another
// (R03); but a general household holds none, and an allowance or a place of care is one thing at a time.
function isContradictory(name: InputName, values: ReadonlySet<string>): boolean {
  if (name === 'CATEGORY' || UNDATED_INPUTS.has(name)) return false
  if (name === 'HOUSEHOLD_AID') return values.has('GENERAL') && values.size > 1
  return values.size > 1
}
