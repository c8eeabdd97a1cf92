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
