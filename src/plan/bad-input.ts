// What does not fit the schema, as BAD_INPUT: with the hint that a scalar has for it, and never with a value.
import type { GraphQLError } from 'graphql'
import { GatewayError, type Hint } from '../errors.ts'

export function badInput(detail: string, errors: readonly GraphQLError[]): GatewayError {
  const hint = errors.map(({ extensions }) => extensions.hint as Hint | undefined).find((each) => each !== undefined)
  return new GatewayError('BAD_INPUT', detail, { hint })
}
