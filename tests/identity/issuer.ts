// A small issuer for these tests: real keys, a real HTTP server with a discovery document and a key set, and a way to
// write any token, right or wrong.
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { FixedClock } from '../../src/clock.ts'

export const MOMENT = '2026-11-23T10:00:00+08:00'
export const NOW = Date.parse(MOMENT) / 1000
export const AUDIENCE = 'urn:hutong:gateway'

export function clockAt(secondsLater = 0): FixedClock {
  return new FixedClock(new Date((NOW + secondsLater) * 1000))
}

export interface SigningKey {
  readonly privateKey: CryptoKey
  readonly publicJwk: JWK
}

export async function newKey(kid: string, alg = 'ES256'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } }
}

export interface TestIssuer {
  readonly url: string
  /** What the key set holds; may be changed at any time. */
  keys: JWK[]
  /** What the discovery document says; may be changed at any time. */
  discovery: Record<string, unknown>
  /** When set, the server answers the key set with this instead. */
  answer: ((response: ServerResponse) => void) | undefined
  readonly keyRequests: () => number
  stop(): Promise<void>
}

export async function startIssuer(keys: JWK[]): Promise<TestIssuer> {
  let keyRequests = 0
  const server = createServer((request, response) => {
    if (request.url === '/.well-known/openid-configuration') return sendJson(response, issuer.discovery)
    keyRequests += 1
    if (issuer.answer) return issuer.answer(response)
    return sendJson(response, { keys: issuer.keys })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const issuer: TestIssuer = {
    url,
    keys,
    discovery: { issuer: url, jwks_uri: `${url}/keys` },
    answer: undefined,
    keyRequests: () => keyRequests,
    async stop() {
      server.closeAllConnections()
      server.close()
      if (server.listening) await once(server, 'close')
    },
  }
  return issuer
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(value))
}

export type Claims = Record<string, unknown>

/** The claims of a token with nothing wrong. */
export function goodClaims(issuer: string): Claims {
  return {
    iss: issuer,
    aud: AUDIENCE,
    sub: 'subject-1',
    jti: 'token-1',
    iat: NOW - 60,
    exp: NOW + 540,
    role: 'HOSP_CLERK',
    purposes: ['P01', 'P02'],
  }
}

export function without(claims: Claims, name: string): Claims {
  return Object.fromEntries(Object.entries(claims).filter(([each]) => each !== name))
}

export interface Writing {
  readonly claims: Claims
  readonly key: SigningKey
  readonly header?: Record<string, unknown>
}

/** A signed token; a header member set to undefined is left out. */
export function writeToken({ claims, key, header }: Writing): Promise<string> {
  const standard = { alg: key.publicJwk.alg ?? 'ES256', typ: 'at+jwt', kid: key.publicJwk.kid }
  const members = Object.entries({ ...standard, ...header }).filter(([, value]) => value !== undefined)
  return new SignJWT(claims)
    .setProtectedHeader({ alg: standard.alg, ...Object.fromEntries(members) })
    .sign(key.privateKey)
}

/** A token whose segments are given as they are: for spellings that no honest signer writes. */
export function segment(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
