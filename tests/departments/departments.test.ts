// Whether the parts of each department fit one another: what the schema shows is read, what is read is shown, what a service
// shares is what the gateway may ask, and its folders are where its name says.
import { existsSync } from 'node:fs'
import { is } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'
import { type GraphQLObjectType, getNamedType, isObjectType } from 'graphql'
import { describe, expect, it } from 'vitest'
import { DEPARTMENTS, SERVED_DEPARTMENTS } from '../../src/departments/departments.ts'
import { buildGatewaySchema } from '../../src/schema.ts'

const schema = buildGatewaySchema()

/** The coordinates of all leaves at and below a type. */
function leavesOf(type: GraphQLObjectType): string[] {
  return Object.values(type.getFields()).flatMap((field) => {
    const below = getNamedType(field.type)
    return isObjectType(below) ? leavesOf(below) : [`${type.name}.${field.name}`]
  })
}

describe.each(DEPARTMENTS)('$code', ({ edge, database, reads, table, rows, subjectKey, asOf }) => {
  it('reads every leaf that the schema shows of it, and no other', () => {
    const child = schema.getType('Child') as GraphQLObjectType
    const type = getNamedType(child.getFields()[edge]?.type ?? child)
    expect(Object.keys(reads).sort()).toEqual(leavesOf(type as GraphQLObjectType).sort())
  })

  it('reads columns of its own table, or of what its rows join to it, by its own key', () => {
    const own = [table, ...(rows?.queryChunks.filter((chunk) => is(chunk, PgTable)) ?? [])]
    for (const { column } of Object.values(reads)) expect(own, column.name).toContain(column.table)
    expect([subjectKey.name, asOf.name]).toEqual(['subject_key', 'as_of'])
    expect(subjectKey.table).toBe(table)
  })

  it('has its folder and its migrations where its name says', () => {
    const folder = database.replaceAll('_', '-')
    expect(existsSync(`src/departments/${folder}/tables.ts`)).toBe(true)
    expect(existsSync(`migrations/${folder}/meta/_journal.json`)).toBe(true)
  })
})

describe('the list of departments', () => {
  it('holds each code, edge, database and service once', () => {
    const once = (values: readonly string[]) => expect(new Set(values).size).toBe(values.length)
    once(DEPARTMENTS.map(({ code }) => code))
    once(DEPARTMENTS.map(({ edge }) => edge))
    once(DEPARTMENTS.map(({ database }) => database))
    once(SERVED_DEPARTMENTS.map(({ service }) => service.name))
  })
})

describe.each(SERVED_DEPARTMENTS)('the service of $code', ({ service, reads, ruleInputs }) => {
  it('shares what the gateway reads of it, and nothing beside', () => {
    const read = [...Object.values(reads).map(({ column }) => column), ...Object.values(ruleInputs).flat()]
    expect(new Set(service.shared.map(({ name }) => name))).toEqual(new Set(read.map(({ name }) => name)))
  })
})
