// Why a role sees what it sees of a field for a purpose, and what it would take to see it: everything that bears on one
// decision, gathered for a person. The words are said in explain-words.ts.

import { getNamedType } from 'graphql'
import type { Classification } from '../catalogue/item.ts'
import { isRootField } from '../catalogue/roots.ts'
import type { Day } from '../clock.ts'
import { maskNamed } from '../masking/masks.ts'
import { fieldAt } from '../policy/check.ts'
import { type Decision, USE_KINDS, type UseKind } from '../policy/decision.ts'
import { treatmentOf } from '../policy/diff.ts'
import type { Condition, Policy } from '../policy/policy.ts'
import type { Protection } from '../policy/vocabulary.ts'
import type { Desk, DeskEntry } from './desk.ts'
import type { Use } from './granted-uses.ts'
import { grantOn } from './operation.ts'
import { conditionsOf, type Holding, treatmentFor } from './treatment.ts'

export interface ExplainQuestion extends Use {
  readonly role: string
  readonly purpose: string
  readonly today: Day
  /** What is known of the child asked about; what is not named holds. */
  readonly where: Holding
}

/** What a caller gets of the cell for one kind of child. */
export interface ChildState {
  /** Null: every condition holds. */
  readonly failing: Condition | null
  readonly treatment: string
}

/** What would have to change, in the order in which it would be done. */
export type Change =
  | { readonly kind: 'write-policy' }
  | { readonly kind: 'policy-ended'; readonly file: string; readonly until: Day }
  | { readonly kind: 'remove-refuse'; readonly file: string }
  | { readonly kind: 'grant-field'; readonly file: string; readonly coordinate: string }
  | { readonly kind: 'grant-way'; readonly file: string; readonly ways: readonly string[] }
  | { readonly kind: 'grant-or-release'; readonly file: string; readonly inputs: readonly string[] }
  | { readonly kind: 'list-use'; readonly file: string; readonly use: UseKind }
  | { readonly kind: 'reveal-first'; readonly file: string }
  | { readonly kind: 'drop-mask'; readonly file: string; readonly mask: string }
  | { readonly kind: 'drop-condition'; readonly file: string; readonly condition: Condition }
  | { readonly kind: 'drop-protection'; readonly condition: Condition }

export interface Who {
  readonly role: string
  readonly purpose: string
  readonly treatment: string
}

export interface Explanation {
  readonly question: ExplainQuestion
  readonly classification: Classification
  readonly entry: DeskEntry | null
  readonly decision: Decision
  /** For the child that `where` describes. */
  readonly treatment: string
  readonly states: readonly ChildState[]
  readonly protections: readonly Protection[]
  readonly releases: Policy['releases']
  /** What is left of an example by the mask; null without a mask, or where none fits a text. */
  readonly example: { readonly value: string; readonly left: string } | null
  readonly changes: readonly Change[]
  /** Everybody who has this use of the field, the one asked about included. */
  readonly whoElse: readonly Who[]
}

/** The coordinate, role and purpose must be known ones. */
export function explain(desk: Desk, question: ExplainQuestion): Explanation {
  const { role, purpose, kind, coordinate } = question
  const entry = desk.entryFor(role, purpose) ?? null
  const decision = grantOn(desk, question)?.decide(kind, coordinate) ?? noPolicy(entry)
  const classification = desk.catalogue.get(coordinate) as Classification
  return {
    question,
    classification,
    entry,
    decision,
    treatment: treatmentFor(decision, question.where),
    states: [null, ...conditionsOf(decision)].map((failing) => ({
      failing,
      treatment: treatmentFor(decision, failing ? { [failing]: false } : {}),
    })),
    protections: protectionsOn(desk, role, classification),
    releases: (entry?.policy.releases ?? []).filter(({ field }) => field === coordinate),
    example: exampleOf(decision, coordinate),
    changes: [...changesFor(desk, question, { entry, decision })],
    whoElse: whoHas(desk, question),
  }
}

function noPolicy(entry: DeskEntry | null): Decision {
  return { effect: 'refuse', policies: entry?.grant.policyIds ?? [], reason: entry ? 'ended' : 'no policy' }
}

function protectionsOn({ vocabulary }: Desk, role: string, { item }: Classification): Protection[] {
  return vocabulary.protections.filter(({ roles, items }) => roles.includes(role) && items.includes(item))
}

/** Everybody who has a use of a coordinate on a day, and how. */
export function whoHas(desk: Desk, { kind, coordinate, today }: Use & { readonly today: Day }): Who[] {
  return desk.entries.flatMap(({ policy: { role, purpose } }) => {
    const decision = grantOn(desk, { role, purpose, today })?.decide(kind, coordinate)
    return decision && decision.effect !== 'refuse' ? [{ role, purpose, treatment: treatmentOf(decision) }] : []
  })
}

const EXAMPLES = { text: '周小满', day: '2018-03-09', division: '330106901903', amount: '100000' } as const
const EXAMPLE_ADDRESS = '杭州市西湖区合成九〇一街道903村12号'
/** What the texts of a field look like; those that are not named are names of persons. All are made up. */
const TEXTS: Readonly<Record<string, string>> = {
  citizenId: '330199201801019970',
  phone: '12000000063',
  payoutAccount: '9999000000000000012',
  hukouAddress: EXAMPLE_ADDRESS,
  residenceAddress: EXAMPLE_ADDRESS,
}
const EXAMPLE_DAY = '2026-11-23'

function exampleOf(decision: Decision, coordinate: string): Explanation['example'] {
  if (decision.effect !== 'mask') return null
  const mask = maskNamed(decision.mask)
  if (!mask) return null
  const field = coordinate.slice(coordinate.indexOf('.') + 1)
  const value = (mask.input === 'text' ? TEXTS[field] : undefined) ?? EXAMPLES[mask.input]
  return { value, left: String(mask.apply(value, EXAMPLE_DAY)) }
}

interface Decided {
  readonly entry: DeskEntry | null
  readonly decision: Decision
}

function* changesFor(desk: Desk, question: ExplainQuestion, { entry, decision }: Decided): Generator<Change> {
  if (!entry) {
    yield { kind: 'write-policy' }
    return
  }
  const { file, policy } = entry
  if (policy.until !== null && policy.until <= question.today) yield { kind: 'policy-ended', file, until: policy.until }
  if (decision.effect === 'refuse') yield* changesOfRefusal(desk, question, entry)
  else yield* changesOfGrant(desk, question, { entry, decision })
}

function* changesOfRefusal(desk: Desk, { kind, coordinate }: Use, { file, policy }: DeskEntry): Generator<Change> {
  if (policy.refuse.includes(coordinate)) yield { kind: 'remove-refuse', file }
  if (kind === 'select') {
    if (policy.fields[coordinate] === undefined) yield { kind: 'grant-field', file, coordinate }
    yield* wayTo(desk, coordinate, { file, policy })
    yield* inputsOf(desk, coordinate, { file, policy })
    return
  }
  const isSeen = policy.fields[coordinate]?.mask === null
  if ((kind === 'filter' || kind === 'sort') && !isSeen) yield { kind: 'reveal-first', file }
  if (!policy.use[kind].includes(coordinate)) yield { kind: 'list-use', file, use: kind }
}

// A field is reached only through granted ones.
function* wayTo(
  { schema, catalogue }: Desk,
  coordinate: string,
  { file, policy }: Pick<DeskEntry, 'file' | 'policy'>,
): Generator<Change> {
  if (isRootField(coordinate)) return
  const type = coordinate.split('.')[0] ?? ''
  const ways = [...catalogue.keys()].filter((each) => {
    const field = fieldAt(schema, each)
    return field !== undefined && getNamedType(field.type).name === type
  })
  if (!ways.some((way) => policy.fields[way] !== undefined)) yield { kind: 'grant-way', file, ways }
}

function* inputsOf(
  { catalogue }: Desk,
  coordinate: string,
  { file, policy }: Pick<DeskEntry, 'file' | 'policy'>,
): Generator<Change> {
  const released = policy.releases.filter(({ field }) => field === coordinate).flatMap(({ from }) => from)
  const inputs = (catalogue.get(coordinate)?.derivedFrom ?? []).filter(
    (input) => policy.fields[input] === undefined && !released.includes(input),
  )
  if (inputs.length > 0) yield { kind: 'grant-or-release', file, inputs }
}

function* changesOfGrant(
  desk: Desk,
  { role, coordinate }: ExplainQuestion,
  { entry: { file, policy }, decision }: { readonly entry: DeskEntry; readonly decision: Decision },
): Generator<Change> {
  if (decision.effect === 'mask') yield { kind: 'drop-mask', file, mask: decision.mask }
  const own = policy.fields[coordinate]?.row?.where
  if (own) yield { kind: 'drop-condition', file, condition: own }
  const classification = desk.catalogue.get(coordinate)
  if (!classification) return
  for (const { condition } of protectionsOn(desk, role, classification)) yield { kind: 'drop-protection', condition }
}

/** The words with which a person may name a use. */
export function isUseKind(word: string): word is UseKind {
  return (USE_KINDS as readonly string[]).includes(word)
}
