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
  /** The organisation that whoever vouches for the person speaks of; null where the roster alone says which. */
  readonly organisationId: string | null
  /** The agent that acts for the subject, as the issuer names it (RFC 8693, `act`). */
  readonly actor: string | null
  readonly conversation: string | null
}

const LONGEST_TEXT = 256
const MOST_PURPOSES = 16
export const ROLE = /^[A-Z][A-Z0-9_]{0,63}$/
const PURPOSE = /^P\d{2}$/
const CONVERSATION = /^[\x21-\x7e]{1,64}$/

/** Refuses claims that are malformed, not yet valid, expired or too long-lived at `nowSeconds`. */
export function readClaims(claims: JWTPayload, nowSeconds: number): VerifiedToken {
  const expiresAt = epochSeconds(claims, 'exp')
  const issuedAt = epochSeconds(claims, 'iat')
  if (issuedAt > nowSeconds + CLOCK_LEEWAY_SECONDS) throw refusal('token is issued in the future')
  if (expiresAt <= nowSeconds) throw refusal('token is expired')
  if (expiresAt <= issuedAt) throw refusal('token expires before it is issued')
  if (expiresAt - issuedAt > MAX_LIFETIME_SECONDS) throw refusal('token lifetime is too long')
  const actor = actorOf(claims)
  return Object.freeze({
    issuer: text(claims, 'iss'),
    subject: text(claims, 'sub'),
    jti: text(claims, 'jti'),
    expiresAt,
    role: roleOf(claims),
    purposes: purposesOf(claims),
    organisationId: null,
    actor,
    conversation: conversationOf(claims, actor),
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

// One actor and nothing beside it: an agent that acts for an agent, or a member that we do not understand, is no agent
// of ours.
function actorOf({ act }: JWTPayload): string | null {
  if (act === undefined) return null
  if (typeof act !== 'object' || act === null || Array.isArray(act)) throw malformed('act')
  const { sub, ...others } = act as Readonly<Record<string, unknown>>
  if (Object.keys(others).length > 0) throw refusal('claim act holds more than one actor')
  if (typeof sub !== 'string' || sub === '' || sub.length > LONGEST_TEXT) throw malformed('act')
  return sub
}

// Without a conversation, nothing says which questions of an agent belong together.
function conversationOf({ conversation }: JWTPayload, actor: string | null): string | null {
  if (conversation === undefined && actor === null) return null
  if (conversation === undefined) throw refusal('claim conversation is missing')
  if (typeof conversation !== 'string' || !CONVERSATION.test(conversation)) throw malformed('conversation')
  return conversation
}

function malformed(name: string): GatewayError {
  return refusal(`claim ${name} is malformed`)
}

function refusal(detail: string): GatewayError {
  return new GatewayError('UNAUTHENTICATED', detail)
}
