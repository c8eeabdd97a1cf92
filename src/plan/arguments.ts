// What a root field's arguments come to as uses: each argument and each field of an input object looked up and decided once,
// with the plan. A request's values then say which of these uses it is.
import {
  type GraphQLArgument,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { Classification } from '../catalogue/item.ts'
import { GatewayError } from '../errors.ts'
import type { Grant } from '../policy/compile.ts'
import { type UseKind, useOf } from '../policy/decision.ts'
import { argumentReaderFor } from './argument-values.ts'
import type { ShapeField } from './shape.ts'

export type Use = readonly [coordinate: string, kind: UseKind]

export interface PlannedArguments {
  /** The values that a request gives, by graphql's own coercion. Throws what that throws. */
  readonly read: (variables: Values) => Values
  /** Adds every use that these values are, each once. Throws REFUSED at one that is not granted. */
  readonly decide: (values: Values, uses: Use[]) => void
}

type Values = Record<string, unknown>

interface Deciding {
  readonly grant: Grant
  readonly catalogue: ReadonlyMap<string, Classification>
}

/** Throws REFUSED for a field that the view lacks. */
export function argumentsOf(field: ShapeField, deciding: Deciding): PlannedArguments {
  const type = deciding.grant.view.getType(field.typeName)
  const definition = isObjectType(type) ? type.getFields()[field.name] : undefined
  if (!definition) throw new GatewayError('REFUSED', `${field.coordinate} is not in the view`)
  const deciders = definition.args.map((argument) => [argument.name, deciderOf(field, argument, deciding)] as const)
  return {
    read: argumentReaderFor(definition, field.node),
    decide(values, uses) {
      for (const [name, decide] of deciders) if (values[name] !== undefined) decide(values[name], uses)
    },
  }
}

type Decider = (value: unknown, uses: Use[]) => void

function deciderOf(field: ShapeField, { name, type }: GraphQLArgument, deciding: Deciding): Decider {
  const object = getNamedType(type)
  if (isInputObjectType(object)) return inputDecider(type, fieldsOf(object, deciding))
  const coordinate = `${field.coordinate}(${name}:)`
  const settled = settledInput(coordinate, deciding)
  const groups = deciding.catalogue.get(coordinate)?.groups
  const tables = groups && new Map(Object.entries(groups).map(([table, of]) => [table, dimensions(of, deciding)]))
  return (value, uses) => {
    add(settled, uses)
    if (!tables) return
    // A table is counted by its dimensions: each is a use of a field, granted or not like any other.
    for (const table of Array.isArray(value) ? value : [value]) {
      if (table === null) continue
      const counted = tables.get(String(table))
      if (!counted) throw new GatewayError('REFUSED', 'a table without known dimensions')
      for (const dimension of counted) add(dimension, uses)
    }
  }
}

// Of an input object each field that is there is decided, also where its value is null. Values are coerced: what belongs in
// a list is in one.
function inputDecider(type: GraphQLInputType, fields: ReadonlyMap<string, Settled>): Decider {
  if (isNonNullType(type)) return inputDecider(type.ofType, fields)
  if (isListType(type)) {
    const decide = inputDecider(type.ofType, fields)
    return (value, uses) => {
      for (const each of (value ?? []) as readonly unknown[]) decide(each, uses)
    }
  }
  return (value, uses) => {
    for (const name of Object.keys(value ?? {})) add(fields.get(name) ?? UNKNOWN, uses)
  }
}

/** A use, or why it is refused; null for what is about no person. */
type Settled = { readonly use: Use } | { readonly refusal: string } | null

const UNKNOWN: Settled = { refusal: 'a field that the view lacks' }
// The schema has none. Its own fields would be decided nowhere, so it is refused as a whole.
const NESTED: Settled = { refusal: 'an input object within another' }

function fieldsOf(type: GraphQLInputObjectType, deciding: Deciding): ReadonlyMap<string, Settled> {
  const fields = Object.values(type.getFields()).map((field): [string, Settled] => {
    const isNested = isInputObjectType(getNamedType(field.type))
    return [field.name, isNested ? NESTED : settledInput(`${type.name}.${field.name}`, deciding)]
  })
  return new Map(fields)
}

function dimensions(coordinates: readonly string[], deciding: Deciding): readonly Settled[] {
  return coordinates.map((coordinate) => settled(coordinate, 'group', deciding))
}

function settledInput(coordinate: string, deciding: Deciding): Settled {
  const classification = deciding.catalogue.get(coordinate)
  if (!classification) return { refusal: `${coordinate} is not classified` }
  const use = useOf(coordinate, classification)
  return use && settled(use.coordinate, use.kind, deciding)
}

function settled(coordinate: string, kind: UseKind, { grant }: Deciding): Settled {
  const isGranted = grant.decide(kind, coordinate).effect === 'reveal'
  return isGranted ? { use: [coordinate, kind] } : { refusal: `${kind} by ${coordinate} is not granted` }
}

function add(settled: Settled, uses: Use[]): void {
  if (settled === null) return
  if ('refusal' in settled) throw new GatewayError('REFUSED', settled.refusal)
  const [coordinate, kind] = settled.use
  // A handful at most: a look along the list costs less than a key for each.
  if (!uses.some(([known, as]) => known === coordinate && as === kind)) uses.push(settled.use)
}
