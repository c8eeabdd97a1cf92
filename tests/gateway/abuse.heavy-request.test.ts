// X10: can a request be made so wide, so deep or so often repeated that it wears the gateway down or reads more children
// than one operation may? It ends with a code, before any source is called, in a moment.

import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { openTown, type Town, tokenOf } from '../world/town.ts'
import { byCitizenId, CLASS, recordedSources } from './questions.ts'

const sources = recordedSources()
let town: Town
let ref: string

beforeAll(async () => {
  town = await openTown({ wrapSource: sources.wrapSource })
  ref = town.gateway.rooms.childRefs('1133019999000XH06C').refOf(CAST.stay.id)
})
afterAll(() => town.close())

function repeat(count: number, part: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => part(at)).join(' ')
}

const PATIENT = `{ citizenId: "${CAST.stay.citizenId}", fullName: "${CAST.stay.name}" }`
const one = (at: number) => `c${at}: child(ref: "${'c1.AAAAAAAAAAAAAAAAAAAAAA'}") { childRef }`
const nested = (depth: number, inside: string) =>
  `${repeat(depth, () => '... {')} ${inside} ${repeat(depth, () => '}')}`

const HEAVY: readonly (readonly [string, string])[] = [
  ['500 aliases of a root field', `{ ${repeat(500, one)} }`],
  ['11 aliases, one more than the policy lets', `{ ${repeat(11, one)} }`],
  ['401 fields below one child', `{ child(ref: "x") { ${repeat(401, (at) => `r${at}: childRef`)} } }`],
  ['the same field a thousand times', `{ child(ref: "x") { ${repeat(1_000, () => 'childRef')} } }`],
  ['inline fragments 200 deep', `{ child(ref: "x") { ${nested(200, 'childRef')} } }`],
  ['a fragment that doubles at each of 20 levels', `{ child(ref: "x") { ...f0 } } ${doubling(20, 2)}`],
  ['a fragment that grows thirtyfold at each of 8 levels', `{ child(ref: "x") { ...f0 } } ${doubling(8, 30)}`],
  [
    'a fragment within itself',
    '{ child(ref: "x") { ...a } } fragment a on Child { ...b } fragment b on Child { ...a }',
  ],
  ['800 directives on one field', `{ child(ref: "x") { childRef ${repeat(300, () => '@include(if: true)')} } }`],
  ['several operations in one document', 'query A { child(ref: "x") { childRef } } query B { __typename }'],
  ['a list literal of 1,500 items', `{ child(ref: [${repeat(1_500, () => '"x"')}]) { childRef } }`],
  ['brackets 50,000 deep', `{ child(ref: ${'['.repeat(50_000)}`],
  ['braces 50,000 deep', '{a'.repeat(50_000)],
]

function doubling(levels: number, factor: number): string {
  return repeat(levels, (at) =>
    at === levels - 1
      ? `fragment f${at} on Child { childRef }`
      : `fragment f${at} on Child { ${repeat(factor, () => `...f${at + 1}`)} }`,
  )
}

describe('a request that asks for too much at once', () => {
  it.each(HEAVY)('ends with a code and no source call: %s', async (_what, query) => {
    await town.newEntries()
    sources.take()
    const started = performance.now()
    const response = await town.ask({ as: 'adjudicator', purpose: 'P08', query })
    expect(performance.now() - started).toBeLessThan(1_000)
    expect(response.status).toBe(400)
    expect(['TOO_COSTLY', 'BAD_INPUT']).toContain(response.body.errors[0].extensions.code)
    expect(response.body.data).toBeUndefined()
    expect(response.text.length).toBeLessThan(200)
    expect(sources.take()).toEqual([])
    expect((await town.newEntries()).filter(({ kind }) => kind !== 'REFUSAL')).toEqual([])
  })

  it('lets a hospital ask about one child in an operation, under however many names', async () => {
    const query = `{ ${repeat(2, (at) => `a${at}: eligibility(subject: ${PATIENT}, benefit: MEDICAL_AID) { status }`)} }`
    sources.take()
    const response = await town.ask({ as: 'hospital', purpose: 'P01', case: 'E-2026-0002', query })
    expect(response.body.errors[0].extensions.code).toBe('TOO_COSTLY')
    expect(sources.take()).toEqual([])
  })

  it('lets a school ask about sixty pupils and not about sixty-one', async () => {
    const pupils = Array.from({ length: 61 }, () => byCitizenId(CAST.pupil))
    sources.take()
    const response = await town.ask({
      as: 'school',
      purpose: 'P05',
      case: 'B-2026-0001',
      query: CLASS,
      variables: { pupils },
    })
    expect(response.body.errors[0].extensions.code).toBe('TOO_COSTLY')
    expect(sources.take()).toEqual([])
  })

  it('refuses a batch of operations in one body', async () => {
    const operation = { query: `{ child(ref: "${ref}") { childRef } }` }
    const response = await post(JSON.stringify([operation, operation]))
    expect(response.status).toBe(400)
    expect(response.body.errors[0].extensions.code).toBe('BAD_INPUT')
  })

  it('refuses a body beyond its limit without reading it to the end', async () => {
    const response = await post(
      JSON.stringify({ query: '{ __typename }', variables: { padding: 'x'.repeat(300_000) } }),
    )
    expect(response.body.errors[0].extensions.code).toBe('TOO_COSTLY')
  })

  it('still answers the next one', async () => {
    const response = await town.ask({
      as: 'adjudicator',
      purpose: 'P08',
      query: `{ ${repeat(10, (at) => `c${at}: child(ref: "${ref}") { childRef }`)} }`,
    })
    expect(Object.keys(response.body.data)).toHaveLength(10)
  })
})

async function post(body: string) {
  return request(town.url)
    .post('/graphql')
    .set({ authorization: `Bearer ${await tokenOf(town.site.issuer, 'adjudicator')}`, 'x-purpose': 'P08' })
    .set('content-type', 'application/json')
    .send(body)
}
