// Documents that are wrong, deep, wide or self-multiplying: each gets one short coded error without a word of what it
// named, no source is asked, and the next caller is answered.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Hint } from '../../src/errors.ts'
import { HINTS } from '../../src/reply/errors.ts'
import { openTown, type Town } from '../world/town.ts'

let town: Town
let fetches = 0

beforeAll(async () => {
  town = await openTown({
    wrapSource: (_code, source) => ({
      fetch(statement, keys, today) {
        fetches += 1
        return source.fetch(statement, keys, today)
      },
    }),
  })
})
afterAll(() => town.close())
afterEach(async () => {
  expect(fetches).toBe(0)
  expect((await fetch(`${town.url}/healthz`)).status).toBe(200)
})

const STATUS = { BAD_INPUT: 400, TOO_COSTLY: 400, REFUSED: 403 } as const

async function expectError(code: keyof typeof STATUS, body: object): Promise<void> {
  const { query, variables } = body as { query: string; variables?: Record<string, unknown> }
  const response = await town.ask({ as: 'adjudicator', purpose: 'P08', query, ...(variables ? { variables } : {}) })
  const [{ message, extensions }] = response.body.errors as [{ message: string; extensions: { hint?: Hint } }]
  const { hint, ...rest } = extensions
  expect(message).toBe(hint === undefined ? '请求过大' : HINTS[hint].zh)
  expect(rest).toEqual(variables ? { code, variable: expect.any(Array) } : { code })
  expect(response.status).toBe(STATUS[code])
}

const times = (count: number, text: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => text(at)).join(' ')

describe('documents that are none', () => {
  it.each([
    ['an open brace', '{'],
    ['words', 'select * from child'],
    ['nothing but a comment', '# nothing'],
    ['a type', 'type Child { name: String }'],
    ['a fragment alone', 'fragment F on Query { __typename }'],
    ['an unknown fragment', '{ ...F }'],
    ['a fragment in a circle', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'],
    ['an undefined variable', '{ child(ref: $ref) { childRef } }'],
    ['an object without fields', '{ children { nodes } }'],
    ['fields of a leaf', '{ children { nodes { childRef { value } } } }'],
    ['an unknown directive', '{ children { nodes { childRef @show } } }'],
    ['deferred parts', '{ children { nodes { ... @defer { childRef } } } }'],
    ['two operations', 'query A { __typename } query B { __typename }'],
    ['two shapes under one alias', '{ children { a: nodes { childRef } a: pageInfo { hasNextPage } } }'],
  ])('refuses %s', async (_what, query) => {
    await expectError('BAD_INPUT', { query })
  })

  it.each([
    ['a mutation', 'mutation { deleteChild(ref: "a") { childRef } }'],
    ['a subscription', 'subscription { children { nodes { childRef } } }'],
  ])('refuses %s', async (_what, query) => {
    const response = await town.ask({ as: 'adjudicator', purpose: 'P08', query })
    expect(['BAD_INPUT', 'REFUSED']).toContain(response.body.errors[0].extensions.code)
    expect(response.text).not.toMatch(/deleteChild|ubscription|utation/)
  })
})

describe('names outside the view', () => {
  it.each([
    ['close to a real one', '{ childs { nodes { childRef } } }'],
    ['of another role', '{ eligibility(subject: {}, benefit: MEDICAL_AID) { status } }'],
    ['of a refused field', '{ children { nodes { disability { disabilityGrade } } } }'],
    ['as an argument', '{ children(where: { name: "a" }) { nodes { childRef } } }'],
    ['four hundred deep', `{ children(filter: ${'{ a: '.repeat(400)}1${'}'.repeat(400)}) { nodes { childRef } } }`],
    ['200 thousand letters long', `{ ${'a'.repeat(200_000)} }`],
  ])('are refused without a suggestion: %s', async (_what, query) => {
    await expectError('REFUSED', { query })
  })
})

describe('weight', () => {
  it.each<[string, string]>([
    ['nesting of 900 unknown fields', `${'{ a '.repeat(900)}${'}'.repeat(900)}`],
    ['nesting of 400 real fields', `${'{ children { nodes '.repeat(400)}${'}'.repeat(800)}`],
    ['a list of lists of lists', `{ children(filter: ${'['.repeat(900)}${']'.repeat(900)}) { nodes { childRef } } }`],
    ['a type of types', `query ($a: ${'['.repeat(900)}Int${']'.repeat(900)}) { __typename }`],
    ['a number of 100 thousand digits', `{ children(first: ${'9'.repeat(100_000)}) { nodes { childRef } } }`],
    ['more tokens than are read', `{ ${'__typename '.repeat(5_000)} }`],
    ['a thousand directives', `{ __typename ${'@x '.repeat(900)} }`],
    ['four hundred variables that nobody uses', `query (${times(400, (at) => `$v${at}: Int`)}) { __typename }`],
  ])('refuses %s', async (_what, query) => {
    await expectError('BAD_INPUT', { query })
  })

  it.each<[string, string]>([
    ['six hundred aliases of one field', `{ ${times(600, (at) => `a${at}: __typename`)} }`],
    ['the same page under 150 aliases', `{ ${times(150, (at) => `a${at}: children { nodes { childRef } }`)} }`],
    ['the same page under 11 aliases', `{ ${times(11, (at) => `a${at}: children { nodes { childRef } }`)} }`],
    ['one field 150 times over', `{ ${times(150, () => 'children { nodes { childRef a: childRef } }')} }`],
    [
      'fragments that double 100 times',
      `{ ...F0 } ${times(100, (at) => `fragment F${at} on Query { __typename ...F${at + 1} ...F${at + 1} }`)}
       fragment F100 on Query { __typename }`,
    ],
    ['a page that is too long', '{ children(first: 201) { nodes { childRef } } }'],
  ])('refuses %s', async (_what, query) => {
    await expectError('TOO_COSTLY', { query })
  })
})

describe('variables that do not fit', () => {
  const query =
    'query ($first: Int, $filter: ChildFilter) { children(first: $first, filter: $filter) { nodes { childRef } } }'

  it.each<[string, Record<string, unknown>]>([
    ['a number in words', { first: 'twenty' }],
    ['a fraction', { first: 1.5 }],
    ['a number beyond 32 bits', { first: 2 ** 40 }],
    ['a list for a number', { first: [1] }],
    ['a list for an object', { filter: [[[[]]]] }],
    ['text for an object', { filter: '110101200001011234' }],
  ])('are refused without their value: %s', async (_what, variables) => {
    await expectError('BAD_INPUT', { query, variables })
  })

  it('name no field outside the view either', async () => {
    await expectError('REFUSED', { query, variables: { filter: { constructor: 1, toString: {} } } })
  })
})

it('answers in English whoever asks for it', async () => {
  const headers = { 'accept-language': 'en-GB, zh;q=0.5' }
  const response = await town.ask({ as: 'adjudicator', purpose: 'P08', query: 'query A { a } query B { b }', headers })
  expect(response.body.errors[0].message).toBe('send one operation; operationName, where it stands, is its name')
})
