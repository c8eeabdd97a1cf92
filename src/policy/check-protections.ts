// A protection takes items away cell by cell. What an object holds must go with it: a list of parents without the parents'
// names would still say how many there are.
import { type GraphQLNamedType, type GraphQLSchema, getNamedType, isObjectType } from 'graphql'
import { showsItem } from '../catalogue/item.ts'
import { type CheckParts, fieldAt } from './check.ts'
import type { FaultAt } from './fault.ts'
import type { Protection } from './vocabulary.ts'

/** Faults of relations.yaml against the schema: objects of a protected item with cells of another one that is not protected. */
export function checkProtections(
  protections: readonly Protection[],
  { schema, catalogue }: Pick<CheckParts, 'schema' | 'catalogue'>,
): FaultAt[] {
  return protections.flatMap(({ items }, at) =>
    [...catalogue]
      .filter(([, classification]) => showsItem(classification, items))
      .flatMap(([coordinate]) => cellsBelow(schema, coordinate).map((cell) => ({ coordinate, cell })))
      .flatMap(({ coordinate, cell }) => {
        const own = catalogue.get(cell)
        if (!own || own.item === 'STRUCTURE' || showsItem(own, items)) return []
        const what = `\`${coordinate}\` holds \`${cell}\` of ${own.item}, which would be left`
        return [{ path: `protections.${at}.items`, what, fix: `name ${own.item} too` }]
      }),
  )
}

/** What an object holds; nothing for a leaf. */
function cellsBelow(schema: GraphQLSchema, coordinate: string): string[] {
  const field = fieldAt(schema, coordinate)
  const type: GraphQLNamedType | undefined = field && getNamedType(field.type)
  return isObjectType(type) ? Object.keys(type.getFields()).map((name) => `${type.name}.${name}`) : []
}
