// Coercing what a request sends, with the work that does not depend on it done once for a type: graphql's own coercion walks
// the type with every value, and is most of what deciding costs. Only sound input is coerced here; what has a fault goes to graphql.
import {
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql'

/** Undefined is no value of any input type: it says that graphql shall look itself. */
export type Coercer = (given: unknown) => unknown

const ASK_GRAPHQL: Coercer = () => undefined

// A view's types live as long as the view does.
const known = new WeakMap<GraphQLInputType, Coercer>()

/** Gives what graphql's `coerceInputValue` gives for sound input, and undefined for any other. */
export function coercerOf(type: GraphQLInputType): Coercer {
  const made = known.get(type) ?? makeCoercer(type)
  known.set(type, made)
  return made
}

function makeCoercer(type: GraphQLInputType): Coercer {
  if (isNonNullType(type)) {
    const coerce = coercerOf(type.ofType)
    return (given) => (isNothing(given) ? undefined : coerce(given))
  }
  if (isListType(type)) return listCoercer(coercerOf(type.ofType))
  if (isInputObjectType(type)) return type.isOneOf ? ASK_GRAPHQL : objectCoercer(type)
  return (given) => {
    if (isNothing(given)) return null
    try {
      return type.parseValue(given)
    } catch {
      return undefined
    }
  }
}

function listCoercer(coerce: Coercer): Coercer {
  return (given) => {
    if (isNothing(given)) return null
    if (Array.isArray(given)) {
      const coerced = given.map(coerce)
      return coerced.includes(undefined) ? undefined : coerced
    }
    // Any iterable is a list to graphql.
    if (typeof given === 'object') return Symbol.iterator in given ? undefined : listOfOne(coerce(given))
    return listOfOne(coerce(given))
  }
}

function listOfOne(coerced: unknown): unknown {
  return coerced === undefined ? undefined : [coerced]
}

interface Field {
  readonly name: string
  readonly coerce: Coercer
  readonly fallback: unknown
  readonly isRequired: boolean
}

function objectCoercer(type: GraphQLInputObjectType): Coercer {
  // An input object may hold one of its own type.
  let fields: readonly Field[] | undefined
  return (given) => {
    if (isNothing(given)) return null
    if (typeof given !== 'object' || Array.isArray(given)) return undefined
    fields ??= Object.values(type.getFields()).map(fieldOf)
    return coerceFields(fields, given as Record<string, unknown>)
  }
}

function fieldOf(field: GraphQLInputField): Field {
  const { name, type, defaultValue: fallback } = field
  return { name, coerce: coercerOf(type), fallback, isRequired: isRequiredInputField(field) }
}

function coerceFields(fields: readonly Field[], given: Record<string, unknown>): unknown {
  const coerced: Record<string, unknown> = {}
  let taken = 0
  for (const { name, coerce, fallback, isRequired } of fields) {
    const value = given[name]
    if (value === undefined) {
      if (isRequired) return undefined
      if (fallback !== undefined) coerced[name] = fallback
      continue
    }
    const made = coerce(value)
    if (made === undefined || !Object.hasOwn(given, name)) return undefined
    coerced[name] = made
    taken += 1
  }
  // One that is left over is not of this type.
  return taken === Object.keys(given).length ? coerced : undefined
}

function isNothing(given: unknown): given is null | undefined {
  return given === undefined || given === null
}
