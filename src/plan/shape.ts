// The selection of an operation as a tree of fields: fragments and repeated fields merged, directives kept as
// conditions. Pure; the tree holds nothing that depends on a request's variables.
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLBoolean,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  valueFromAST,
} from 'graphql'
import { GatewayError } from '../errors.ts'
import { notInView } from './bad-input.ts'
import { placeOf } from './place.ts'

/** `@include(if:)` and `@skip(if:)` of one occurrence: all must let the field in. */
export interface Condition {
  readonly when: boolean
  readonly literal?: unknown
  readonly variable?: string
}

export interface ShapeField {
  /** Key in the response: the alias, if there is one. */
  readonly key: string
  readonly name: string
  readonly typeName: string
  /** `Type.field`; decisions are made on it, never on an alias. */
  readonly coordinate: string
  readonly isList: boolean
  readonly node: FieldNode
  /** One list of conditions per occurrence; null when one occurrence is unconditional. */
  conditions: readonly (readonly Condition[])[] | null
  readonly fields: ShapeField[]
}

export const MAX_DEPTH = 10
export const MAX_FIELDS = 400
/** Characters of an alias: it comes back with every cell of a list. */
export const MAX_ALIAS = 64

interface Walk {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  count: number
}

/** Throws TOO_COSTLY when the selection is deeper or wider than the gateway serves. */
export function shapeOf(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
): ShapeField[] {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  const root = schema.getRootType(operation.operation)
  if (!root) throw notInView(`no ${operation.operation} is granted`, placeOf(document, operation))
  const fields: ShapeField[] = []
  collect(
    { schema, fragments, count: 0 },
    { type: root, set: operation.selectionSet, into: fields, conditions: [], depth: 1 },
  )
  return fields
}

interface Level {
  readonly type: GraphQLObjectType
  readonly set: SelectionSetNode
  readonly into: ShapeField[]
  readonly conditions: readonly Condition[]
  readonly depth: number
}

function collect(walk: Walk, level: Level): void {
  if (level.depth > MAX_DEPTH) throw new GatewayError('TOO_COSTLY', `deeper than ${MAX_DEPTH}`)
  for (const selection of level.set.selections) {
    const conditions = [...level.conditions, ...conditionsOf(selection)]
    if (selection.kind === Kind.FIELD) {
      addField(walk, level, selection, conditions)
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      collect(walk, { ...level, set: selection.selectionSet, conditions, depth: level.depth + 1 })
    } else {
      const fragment = walk.fragments.get(selection.name.value)
      if (!fragment) throw new GatewayError('BAD_INPUT', 'unknown fragment', { hint: 'DOCUMENT_FORM' })
      collect(walk, { ...level, set: fragment.selectionSet, conditions, depth: level.depth + 1 })
    }
  }
}

function addField(walk: Walk, level: Level, node: FieldNode, conditions: readonly Condition[]): void {
  if (node.alias) expectAlias(node.alias.value)
  walk.count += 1
  if (walk.count > MAX_FIELDS) throw new GatewayError('TOO_COSTLY', `more than ${MAX_FIELDS} fields`)
  if (isIntrospection(node.name.value)) throw new GatewayError('REFUSED', 'introspection is no part of the walk')
  const field = fieldFor(level, node, conditions)
  if (!node.selectionSet) return
  const type = getNamedType(level.type.getFields()[node.name.value]?.type)
  if (!isObjectType(type)) throw new GatewayError('BAD_INPUT', 'a leaf has no fields', { hint: 'DOCUMENT_FORM' })
  // The conditions of an occurrence stay with its own sub-fields too, since another occurrence may be unconditional.
  collect(walk, { type, set: node.selectionSet, into: field.fields, conditions, depth: level.depth + 1 })
}

function expectAlias(alias: string): void {
  if (alias.length > MAX_ALIAS) throw new GatewayError('TOO_COSTLY', `an alias of more than ${MAX_ALIAS} characters`)
  // Reserved by the specification, and `__proto__` would be lost on the way.
  if (alias.startsWith('__')) throw new GatewayError('BAD_INPUT', 'a reserved alias', { hint: 'DOCUMENT_FORM' })
}

function isIntrospection(name: string): boolean {
  return name.startsWith('__') && name !== '__typename'
}

function fieldFor(level: Level, node: FieldNode, conditions: readonly Condition[]): ShapeField {
  const key = node.alias?.value ?? node.name.value
  const known = level.into.find((candidate) => candidate.key === key)
  if (known) {
    known.conditions = known.conditions === null || conditions.length === 0 ? null : [...known.conditions, conditions]
    return known
  }
  const made: ShapeField = {
    key,
    name: node.name.value,
    typeName: level.type.name,
    coordinate: `${level.type.name}.${node.name.value}`,
    isList: isListType(getNullableType(level.type.getFields()[node.name.value]?.type)),
    node,
    conditions: conditions.length === 0 ? null : [conditions],
    fields: [],
  }
  level.into.push(made)
  return made
}

function conditionsOf(selection: SelectionNode): Condition[] {
  return (selection.directives ?? []).flatMap((directive): Condition[] => {
    const name = directive.name.value
    const value = directive.arguments?.[0]?.value
    if ((name !== 'include' && name !== 'skip') || !value) return []
    const when = name === 'include'
    if (value.kind === Kind.VARIABLE) return [{ when, variable: value.name.value }]
    return [{ when, literal: valueFromAST(value, GraphQLBoolean) }]
  })
}

/** True when the field is part of the answer for these variables. */
export function isIncluded(field: ShapeField, variables: Readonly<Record<string, unknown>>): boolean {
  if (field.conditions === null) return true
  return field.conditions.some((occurrence) =>
    occurrence.every(
      ({ when, literal, variable }) => (variable === undefined ? literal : variables[variable]) === when,
    ),
  )
}

/** Every field of the tree, conditions aside: a field under `@skip` counts as used. */
export function* everyField(fields: readonly ShapeField[]): Generator<ShapeField> {
  for (const field of fields) {
    yield field
    yield* everyField(field.fields)
  }
}
