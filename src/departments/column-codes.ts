// The codes that a department's columns may hold, as the schema's enumerations list them: a code that nobody agreed on is
// no value, and no way in for free text.
import type { AnyPgColumn as PgColumn } from 'drizzle-orm/pg-core'
import { type GraphQLSchema, getNamedType, isEnumType, isObjectType } from 'graphql'
import type { Department } from './department.ts'

/** By column; a column that the schema does not show as an enumeration has none. */
export type ColumnCodes = ReadonlyMap<string, ReadonlySet<string>>

export function columnCodes(schema: GraphQLSchema, department: Department): ColumnCodes {
  const listed = columnsOf(department).flatMap(([coordinate, { name }]): (readonly [string, ReadonlySet<string>])[] => {
    const codes = enumerationAt(schema, coordinate)
    return codes ? [[name, codes]] : []
  })
  return new Map(listed)
}

// What it also knows of others' cells is held to the codes of those.
function columnsOf({ reads, alsoKnows = [] }: Department): (readonly [coordinate: string, PgColumn])[] {
  const own = Object.entries(reads).flatMap(([coordinate, reading]): (readonly [string, PgColumn])[] =>
    reading.kind === 'column' && reading.as === undefined ? [[coordinate, reading.column]] : [],
  )
  const second = alsoKnows.flatMap(({ of, column, entry }): (readonly [string, PgColumn])[] =>
    entry
      ? [
          [of, column],
          [entry.coordinate, entry.column],
        ]
      : [[of, column]],
  )
  return [...own, ...second]
}

function enumerationAt(schema: GraphQLSchema, coordinate: string): ReadonlySet<string> | null {
  const [typeName = '', fieldName = ''] = coordinate.split('.')
  const parent = schema.getType(typeName)
  const field = isObjectType(parent) ? parent.getFields()[fieldName] : undefined
  const type = field && getNamedType(field.type)
  return isEnumType(type) ? new Set(type.getValues().map(({ name }) => name)) : null
}
