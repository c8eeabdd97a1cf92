// Is the gateway a GraphQL server like any other to known clients? The audits of graphql-http, each by its id, run as a
// role that may send free-form queries; and introspection shows that caller's own view.
import { type AuditResult, serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTown, type Town, tokenOf } from '../world/town.ts'

// These want status 200 for a request that fails as a whole when plain JSON is accepted; an error is an error here.
const DECLINED = ['572B', 'FDE2', '7B9B']

// Written out: an audit that a later version adds is to be looked at, not passed over.
const MUST_AND_SHOULD = `
  22EB 4655 47DE 80D8 82A3 BF61 78D5 2C94 9ABE 03D4 34A2 13EE 8161 B8B3 94B0 0220 94B1 0221 94B2 0222 2EA1 28B9 428F
  1B7A BCF8 B7N8 865D 556A D586 51FE 74FF 5E5B 86EE`
  .trim()
  .split(/\s+/)

const AUDITS = serverAudits({ url: 'http://127.0.0.1:1/graphql' }).map(({ id, name }) => ({ id, name }))
const HELD = AUDITS.filter(({ id, name }) => !name.startsWith('MAY') && !DECLINED.includes(id))

let town: Town
let results: ReadonlyMap<string, AuditResult>

beforeAll(async () => {
  town = await openTown()
  const token = await tokenOf(town.site.issuer, 'adjudicator')
  const fetchFn = (url: string, options: RequestInit = {}) => {
    const headers = new Headers(options.headers)
    headers.set('authorization', `Bearer ${token}`)
    headers.set('x-purpose', 'P08')
    return fetch(url, { ...options, headers })
  }
  const audits = serverAudits({ url: `${town.url}/graphql`, fetchFn })
  results = new Map(await Promise.all(audits.map(async ({ id, fn }) => [id, await fn()] as const)))
})
afterAll(() => town.close())

describe('the audits of graphql-http', () => {
  it('are the known ones', () => {
    expect(HELD.map(({ id }) => id)).toEqual(MUST_AND_SHOULD)
  })

  it.each(HELD)('$id: $name', ({ id }) => {
    const result = results.get(id)
    expect(result?.status === 'ok' ? 'ok' : result).toBe('ok')
  })

  it.each(DECLINED)('%s is declined: the status of a failed request is 4xx for every media type', (id) => {
    expect(results.get(id)?.status).toBe('warn')
  })
})

describe('media types', () => {
  const ask = (accept: string, query = '{ __typename }') =>
    town.ask({ as: 'adjudicator', purpose: 'P08', query, headers: { accept } })

  it.each([
    'text/html',
    'image/*',
    'application/xml, text/plain;q=0.5',
    'application/json;q=0',
    'multipart/mixed',
    'nonsense',
  ])('refuses a client that accepts only %s, before anything is read', async (accept) => {
    await town.newEntries()
    const response = await ask(accept)
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([406, 'BAD_INPUT'])
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(await town.newEntries()).toEqual([])
  })

  it.each([
    ['application/graphql-response+json', 'application/graphql-response+json'],
    ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json'],
    ['application/json;q=0.2, application/graphql-response+json;q=0.1', 'application/json'],
    ['text/html, */*;q=0.1', 'application/json'],
    ['application/*', 'application/json'],
    ['application/json;q=0, */*', 'application/graphql-response+json'],
  ])('for %s answers and refuses in %s', async (accept, type) => {
    const answered = await ask(accept)
    const refused = await ask(accept, '{ nothing }')
    expect([answered.status, refused.status]).toEqual([200, 403])
    expect(answered.headers['content-type']).toBe(`${type}; charset=utf-8`)
    expect(refused.headers['content-type']).toBe(`${type}; charset=utf-8`)
  })
})

describe('introspection', () => {
  const TYPES = '{ __schema { types { name fields { name } } } }'

  async function coordinatesSeenBy(as: string, purpose: string): Promise<string[]> {
    const response = await town.ask({ as, purpose, query: TYPES })
    expect(response.status).toBe(200)
    const types = response.body.data.__schema.types as { name: string; fields: { name: string }[] | null }[]
    return types.flatMap(({ name, fields }) => (fields ?? []).map((field) => `${name}.${field.name}`))
  }

  it.each([
    ['hospital', 'P01'],
    ['school', 'P05'],
  ])('is refused to the %s, and the journal says so', async (as, purpose) => {
    await town.newEntries()
    for (const query of [
      TYPES,
      '{ __type(name: "Child") { name } }',
      '{ ...S } fragment S on Query { __schema { types { name } } }',
    ]) {
      const response = await town.ask({ as, purpose, query })
      expect(response.status).toBe(403)
      expect(response.body).toEqual({ errors: [{ message: expect.any(String), extensions: { code: 'REFUSED' } }] })
      expect((await town.newEntries()).map(({ kind, body }) => [kind, body.code])).toEqual([['REFUSAL', 'REFUSED']])
    }
  })

  it('shows an adjudicator what the policy grants and nothing else', async () => {
    const seen = await coordinatesSeenBy('adjudicator', 'P08')
    expect(seen).toContain('CivilAffairs.categories')
    expect(seen).not.toContain('Query.eligibility')
    expect(seen).not.toContain('Disability.disabilityGrade')
    const granted = town.gateway.rooms.policies.grantFor('MZ_ADJUDICATOR', 'P08')
    const refused = seen
      .filter((coordinate) => !coordinate.startsWith('__'))
      .filter((coordinate) => granted?.decide('select', coordinate).effect === 'refuse')
    expect(refused).toEqual([])
  })

  it('shows two roles two views', async () => {
    const village = await coordinatesSeenBy('village', 'P07')
    expect(village).not.toEqual(await coordinatesSeenBy('adjudicator', 'P08'))
  })

  it('knows a type outside the view as little as one that does not exist', async () => {
    const ask = (name: string) =>
      town.ask({ as: 'adjudicator', purpose: 'P08', query: `{ __type(name: "${name}") { name } }` })
    const [outside, absent] = await Promise.all([ask('EligibilityAnswer'), ask('NoSuchType')])
    expect(outside.body).toEqual({ data: { __type: null } })
    expect(outside.text).toBe(absent.text)
  })

  it.each([
    ['many aliases', '{ a: __schema { types { name } } b: __schema { types { name } } }', 'TOO_COSTLY', undefined],
    [
      'deep nesting',
      `{ __schema { types ${'{ fields { type '.repeat(6)}{ name }${' } }'.repeat(6)} } }`,
      'BAD_INPUT',
      'DOCUMENT_FORM',
    ],
    [
      'two operations',
      'query A { __schema { queryType { name } } } query B { __schema { queryType { name } } }',
      'BAD_INPUT',
      'DOCUMENT_FORM',
    ],
    ['a missing variable', 'query A($name: String!) { __type(name: $name) { name } }', 'BAD_INPUT', 'DOCUMENT_FORM'],
    ['data beside it', '{ __schema { queryType { name } } children { nodes { childRef } } }', 'REFUSED', undefined],
  ])('is refused with %s, and the journal says so', async (_what, query, code, hint) => {
    await town.newEntries()
    const response = await town.ask({ as: 'adjudicator', purpose: 'P08', query })
    const extensions = hint === undefined ? { code } : { code, hint }
    expect(response.body).toEqual({ errors: [{ message: expect.any(String), extensions }] })
    expect((await town.newEntries()).map(({ kind, body }) => [kind, body.code])).toEqual([['REFUSAL', code]])
  })
})
