// Reading a field's arguments once must change nothing: for all variables the values are those of graphql's own reading, and
// so are its faults.
import { buildSchema, getArgumentValues, Kind, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { argumentReaderFor } from '../../src/plan/argument-values.ts'

const schema = buildSchema(`
  scalar Json
  input Filter { sex: Sex, tags: [String!] }
  enum Sex { MALE FEMALE }
  type Query {
    none: Int
    all(filter: Filter, sex: Sex = MALE, first: Int! = 20, last: Int!, tags: [String], json: Json): Int
    some(filter: Filter, sex: Sex, first: Int): Int
    needed(last: Int!): Int
  }
`)

function readerOf(written: string) {
  const [operation] = parse(`{ ${written} }`).definitions
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('an operation')
  const [node] = operation.selectionSet.selections
  if (node?.kind !== Kind.FIELD) throw new Error('a field')
  const definition = schema.getQueryType()?.getFields()[node.name.value]
  if (!definition) throw new Error('a field of the schema')
  let asked = 0
  return {
    own: argumentReaderFor(definition, node, (...of) => {
      asked += 1
      return getArgumentValues(...of)
    }),
    timesAsked: () => asked,
    graphql: (variables: Record<string, unknown>) => getArgumentValues(definition, node, variables),
  }
}

function outcomeOf(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    return String(error)
  }
}

const VARIABLES: readonly Record<string, unknown>[] = [
  {},
  { v: null },
  { v: undefined },
  { v: 5 },
  { v: 'MALE' },
  { v: { sex: 'MALE' } },
  { v: ['a', null] },
  Object.create({ v: 5 }),
]

describe('a reader of arguments', () => {
  it.each([
    'none',
    'some',
    'some(filter: $v)',
    'some(filter: { sex: $v })',
    'some(filter: { tags: ["a", $v] })',
    'some(filter: { sex: FEMALE, tags: "a" })',
    'some(filter: null, sex: null)',
    'some(first: $v, sex: MALE)',
    'some(first: $constructor)',
    'some(sex: NOBODY)',
    'some(sex: $v, sex: FEMALE)',
    'all(last: 1)',
    'all(last: 1, first: $v, sex: $v)',
    'all(last: 1, first: null)',
    'all(last: 1, tags: ["a"], json: { a: [1, $v] })',
    'all(last: 1, json: 7, tags: null)',
    'all(last: 1, json: "text")',
    'all(last: $v)',
    'needed',
    'needed(last: null)',
    'needed(last: "one")',
    'needed(last: $v)',
  ])('gives of %s what graphql gives, for every sort of variable, and asks graphql for a fault alone', (written) => {
    const { own, graphql, timesAsked } = readerOf(written)
    for (const variables of VARIABLES) {
      const before = timesAsked()
      const outcome = outcomeOf(() => own(variables))
      expect(outcome).toStrictEqual(outcomeOf(() => graphql(variables)))
      // A fault is told in graphql's words; what is sound is read without it.
      expect(timesAsked() - before).toBe(typeof outcome === 'string' ? 1 : 0)
    }
  })

  it('reads a field that a program made without a list of arguments', () => {
    const definition = schema.getQueryType()?.getFields().some
    if (!definition) return expect.unreachable()
    const node = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: 'some' } } as const
    expect(argumentReaderFor(definition, node)({})).toEqual({})
  })

  it('makes an object or a list anew for each request, for what it is given a request may change', () => {
    for (const written of ['some(filter: { sex: MALE })', 'all(last: 1, tags: ["a"])', 'all(last: 1, tags: "a")']) {
      const { own } = readerOf(written)
      const [one, other] = [own({}), own({})]
      expect(one).toEqual(other)
      expect(one.filter ?? one.tags).not.toBe(other.filter ?? other.tags)
    }
  })
})
