// Weighs an expression against one child's inputs on one day. Every branch is always weighed and noted, so that the
// work is the same for every child and the trace is complete.
import type { Day } from '../clock.ts'
import type { Expression } from './expression.ts'
import { type InputName, type RuleInputs, readInput } from './inputs.ts'
import { and, not, or, type Truth, truthOf } from './three-valued.ts'

export interface Facts {
  readonly inputs: RuleInputs
  readonly day: Day
  readonly switches: Readonly<Record<string, boolean | null>>
}

/** One weighed expression. Holds a child's values: as sensitive as the categories themselves (L4). */
export interface TraceNode {
  readonly op: Expression['op']
  readonly name: string | null
  readonly truth: Truth
  readonly values: readonly string[] | 'UNKNOWN' | null
  readonly of: readonly TraceNode[]
}

export function weigh(expression: Expression, facts: Facts): TraceNode {
  const { op } = expression
  switch (expression.op) {
    case 'all':
    case 'any': {
      const of = expression.of.map((operand) => weigh(operand, facts))
      const join = op === 'all' ? and : or
      return { op, name: null, truth: join(...of.map((node) => node.truth)), values: null, of }
    }
    case 'not': {
      const node = weigh(expression.of, facts)
      return { op, name: null, truth: not(node.truth), values: null, of: [node] }
    }
    case 'is': {
      const node = weigh(expression.of, facts)
      return { op, name: expression.name, truth: node.truth, values: null, of: [node] }
    }
    case 'switch': {
      const decided = facts.switches[expression.name] ?? null
      return { op, name: expression.name, truth: decided === null ? 'UNKNOWN' : truthOf(decided), values: null, of: [] }
    }
    default:
      return weighInput(expression, facts)
  }
}

function weighInput(expression: Expression & { input: InputName }, facts: Facts): TraceNode {
  const values = readInput(facts.inputs, expression.input, facts.day)
  return { op: expression.op, name: expression.input, truth: truthOfValues(expression, values), values, of: [] }
}

function truthOfValues(expression: Expression & { input: InputName }, values: readonly string[] | 'UNKNOWN'): Truth {
  if (values === 'UNKNOWN') return 'UNKNOWN'
  if (expression.op === 'oneOf') return truthOf(values.some((value) => expression.values.includes(value)))
  if (values.length > 0) return 'TRUE'
  return expression.op === 'known' ? 'UNKNOWN' : 'FALSE'
}
