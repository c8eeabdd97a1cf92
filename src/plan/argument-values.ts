// The values of a field's arguments, with what does not depend on a request's variables read once. Sound values only; should
// one have a fault, graphql itself says which.
import {
  type ArgumentNode,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  getArgumentValues,
  isNonNullType,
  isRequiredArgument,
  Kind,
  valueFromAST,
} from 'graphql'

type Values = Record<string, unknown>

export type ArgumentReader = (variables: Values) => Values

/** Puts one argument's value where there is one; false where graphql shall look itself. */
type PutArgument = (values: Values, variables: Values) => boolean

/** Gives for all variables what graphql's `getArgumentValues` gives, and throws what that throws; it is asked for a fault alone. */
export function argumentReaderFor(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
  askGraphql: typeof getArgumentValues = getArgumentValues,
): ArgumentReader {
  const given = new Map(node.arguments?.map((argument) => [argument.name.value, argument]))
  const puts = definition.args.map((argument) => putterOf(argument, given.get(argument.name)))
  return (variables) => {
    const values: Values = {}
    const isSound = puts.every((put) => put(values, variables))
    return isSound ? values : askGraphql(definition, node, variables)
  }
}

function putterOf(argument: GraphQLArgument, node: ArgumentNode | undefined): PutArgument {
  const { name, type } = argument
  if (!node) return putNothing(argument)
  if (node.value.kind === Kind.VARIABLE) return putVariable(argument, node.value.name.value)
  const literal = node.value
  return (values, variables) => {
    // Made anew for each request: it may hold variables, and what a request is given it may change.
    const value = valueFromAST(literal, type, variables)
    values[name] = value
    return value !== undefined
  }
}

function putNothing(argument: GraphQLArgument): PutArgument {
  const { name, defaultValue } = argument
  if (isRequiredArgument(argument)) return () => false
  if (defaultValue === undefined) return () => true
  return (values) => {
    values[name] = defaultValue
    return true
  }
}

function putVariable(argument: GraphQLArgument, variable: string): PutArgument {
  const { name, type } = argument
  const isRequired = isNonNullType(type)
  const absent = putNothing(argument)
  return (values, variables) => {
    if (!Object.hasOwn(variables, variable)) return absent(values, variables)
    const value = variables[variable]
    values[name] = value
    return value !== undefined && !(isRequired && value === null)
  }
}
