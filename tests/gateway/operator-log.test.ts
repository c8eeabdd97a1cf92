// The operator learns why an integration does not get in; the caller learns only that it did not.
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTown, type Town, tokenOf } from '../world/town.ts'

let town: Town

beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

const ask = (headers: Record<string, string>) =>
  request(town.url).post('/graphql').set(headers).send({ query: '{ __typename }' })

describe('a caller who is not let in', () => {
  it('leaves a cause in the log, and no token', async () => {
    const token = await tokenOf(town.site.issuer, 'hospital')
    const cut = token.slice(0, -4)
    expect((await ask({ authorization: `Bearer ${cut}`, 'x-purpose': 'P01' })).status).toBe(401)
    expect((await ask({ 'x-purpose': 'P01' })).status).toBe(401)
    const logged = town.events.filter(({ event }) => event === 'not-identified')
    expect(logged).toHaveLength(2)
    expect(logged.at(-1)).toEqual({ event: 'not-identified', cause: 'no bearer token' })
    expect(JSON.stringify(logged)).not.toContain(cut.slice(-20))
  })
})

describe('a known person who is refused before it is clear in which capacity they ask', () => {
  it.each([
    ['a purpose outside the token', { 'x-purpose': 'P08' }, 'REFUSED', 'P08', 'purpose is not in the token'],
    [
      'a purpose that there is not',
      { 'x-purpose': '330199201801019970' },
      'REFUSED',
      '',
      'purpose is not in the token',
    ],
    ['no purpose', {}, 'PURPOSE_REQUIRED', '', 'no purpose named'],
    [
      'an identity number for a case',
      { 'x-purpose': 'P01', 'x-case': '330199201801019970' },
      'BAD_INPUT',
      'P01',
      'case number reads as a personal number',
    ],
  ])('stands in the journal with %s, and what was sent does not', async (_what, headers, code, purpose, detail) => {
    await town.newEntries()
    const token = await tokenOf(town.site.issuer, 'hospital')
    const { body } = await ask({ authorization: `Bearer ${token}`, ...headers })
    expect(body.errors[0].extensions.code).toBe(code)
    const entries = await town.newEntries()
    expect(entries).toMatchObject([
      {
        kind: 'REFUSAL',
        body: { personId: 'demo-person-hospital', role: 'HOSP_CLERK', purpose, code, detail, subjects: [], fields: [] },
      },
    ])
    expect(JSON.stringify(entries)).not.toContain('330199201801019970')
  })

  it('is no entry while nobody is known: who has no token of ours could fill the journal', async () => {
    await town.newEntries()
    await ask({ 'x-purpose': 'P01' })
    expect(await town.newEntries()).toEqual([])
  })
})
