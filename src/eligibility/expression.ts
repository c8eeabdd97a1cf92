// The closed language predicates are written in, over named facts. It has no text, no arithmetic and no recursion, and
// its numbers are named parameters, so a pack cannot compute anything that its reader does not see. A rule that answers
// hospitals and schools has eight words of it; a finding, which a person decides on, may also look at days, places and parents.
import type { Cursor } from './cursor.ts'
import { type ChildFact, type Measure, type ParentFact, PLACES, type Place } from './facts.ts'
import type { InputName } from './inputs.ts'

export type Expression<Name extends string = ChildFact | ParentFact> =
  | { readonly op: 'all' | 'any'; readonly of: readonly Expression<Name>[] }
  | { readonly op: 'not'; readonly of: Expression<Name> }
  /** Some value of the input holds on the day. */
  | { readonly op: 'active'; readonly input: Name }
  /** One of these values of the input holds on the day. */
  | { readonly op: 'oneOf'; readonly input: Name; readonly values: readonly string[] }
  /** TRUE when a value is on record, else UNKNOWN and never FALSE: a gap in a register is no ground for a no. */
  | { readonly op: 'known'; readonly input: Name }
  /** A local decision; UNKNOWN while it is empty. */
  | { readonly op: 'switch'; readonly name: string }
  /** A definition of the pack, spelled out. */
  | { readonly op: 'is'; readonly name: string; readonly of: Expression<Name> }
  /** A decision of each county, of the one that is competent (A13); UNKNOWN for a county that has not decided. */
  | { readonly op: 'countySwitch'; readonly name: string }
  /** One reading of a text that has several (A1-A15); UNKNOWN while none is decided. */
  | { readonly op: 'reading'; readonly name: string; readonly as: Readonly<Record<string, Expression<Name>>> }
  /** 不满, 以上 (民法典 1259, A8): fewer than; as many or more. */
  | { readonly op: 'under' | 'atLeast'; readonly measure: Measure; readonly parameter: string }
  | { readonly op: 'differ'; readonly places: readonly [Place, Place] }
  | { readonly op: 'inArea'; readonly place: Place; readonly area: string }
  | { readonly op: 'everyParent'; readonly of: Expression<ParentFact> }
  /** One of them and the other of them, whichever is which. */
  | { readonly op: 'oneParent'; readonly one: Expression<ParentFact>; readonly other: Expression<ParentFact> }

/** An expression of a rule that answers hospitals and schools. */
export type RuleExpression = Expression<InputName>

/** What an expression at a place may name. */
export interface Vocabulary {
  readonly inputs: Readonly<Record<string, readonly string[]>>
  readonly switches: readonly string[]
  readonly definitions: ReadonlyMap<string, Expression>
  /** What findings have beside it; null for a rule that answers hospitals and schools. */
  readonly wider: WiderVocabulary | null
}

export interface WiderVocabulary {
  readonly measures: readonly Measure[]
  readonly parameters: readonly string[]
  readonly areas: readonly string[]
  readonly countySwitches: readonly string[]
  readonly readings: ReadonlyMap<string, readonly string[]>
  /** The vocabulary inside a parent; null where that is already inside one. */
  readonly parent: Vocabulary | null
}

const RULE_OPERATORS = ['all', 'any', 'not', 'active', 'oneOf', 'known', 'switch', 'is'] as const
const WIDER_OPERATORS = ['reading', 'under', 'atLeast'] as const
const CHILD_OPERATORS = ['countySwitch', 'differ', 'inArea', 'everyParent', 'oneParent'] as const
/** Holds of no child. */
export const NEVER = { op: 'any', of: [] } as const satisfies Expression<never>

/** Reads one expression of a rule that answers hospitals and schools: only what its vocabulary lists is in it. */
export function readRuleExpression(at: Cursor, vocabulary: Vocabulary & { readonly wider: null }): RuleExpression {
  return readExpression(at, vocabulary) as RuleExpression
}

/** Reads one expression; faults are noted at the cursor, and an expression that is never true stands in. */
export function readExpression(at: Cursor, vocabulary: Vocabulary): Expression {
  const keys = at.keys()
  const operators = operatorsOf(vocabulary)
  const op = operators.find((operator) => operator === keys[0])
  if (op === undefined || keys.length !== 1) {
    at.fault(`must hold exactly one of ${operators.join(', ')}`)
    return NEVER
  }
  return READ[op](at.at(op), vocabulary)
}

type Operator = Expression['op']

function operatorsOf({ wider }: Vocabulary): readonly Operator[] {
  if (wider === null) return RULE_OPERATORS
  return [...RULE_OPERATORS, ...WIDER_OPERATORS, ...(wider.parent === null ? [] : CHILD_OPERATORS)]
}

const READ: Readonly<Record<Operator, (at: Cursor, vocabulary: Vocabulary) => Expression>> = {
  all: (at, vocabulary) => ({ op: 'all', of: readOperands(at, vocabulary) }),
  any: (at, vocabulary) => ({ op: 'any', of: readOperands(at, vocabulary) }),
  not: (at, vocabulary) => ({ op: 'not', of: readExpression(at, vocabulary) }),
  active: (at, vocabulary) => ({ op: 'active', input: readInputName(at, vocabulary) }),
  known: (at, vocabulary) => ({ op: 'known', input: readInputName(at, vocabulary) }),
  oneOf: readOneOf,
  switch: (at, { switches }) => ({ op: 'switch', name: at.oneOf(switches) }),
  is: readDefinition,
  countySwitch: (at, { wider }) => ({ op: 'countySwitch', name: at.oneOf(wider?.countySwitches ?? []) }),
  reading: readReading,
  under: (at, vocabulary) => ({ op: 'under', ...readMeasure(at, vocabulary) }),
  atLeast: (at, vocabulary) => ({ op: 'atLeast', ...readMeasure(at, vocabulary) }),
  differ: (at) => {
    const [one, other] = at.items().map((place) => place.oneOf(PLACES))
    if (one === undefined || other === undefined || one === other) at.fault('must hold two places')
    return { op: 'differ', places: [one ?? 'HUKOU', other ?? 'RESIDENCE'] }
  },
  inArea: (at, { wider }) => {
    at.fields('place', 'area')
    return { op: 'inArea', place: at.at('place').oneOf(PLACES), area: at.at('area').oneOf(wider?.areas ?? []) }
  },
  everyParent: (at, vocabulary) => ({ op: 'everyParent', of: readParent(at, vocabulary) }),
  oneParent: (at, vocabulary) => {
    at.fields('one', 'other')
    return {
      op: 'oneParent',
      one: readParent(at.at('one'), vocabulary),
      other: readParent(at.at('other'), vocabulary),
    }
  },
}

/** The names of all inputs a rule may read. */
export function ruleInputsOf(expression: RuleExpression): InputName[] {
  return [...inputsOf(expression)] as InputName[]
}

/** The names of all inputs an expression may read, those of parents as `parent.NAME`. */
export function inputsOf(expression: Expression): Set<string> {
  const names = new Set<string>()
  collectInputs(expression, '', names)
  return names
}

function collectInputs(expression: Expression, scope: string, names: Set<string>): void {
  if ('input' in expression) names.add(`${scope}${expression.input}`)
  for (const part of partsOf(expression)) collectInputs(part, isOfParents(expression) ? 'parent.' : scope, names)
}

function isOfParents({ op }: Expression): boolean {
  return op === 'everyParent' || op === 'oneParent'
}

/** The expressions an expression is made of. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.op) {
    case 'all':
    case 'any':
      return expression.of
    case 'not':
    case 'is':
    case 'everyParent':
      return [expression.of]
    case 'reading':
      return Object.values(expression.as)
    case 'oneParent':
      return [expression.one, expression.other]
    default:
      return []
  }
}

// An empty `all` would be true of every child, an empty `any` of none: both are slips of the pen.
function readOperands(at: Cursor, vocabulary: Vocabulary): Expression[] {
  const operands = at.items()
  if (operands.length === 0) at.fault('must hold at least one expression')
  return operands.map((operand) => readExpression(operand, vocabulary))
}

function readInputName(at: Cursor, { inputs }: Vocabulary): ChildFact | ParentFact {
  return at.oneOf(Object.keys(inputs)) as ChildFact | ParentFact
}

function readOneOf(at: Cursor, vocabulary: Vocabulary): Expression {
  at.fields('input', 'values')
  const input = readInputName(at.at('input'), vocabulary)
  const values = at.at('values').items()
  if (values.length === 0) at.at('values').fault('must hold at least one value')
  return { op: 'oneOf', input, values: values.map((value) => value.oneOf(vocabulary.inputs[input] ?? [])) }
}

function readDefinition(at: Cursor, vocabulary: Vocabulary): Expression {
  const name = at.text()
  const definition = vocabulary.definitions.get(name)
  if (definition !== undefined) return { op: 'is', name, of: definition }
  at.fault('must name a definition that stands above')
  return NEVER
}

function readReading(at: Cursor, vocabulary: Vocabulary): Expression {
  at.fields('of', 'as')
  const readings = vocabulary.wider?.readings ?? new Map<string, readonly string[]>()
  const name = at.at('of').oneOf([...readings.keys()])
  const as = at.at('as').fields(...(readings.get(name) ?? []))
  return {
    op: 'reading',
    name,
    as: Object.fromEntries(as.keys().map((reading) => [reading, readExpression(as.at(reading), vocabulary)])),
  }
}

function readMeasure(at: Cursor, { wider }: Vocabulary): { readonly measure: Measure; readonly parameter: string } {
  at.fields('measure', 'parameter')
  return {
    measure: at.at('measure').oneOf(wider?.measures ?? []),
    parameter: at.at('parameter').oneOf(wider?.parameters ?? []),
  }
}

function readParent(at: Cursor, { wider }: Vocabulary): Expression<ParentFact> {
  return wider?.parent ? (readExpression(at, wider.parent) as Expression<ParentFact>) : NEVER
}
