// A document's variables, read once into what coercing them needs: types looked up, defaults coerced. Should what a request
// sends have a fault, graphql itself says which.
import {
  coerceInputValue,
  type GraphQLError,
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

/** What is wrong with one variable. */
export interface VariableFault {
  /** Its name, and the way into its value in the fields and the places in lists that the type has. */
  readonly variable: readonly (string | number)[]
  /** Null for one that is missing. */
  readonly error: GraphQLError | null
}

/** The first of what graphql finds wrong, for variables that do not fit. A field that the type lacks is not named: its object is. */
export function variableFaults(
  { variableDefinitions = [] }: OperationDefinitionNode,
  view: GraphQLSchema,
  given: Given,
): readonly VariableFault[] {
  const faults: VariableFault[] = []
  const enough = new Error('enough faults')
  const add = (fault: VariableFault): void => {
    if (faults.push(fault) > MOST_ERRORS) throw enough
  }
  try {
    for (const { variable, type: named, defaultValue } of variableDefinitions) {
      const name = variable.name.value
      const type = typeFromAST(view, named as Parameters<typeof typeFromAST>[1])
      if (!isInputType(type)) continue
      if (Object.hasOwn(given, name))
        coerceInputValue(given[name], type, (path, _value, error) => add({ variable: [name, ...path], error }))
      else if (isNonNullType(type) && !defaultValue) add({ variable: [name], error: null })
    }
  } catch (error) {
    if (error !== enough) throw error
  }
  return faults
}

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
