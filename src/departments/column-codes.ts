// The codes that a department's columns may hold, as the schema's enumerations list them: a code that nobody agreed on is
// no value, and no way in for free text.
import { type GraphQLSchema, getNamedType, isEnumType, isObjectType } from 'graphql'
import type { Department } from './department.ts'
import { everyReading } from './joined.ts'

/** By column; a column that the schema does not show as an enumeration has none. */
export type ColumnCodes = ReadonlyMap<string, ReadonlySet<string>>

export function columnCodes(schema: GraphQLSchema, department: Department): ColumnCodes {
  const shown = everyReading(department).flatMap(({ leaf, reading }): (readonly [string, ReadonlySet<string>])[] => {
    if (reading.kind !== 'column' || reading.as !== undefined) return []
    const codes = enumerationAt(schema, leaf)
    return codes ? [[reading.column.name, codes]] : []
  })
  return new Map(shown)
}

function enumerationAt(schema: GraphQLSchema, coordinate: string): ReadonlySet<string> | null {
  const [typeName = '', fieldName = ''] = coordinate.split('.')
  const parent = schema.getType(typeName)
  const field = isObjectType(parent) ? parent.getFields()[fieldName] : undefined
  const type = field && getNamedType(field.type)
  return isEnumType(type) ? new Set(type.getValues().map(({ name }) => name)) : null
}
