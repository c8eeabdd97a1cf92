// A document's variables, read once into what coercing them needs: types looked up, defaults coerced. Should what a request
// sends have a fault, graphql itself says which.
import {
  type GraphQLSchema,
  getVariableValues,
  isInputType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  valueFromAST,
} from 'graphql'
import { type Coercer, coercerOf } from './coercers.ts'

type Given = Readonly<Record<string, unknown>>
type Coerced = ReturnType<typeof getVariableValues>

interface Variable {
  readonly name: string
  readonly coerce: Coercer
  readonly isRequired: boolean
  /** Undefined where the document names none. */
  readonly fallback: { readonly value: unknown } | undefined
}

export type VariableReader = (given: Given) => Coerced

const MOST_ERRORS = 5

/** Gives for every input exactly what graphql's `getVariableValues` gives. */
export function variableReaderFor(
  { variableDefinitions = [] }: OperationDefinitionNode,
  view: GraphQLSchema,
): VariableReader {
  const slow: VariableReader = (given) =>
    getVariableValues(view, variableDefinitions, given, { maxErrors: MOST_ERRORS })
  const variables: Variable[] = []
  for (const { variable, type: named, defaultValue } of variableDefinitions) {
    const type = typeFromAST(view, named as Parameters<typeof typeFromAST>[1])
    if (!isInputType(type)) return slow
    const fallback = defaultValue && { value: valueFromAST(defaultValue, type) }
    variables.push({ name: variable.name.value, coerce: coercerOf(type), isRequired: isNonNullType(type), fallback })
  }
  return (given) => {
    const coerced = coerceAll(variables, given)
    return coerced === null ? slow(given) : { coerced }
  }
}

/** Null at the first fault. */
function coerceAll(variables: readonly Variable[], given: Given): Record<string, unknown> | null {
  // A variable may have any name.
  const coerced: Record<string, unknown> = Object.create(null)
  for (const { name, coerce, isRequired, fallback } of variables) {
    if (!Object.hasOwn(given, name)) {
      if (fallback) coerced[name] = fallback.value
      else if (isRequired) return null
      continue
    }
    const value = coerce(given[name])
    if (value === undefined) return null
    coerced[name] = value
  }
  return coerced
}
