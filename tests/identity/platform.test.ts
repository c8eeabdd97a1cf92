// Who asks behind the public-data platform: what it must have signed, each way in which a request is refused that it did not
// hand on just now, and whom a sound one lets in.
import { createSecretKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type IdentifyingHeaders, identify } from '../../src/identity/identify.ts'
import { providersByIssuer } from '../../src/identity/identity-provider.ts'
import {
  createPlatformProvider,
  PLATFORM_HEADERS,
  type PlatformSettings,
} from '../../src/identity/platform-provider.ts'
import { type SignedRequest, signedHeaders } from '../../src/identity/platform-signature.ts'
import { createRoster } from '../../src/identity/roster.ts'
import { SINGLE_HEADERS } from '../../src/request/limits.ts'
import { clockAt, NOW } from './issuer.ts'
import { type GatewayKey, type Handing, signedBy } from './platform-signing.ts'
import { rosterRows } from './roster-rows.ts'

const PLATFORM = 'https://data.platform.example.cn'
const HOSPITAL = '1233019999000HA17Y'
const SCHOOL = '1233019999000XX17H'
const KEY: GatewayKey = { id: 'hutong-2026', secret: 'what-the-platform-signs-with-until-it-is-changed' }
const NEXT: GatewayKey = { id: 'hutong-2027', secret: 'what-the-platform-signs-with-after-it-was-changed', hash: 'sm3' }
const BODY = '{"query":"{ hello }"}'

const SETTINGS: PlatformSettings = {
  issuer: PLATFORM,
  keys: new Map([
    [KEY.id, { key: createSecretKey(KEY.secret, 'utf8'), algorithm: 'HMAC-SHA-256' }],
    [NEXT.id, { key: createSecretKey(NEXT.secret, 'utf8'), algorithm: 'HMAC-SM3' }],
  ]),
  applications: new Map([
    ['settlement', { organisation: HOSPITAL, role: 'HOSP_CLERK', purposes: ['P01', 'P02'] }],
    ['school-aid', { organisation: SCHOOL, role: 'SCH_AID_OFFICER', purposes: ['P05'] }],
  ]),
}

/** What the platform says beside the question, and what came of it on the way. */
interface Handed extends Partial<Handing> {
  readonly key?: GatewayKey
  /** After the signature. */
  readonly altered?: Partial<SignedRequest>
  /** Headers that are other, more or (undefined) gone after the signature. */
  readonly later?: Readonly<Record<string, string | undefined>>
  readonly more?: Partial<IdentifyingHeaders>
}

const SAID = {
  'X-Platform-Application': 'settlement',
  'X-Platform-Account': 'subject-1',
  'X-Platform-Request': 'request-1',
  'X-Platform-Time': String(NOW * 1000),
  'X-Purpose': 'P01',
}

function handed({ key = KEY, headers = {}, altered = {}, later = {}, ...rest }: Handed = {}): SignedRequest {
  const handing = { method: 'POST', path: '/graphql', body: BODY, ...rest, headers: { ...SAID, ...headers } }
  const sent = { ...lower(signedBy(key, handing)), ...later }
  const there = Object.entries(sent).filter(([, value]) => value !== undefined) as [string, string][]
  const { method, path: target, body } = handing
  return { method, target, body: Buffer.from(body), headers: Object.fromEntries(there), ...altered }
}

function lower(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function desk({ mostNumbers = 100, settings = SETTINGS, secondsLater = 0 } = {}) {
  const clock = clockAt(secondsLater)
  const providers = providersByIssuer([], createPlatformProvider(settings, clock, { mostNumbers }))
  return {
    clock,
    async ask(parts: Handed = {}) {
      const roster = createRoster(async () => rosterRows(PLATFORM), clock, { maxAgeMs: 5000 })
      await roster.refresh()
      const signed = handed(parts)
      const { 'x-purpose': purpose, 'x-case': caseNumber } = signed.headers
      const headers = { authorization: undefined, purpose, caseNumber, signed, ...parts.more }
      return identify({ headers, providers, roster, clock })
    },
  }
}

describe('the signature of a gateway of the platform', () => {
  // The example that Alibaba Cloud publishes for services behind its gateway.
  it('is the one of the published example', () => {
    const headers = {
      'x-ca-proxy-signature': 'C7Lqfn8Spz0DxQTfUJq0NrkEbwNUuTNtC9p3SzRWgv0=',
      'x-ca-proxy-signature-headers': 'HeaderKey1,HeaderKey2',
      'x-ca-proxy-signature-secret-key': 'DemoKey1',
      ...{ headerkey1: 'HeaderValue1', headerkey2: 'HeaderValue2' },
    }
    const target = '/demo/uri?FormKey1=FormValue1&FormKey2=FormValue2&QueryKey1=QueryValue1&QueryKey2=QueryValue2'
    const keys = new Map([
      ['DemoKey1', { key: createSecretKey('DemoSecret1', 'utf8'), algorithm: 'HMAC-SHA-256' as const }],
    ])
    const request = { method: 'POST', target, headers, body: Buffer.alloc(0) }
    expect([...signedHeaders(request, keys).keys()]).toEqual(['headerkey1', 'headerkey2'])
    expect(() => signedHeaders({ ...request, target: '/demo/uri' }, keys)).toThrow('signature is wrong')
  })
})

describe('a header that says who asks', () => {
  it('may not stand there twice', () => {
    for (const name of PLATFORM_HEADERS) expect(SINGLE_HEADERS).toContain(name)
  })
})

describe('a request that the platform did not hand on so', () => {
  it.each<[string, Handed, string]>([
    ['a key that is not known', { key: { ...KEY, id: 'hutong-2019' } }, 'key of the platform is not known'],
    ['another secret', { key: { ...KEY, secret: NEXT.secret } }, 'signature is wrong'],
    ['another algorithm than the key’s', { key: { ...NEXT, hash: 'sha256' } }, 'signature is wrong'],
    ['another body', { altered: { body: Buffer.from(`${BODY} `) } }, 'signature is wrong'],
    ['no body', { altered: { body: Buffer.alloc(0) } }, 'signature is wrong'],
    ['another path', { altered: { target: '/graphql/' } }, 'signature is wrong'],
    ['another method', { altered: { method: 'PUT' } }, 'signature is wrong'],
    ['another person', { later: { 'x-platform-account': 'officer' } }, 'signature is wrong'],
    ['another application', { later: { 'x-platform-application': 'school-aid' } }, 'signature is wrong'],
    ['another purpose', { later: { 'x-purpose': 'P02' } }, 'signature is wrong'],
    ['a case that was put in', { later: { 'x-case': 'E-2026-0002' } }, 'header x-case is not signed'],
    ['no signature', { later: { 'x-ca-proxy-signature': undefined } }, 'signature is wrong'],
    ['half of it', { later: { 'x-ca-proxy-signature': 'C7Lqfn8Spz0DxQTf' } }, 'signature is wrong'],
    [
      'no list of headers',
      { later: { 'x-ca-proxy-signature-headers': undefined } },
      'a header that is signed is not there',
    ],
    [
      'a signed header that is gone',
      { later: { 'x-platform-time': undefined } },
      'a header that is signed is not there',
    ],
  ])('is refused with %s', async (_title, parts, detail) => {
    await expect(desk().ask(parts)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', detail })
  })

  it.each([
    'X-Platform-Application',
    'X-Platform-Account',
    'X-Platform-Request',
    'X-Platform-Time',
    'X-Purpose',
  ])('is refused where %s was put in beside what is signed', async (name) => {
    const { [name as keyof typeof SAID]: value, ...signed } = SAID
    const request = handed()
    const without = signedBy(KEY, { method: 'POST', path: '/graphql', headers: signed, body: BODY })
    const later = { ...lower(without), [name.toLowerCase()]: value }
    expect(request.headers[name.toLowerCase()]).toBe(value)
    await expect(desk().ask({ later })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      detail: `header ${name.toLowerCase()} is not signed`,
    })
  })

  it('is refused where a header is signed under two spellings', async () => {
    const headers = { 'x-platform-account': 'officer' }
    await expect(desk().ask({ headers })).rejects.toMatchObject({ detail: 'a header is signed twice' })
  })

  it.each<[string, string, string]>([
    ['blanks in the account', 'subject 1', 'header x-platform-account is malformed'],
    ['no account', '', 'header x-platform-account is malformed'],
    ['letters beyond ASCII', '张三', 'header x-platform-account is malformed'],
    ['a very long account', 'a'.repeat(129), 'header x-platform-account is malformed'],
  ])('is refused with %s', async (_title, account, detail) => {
    const headers = { 'X-Platform-Account': account }
    await expect(desk().ask({ headers })).rejects.toMatchObject({ code: 'UNAUTHENTICATED', detail })
  })

  it('is refused with a query, of which the platform signs another form', async () => {
    const parts = { path: '/graphql?a=1' }
    await expect(desk().ask(parts)).rejects.toMatchObject({ detail: 'a query beside the platform' })
  })

  it('is refused beside a bearer token', async () => {
    const parts = { more: { authorization: 'Bearer a.b.c' } }
    await expect(desk().ask(parts)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      detail: 'a token beside a signature',
    })
  })

  it('is refused where no platform is configured', async () => {
    const roster = createRoster(async () => rosterRows(PLATFORM), clockAt(), { maxAgeMs: 5000 })
    await roster.refresh()
    const headers = { authorization: undefined, purpose: 'P01', caseNumber: undefined, signed: handed() }
    const asked = identify({ headers, providers: providersByIssuer([]), roster, clock: clockAt() })
    await expect(asked).rejects.toMatchObject({ code: 'UNAUTHENTICATED', detail: 'no platform hands requests on' })
  })
})

describe('a request that was handed on at another time', () => {
  it.each<[string, string, string]>([
    ['more than a minute ago', String((NOW - 61) * 1000), 'request is too old'],
    ['in six seconds', String((NOW + 6) * 1000), 'request is of the future'],
    ['in seconds, not milliseconds', String(NOW), 'time of the request is malformed'],
    ['at no time', 'today', 'time of the request is malformed'],
  ])('is refused: %s', async (_title, time, detail) => {
    const headers = { 'X-Platform-Time': time }
    await expect(desk().ask({ headers })).rejects.toMatchObject({ code: 'UNAUTHENTICATED', detail })
  })

  it('is let in until a minute is over, and when the clocks are five seconds apart', async () => {
    const headers = { 'X-Platform-Time': String((NOW - 60) * 1000) }
    expect((await desk().ask({ headers })).caller.personId).toBe('person-1')
    const ahead = { 'X-Platform-Time': String((NOW + 5) * 1000) }
    expect((await desk().ask({ headers: ahead })).caller.personId).toBe('person-1')
  })

  it('is refused when it comes again, however soon', async () => {
    const { ask } = desk()
    await ask()
    await expect(ask()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', detail: 'request was seen before' })
    expect((await ask({ headers: { 'X-Platform-Request': 'request-2' } })).caller.personId).toBe('person-1')
  })

  it('takes no number away when it was never handed on', async () => {
    const { ask } = desk()
    await expect(ask({ key: { ...KEY, secret: NEXT.secret } })).rejects.toThrow()
    expect((await ask()).caller.personId).toBe('person-1')
  })

  it('is UNAVAILABLE while no more numbers can be held, and let in when a minute has passed', async () => {
    const { ask, clock } = desk({ mostNumbers: 2 })
    const numbered = (number: string, time = NOW) =>
      ask({ headers: { 'X-Platform-Request': number, 'X-Platform-Time': String(time * 1000) } })
    await numbered('a')
    await numbered('b')
    await expect(numbered('c')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    clock.moveTo(new Date((NOW + 66) * 1000).toISOString())
    expect((await numbered('c', NOW + 66)).caller.personId).toBe('person-1')
  })
})

describe('whom the platform lets in', () => {
  it('is the person of the account, in the role of the application, for the purpose that was signed', async () => {
    const { caller, purpose, caseNumber } = await desk().ask({ headers: { 'X-Case': 'E-2026-0001' } })
    expect(caller).toMatchObject({ personId: 'person-1', role: 'HOSP_CLERK', organisationId: HOSPITAL, outside: true })
    expect([caller.tokenId, caller.delegation, caller.deputyFor]).toEqual(['request-1', null, null])
    expect([purpose, caseNumber]).toEqual(['P01', 'E-2026-0001'])
  })

  it('is let in by the next key as well, signed with SM3', async () => {
    expect((await desk().ask({ key: NEXT })).caller.personId).toBe('person-1')
  })

  it('is of the organisation that the application is of, where a person works at two', async () => {
    const ask = (application: string, account: string, purpose: string) =>
      desk().ask({
        headers: { 'X-Platform-Application': application, 'X-Platform-Account': account, 'X-Purpose': purpose },
      })
    expect((await ask('settlement', 'two-jobs', 'P01')).caller.organisationId).toBe(HOSPITAL)
    expect((await ask('school-aid', 'two-jobs', 'P05')).caller.organisationId).toBe(SCHOOL)
  })

  it.each<[string, Record<string, string>, string, string]>([
    [
      'an application that is not known',
      { 'X-Platform-Application': 'other' },
      'UNAUTHENTICATED',
      'application is not known',
    ],
    ['an account that nobody has', { 'X-Platform-Account': 'stranger' }, 'UNAUTHENTICATED', 'account is not known'],
    ['a person who left', { 'X-Platform-Account': 'left-today' }, 'REFUSED', 'no such assignment'],
    ['a person of another role', { 'X-Platform-Account': 'officer' }, 'REFUSED', 'no such assignment'],
    ['a purpose that is not the application’s', { 'X-Purpose': 'P05' }, 'REFUSED', 'purpose is not in the token'],
  ])('is not %s', async (_title, headers, code, detail) => {
    await expect(desk().ask({ headers })).rejects.toMatchObject({ code, detail })
  })

  it('is not a person of the role at another organisation than the application’s', async () => {
    const applications = new Map([
      ['settlement', { organisation: SCHOOL, role: 'HOSP_CLERK', purposes: ['P01'] as const }],
    ])
    const { ask } = desk({ settings: { ...SETTINGS, applications } })
    await expect(ask()).rejects.toMatchObject({ code: 'REFUSED', detail: 'no such assignment' })
  })
})
