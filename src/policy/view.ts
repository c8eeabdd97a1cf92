// The schema as one role sees it for one purpose. Validation and introspection use the view alone, so that a field that
// is refused and a field that does not exist are answered alike.
import { MapperKind, mapSchema } from '@graphql-tools/utils'
import { type GraphQLInputType, type GraphQLObjectType, GraphQLSchema, getNamedType, isInputObjectType } from 'graphql'
import type { Classification } from '../catalogue/item.ts'
import { type Decision, type UseKind, useOf } from './decision.ts'

export interface ViewParts {
  readonly schema: GraphQLSchema
  readonly catalogue: ReadonlyMap<string, Classification>
  readonly decide: (kind: UseKind, coordinate: string) => Decision
  readonly values: Readonly<Record<string, readonly string[]>>
}

export function viewOf({ schema, catalogue, decide, values }: ViewParts): GraphQLSchema {
  const mayUse = (coordinate: string): boolean => {
    const classification = catalogue.get(coordinate)
    if (!classification) return false
    const use = useOf(coordinate, classification)
    return use === null || decide(use.kind, use.coordinate).effect === 'reveal'
  }
  // An argument that is an input object is decided field by field; one of which no field is left goes with them.
  const mayPass = (coordinate: string, passed: GraphQLInputType): boolean => {
    const type = getNamedType(passed)
    if (!isInputObjectType(type)) return mayUse(coordinate)
    return Object.keys(type.getFields()).some((field) => mayUse(`${type.name}.${field}`))
  }
  const mapped = mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (config, field, type) => {
      const coordinate = `${type}.${field}`
      if (decide('select', coordinate).effect === 'refuse') return null
      const passed = Object.entries(config.args ?? {}).filter(([name, argument]) =>
        mayPass(`${coordinate}(${name}:)`, argument.type),
      )
      return { ...config, args: Object.fromEntries(passed) }
    },
    [MapperKind.INPUT_OBJECT_FIELD]: (config, field, type) => (mayUse(`${type}.${field}`) ? config : null),
    [MapperKind.ENUM_VALUE]: (config, type, _schema, value) =>
      values[type] === undefined || values[type].includes(value) ? config : null,
  })
  // Built anew from the root, so that types which nothing granted leads to are gone.
  return new GraphQLSchema({ query: ifAny(mapped.getQueryType()), mutation: ifAny(mapped.getMutationType()) })
}

// A root of which nothing is granted is not there: a type without fields is no type.
function ifAny(root: GraphQLObjectType | null | undefined): GraphQLObjectType | null {
  return root && Object.keys(root.getFields()).length > 0 ? root : null
}
