// Weighs an expression against one child's facts on one day. Every branch is always weighed and noted, so that the
// work is the same for every child and the trace is complete.
import { addMonths, type Day, isDay } from '../clock.ts'
import type { Expression } from './expression.ts'
import {
  type ChildFact,
  type Known,
  MEASURE_UNIT,
  NOTHING_KNOWN,
  type Parent,
  type ParentFact,
  type PersonFacts,
} from './facts.ts'
import { and, not, or, type Truth, truthOf } from './three-valued.ts'

/** What a pack leaves to be decided, as it stands on the day. */
export interface Decided {
  readonly switches: Readonly<Record<string, boolean | null>>
  readonly countySwitches: Readonly<Record<string, Readonly<Record<string, boolean | null>>>>
  /** The reading taken of each text that has several; null while none is. */
  readonly readings: Readonly<Record<string, string | null>>
  readonly areas: Readonly<Record<string, Area>>
  /** The value of a dated parameter on the day; null where none is decided. */
  readonly parameter: (name: string) => number | null
}

/** Counties that belong to an area, and those of which nobody has said. Any other does not. */
export interface Area {
  readonly of: readonly string[]
  readonly undecided: readonly string[]
}

export interface Facts<Name extends string> {
  readonly person: PersonFacts<Name>
  readonly day: Day
  readonly decided: Decided
}

/** One weighed expression. Holds a child's values: as sensitive as the categories themselves (L4). */
export interface TraceNode {
  readonly op: Expression['op']
  readonly name: string | null
  readonly truth: Truth
  readonly values: readonly string[] | 'UNKNOWN' | null
  /** The values of which one is to hold, as the rule writes them; null for what is no such test. */
  readonly testedFor: readonly string[] | null
  readonly of: readonly TraceNode[]
}

type Weighed = Pick<TraceNode, 'truth'> & Partial<Pick<TraceNode, 'name' | 'values' | 'testedFor' | 'of'>>

export function weigh<Name extends string>(expression: Expression<Name>, facts: Facts<Name>): TraceNode {
  return { op: expression.op, name: null, values: null, testedFor: null, of: [], ...weighed(expression, facts) }
}

function weighed<Name extends string>(expression: Expression<Name>, facts: Facts<Name>): Weighed {
  const { decided } = facts
  switch (expression.op) {
    case 'all':
    case 'any': {
      const of = expression.of.map((operand) => weigh(operand, facts))
      const join = expression.op === 'all' ? and : or
      return { truth: join(...of.map(({ truth }) => truth)), of }
    }
    case 'not': {
      const node = weigh(expression.of, facts)
      return { truth: not(node.truth), of: [node] }
    }
    case 'is': {
      const node = weigh(expression.of, facts)
      return { name: expression.name, truth: node.truth, of: [node] }
    }
    case 'switch':
      return { name: expression.name, truth: truthOrOpen(decided.switches[expression.name]) }
    case 'countySwitch':
      return { name: expression.name, truth: countySwitch(expression.name, facts) }
    case 'reading':
      return weighReading(expression, facts)
    case 'under':
    case 'atLeast':
      return { name: expression.measure, truth: measured(expression, facts) }
    case 'differ':
      return { name: expression.places.join(' '), truth: differ(expression.places, facts) }
    case 'inArea':
      return { name: expression.area, truth: inArea(expression, facts) }
    case 'everyParent':
    case 'oneParent':
      return weighParents(expression, facts)
    default:
      return weighInput(expression, facts)
  }
}

function truthOrOpen(decision: boolean | null | undefined): Truth {
  return decision === null || decision === undefined ? 'UNKNOWN' : truthOf(decision)
}

type Of<Op extends Expression['op'], Name extends string = ChildFact | ParentFact> = Extract<
  Expression<Name>,
  { readonly op: Op }
>

function weighInput<Name extends string>(
  expression: Extract<Expression<Name>, { readonly input: Name }>,
  { person, day }: Facts<Name>,
): Weighed {
  const known = person.values(expression.input, day)
  const isSilent = !known.isWhole && known.values.length === 0
  return {
    name: expression.input,
    truth: truthOfValues(expression, known),
    values: isSilent ? 'UNKNOWN' : known.values,
    testedFor: expression.op === 'oneOf' ? expression.values : null,
  }
}

/** What is asked of the values of an input. */
type Test = { readonly op: 'active' | 'known' } | { readonly op: 'oneOf'; readonly values: readonly string[] }

function truthOfValues(expression: Test, { values, isWhole, among }: Known): Truth {
  if (among) return truthAmong(expression, among)
  const holds =
    expression.op === 'oneOf' ? values.some((value) => expression.values.includes(value)) : values.length > 0
  if (holds) return 'TRUE'
  return isWhole && expression.op !== 'known' ? 'FALSE' : 'UNKNOWN'
}

function truthAmong(expression: Test, among: readonly string[]): Truth {
  if (expression.op !== 'oneOf') return 'TRUE'
  if (among.every((value) => expression.values.includes(value))) return 'TRUE'
  return among.some((value) => expression.values.includes(value)) ? 'UNKNOWN' : 'FALSE'
}

/** The ambiguity that says which county is competent, and its other reading than that of household registration. */
const COMPETENT_COUNTY = 'A13'
const BY_RESIDENCE = 'RESIDENCE'

function countySwitch(name: string, { person, decided }: Facts<string>): Truth {
  const county = person.county(decided.readings[COMPETENT_COUNTY] === BY_RESIDENCE ? 'RESIDENCE' : 'HUKOU')
  return truthOrOpen(county === null ? null : decided.countySwitches[name]?.[county])
}

function weighReading<Name extends string>(expression: Of<'reading', Name>, facts: Facts<Name>): Weighed {
  const taken = facts.decided.readings[expression.name] ?? null
  const of = Object.entries(expression.as).map(([reading, each]) => named(reading, weigh(each, facts)))
  return { name: expression.name, truth: of.find(({ name }) => name === taken)?.truth ?? 'UNKNOWN', of }
}

function measured({ op, measure, parameter }: Of<'under' | 'atLeast'>, facts: Facts<string>): Truth {
  const since = facts.person.since(measure)
  const count = facts.decided.parameter(parameter)
  if (since === null || count === null) return 'UNKNOWN'
  const months = MEASURE_UNIT[measure] === 'YEARS' ? count * 12 : count
  const isFull = facts.day >= fullOn(since, months, facts.decided)
  return truthOf(op === 'atLeast' ? isFull : !isFull)
}

/** On which day somebody born on 29 February is a year older, and its other reading than 1 March. */
const LEAP_BIRTHDAY = 'A9'
const ON_THE_EVE = 'FEBRUARY_28'

/** The first day on which so many months are full. */
export function fullOn(since: Day, months: number, { readings }: Pick<Decided, 'readings'>): Day {
  const day = addMonths(since, months)
  const isMoved = since.endsWith('-02-29') && day.endsWith('-03-01')
  const eve = `${day.slice(0, 4)}-02-28`
  return isMoved && readings[LEAP_BIRTHDAY] === ON_THE_EVE && isDay(eve) ? eve : day
}

function differ(places: Of<'differ'>['places'], { person }: Facts<string>): Truth {
  const [one, other] = places.map((place) => person.county(place))
  return one && other ? truthOf(one !== other) : 'UNKNOWN'
}

function inArea({ place, area }: Of<'inArea'>, { person, decided }: Facts<string>): Truth {
  const county = person.county(place)
  const { of, undecided } = decided.areas[area] ?? { of: [], undecided: [] }
  if (county === null || undecided.includes(county)) return 'UNKNOWN'
  return truthOf(of.includes(county))
}

function weighParents(expression: Of<'everyParent' | 'oneParent'>, facts: Facts<string>): Weighed {
  const nodes = (each: Expression<ParentFact>): readonly [TraceNode, TraceNode] => [
    weighParent(each, 'FATHER', facts),
    weighParent(each, 'MOTHER', facts),
  ]
  if (expression.op === 'everyParent') {
    const of = nodes(expression.of)
    return { truth: and(...of.map(({ truth }) => truth)), of }
  }
  const [father, mother] = nodes(expression.one)
  const [otherFather, otherMother] = nodes(expression.other)
  return {
    truth: or(and(father.truth, otherMother.truth), and(mother.truth, otherFather.truth)),
    of: [father, otherMother, mother, otherFather],
  }
}

// A parent who is not on record is weighed as one of whom nothing is known, so that the trace has one shape.
function weighParent(
  expression: Expression<ParentFact>,
  which: Parent,
  { person, day, decided }: Facts<string>,
): TraceNode {
  return named(which, weigh(expression, { person: person.parent(which) ?? UNRECORDED, day, decided }))
}

function named(name: string, node: TraceNode): TraceNode {
  return { op: 'is', name, truth: node.truth, values: null, testedFor: null, of: [node] }
}

const UNRECORDED: PersonFacts<ParentFact> = {
  values: () => NOTHING_KNOWN,
  since: () => null,
  county: () => null,
  parent: () => null,
}
