// Reading a document's variables once must change nothing: for every operation and every input, right or wrong, what comes
// out is what graphql's own coercion gives.
import fc from 'fast-check'
import { type GraphQLSchema, getVariableValues, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { variableReaderFor } from '../../src/plan/variables.ts'
import { operationFrom, tape } from '../differential/arbitrary-operation.ts'
import { parts, schema } from '../policy/policies.ts'

const EVERYTHING = { coordinates: new Set(parts.catalogue.keys()), values: {}, mostRoots: 3 }

function operationOf(query: string) {
  const [operation] = parse(query).definitions
  if (operation?.kind !== 'OperationDefinition') throw new Error('the operation comes first')
  return operation
}

function both(query: string, given: Record<string, unknown>) {
  const operation = operationOf(query)
  const own = variableReaderFor(operation, schema)(given)
  const graphql = getVariableValues(schema, operation.variableDefinitions ?? [], given, { maxErrors: 5 })
  return [own, graphql].map(({ coerced, errors }) => ({
    coerced: coerced && { ...coerced },
    errors: errors?.map(({ message }) => message),
  }))
}

function expectSame(query: string, given: Record<string, unknown>): void {
  const [own, graphql] = both(query, given)
  expect(own).toEqual(graphql)
}

describe('a reader of variables', () => {
  it('gives what graphql gives, for random operations with what they are sent', () => {
    fc.assert(
      fc.property(tape, (numbers) => {
        const { query, variables } = operationFrom(numbers, EVERYTHING)
        expectSame(query, variables)
      }),
      { seed: 20_261_123, numRuns: 300 },
    )
  })

  it('gives what graphql gives, whatever is sent in their place', () => {
    const anything = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom(null, [], {}, 'MALE', ['MALE'], { sex: 'MALE' }, 5),
    )
    const sent = fc.dictionary(fc.constantFrom('v0', 'v1', 'v2', '__proto__', 'other'), anything)
    fc.assert(
      fc.property(tape, sent, (numbers, given) => {
        const { query, variables } = operationFrom(numbers, EVERYTHING)
        expectSame(query, { ...variables, ...given })
      }),
      { seed: 20_261_123, numRuns: 500 },
    )
  })

  it.each<[string, string, Record<string, unknown>]>([
    ['a default where nothing is sent', 'query ($s: Sex = MALE) { a }', {}],
    ['a default of null', 'query ($s: Sex = null) { a }', {}],
    ['a default of the wrong form', 'query ($s: Sex = 3) { a }', {}],
    ['null over a default', 'query ($s: Sex = MALE) { a }', { s: null }],
    ['a default of an input object', 'query ($f: ChildFilter = { sex: MALE }) { a }', {}],
    ['a required one that is missing', 'query ($s: Sex!) { a }', {}],
    ['null for a required one', 'query ($s: Sex!) { a }', { s: null }],
    ['an unknown value', 'query ($s: Sex) { a }', { s: 'NOBODY' }],
    ['an unknown field', 'query ($f: ChildFilter) { a }', { f: { nothing: 1 } }],
    ['one element for a list', 'query ($l: [SubjectInput!]!) { a }', { l: { fullName: 'x' } }],
    ['more faults than are told', 'query ($l: [Sex!]!) { a }', { l: Array.from({ length: 9 }, () => 'NOBODY') }],
    ['a type that is no input', 'query ($c: Child) { a }', { c: 1 }],
    ['a type that is not there', 'query ($c: Nothing) { a }', { c: 1 }],
    ['a name that every object has', 'query ($constructor: Sex) { a }', {}],
    ['names that are not declared', 'query ($s: Sex) { a }', { s: 'MALE', undefined: 1, '': 1 }],
    ['undefined', 'query ($s: Sex) { a }', { s: undefined }],
  ])('gives what graphql gives for %s', (_case, query, given) => {
    expectSame(query, given)
  })

  it('looks its types up once, and asks the schema again for a fault alone', () => {
    let asked = 0
    const counting: GraphQLSchema = Object.create(schema, {
      getType: {
        value: (name: string) => {
          asked += 1
          return schema.getType(name)
        },
      },
    })
    const query = 'query ($s: Sex!, $t: Sex = MALE, $u: Sex, $f: ChildFilter) { a }'
    const read = variableReaderFor(operationOf(query), counting)
    expect(asked).toBe(4)
    for (const given of [
      { s: 'MALE' },
      { s: 'MALE', t: null, u: null, f: null },
      { s: 'MALE', t: 'FEMALE', u: 'MALE', f: { sex: 'MALE' }, other: 1 },
    ]) {
      expect(read(given).errors).toBeUndefined()
    }
    expect(asked).toBe(4)
    for (const given of [{}, { s: null }, { s: 'NOBODY' }]) expect(read(given).errors).toHaveLength(1)
    expect(asked).toBeGreaterThan(4)
  })

  it('has nothing to read for an operation that declares none', () => {
    const { variableDefinitions: _, ...operation } = operationOf('{ a }')
    const read = variableReaderFor(operation, schema)
    expect(Object.keys(read({ s: 'MALE' }).coerced ?? {})).toEqual([])
  })

  it('tells five faults and that there are more', () => {
    const read = variableReaderFor(operationOf('query ($l: [Sex!]!) { a }'), schema)
    const { errors = [] } = read({ l: Array.from({ length: 9 }, () => 'NOBODY') })
    expect(errors).toHaveLength(6)
    expect(errors.at(-1)?.message).toMatch(/^Too many errors/)
  })
})
