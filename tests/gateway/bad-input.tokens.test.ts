// Broken tokens and missing purposes at the door: who is not let in learns how to ask and nothing else, and nobody's
// question is journalled, for there is no one to journal. (Every way a token can be wrong: tests/identity.)
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTown, type Town, tokenOf } from '../world/town.ts'

const QUERY = JSON.stringify({ query: '{ children { nodes { childRef } } }' })

let town: Town
let token: string

beforeAll(async () => {
  town = await openTown()
  token = await tokenOf(town.site.issuer, 'adjudicator')
})
afterAll(() => town.close())

async function post(headers: Record<string, string>): Promise<{ status: number; body: unknown; headers: Headers }> {
  const response = await fetch(`${town.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-purpose': 'P08', ...headers },
    body: QUERY,
  })
  return { status: response.status, body: await response.json(), headers: response.headers }
}

function tampered(text: string): string {
  const [header = '', claims = '', signature = ''] = text.split('.')
  const changed = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), purposes: ['P01', 'P08', 'P09'] }
  return [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.')
}

function unsigned(text: string): string {
  const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url')
  return [header, text.split('.')[1], ''].join('.')
}

describe('whoever shows no good token', () => {
  it.each<[string, () => Record<string, string>]>([
    ['no header', () => ({})],
    ['an empty header', () => ({ authorization: '' })],
    ['another scheme', () => ({ authorization: 'Basic aHV0b25nOmh1dG9uZw==' })],
    ['the scheme alone', () => ({ authorization: 'Bearer' })],
    ['two tokens', () => ({ authorization: `Bearer ${token} ${token}` })],
    ['two schemes', () => ({ authorization: `Bearer ${token}, Bearer ${token}` })],
    ['noise', () => ({ authorization: 'Bearer ....' })],
    ['a token cut short', () => ({ authorization: `Bearer ${token.slice(0, -4)}` })],
    ['a longer token', () => ({ authorization: `Bearer ${token}AAAA` })],
    ['changed claims', () => ({ authorization: `Bearer ${tampered(token)}` })],
    ['no signature', () => ({ authorization: `Bearer ${unsigned(token)}` })],
    [
      'a token of 12 KB',
      () => ({ authorization: `Bearer ${'a'.repeat(4_000)}.${'b'.repeat(4_000)}.${'c'.repeat(4_000)}` }),
    ],
  ])('is not let in: %s', async (_what, headers) => {
    const reply = await post(headers())
    expect(reply.status).toBe(401)
    expect(reply.headers.get('www-authenticate')).toBe('Bearer')
    expect(reply.body).toEqual({ errors: [{ message: '未通过身份验证', extensions: { code: 'UNAUTHENTICATED' } }] })
  })

  it('leaves nothing in the journal, and good callers are let in as before', async () => {
    expect(await town.newEntries()).toEqual([])
    expect((await post({ authorization: `Bearer ${token}` })).status).toBe(200)
  })
})

describe('whoever is known but asks without a good purpose or case', () => {
  it.each<[string, Record<string, string>, number, string, string?]>([
    ['no purpose', { 'x-purpose': '' }, 400, 'PURPOSE_REQUIRED'],
    ['an unknown purpose', { 'x-purpose': 'P99' }, 403, 'REFUSED'],
    ['two purposes in one header', { 'x-purpose': 'P08, P09' }, 403, 'REFUSED'],
    ['a purpose that the token does not list', { 'x-purpose': 'P01' }, 403, 'REFUSED'],
    ['a case that is no number', { 'x-case': "E-1' or '1'='1" }, 400, 'BAD_INPUT', 'CASE_NUMBER'],
    ['a case that is too long', { 'x-case': 'E'.repeat(65) }, 400, 'BAD_INPUT', 'CASE_NUMBER'],
    ['two cases in one header', { 'x-case': 'E-1, E-2' }, 400, 'BAD_INPUT', 'CASE_NUMBER'],
  ])('is refused: %s', async (_what, headers, status, code, hint) => {
    const reply = await post({ authorization: `Bearer ${token}`, ...headers })
    expect([reply.status, reply.body]).toEqual([
      status,
      { errors: [{ message: expect.any(String), extensions: { code, ...(hint ? { hint } : {}) } }] },
    ])
    expect(reply.headers.get('www-authenticate')).toBeNull()
  })
})
