// One rule of a pack: whom a benefit covers, what the answer may say, how long, and the fixed list of sources it rests on.
import type { Cursor } from './cursor.ts'
import { NEVER, type RuleExpression, readRuleExpression, ruleInputsOf, type Vocabulary } from './expression.ts'
import {
  INPUT_SOURCE,
  type InputName,
  RULE_SOURCES,
  type RuleSource,
  STAGES,
  type Stage,
  UNDATED_INPUTS,
} from './inputs.ts'

/** R06, R07, R08, R09, R10, R16 (hospital), R16 (school), R11, R18 in this order. */
export const BENEFITS = [
  'PREMIUM_SUBSIDY',
  'INSTITUTION_COVER',
  'MEDICAL_AID',
  'CHECKUP',
  'EDUCATION_AID',
  'REHAB_FUNDING',
  'ACCOMMODATIONS',
  'PUBLIC_SCHOOL_PLACE',
  'CARE_VISITS',
] as const
export type Benefit = (typeof BENEFITS)[number]

export const TIERS = ['T70', 'OTHER'] as const
export type Tier = (typeof TIERS)[number]

export const ROUNDINGS = ['MONTH', 'TERM', 'YEAR'] as const
export type Rounding = (typeof ROUNDINGS)[number]

export const ITEMS = ['FEE_REDUCTION', 'BOARDING_FREE', 'MEALS', 'TUITION_FREE', 'GRANT', 'GRANT_OR_LOAN'] as const

export interface Rule {
  readonly id: string
  readonly benefit: Benefit
  readonly clause: string
  /** The clause's own words. */
  readonly quote: string
  readonly sources: readonly RuleSource[]
  readonly predicate: RuleExpression
  /** Why nobody can say yet whom the rule covers; then every child's answer is open. Null for a rule that decides. */
  readonly undecided: string | null
  /** In order; the last has no condition and takes everyone else who meets the predicate. Empty: no tier is shown. */
  readonly tiers: readonly { readonly tier: Tier; readonly when: RuleExpression | null }[]
  /** Education aid by stage; null = not decided, so UNDETERMINED. Absent for other benefits. */
  readonly items: Readonly<Record<Stage, readonly string[] | null>> | null
  readonly validUntil: Rounding
  readonly parameters: readonly string[]
}

type RuleVocabulary = Vocabulary & { readonly wider: null; readonly parameters: readonly string[] }

const KEYS = [
  'id',
  'benefit',
  'clause',
  'quote',
  'sources',
  'predicate?',
  'undecided?',
  'tiers?',
  'items?',
  'validUntil',
  'parameters?',
]

// What an answer shows beside its status is read from these, whatever the predicate says.
const SHOWN_SOURCES: Record<Benefit, readonly RuleSource[]> = {
  PREMIUM_SUBSIDY: ['YBJ'],
  INSTITUTION_COVER: [],
  MEDICAL_AID: [],
  CHECKUP: ['WJW'],
  EDUCATION_AID: ['JYJ'],
  REHAB_FUNDING: ['CLH'],
  ACCOMMODATIONS: ['JYJ'],
  PUBLIC_SCHOOL_PLACE: [],
  CARE_VISITS: [],
}

/** Every input that a rule looks at: to hold, for its tier and for its items. */
export function inputsOfRule({ predicate, tiers, items }: Rule): InputName[] {
  const conditions = [predicate, ...tiers.flatMap(({ when }) => (when === null ? [] : [when]))]
  return [...new Set([...conditions.flatMap(ruleInputsOf), ...(items === null ? [] : (['STAGE'] as const))])]
}

/** True for a rule that rests on what its source says of today alone. */
export function isOfTodayOnly({ predicate }: Rule): boolean {
  return ruleInputsOf(predicate).some((input) => UNDATED_INPUTS.has(input))
}

export function readRule(at: Cursor, vocabulary: RuleVocabulary): Rule {
  at.fields(...KEYS)
  const rule: Rule = {
    id: at.at('id').text(),
    benefit: at.at('benefit').oneOf(BENEFITS),
    clause: at.at('clause').text(),
    quote: at.at('quote').text(),
    sources: at
      .at('sources')
      .items()
      .map((source) => source.oneOf(RULE_SOURCES)),
    predicate: at.has('predicate') ? readRuleExpression(at.at('predicate'), vocabulary) : NEVER,
    undecided: at.has('undecided') ? at.at('undecided').text() : null,
    tiers: at.has('tiers') ? readTiers(at.at('tiers'), vocabulary) : [],
    items: at.has('items') ? readItems(at.at('items')) : null,
    validUntil: at.at('validUntil').oneOf(ROUNDINGS),
    parameters: at.has('parameters')
      ? at
          .at('parameters')
          .items()
          .map((name) => name.oneOf(vocabulary.parameters))
      : [],
  }
  checkShape(at, rule)
  checkSources(at, rule)
  return rule
}

function readTiers(at: Cursor, vocabulary: RuleVocabulary): Rule['tiers'] {
  const places = at.items()
  return places.map((place, index) => {
    const isLast = index === places.length - 1
    place.fields('tier', ...(isLast ? [] : ['when']))
    const when = isLast ? null : readRuleExpression(place.at('when'), vocabulary)
    return { tier: place.at('tier').oneOf(TIERS), when }
  })
}

function readItems(at: Cursor): NonNullable<Rule['items']> {
  at.fields(...STAGES)
  const entries = STAGES.map((stage) => {
    const place = at.at(stage)
    return [stage, place.value === null ? null : place.items().map((item) => item.oneOf(ITEMS))] as const
  })
  return Object.fromEntries(entries) as NonNullable<Rule['items']>
}

function checkShape(at: Cursor, rule: Rule): void {
  if (!/^R\d\d$/.test(rule.id)) at.at('id').fault('must be R and two digits')
  if (at.has('predicate') === at.has('undecided')) at.fault('must hold either `predicate` or `undecided`')
  if ((rule.benefit === 'MEDICAL_AID') !== rule.tiers.length > 0) at.at('tiers').fault('belong to MEDICAL_AID alone')
  if ((rule.benefit === 'EDUCATION_AID') !== (rule.items !== null))
    at.at('items').fault('belong to EDUCATION_AID alone')
}

// A rule that reads a source outside its list would turn that source's outage into a sign of who the child is.
function checkSources(at: Cursor, rule: Rule): void {
  const read = inputsOfRule(rule).map((input) => INPUT_SOURCE[input])
  for (const source of new Set([...read, ...SHOWN_SOURCES[rule.benefit]])) {
    if (!rule.sources.includes(source)) at.at('sources').fault(`must list ${source}, which the rule reads`)
  }
}
