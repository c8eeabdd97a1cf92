// Who asks and for what, from the headers alone: each refusal with its code, then the caller that a right request gives.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PURPOSES } from '../../src/identity/caller.ts'
import { type IdentifyingHeaders, identify } from '../../src/identity/identify.ts'
import { createOidcProvider, type IdentityProviders, providersByIssuer } from '../../src/identity/identity-provider.ts'
import { createRoster, type RosterRows } from '../../src/identity/roster.ts'
import {
  AUDIENCE,
  type Claims,
  clockAt,
  goodClaims,
  newKey,
  type SigningKey,
  segment,
  startIssuer,
  type TestIssuer,
  writeToken,
} from './issuer.ts'
import { rosterRows } from './roster-rows.ts'

let key: SigningKey
let issuer: TestIssuer
let providers: IdentityProviders
let rows: RosterRows
const clock = clockAt()

beforeAll(async () => {
  key = await newKey('key-1')
  issuer = await startIssuer([key.publicJwk])
  providers = providersByIssuer([createOidcProvider({ issuer: issuer.url, audience: AUDIENCE }, clock)])
})
afterAll(() => issuer.stop())
beforeEach(() => {
  rows = rosterRows(issuer.url)
})

async function ask(headers: Partial<IdentifyingHeaders> = {}, claims: Claims = {}) {
  const roster = createRoster(async () => rows, clock, { maxAgeMs: 5000 })
  await roster.refresh()
  const token = await writeToken({ claims: { ...goodClaims(issuer.url), ...claims }, key })
  const all = { authorization: `Bearer ${token}`, purpose: 'P01', caseNumber: undefined, ...headers }
  return identify({ headers: all, providers, roster, clock })
}

describe('a caller who cannot be authenticated', () => {
  it.each([
    ['no Authorization header', undefined],
    ['an empty one', ''],
    ['a password', 'Basic dXNlcjpzZWNyZXQ='],
    ['no token after the scheme', 'Bearer '],
    ['two tokens', 'Bearer a.b.c d.e.f'],
    ['a token without scheme', 'a.b.c'],
  ])('is refused with %s', async (_title, authorization) => {
    await expect(ask({ authorization })).rejects.toMatchObject({ code: 'UNAUTHENTICATED', detail: 'no bearer token' })
  })

  it.each([
    ['a token of an issuer that is not configured', { iss: 'https://elsewhere.example' }, 'issuer is not known'],
    ['a token of no issuer', { iss: undefined }, 'issuer is not known'],
    ['a revoked token', { jti: 'revoked-1' }, 'token is revoked'],
    ['an account that the roster lacks', { sub: 'stranger' }, 'account is not known'],
  ])('is refused with %s', async (_title, claims, detail) => {
    await expect(ask({}, claims)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', detail })
  })

  it.each([
    ['no JSON', 'Bearer AAAA.AAAA.AAAA'],
    ['JSON that is no object', `Bearer ${segment({ alg: 'ES256' })}.${segment(['iss'])}.AAAA`],
    ['one segment', 'Bearer abc'],
  ])('is refused with a payload of %s', async (_title, authorization) => {
    await expect(ask({ authorization })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  it('is refused with an overlong token before it is parsed', async () => {
    const authorization = `Bearer ${'a'.repeat(5000)}`
    await expect(ask({ authorization })).rejects.toMatchObject({ code: 'UNAUTHENTICATED', detail: 'token is too long' })
  })

  it('is refused by revocation although the token was accepted a moment ago', async () => {
    await ask()
    rows = { ...rows, revokedTokens: [{ jti: 'token-1' }] }
    await expect(ask()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', detail: 'token is revoked' })
  })

  it('is told so before anything about purpose or case', async () => {
    await expect(ask({ purpose: undefined, caseNumber: ' ' }, { sub: 'stranger' })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    })
  })
})

describe('a purpose', () => {
  it.each([undefined, ''])('is required: %j is none', async (purpose) => {
    await expect(ask({ purpose })).rejects.toMatchObject({ code: 'PURPOSE_REQUIRED', detail: 'no purpose named' })
  })

  it.each([
    'P08',
    'P99',
    'p01',
    'P01,P02',
    'P01 ',
    '*',
    '__proto__',
  ])('is refused as %j: the token lists P01, P02', async (purpose) => {
    await expect(ask({ purpose })).rejects.toMatchObject({ code: 'REFUSED', detail: 'purpose is not in the token' })
  })

  it('is refused when the token lists it but no such purpose exists', async () => {
    await expect(ask({ purpose: 'P17' }, { purposes: ['P17'] })).rejects.toMatchObject({ code: 'REFUSED' })
  })

  it('is one of sixteen', () => {
    expect(PURPOSES).toHaveLength(16)
    expect([...PURPOSES].sort()).toEqual([...PURPOSES])
  })
})

describe('a case number', () => {
  it.each([
    '',
    ' ',
    'a b',
    'x'.repeat(65),
    '住院1',
    'ZY\\1',
    "1' or '1'='1",
    'a\n',
    '1,2',
  ])('is refused as %j', async (caseNumber) => {
    await expect(ask({ caseNumber })).rejects.toMatchObject({
      ...{ code: 'BAD_INPUT', detail: 'case number is malformed', hint: 'CASE_NUMBER' },
    })
  })

  it.each(['ZY2026-000123', 'ZY/1', 'x'.repeat(64), 'a.b_c-D'])('is taken as %j', async (caseNumber) => {
    await expect(ask({ caseNumber })).resolves.toMatchObject({ caseNumber })
  })

  it('is null when none is named', async () => {
    await expect(ask()).resolves.toMatchObject({ caseNumber: null })
  })
})

describe('a role', () => {
  const noSuch = { code: 'REFUSED', detail: 'no such assignment' }

  it('is refused when the person never held it', async () => {
    await expect(ask({}, { role: 'MZ_ADJUDICATOR' })).rejects.toMatchObject(noSuch)
  })

  it('is refused when someone else holds it', async () => {
    await expect(ask({}, { role: 'SCH_AID_OFFICER' })).rejects.toMatchObject(noSuch)
  })

  it('is refused from the day on which the person left, though the token still runs', async () => {
    await expect(ask({}, { sub: 'left-today' })).rejects.toMatchObject(noSuch)
  })

  it('is refused before the day on which the person begins', async () => {
    await expect(ask({}, { sub: 'starts-tomorrow' })).rejects.toMatchObject(noSuch)
  })

  it('is still held on the last day', async () => {
    await expect(ask({}, { sub: 'leaves-tomorrow' })).resolves.toMatchObject({ caller: { role: 'HOSP_CLERK' } })
  })

  it('is refused when two units could be meant', async () => {
    await expect(ask({}, { sub: 'in-two-wards' })).rejects.toMatchObject({
      code: 'REFUSED',
      detail: 'more than one such assignment',
    })
  })

  it('is refused when its organisation is not in the roster', async () => {
    rows = { ...rows, organisations: [] }
    await expect(ask()).rejects.toMatchObject({ code: 'REFUSED', detail: 'no such organisation' })
  })

  it('is picked by the token for a person with two jobs', async () => {
    const clerk = await ask({}, { sub: 'two-jobs' })
    const officer = await ask({}, { sub: 'two-jobs', role: 'SCH_AID_OFFICER' })
    expect(clerk.caller).toMatchObject({ role: 'HOSP_CLERK', organisationKind: 'HOSPITAL', unit: 'SETTLEMENT' })
    expect(officer.caller).toMatchObject({ role: 'SCH_AID_OFFICER', organisationKind: 'SCHOOL', unit: 'AID' })
    expect(officer.caller.personId).toBe(clerk.caller.personId)
  })
})

describe('a stale roster', () => {
  it('refuses a caller whose token is fine', async () => {
    const roster = createRoster(async () => rows, clock, { maxAgeMs: 5000 })
    const token = await writeToken({ claims: goodClaims(issuer.url), key })
    const headers = { authorization: `Bearer ${token}`, purpose: 'P01', caseNumber: undefined }
    await expect(identify({ headers, providers, roster, clock })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      detail: 'roster is stale',
    })
  })
})

describe('a right request', () => {
  it('gives the caller, the purpose and the case', async () => {
    await expect(ask({ purpose: 'P02', caseNumber: 'ZY1' })).resolves.toEqual({
      caller: {
        personId: 'person-1',
        role: 'HOSP_CLERK',
        organisationId: '1233019999000HA17Y',
        organisationKind: 'HOSPITAL',
        outside: true,
        unit: 'SETTLEMENT',
        divisions: ['330106'],
        assignmentId: 'assignment-1',
        tokenId: 'token-1',
        delegation: null,
        deputyFor: null,
      },
      purpose: 'P02',
      caseNumber: 'ZY1',
    })
  })

  it('may write the scheme in any case', async () => {
    const token = await writeToken({ claims: goodClaims(issuer.url), key })
    await expect(ask({ authorization: `bEARER ${token}` })).resolves.toBeDefined()
  })
})

describe('several identity providers', () => {
  it('are told apart by issuer, and none vouches for another', async () => {
    const secondKey = await newKey('key-1')
    const second = await startIssuer([secondKey.publicJwk])
    const settings = (url: string) => createOidcProvider({ issuer: url, audience: AUDIENCE }, clock)
    const both = providersByIssuer([settings(issuer.url), settings(second.url)])
    const own = await writeToken({ claims: goodClaims(second.url), key: secondKey })
    const foreign = await writeToken({ claims: goodClaims(issuer.url), key: secondKey })
    await expect(both.personOf(own)).resolves.toMatchObject({ issuer: second.url })
    await expect(both.personOf(own)).resolves.toMatchObject({ issuer: second.url })
    await expect(both.personOf(foreign)).rejects.toMatchObject({ detail: 'signature is wrong' })
    await second.stop()
  })

  it('may not share an issuer', () => {
    const provider = createOidcProvider({ issuer: issuer.url, audience: AUDIENCE }, clock)
    expect(() => providersByIssuer([provider, provider])).toThrow('two identity providers have one issuer')
  })
})
