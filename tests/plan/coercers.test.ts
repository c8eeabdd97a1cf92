// For every type and every value, sound or not: what is coerced is what graphql makes of it, and a fault is left to graphql.
import {
  buildSchema,
  coerceInputValue,
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLScalarType,
  GraphQLString,
  isInputType,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { coercerOf } from '../../src/plan/coercers.ts'

const schema = buildSchema(`
  input Deep { name: String, within: Deep, list: [Deep!] }
  input Filter { sex: Sex, count: Int! = 3, first: Int!, tags: [String] = ["a"] }
  input Plain { sex: Sex, born: String }
  input Odd { constructor: String, sex: Sex }
  input OneOf @oneOf { a: Int, b: Int }
  enum Sex { MALE FEMALE }
  type Query { a(deep: Deep, filter: Filter, plain: Plain, odd: Odd, oneOf: OneOf, all: [[Sex!]]!): Int }
`)

function typeOf(name: string) {
  const type = schema.getType(name)
  if (!isInputType(type)) throw new Error(`${name} is no input type`)
  return type
}

/** What graphql makes of it; undefined for a fault. */
function byGraphql(given: unknown, type: Parameters<typeof coercerOf>[0]): unknown {
  let isSound = true
  const coerced = coerceInputValue(given, type, () => {
    isSound = false
  })
  return isSound ? coerced : undefined
}

class Cell {
  sex = 'MALE'
}

const inherited = Object.create({ born: '2016' }, { sex: { value: 'MALE', enumerable: true } })

describe('a coercer', () => {
  it.each<[string, unknown]>([
    ['Sex', 'MALE'],
    ['Sex', null],
    ['Sex', undefined],
    ['[Sex!]', ['MALE', 'FEMALE']],
    ['[Sex!]', []],
    ['[Sex!]', 'MALE'],
    ['[Sex!]', null],
    ['[[Sex!]]', [['MALE'], null, 'FEMALE']],
    ['[Plain]', { sex: 'MALE' }],
    ['Plain', {}],
    ['Plain', { born: '2016', sex: null }],
    ['Plain', Object.assign(Object.create(null), { sex: 'MALE' })],
    ['Plain', new Cell()],
    ['Filter', { first: 1 }],
    ['Filter', { tags: null, first: 1, count: 5 }],
    ['Deep', { within: { within: { name: 'x', list: [{ list: { name: 'y' } }] } } }],
  ])('of %s makes of %j what graphql makes of it', (name, given) => {
    const type = wrapped(name)
    const coerced = coercerOf(type)(given)
    expect(coerced).toStrictEqual(byGraphql(given, type))
    expect(coerced).not.toBeUndefined()
  })

  it.each<[string, unknown]>([
    ['Sex', 'NOBODY'],
    ['Sex', 5],
    ['Sex!', null],
    ['Sex!', undefined],
    ['[Sex!]', ['MALE', null]],
    ['[Sex!]', ['NOBODY']],
    ['[Sex!]', 'NOBODY'],
    ['[[Sex!]]', [['MALE'], [null]]],
    ['Plain', 'MALE'],
    ['Plain', [{ sex: 'MALE' }]],
    ['Plain', []],
    ['Plain', 5],
    ['Plain', true],
    ['Plain', { sex: 'NOBODY' }],
    ['Plain', { sex: 'MALE', other: 1 }],
    ['Plain', { __proto__: null, toString: 1 }],
    ['Odd', { sex: 'MALE' }],
    ['Filter', {}],
    ['Filter', { first: null }],
    ['Filter', { first: 1, count: null }],
    ['Deep', { within: { list: [{ name: {} }] } }],
    ['OneOf', {}],
    ['OneOf', { a: 1, b: 2 }],
  ])('of %s leaves %j to graphql, which finds the fault', (name, given) => {
    expect(coercerOf(wrapped(name))(given)).toBeUndefined()
    expect(byGraphql(given, wrapped(name))).toBeUndefined()
  })

  it.each<[string, string, unknown]>([
    ['another iterable', '[Sex!]', new Set(['MALE'])],
    ['an iterable of objects', '[Plain]', new Set([{ sex: 'MALE' }])],
    ['a type of which one field is given', 'OneOf', { a: 1 }],
    ['a field that only the prototype has', 'Plain', inherited],
    ['a field that is there and undefined', 'Plain', { sex: 'MALE', born: undefined }],
  ])('leaves %s to graphql', (_case, name, given) => {
    expect(coercerOf(wrapped(name))(given)).toBeUndefined()
    expect(byGraphql(given, wrapped(name))).not.toBeUndefined()
  })

  it('leaves to graphql what a scalar does not take, whatever it throws, and what it makes nothing of', () => {
    const choosy = new GraphQLScalarType({
      name: 'Choosy',
      parseValue: (given) => {
        if (given === 'undefined') return undefined
        if (given === 'null') return null
        throw new TypeError('no')
      },
    })
    expect(coercerOf(choosy)('x')).toBeUndefined()
    expect(coercerOf(choosy)('undefined')).toBeUndefined()
    expect(coercerOf(choosy)('null')).toBeNull()
  })

  it('gives an enum its inner value', () => {
    const inner = new GraphQLEnumType({ name: 'Inner', values: { ONE: { value: 1 } } })
    expect(coercerOf(new GraphQLList(inner))(['ONE'])).toEqual([1])
  })

  it('is made once for a type, and reads the fields of an object when it is first asked', () => {
    let read = 0
    const type: GraphQLInputObjectType = new GraphQLInputObjectType({
      name: 'Lazy',
      fields: () => {
        read += 1
        return { count: { type: new GraphQLNonNull(GraphQLInt) }, next: { type }, name: { type: GraphQLString } }
      },
    })
    const coerce = coercerOf(type)
    expect(coercerOf(type)).toBe(coerce)
    expect(read).toBe(0)
    expect(coerce({ count: 1, next: { count: 2 } })).toEqual({ count: 1, next: { count: 2 } })
    expect(read).toBe(1)
  })
})

function wrapped(name: string): Parameters<typeof coercerOf>[0] {
  if (name.endsWith('!')) return new GraphQLNonNull(wrapped(name.slice(0, -1)) as never)
  return name.startsWith('[') ? new GraphQLList(wrapped(name.slice(1, -1))) : typeOf(name)
}
