// The first look at a token, before any key or clock: is it written in the one form that every reader takes alike?
// jose reads spaces, padding and loose last characters; a deny list or a cache beside it would then see two tokens
// where there is one. So exactly one spelling is let through.
import { decodeProtectedHeader } from 'jose'
import { GatewayError } from '../errors.ts'

export const MAX_TOKEN_LENGTH = 4096

const THREE_SEGMENTS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/
const TOKEN_TYPES: ReadonlySet<string> = new Set(['jwt', 'at+jwt'])

/** Refuses a token that is too long, not canonical, or whose header asks for something we do not do. */
export function checkTokenFormat(token: string, algorithms: readonly string[]): void {
  if (token.length > MAX_TOKEN_LENGTH) throw refusal('token is too long')
  if (!THREE_SEGMENTS.test(token)) throw refusal('token is malformed')
  if (!token.split('.').every(isCanonical)) throw refusal('token is not canonical base64url')
  const header = headerOf(token)
  // Nothing of ours needs a critical extension, and b64 among them would change what is signed.
  if (Object.hasOwn(header, 'crit')) throw refusal('token header has crit')
  if (typeof header.alg !== 'string' || !algorithms.includes(header.alg))
    throw refusal('token algorithm is not allowed')
  if (typeof header.typ !== 'string' || !TOKEN_TYPES.has(header.typ.toLowerCase())) {
    throw refusal('token type is not allowed')
  }
}

function isCanonical(segment: string): boolean {
  return Buffer.from(segment, 'base64url').toString('base64url') === segment
}

function headerOf(token: string): Record<string, unknown> {
  try {
    return { ...decodeProtectedHeader(token) }
  } catch (cause) {
    throw new GatewayError('UNAUTHENTICATED', 'token is malformed', { cause })
  }
}

function refusal(detail: string): GatewayError {
  return new GatewayError('UNAUTHENTICATED', detail)
}
