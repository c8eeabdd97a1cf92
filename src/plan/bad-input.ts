// What does not fit the schema that is open to the caller: with the hint that a scalar has for it, with its place, and never with a value.
import type { DocumentNode, GraphQLError } from 'graphql'
import { GatewayError, type Hint, type Place } from '../errors.ts'
import { placeOf } from './place.ts'
import type { VariableFault } from './variables.ts'

interface Fault {
  /** The schema that is open to the caller lacks a word of it; whether another's has it nobody can tell. */
  readonly isUnknown: boolean
  readonly hint: Hint | undefined
  readonly place: () => Place | undefined
}

// Names that the view lacks: refused or never there, the caller cannot tell which.
const UNKNOWN_NAME =
  /^(Cannot query field|Unknown (type|argument)|Field "[^"]*" is not defined by type|Value "[^"]*" does not exist|Enum "[^"]*" cannot represent non-enum value)/

export function documentMisfit(document: DocumentNode, errors: readonly GraphQLError[]): GatewayError {
  const faults = errors.map((error) => ({
    isUnknown: UNKNOWN_NAME.test(error.message),
    hint: error.extensions.hint as Hint | undefined,
    place: () => placeOf(document, error.nodes?.[0]),
  }))
  return misfit(faults, {
    ...{ hint: 'DOCUMENT_FORM', detail: 'the document does not validate' },
    unknown: 'a name is not in the view',
  })
}

// A value may hold anything, also quotes and line ends; the words behind it are the last of the message.
const UNKNOWN_WORD = /^(Field ".*" is not defined by type|Value ".*" does not exist in) "/s

export function variablesMisfit(variableFaults: readonly VariableFault[]): GatewayError {
  const faults = variableFaults.map(({ variable, error }) => ({
    isUnknown: error !== null && UNKNOWN_WORD.test(error.message),
    hint: error?.extensions.hint as Hint | undefined,
    place: () => ({ variable }),
  }))
  const detail = 'the variables do not fit the operation'
  return misfit(faults, { hint: 'VARIABLE_FORM', detail, unknown: detail })
}

interface Said {
  /** Where no fault has one of its own. */
  readonly hint: Hint
  readonly detail: string
  /** The detail where a word is unknown. */
  readonly unknown: string
}

function misfit(faults: readonly Fault[], said: Said): GatewayError {
  const unknown = faults.find(({ isUnknown }) => isUnknown)
  if (unknown) return notInView(said.unknown, unknown.place())
  const told = faults.find(({ hint }) => hint !== undefined) ?? faults[0]
  return new GatewayError('BAD_INPUT', said.detail, { hint: told?.hint ?? said.hint, place: told?.place() })
}

/** One answer for what is another's and for what nobody has. Where no word of the caller's own stands there, there is nothing to mend. */
export function notInView(detail: string, place: Place | undefined): GatewayError {
  if (place === undefined) return new GatewayError('REFUSED', detail)
  return new GatewayError('REFUSED', detail, { hint: 'NOT_IN_YOUR_SCHEMA', place })
}
