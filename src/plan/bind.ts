// Binds a plan to one request: variables coerced, arguments read, and every use that only the variables show (a filter
// inside `$filter`) decided. Pure, and it can only narrow what the plan allows.
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { Classification } from '../catalogue/item.ts'
import { GatewayError } from '../errors.ts'
import { type UseKind, useOf } from '../policy/decision.ts'
import type { Plan, RootPlan } from './plan.ts'
import { isIncluded } from './shape.ts'

export interface BoundRoot {
  readonly plan: RootPlan
  readonly arguments: Readonly<Record<string, unknown>>
}

export interface Bound {
  readonly roots: readonly BoundRoot[]
  /** Every use beside selection, sorted: coordinate and kind. */
  readonly uses: readonly (readonly [string, UseKind])[]
  readonly variables: Readonly<Record<string, unknown>>
}

export interface BindParts {
  readonly plan: Plan
  readonly variables: Readonly<Record<string, unknown>>
  readonly schema: GraphQLSchema
  readonly catalogue: ReadonlyMap<string, Classification>
}

/** Throws BAD_INPUT for variables of the wrong form and REFUSED for a use that is not granted. */
export function bind({ plan, variables, schema, catalogue }: BindParts): Bound {
  const view = plan.grant.view
  const coerced = plan.readVariables(variables)
  if (coerced.errors) {
    const isUnknown = coerced.errors.some((error) => /is not defined by type|does not exist in/.test(error.message))
    throw new GatewayError(isUnknown ? 'REFUSED' : 'BAD_INPUT', 'the variables do not fit the operation')
  }
  const values = coerced.coerced
  const all = plan.roots.map((root) => ({ plan: root, arguments: argumentsOf(root, view, values) }))
  const roots = all.filter((root) => isIncluded(root.plan.field, values))
  // Uses are decided for every root, also for one that the variables leave out.
  const uses: (readonly [string, UseKind])[] = []
  for (const root of all) decideUses(root, { plan, schema, catalogue, variables: values, uses })
  return { roots, variables: values, uses: uses.sort(byName) }
}

function byName([a, kind]: readonly [string, UseKind], [b, other]: readonly [string, UseKind]): number {
  if (a !== b) return a < b ? -1 : 1
  return kind < other ? -1 : 1
}

function rootField({ field }: RootPlan, schema: GraphQLSchema): GraphQLField<unknown, unknown> | undefined {
  const type = schema.getType(field.typeName)
  return isObjectType(type) ? type.getFields()[field.name] : undefined
}

function argumentsOf(root: RootPlan, view: GraphQLSchema, values: Record<string, unknown>): Record<string, unknown> {
  const definition = rootField(root, view)
  if (!definition) throw new GatewayError('REFUSED', `${root.field.coordinate} is not in the view`)
  try {
    return getArgumentValues(definition, root.field.node, values)
  } catch (cause) {
    throw new GatewayError('BAD_INPUT', 'an argument does not fit', { cause })
  }
}

interface Deciding extends BindParts {
  /** Each once. */
  readonly uses: (readonly [string, UseKind])[]
}

function decideUses({ plan: root, arguments: passed }: BoundRoot, parts: Deciding): void {
  const definition = rootField(root, parts.schema)
  for (const argument of definition?.args ?? []) {
    if (passed[argument.name] !== undefined) decideArgument(root, argument, passed[argument.name], parts)
  }
}

function decideArgument(root: RootPlan, argument: GraphQLArgument, value: unknown, parts: Deciding): void {
  const coordinate = `${root.field.coordinate}(${argument.name}:)`
  if (isInputObjectType(getNamedType(argument.type))) {
    decideInput(argument.type, value, parts)
  } else {
    decideUse(coordinate, parts)
    const groups = parts.catalogue.get(coordinate)?.groups
    if (groups) decideGroups(groups[String(value)], parts)
  }
}

// A table is counted by its dimensions: each is a use of a field, granted or not like any other.
function decideGroups(dimensions: readonly string[] | undefined, parts: Deciding): void {
  if (!dimensions) throw new GatewayError('REFUSED', 'a table without known dimensions')
  for (const coordinate of dimensions) decide(coordinate, 'group', parts)
}

function decideInput(type: GraphQLInputType, value: unknown, parts: Deciding): void {
  if (isNonNullType(type)) {
    decideInput(type.ofType, value, parts)
  } else if (isListType(type)) {
    for (const item of Array.isArray(value) ? value : [value]) decideInput(type.ofType, item, parts)
  } else if (isInputObjectType(type) && value !== null && typeof value === 'object') {
    for (const name of Object.keys(value)) decideUse(`${type.name}.${name}`, parts)
  }
}

function decideUse(coordinate: string, parts: Deciding): void {
  const classification = parts.catalogue.get(coordinate)
  if (!classification) throw new GatewayError('REFUSED', `${coordinate} is not classified`)
  const use = useOf(coordinate, classification)
  if (use !== null) decide(use.coordinate, use.kind, parts)
}

function decide(coordinate: string, kind: UseKind, { plan, uses }: Deciding): void {
  const decision = plan.grant.decide(kind, coordinate)
  if (decision.effect !== 'reveal') throw new GatewayError('REFUSED', `${kind} by ${coordinate} is not granted`)
  // A handful at most: a look along the list costs less than a key for each.
  if (!uses.some(([known, as]) => known === coordinate && as === kind)) uses.push([coordinate, kind])
}
