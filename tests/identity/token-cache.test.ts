// What is kept between requests: verified tokens until they expire, and an issuer's keys for a while; never a failure.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FixedClock } from '../../src/clock.ts'
import { KEYS_FRESH_MS, KEYS_USABLE_MS, REFETCH_PAUSE_MS } from '../../src/identity/issuer-keys.ts'
import { createTokenVerifier, type TokenVerifier } from '../../src/identity/verify-token.ts'
import {
  AUDIENCE,
  clockAt,
  goodClaims,
  NOW,
  newKey,
  type SigningKey,
  startIssuer,
  type TestIssuer,
  writeToken,
} from './issuer.ts'

let key: SigningKey
let issuer: TestIssuer
let clock: FixedClock
let verifier: TokenVerifier

beforeEach(async () => {
  key = await newKey('key-1')
  issuer = await startIssuer([key.publicJwk])
  clock = clockAt()
  verifier = createTokenVerifier({ issuer: issuer.url, audience: AUDIENCE }, clock)
})
afterEach(() => issuer.stop())

const UNAVAILABLE = { code: 'UNAVAILABLE', detail: 'issuer keys cannot be had' }

function later(ms: number): void {
  clock.moveTo(new Date(clock.now().getTime() + ms))
}

/** A token that is right at the clock's present moment. */
function freshToken(signer: SigningKey = key): Promise<string> {
  const iat = Math.floor(clock.now().getTime() / 1000)
  return writeToken({ claims: { ...goodClaims(issuer.url), iat, exp: iat + 600, jti: `at-${iat}` }, key: signer })
}

describe('kept tokens', () => {
  it('are refused from the second at which they expire', async () => {
    const token = await writeToken({ claims: goodClaims(issuer.url), key })
    await verifier.verify(token)
    clock.moveTo(new Date((NOW + 540) * 1000 - 1))
    await expect(verifier.verify(token)).resolves.toBeDefined()
    clock.moveTo(new Date((NOW + 540) * 1000))
    const expired = { code: 'UNAUTHENTICATED', detail: 'token is expired' }
    await expect(verifier.verify(token)).rejects.toMatchObject(expired)
    await expect(verifier.verify(token)).rejects.toMatchObject(expired)
  })

  it('do not include failures: the same token is accepted once its key is published', async () => {
    const next = await newKey('key-2')
    const token = await freshToken(next)
    await expect(verifier.verify(token)).rejects.toMatchObject({ detail: 'no key matches the token' })
    issuer.keys = [key.publicJwk, next.publicJwk]
    later(REFETCH_PAUSE_MS)
    await expect(verifier.verify(token)).resolves.toMatchObject({ subject: 'subject-1' })
  })

  it('are one and the same for requests at the same time', async () => {
    const token = await freshToken()
    const all = await Promise.all(Array.from({ length: 50 }, () => verifier.verify(token)))
    expect(new Set(all).size).toBe(1)
    expect(await verifier.verify(token)).toBe(all[0])
    expect(issuer.keyRequests()).toBe(1)
  })

  it('share a failure only while it is under way', async () => {
    issuer.answer = (response) => response.writeHead(503).end()
    const token = await freshToken()
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => verifier.verify(token)))
    expect(all.every((each) => each.status === 'rejected')).toBe(true)
    expect(issuer.keyRequests()).toBe(1)
    issuer.answer = undefined
    later(REFETCH_PAUSE_MS)
    await expect(verifier.verify(token)).resolves.toBeDefined()
  })

  it('are answered without asking the issuer, also while it is out', async () => {
    const token = await freshToken()
    const first = await verifier.verify(token)
    await issuer.stop()
    expect(await verifier.verify(token)).toBe(first)
  })
})

describe('an issuer that is out', () => {
  it('is an outage, not a wrong token, when no key was ever seen', async () => {
    const token = await freshToken()
    await issuer.stop()
    await expect(verifier.verify(token)).rejects.toMatchObject(UNAVAILABLE)
  })

  it.each([
    ['an error status', 503, 'text'],
    ['a page that is no JSON', 200, '<html>'],
    ['JSON that is no key set', 200, '{"keys":{}}'],
    ['JSON that is a list', 200, '[]'],
    ['more than a key set can be', 200, ' '.repeat(300 * 1024)],
  ])('is an outage when it sends %s', async (_title, status, body) => {
    issuer.answer = (response) => response.writeHead(status).end(body)
    await expect(verifier.verify(await freshToken())).rejects.toMatchObject(UNAVAILABLE)
  })

  it('is an outage when it sends us elsewhere for its keys', async () => {
    issuer.answer = (response) => response.writeHead(302, { location: `${issuer.url}/elsewhere` }).end()
    await expect(verifier.verify(await freshToken())).rejects.toMatchObject(UNAVAILABLE)
  })

  it('is not asked again at every request', async () => {
    issuer.answer = (response) => response.writeHead(503).end()
    const token = await freshToken()
    for (let count = 0; count < 5; count += 1) await expect(verifier.verify(token)).rejects.toMatchObject(UNAVAILABLE)
    expect(issuer.keyRequests()).toBe(1)
    later(REFETCH_PAUSE_MS)
    await expect(verifier.verify(token)).rejects.toMatchObject(UNAVAILABLE)
    expect(issuer.keyRequests()).toBe(2)
  })

  it('is bridged by keys seen within the hour, and no longer', async () => {
    await verifier.verify(await freshToken())
    issuer.answer = (response) => response.writeHead(503).end()
    later(KEYS_USABLE_MS)
    await expect(verifier.verify(await freshToken())).resolves.toBeDefined()
    later(1000)
    await expect(verifier.verify(await freshToken())).rejects.toMatchObject(UNAVAILABLE)
  })
})

describe('changing keys', () => {
  it('takes up a new key when a token names it', async () => {
    await verifier.verify(await freshToken())
    const next = await newKey('key-2')
    issuer.keys = [next.publicJwk]
    later(REFETCH_PAUSE_MS)
    await expect(verifier.verify(await freshToken(next))).resolves.toBeDefined()
  })

  it('drops a withdrawn key after ten minutes', async () => {
    await verifier.verify(await freshToken())
    issuer.keys = [(await newKey('key-2')).publicJwk]
    later(KEYS_FRESH_MS + 1000)
    await expect(verifier.verify(await freshToken())).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      detail: 'no key matches the token',
    })
  })

  it('asks the issuer no more than once in a while, however many unknown keys are named', async () => {
    await verifier.verify(await freshToken())
    later(REFETCH_PAUSE_MS)
    for (let count = 0; count < 10; count += 1) {
      const stranger = await newKey(`stranger-${count}`)
      await expect(verifier.verify(await freshToken(stranger))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    }
    expect(issuer.keyRequests()).toBe(2)
  })
})

describe('discovery', () => {
  it('refuses a document that speaks for another issuer', async () => {
    issuer.discovery = { ...issuer.discovery, issuer: 'https://elsewhere.example' }
    await expect(verifier.verify(await freshToken())).rejects.toMatchObject(UNAVAILABLE)
  })

  it('refuses keys on another machine over plain HTTP', async () => {
    issuer.discovery = { ...issuer.discovery, jwks_uri: 'http://keys.example/keys' }
    await expect(verifier.verify(await freshToken())).rejects.toMatchObject(UNAVAILABLE)
  })

  it('refuses a document without keys', async () => {
    issuer.discovery = { issuer: issuer.url }
    await expect(verifier.verify(await freshToken())).rejects.toMatchObject(UNAVAILABLE)
  })

  it('is not needed when the address of the keys is configured', async () => {
    issuer.discovery = {}
    const settings = { issuer: issuer.url, audience: AUDIENCE, jwksUri: `${issuer.url}/keys` }
    await expect(createTokenVerifier(settings, clock).verify(await freshToken())).resolves.toBeDefined()
  })

  it('is refused at construction when issuer or keys would be read over plain HTTP', () => {
    const remote = { issuer: 'http://login.example', audience: AUDIENCE }
    expect(() => createTokenVerifier(remote, clock)).toThrow('must be reached over https')
    const mixed = { issuer: 'https://login.example', audience: AUDIENCE, jwksUri: 'http://login.example/keys' }
    expect(() => createTokenVerifier(mixed, clock)).toThrow('must be reached over https')
  })
})
