// What of a GraphQL service is asked for: the granted fields of its rows and no other, so that what was not granted does not travel.
import { Kind, OperationTypeNode, parse } from 'graphql'
import type { FieldMapping } from './mapping.ts'

/** `a b { c d }`: each field once, a list of objects with the members that are wanted. */
export function selectionOf(fields: readonly FieldMapping[]): string {
  return [...Map.groupBy(fields, ({ field }) => field)]
    .map(([field, those]) => {
      const members = new Set(those.flatMap(({ each }) => each ?? []))
      return members.size > 0 ? `${field} { ${[...members].join(' ')} }` : field
    })
    .join(' ')
}

/** What is wrong with a document that asks a service, in words; null where it is one query. */
export function faultOfQuery(text: string): string | null {
  try {
    const [operation, ...others] = parse(text, { maxTokens: MOST_TOKENS }).definitions
    const isQuery = operation?.kind === Kind.OPERATION_DEFINITION && operation.operation === OperationTypeNode.QUERY
    return isQuery && others.length === 0 ? null : 'is not one query'
  } catch (cause) {
    return `is no GraphQL: ${cause instanceof Error ? cause.message : 'it does not parse'}`
  }
}

const MOST_TOKENS = 2_000
