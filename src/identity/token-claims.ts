// The claims of a token whose signature already holds: all must be there, of the right form, and of a short life.
// jose alone takes tokens without exp, without sub, issued in the future and of any lifetime.
import type { JWTPayload } from 'jose'
import { GatewayError } from '../errors.ts'

/** Domain X05: rights age with the token, so no issuer may hand out a longer one. */
export const MAX_LIFETIME_SECONDS = 15 * 60
/** How far an issuer's clock may run ahead of ours. Expiry gets no such leeway. */
export const CLOCK_LEEWAY_SECONDS = 5

export const REQUIRED_CLAIMS = ['iss', 'aud', 'sub', 'exp', 'iat', 'jti', 'role', 'purposes'] as const

/** What is known of a caller from the token alone. The roster has the last word on the role. */
export interface VerifiedToken {
  readonly issuer: string
  readonly subject: string
  readonly jti: string
  /** Seconds since the epoch; at this second the token no longer holds. */
  readonly expiresAt: number
  readonly role: string
  readonly purposes: readonly string[]
}

const LONGEST_TEXT = 256
const MOST_PURPOSES = 16
const ROLE = /^[A-Z][A-Z0-9_]{0,63}$/
const PURPOSE = /^P\d{2}$/

/** Refuses claims that are malformed, not yet valid, expired or too long-lived at `nowSeconds`. */
export function readClaims(claims: JWTPayload, nowSeconds: number): VerifiedToken {
  const expiresAt = epochSeconds(claims, 'exp')
  const issuedAt = epochSeconds(claims, 'iat')
  if (issuedAt > nowSeconds + CLOCK_LEEWAY_SECONDS) throw refusal('token is issued in the future')
  if (expiresAt <= nowSeconds) throw refusal('token is expired')
  if (expiresAt <= issuedAt) throw refusal('token expires before it is issued')
  if (expiresAt - issuedAt > MAX_LIFETIME_SECONDS) throw refusal('token lifetime is too long')
  return Object.freeze({
    issuer: text(claims, 'iss'),
    subject: text(claims, 'sub'),
    jti: text(claims, 'jti'),
    expiresAt,
    role: roleOf(claims),
    purposes: purposesOf(claims),
  })
}

function epochSeconds(claims: JWTPayload, name: 'exp' | 'iat'): number {
  const value = claims[name]
  if (!Number.isSafeInteger(value)) throw malformed(name)
  return Number(value)
}

function text(claims: JWTPayload, name: 'iss' | 'sub' | 'jti'): string {
  const value = claims[name]
  if (typeof value !== 'string' || value === '' || value.length > LONGEST_TEXT) throw malformed(name)
  return value
}

function roleOf(claims: JWTPayload): string {
  const value = claims.role
  if (typeof value !== 'string' || !ROLE.test(value)) throw malformed('role')
  return value
}

function purposesOf(claims: JWTPayload): readonly string[] {
  const value = claims.purposes
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_PURPOSES) throw malformed('purposes')
  const codes: string[] = []
  for (const code of value) {
    if (typeof code !== 'string' || !PURPOSE.test(code)) throw malformed('purposes')
    codes.push(code)
  }
  return Object.freeze(codes)
}

function malformed(name: string): GatewayError {
  return refusal(`claim ${name} is malformed`)
}

function refusal(detail: string): GatewayError {
  return new GatewayError('UNAUTHENTICATED', detail)
}
