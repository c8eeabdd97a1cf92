// The schema as one role sees it for one purpose. Validation and introspection use the view alone, so that a field that
// is refused and a field that does not exist are answered alike.
import {
  type GraphQLArgument,
  GraphQLEnumType,
  type GraphQLField,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { Classification } from '../catalogue/item.ts'
import { type Decision, type UseKind, useOf } from './decision.ts'

export interface ViewParts {
  readonly schema: GraphQLSchema
  readonly catalogue: ReadonlyMap<string, Classification>
  readonly decide: (kind: UseKind, coordinate: string) => Decision
  readonly values: Readonly<Record<string, readonly string[]>>
}

/** Built from the roots, so that types which nothing granted leads to are not there at all. */
export function viewOf(parts: ViewParts): GraphQLSchema {
  const types = new ViewTypes(parts)
  const { schema } = parts
  return new GraphQLSchema({
    query: types.root(schema.getQueryType()),
    mutation: types.root(schema.getMutationType()),
    subscription: types.root(schema.getSubscriptionType()),
  })
}

class ViewTypes {
  readonly #parts: ViewParts
  readonly #made = new Map<GraphQLNamedType, GraphQLNamedType>()

  constructor(parts: ViewParts) {
    this.#parts = parts
  }

  /** Null for a root of which nothing is granted: a type without fields is no type. */
  root(type: GraphQLObjectType | null | undefined): GraphQLObjectType | null {
    return type && this.#grantedFields(type).length > 0 ? (this.#named(type) as GraphQLObjectType) : null
  }

  #of<Type extends GraphQLType>(type: Type): Type {
    if (isNonNullType(type)) return new GraphQLNonNull(this.#of(type.ofType)) as unknown as Type
    if (isListType(type)) return new GraphQLList(this.#of(type.ofType)) as unknown as Type
    return this.#named(type as GraphQLNamedType) as Type
  }

  #named(type: GraphQLNamedType): GraphQLNamedType {
    const known = this.#made.get(type)
    if (known) return known
    const made = this.#make(type)
    this.#made.set(type, made)
    return made
  }

  #make(type: GraphQLNamedType): GraphQLNamedType {
    const { values } = this.#parts
    if (isObjectType(type)) return this.#object(type)
    if (isInputObjectType(type)) return this.#input(type)
    const named = values[type.name]
    if (!isEnumType(type) || named === undefined) return type
    const config = type.toConfig()
    const left = Object.entries(config.values).filter(([name]) => named.includes(name))
    return new GraphQLEnumType({ ...config, values: Object.fromEntries(left) })
  }

  #object(type: GraphQLObjectType): GraphQLObjectType {
    const { name, description, extensions, astNode } = type
    const fields = () =>
      Object.fromEntries(this.#grantedFields(type).map((field) => [field.name, this.#field(type, field)]))
    return new GraphQLObjectType({ name, description, extensions, astNode, fields })
  }

  #grantedFields(type: GraphQLObjectType): GraphQLField<unknown, unknown>[] {
    const { decide } = this.#parts
    return Object.values(type.getFields()).filter(
      (field) => decide('select', `${type.name}.${field.name}`).effect !== 'refuse',
    )
  }

  #field(type: GraphQLObjectType, { args, ...field }: GraphQLField<unknown, unknown>) {
    const passed = args.filter((argument) =>
      this.#mayPass(`${type.name}.${field.name}(${argument.name}:)`, argument.type),
    )
    return {
      ...field,
      type: this.#of(field.type),
      args: Object.fromEntries(passed.map((argument) => [argument.name, this.#argument(argument)])),
    }
  }

  #argument(argument: GraphQLArgument): GraphQLArgument {
    return { ...argument, type: this.#of(argument.type) }
  }

  #input(type: GraphQLInputObjectType): GraphQLInputObjectType {
    const config = type.toConfig()
    const fields = () => {
      const left = Object.entries(config.fields).filter(([field]) => this.#mayUse(`${type.name}.${field}`))
      return Object.fromEntries(left.map(([field, each]) => [field, { ...each, type: this.#of(each.type) }]))
    }
    return new GraphQLInputObjectType({ ...config, fields })
  }

  #mayUse(coordinate: string): boolean {
    const { catalogue, decide } = this.#parts
    const classification = catalogue.get(coordinate)
    if (!classification) return false
    const use = useOf(coordinate, classification)
    return use === null || decide(use.kind, use.coordinate).effect === 'reveal'
  }

  // An argument that is an input object is decided field by field; one of which no field is left goes with them.
  #mayPass(coordinate: string, passed: GraphQLInputType): boolean {
    const type = getNamedType(passed)
    if (!isInputObjectType(type)) return this.#mayUse(coordinate)
    return Object.keys(type.getFields()).some((field) => this.#mayUse(`${type.name}.${field}`))
  }
}
