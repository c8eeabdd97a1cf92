// Which coordinates an operation uses below one of its root fields: every one that stands there, whatever directives say.
import { type DocumentNode, type GraphQLSchema, getNamedType, isObjectType, Kind, type SelectionSetNode } from 'graphql'

/** `key`: of the root field, as it stands in the answer. */
export function coordinatesBelow(schema: GraphQLSchema, document: DocumentNode, key: string): ReadonlySet<string> {
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)
  const fragments = new Map(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each.selectionSet] as const] : [],
    ),
  )
  const found = new Set<string>()
  const walk = (typeName: string, set: SelectionSetNode | undefined, only: string | null): void => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) walk(typeName, fragments.get(selection.name.value), only)
      else if (selection.kind === Kind.INLINE_FRAGMENT) walk(typeName, selection.selectionSet, only)
      else if (only === null || (selection.alias ?? selection.name).value === only) {
        const name = selection.name.value
        if (name.startsWith('__')) continue
        if (only === null) found.add(`${typeName}.${name}`)
        const type = schema.getType(typeName)
        const below = isObjectType(type) ? type.getFields()[name]?.type : undefined
        if (below) walk(getNamedType(below).name, selection.selectionSet, null)
      }
    }
  }
  walk('Query', operation?.selectionSet, key)
  return found
}
