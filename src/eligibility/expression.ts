// The closed language predicates are written in: eight words, all monotone, over named inputs. It has no numbers, no
// text and no recursion, so a pack cannot compute anything that its reader does not see.
import type { Cursor } from './cursor.ts'
import { INPUT_VALUES, type InputName } from './inputs.ts'

export type Expression =
  | { readonly op: 'all' | 'any'; readonly of: readonly Expression[] }
  | { readonly op: 'not'; readonly of: Expression }
  /** Some value of the input holds on the day. */
  | { readonly op: 'active'; readonly input: InputName }
  /** One of these values of the input holds on the day. */
  | { readonly op: 'oneOf'; readonly input: InputName; readonly values: readonly string[] }
  /** TRUE when a value is on record, else UNKNOWN and never FALSE: a gap in a register is no ground for a no. */
  | { readonly op: 'known'; readonly input: InputName }
  /** A local decision; UNKNOWN while it is empty. */
  | { readonly op: 'switch'; readonly name: string }
  /** A definition of the pack, spelled out. */
  | { readonly op: 'is'; readonly name: string; readonly of: Expression }

export interface Vocabulary {
  readonly switches: readonly string[]
  readonly definitions: ReadonlyMap<string, Expression>
}

const OPERATORS = ['all', 'any', 'not', 'active', 'oneOf', 'known', 'switch', 'is'] as const
const INPUT_NAMES = Object.keys(INPUT_VALUES) as InputName[]
/** Holds of no child. */
export const NEVER: Expression = { op: 'any', of: [] }

/** Reads one expression; faults are noted at the cursor, and an expression that is never true stands in. */
export function readExpression(at: Cursor, vocabulary: Vocabulary): Expression {
  const keys = at.keys()
  const op = OPERATORS.find((operator) => operator === keys[0])
  if (op === undefined || keys.length !== 1) {
    at.fault(`must hold exactly one of ${OPERATORS.join(', ')}`)
    return NEVER
  }
  const operand = at.at(op)
  switch (op) {
    case 'all':
    case 'any':
      return { op, of: readOperands(operand, vocabulary) }
    case 'not':
      return { op, of: readExpression(operand, vocabulary) }
    case 'active':
    case 'known':
      return { op, input: operand.oneOf(INPUT_NAMES) }
    case 'oneOf':
      return readOneOf(operand)
    case 'switch':
      return { op, name: operand.oneOf(vocabulary.switches) }
    case 'is':
      return readDefinition(operand, vocabulary)
  }
}

/** The names of all inputs an expression may read. */
export function inputsOf(expression: Expression): Set<InputName> {
  switch (expression.op) {
    case 'all':
    case 'any':
      return new Set(expression.of.flatMap((operand) => [...inputsOf(operand)]))
    case 'not':
    case 'is':
      return inputsOf(expression.of)
    case 'switch':
      return new Set()
    default:
      return new Set([expression.input])
  }
}

// An empty `all` would be true of every child, an empty `any` of none: both are slips of the pen.
function readOperands(at: Cursor, vocabulary: Vocabulary): Expression[] {
  const operands = at.items()
  if (operands.length === 0) at.fault('must hold at least one expression')
  return operands.map((operand) => readExpression(operand, vocabulary))
}

function readOneOf(at: Cursor): Expression {
  at.fields('input', 'values')
  const input = at.at('input').oneOf(INPUT_NAMES)
  const values = at.at('values').items()
  if (values.length === 0) at.at('values').fault('must hold at least one value')
  return { op: 'oneOf', input, values: values.map((value) => value.oneOf<string>(INPUT_VALUES[input])) }
}

function readDefinition(at: Cursor, vocabulary: Vocabulary): Expression {
  const name = at.text()
  const definition = vocabulary.definitions.get(name)
  if (definition !== undefined) return { op: 'is', name, of: definition }
  at.fault('must name a definition that stands above')
  return NEVER
}
