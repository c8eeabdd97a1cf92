// Every way a token can be wrong, each with the code and the detail it is refused with; then what a right one gives.
import { createHmac } from 'node:crypto'
import { CompactSign, exportJWK } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTokenVerifier, type TokenVerifier } from '../../src/identity/verify-token.ts'
import {
  AUDIENCE,
  clockAt,
  goodClaims,
  NOW,
  newKey,
  type SigningKey,
  segment,
  startIssuer,
  type TestIssuer,
  without,
  writeToken,
} from './issuer.ts'

let key: SigningKey
let issuer: TestIssuer
let verifier: TokenVerifier

beforeAll(async () => {
  key = await newKey('key-1')
  issuer = await startIssuer([key.publicJwk])
})
afterAll(() => issuer.stop())
beforeEach(() => {
  issuer.keys = [key.publicJwk]
  verifier = createTokenVerifier({ issuer: issuer.url, audience: AUDIENCE }, clockAt())
})

const refused = (detail: string) => ({ code: 'UNAUTHENTICATED', detail })

async function tokenWith(claims: Record<string, unknown>, header?: Record<string, unknown>): Promise<string> {
  const all = { ...goodClaims(issuer.url), ...claims }
  return writeToken(header ? { claims: all, key, header } : { claims: all, key })
}

describe('a token outside its time', () => {
  it.each([
    ['expired', { iat: NOW - 600, exp: NOW - 1 }, 'token is expired'],
    ['expiring at this very second', { iat: NOW - 600, exp: NOW }, 'token is expired'],
    ['long expired', { iat: NOW - 6000, exp: NOW - 5400 }, 'token is expired'],
    ['issued six seconds from now', { iat: NOW + 6, exp: NOW + 600 }, 'token is issued in the future'],
    ['good for more than 15 minutes', { iat: NOW, exp: NOW + 901 }, 'token lifetime is too long'],
    ['good for ever', { iat: NOW, exp: Number.MAX_SAFE_INTEGER }, 'token lifetime is too long'],
    ['expiring before it was issued', { iat: NOW + 4, exp: NOW + 2 }, 'token expires before it is issued'],
    ['not valid yet', { nbf: NOW + 60 }, 'token is not valid yet'],
  ])('is refused when %s', async (_title, times, detail) => {
    await expect(verifier.verify(await tokenWith(times))).rejects.toMatchObject(refused(detail))
  })

  it('is accepted at the edges: 15 minutes of life, issued five seconds ahead', async () => {
    await expect(verifier.verify(await tokenWith({ iat: NOW + 5, exp: NOW + 905 }))).resolves.toBeDefined()
  })
})

describe('a token with wrong claims', () => {
  it.each(['iss', 'aud', 'sub', 'exp', 'iat', 'jti', 'role', 'purposes'])('is refused without %s', async (name) => {
    const token = await writeToken({ claims: without(goodClaims(issuer.url), name), key })
    await expect(verifier.verify(token)).rejects.toMatchObject(refused(`claim ${name} is missing`))
  })

  it.each([
    ['another issuer', { iss: 'https://elsewhere.example' }, 'claim iss is wrong'],
    ['the issuer with a slash more', { iss: 'http://127.0.0.1/' }, 'claim iss is wrong'],
    ['another audience', { aud: 'urn:other' }, 'claim aud is wrong'],
    ['a list of other audiences', { aud: ['urn:other', `${AUDIENCE}x`] }, 'claim aud is wrong'],
    ['an empty subject', { sub: '' }, 'claim sub is malformed'],
    ['a subject that is a number', { sub: 7 }, 'claim sub is malformed'],
    ['an overlong subject', { sub: 's'.repeat(257) }, 'claim sub is malformed'],
    ['an empty jti', { jti: '' }, 'claim jti is malformed'],
    ['a jti that is a list', { jti: ['token-1'] }, 'claim jti is malformed'],
    ['an exp in words', { exp: String(NOW + 60) }, 'claim exp is malformed'],
    ['an iat of null', { iat: null }, 'claim iat is malformed'],
    ['an exp with a fraction', { exp: NOW + 60.5 }, 'claim exp is malformed'],
    ['a role that is a list', { role: ['HOSP_CLERK', 'MZ_ADJUDICATOR'] }, 'claim role is malformed'],
    ['an empty role', { role: '' }, 'claim role is malformed'],
    ['no purpose in the list', { purposes: [] }, 'claim purposes is malformed'],
    ['purposes as one text', { purposes: 'P01 P02' }, 'claim purposes is malformed'],
    ['a purpose that is no code', { purposes: ['P01', '*'] }, 'claim purposes is malformed'],
    ['a purpose that is an object', { purposes: [{ code: 'P01' }] }, 'claim purposes is malformed'],
    ['more purposes than there are', { purposes: Array(17).fill('P01') }, 'claim purposes is malformed'],
  ])('is refused with %s', async (_title, claims, detail) => {
    await expect(verifier.verify(await tokenWith(claims))).rejects.toMatchObject(refused(detail))
  })

  it('is refused when the payload is signed but is no object', async () => {
    const sign = new CompactSign(Buffer.from('["P01"]'))
    const token = await sign.setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: 'key-1' }).sign(key.privateKey)
    await expect(verifier.verify(token)).rejects.toMatchObject(refused('token is malformed'))
  })
})

describe('a token with a wrong header or algorithm', () => {
  it.each([
    ['no type', { typ: undefined }, 'token type is not allowed'],
    ['the type of a logout token', { typ: 'logout+jwt' }, 'token type is not allowed'],
    ['the type of a proof of possession', { typ: 'dpop+jwt' }, 'token type is not allowed'],
    ['an unknown key id', { kid: 'key-9' }, 'no key matches the token'],
  ])('is refused with %s', async (_title, header, detail) => {
    await expect(verifier.verify(await tokenWith({}, header))).rejects.toMatchObject(refused(detail))
  })

  it.each(['none', 'None', 'HS256', 'RS256', 'ES512', 'PS256'])('is refused when it claims %s', async (alg) => {
    const token = await tokenWith({})
    const [, payload, signature] = token.split('.')
    const forged = `${segment({ alg, typ: 'JWT', kid: 'key-1' })}.${payload}.${signature}`
    await expect(verifier.verify(forged)).rejects.toMatchObject(refused('token algorithm is not allowed'))
  })

  it('is refused unsigned, with nothing after the last dot', async () => {
    const token = `${segment({ alg: 'none', typ: 'JWT' })}.${segment(goodClaims(issuer.url))}.`
    await expect(verifier.verify(token)).rejects.toMatchObject(refused('token is malformed'))
  })

  it('is refused when the public key was used as a shared secret', async () => {
    const head = `${segment({ alg: 'HS256', typ: 'JWT', kid: 'key-1' })}.${segment(goodClaims(issuer.url))}`
    const mac = createHmac('sha256', JSON.stringify(key.publicJwk)).update(head).digest('base64url')
    await expect(verifier.verify(`${head}.${mac}`)).rejects.toMatchObject(refused('token algorithm is not allowed'))
  })

  it('is refused with critical extensions, b64 among them', async () => {
    const [, payload, signature] = (await tokenWith({})).split('.')
    const header = segment({ alg: 'ES256', typ: 'JWT', kid: 'key-1', crit: ['b64'], b64: true })
    await expect(verifier.verify(`${header}.${payload}.${signature}`)).rejects.toMatchObject(
      refused('token header has crit'),
    )
  })

  it('is refused when it brings its own key', async () => {
    const stranger = await newKey('key-1')
    const jwk = await exportJWK(stranger.privateKey)
    const token = await writeToken({
      claims: goodClaims(issuer.url),
      key: stranger,
      header: { jwk: { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y }, jku: `${issuer.url}/keys` },
    })
    await expect(verifier.verify(token)).rejects.toMatchObject(refused('signature is wrong'))
  })

  it('is refused with a good signature of an algorithm that is not configured', async () => {
    const rsa = await newKey('rsa', 'RS256')
    issuer.keys = [rsa.publicJwk]
    const token = await writeToken({ claims: goodClaims(issuer.url), key: rsa })
    await expect(verifier.verify(token)).rejects.toMatchObject(refused('token algorithm is not allowed'))
    const settings = { issuer: issuer.url, audience: AUDIENCE, algorithms: ['RS256'] as const }
    await expect(createTokenVerifier(settings, clockAt()).verify(token)).resolves.toBeDefined()
  })
})

describe("a token and the issuer's keys", () => {
  it('is refused when the matching key is for encryption', async () => {
    issuer.keys = [{ ...key.publicJwk, use: 'enc' }]
    await expect(verifier.verify(await tokenWith({}))).rejects.toMatchObject(refused('no key matches the token'))
  })

  it('is refused when the matching key may not verify', async () => {
    issuer.keys = [{ ...key.publicJwk, key_ops: ['deriveBits'] }]
    await expect(verifier.verify(await tokenWith({}))).rejects.toMatchObject(refused('no key matches the token'))
  })

  it('is refused when the matching key is for another algorithm', async () => {
    issuer.keys = [{ ...key.publicJwk, alg: 'ES384' }]
    await expect(verifier.verify(await tokenWith({}))).rejects.toMatchObject(refused('no key matches the token'))
  })

  it('is refused when two keys match, even if one of them would verify', async () => {
    const twin = await newKey('key-1')
    issuer.keys = [key.publicJwk, twin.publicJwk]
    await expect(verifier.verify(await tokenWith({}))).rejects.toMatchObject(
      refused('more than one key matches the token'),
    )
  })

  it('is refused when it names no key and two could be meant', async () => {
    const other = await newKey('key-2')
    issuer.keys = [key.publicJwk, other.publicJwk]
    await expect(verifier.verify(await tokenWith({}, { kid: undefined }))).rejects.toMatchObject(
      refused('more than one key matches the token'),
    )
  })

  it('is refused when a stranger signed it under a known key id', async () => {
    const stranger = await newKey('key-1')
    const token = await writeToken({ claims: goodClaims(issuer.url), key: stranger })
    await expect(verifier.verify(token)).rejects.toMatchObject(refused('signature is wrong'))
  })
})

describe('a token spelt differently', () => {
  it('is refused when its payload was exchanged', async () => {
    const [header, , signature] = (await tokenWith({})).split('.')
    const payload = segment({ ...goodClaims(issuer.url), role: 'MZ_ADJUDICATOR' })
    await expect(verifier.verify(`${header}.${payload}.${signature}`)).rejects.toMatchObject(
      refused('signature is wrong'),
    )
  })

  it.each([
    ['padding', (token: string) => `${token}==`],
    ['a space before', (token: string) => ` ${token}`],
    ['a space after', (token: string) => `${token} `],
    ['a space inside', (token: string) => token.replace('.', '. ')],
    ['a line break', (token: string) => `${token}\n`],
    ['the other alphabet', (token: string) => `${token.slice(0, -2)}+/`],
    ['a fourth segment', (token: string) => `${token}.AAAA`],
    ['two segments', (token: string) => token.slice(0, token.lastIndexOf('.'))],
    ['an empty segment', (token: string) => token.replace(/\.[^.]+\./, '..')],
    ['no content', () => ''],
    ['a header that is no JSON', (token: string) => `AAAA${token.slice(token.indexOf('.'))}`],
  ])('is refused with %s', async (_title, spell) => {
    await expect(verifier.verify(spell(await tokenWith({})))).rejects.toMatchObject(refused('token is malformed'))
  })

  it('is refused with a last character that decodes alike', async () => {
    const token = await tokenWith({})
    const twin = `${token.slice(0, -1)}${looseTwin(token.slice(-1))}`
    const bytes = (text: string) => Buffer.from(text.slice(text.lastIndexOf('.') + 1), 'base64url')
    expect(bytes(twin)).toEqual(bytes(token))
    await expect(verifier.verify(token)).resolves.toBeDefined()
    await expect(verifier.verify(twin)).rejects.toMatchObject(refused('token is not canonical base64url'))
  })

  it('is refused beyond 4 KiB before anything of it is read', async () => {
    const token = await tokenWith({ filler: 'x'.repeat(4000) })
    await expect(verifier.verify(token)).rejects.toMatchObject(refused('token is too long'))
  })
})

/** An ES256 signature is 64 bytes: the last character carries two bits that decode to nothing. */
function looseTwin(character: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return alphabet.charAt(alphabet.indexOf(character) ^ 1)
}

describe('what an error says', () => {
  it('never holds a claim, nor carries one as its cause', async () => {
    const token = await tokenWith({ aud: 'urn:other', sub: 'secret-subject', nbf: NOW })
    const error: unknown = await verifier.verify(token).catch((each: unknown) => each)
    expect(error).toBeInstanceOf(Error)
    expect(`${String(error)} ${JSON.stringify(error)} ${String((error as Error).cause)}`).not.toContain(
      'secret-subject',
    )
    expect((error as Error).cause).toBeUndefined()
  })
})

describe('a right token', () => {
  it('gives its issuer, subject, id, expiry, role and purposes', async () => {
    await expect(verifier.verify(await tokenWith({ aud: ['urn:other', AUDIENCE] }))).resolves.toEqual({
      issuer: issuer.url,
      subject: 'subject-1',
      jti: 'token-1',
      expiresAt: NOW + 540,
      role: 'HOSP_CLERK',
      purposes: ['P01', 'P02'],
      organisationId: null,
      actor: null,
      conversation: null,
    })
  })

  it('may be of type JWT and name no key when there is only one', async () => {
    await expect(verifier.verify(await tokenWith({}, { typ: 'JWT', kid: undefined }))).resolves.toBeDefined()
  })

  it('may be signed with EdDSA', async () => {
    const edwards = await newKey('edwards', 'EdDSA')
    issuer.keys = [key.publicJwk, edwards.publicJwk]
    const token = await writeToken({ claims: goodClaims(issuer.url), key: edwards })
    await expect(verifier.verify(token)).resolves.toBeDefined()
  })

  it('gives claims that nobody can change for the next request', async () => {
    const verified = await verifier.verify(await tokenWith({}))
    expect(Object.isFrozen(verified)).toBe(true)
    expect(Object.isFrozen(verified.purposes)).toBe(true)
  })
})
