// Binds a plan to one request: variables coerced, arguments read, and every use that only the variables show (a filter
// inside `$filter`) decided. Pure, and it can only narrow what the plan allows.
import { GatewayError } from '../errors.ts'
import type { Use } from './arguments.ts'
import { variablesMisfit } from './bad-input.ts'
import type { Plan, RootPlan } from './plan.ts'
import { isIncluded } from './shape.ts'
import { variableFaults } from './variables.ts'

export interface BoundRoot {
  readonly plan: RootPlan
  readonly arguments: Readonly<Record<string, unknown>>
}

export interface Bound {
  readonly roots: readonly BoundRoot[]
  /** Every use beside selection, sorted. */
  readonly uses: readonly Use[]
  readonly variables: Readonly<Record<string, unknown>>
}

/** Throws BAD_INPUT for variables of the wrong form and REFUSED for a use that is not granted. */
export function bind(plan: Plan, given: Readonly<Record<string, unknown>>): Bound {
  const variables = variablesOf(plan, given)
  const all = plan.roots.map((root) => ({ plan: root, arguments: argumentsOf(root, variables) }))
  // Uses are decided for every root, also for one that the variables leave out.
  const uses: Use[] = []
  for (const root of all) root.plan.arguments.decide(root.arguments, uses)
  return { roots: all.filter((root) => isIncluded(root.plan.field, variables)), variables, uses: uses.sort(byName) }
}

function variablesOf(plan: Plan, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { coerced, errors } = plan.readVariables(given)
  if (!errors) return coerced
  throw variablesMisfit(variableFaults(plan.operation, plan.grant.view, given))
}

function argumentsOf(root: RootPlan, variables: Record<string, unknown>): Record<string, unknown> {
  try {
    return root.arguments.read(variables)
  } catch (cause) {
    throw new GatewayError('BAD_INPUT', 'an argument does not fit', { hint: 'VARIABLE_FORM', cause })
  }
}

function byName([a, kind]: Use, [b, other]: Use): number {
  if (a !== b) return a < b ? -1 : 1
  return kind < other ? -1 : 1
}
