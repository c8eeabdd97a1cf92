// What children are counted by. A dimension says which of its values hold of one child; what nobody knows is a value of its own and
// never counted as a no.
import type { Day } from '../../clock.ts'
import type { Expression } from '../../eligibility/expression.ts'
import { decidedOn } from '../../eligibility/local-decisions.ts'
import type { Benefit, RulePack } from '../../eligibility/rule-pack.ts'
import type { Truth } from '../../eligibility/three-valued.ts'
import { weigh } from '../../eligibility/weigh.ts'
import { type Cells, factsFrom } from '../../registry/findings/facts.ts'

/** Stands for what no source tells, or cannot be read. */
export const UNKNOWN = 'UNKNOWN'

/** One child on the day of the snapshot. */
export interface CountedChild {
  readonly day: Day
  readonly pack: RulePack
  readonly cells: Cells
}

/** Lists that the city keeps and no child is needed for. */
export interface PublicLists {
  /** Nine digits each, in order. */
  readonly streets: readonly string[]
}

export interface InWords {
  readonly zh: string
  readonly en: string
}

/** Children of these values have one of those of another dimension; where it is whole, all who have one of those. */
export interface InOtherWords {
  readonly values: readonly string[]
  readonly dimension: string
  readonly those: readonly string[]
  readonly isWhole: boolean
}

export interface CountedDimension {
  readonly name: string
  readonly is: InWords
  /** Raised whenever what it counts changes: tables before and after are not compared without a word. */
  readonly version: number
  /** The fields that it counts by: whoever groups by it needs the grant of each. */
  readonly counts: readonly string[]
  /** The leaves that a child's value is read from, under a pack. */
  reads(pack: RulePack): readonly string[]
  /** In order. UNKNOWN is one of them wherever a child's value may be. */
  values(lists: PublicLists): readonly string[]
  /** Of a dimension of several, all of a child's. `listed` are its values. */
  of(child: CountedChild, listed: ReadonlySet<string>): string | readonly string[]
  /** What each value below county level is a part of. */
  readonly within?: { readonly dimension: string; valueOf(value: string): string }
  /** What some of its values say in words of another dimension: everybody knows it, and so tables are held against one another by it. */
  readonly meanings?: readonly InOtherWords[]
  readonly isSensitive?: boolean
  readonly isCountyAtMost?: boolean
  readonly isCityOnly?: boolean
  readonly isMany?: boolean
}

/** The value of a leaf that is a code of a closed list: itself, `none` where the department has nothing, UNKNOWN where nobody knows. */
export function codeOf({ cells }: CountedChild, leaf: string, codes: readonly string[], none: string): string {
  const cell = cells(leaf)
  if (cell === null) return none
  return typeof cell === 'string' && codes.includes(cell) ? cell : UNKNOWN
}

export function holds(expression: Expression, { cells, pack, day }: CountedChild): Truth {
  return weigh(expression, { person: factsFrom(cells, null), day, decided: decidedOn(pack, day) }).truth
}

const NEVER: Expression = { op: 'any', of: [] }

/** What a pack says under a finding's name or number; never, where it has no such finding. */
export function findingOf({ findings }: RulePack, wanted: string): Expression {
  return findings.find(({ name, id }) => name === wanted || id === wanted)?.predicate ?? NEVER
}

export function ruleOf({ rules }: RulePack, benefit: Benefit): Expression {
  return rules[benefit].predicate
}

/** Each once. */
export function together(...lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())]
}

const ANSWERS: Readonly<Record<Truth, string>> = { TRUE: 'YES', FALSE: 'NO', UNKNOWN }

export function answerOf(truth: Truth): string {
  return ANSWERS[truth]
}

export const YES_NO = ['YES', 'NO', UNKNOWN] as const
