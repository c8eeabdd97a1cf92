// Token -> verified claims. A token is verified once and kept until it expires; expiry is looked at again on every use
// and failures are never kept. Rights are not kept here: the roster decides those at each request.
import { type JWTVerifyGetKey, errors as joseErrors, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import type { Clock } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import { createIssuerKeys, requireSafeUrl } from './issuer-keys.ts'
import { CLOCK_LEEWAY_SECONDS, REQUIRED_CLAIMS, readClaims, type VerifiedToken } from './token-claims.ts'
import { checkTokenFormat } from './token-format.ts'

export type { VerifiedToken } from './token-claims.ts'

export type TokenAlgorithm = 'ES256' | 'EdDSA' | 'RS256'

export interface TokenVerifierSettings {
  /** Exactly as it stands in the tokens and in the discovery document. */
  readonly issuer: string
  readonly audience: string
  /** Default: ES256 and EdDSA. */
  readonly algorithms?: readonly TokenAlgorithm[]
  /** Default: found by OIDC discovery. */
  readonly jwksUri?: string
}

export interface TokenVerifier {
  /** Rejects with UNAUTHENTICATED for a wrong token and with UNAVAILABLE while the issuer's keys cannot be had. */
  verify(token: string): Promise<VerifiedToken>
}

const MOST_TOKENS_KEPT = 20_000
const DEFAULT_ALGORITHMS: readonly TokenAlgorithm[] = ['ES256', 'EdDSA']

/** Throws at once when the issuer or its keys would be read over plain HTTP from another machine. */
export function createTokenVerifier(settings: TokenVerifierSettings, clock: Clock): TokenVerifier {
  requireSafeUrl(settings.issuer)
  if (settings.jwksUri !== undefined) requireSafeUrl(settings.jwksUri)
  return new CachingVerifier(settings, clock)
}

class CachingVerifier implements TokenVerifier {
  readonly #settings: TokenVerifierSettings
  readonly #algorithms: readonly TokenAlgorithm[]
  readonly #clock: Clock
  readonly #keyFor: JWTVerifyGetKey
  // Keyed by the whole token: only one spelling of a token passes the format check, and a look-up by the string costs
  // less than hashing it. Entries say nothing that the token itself does not.
  readonly #kept = new LRUCache<string, VerifiedToken>({ max: MOST_TOKENS_KEPT })
  readonly #underWay = new Map<string, Promise<VerifiedToken>>()

  constructor(settings: TokenVerifierSettings, clock: Clock) {
    this.#settings = settings
    this.#algorithms = settings.algorithms ?? DEFAULT_ALGORITHMS
    this.#clock = clock
    this.#keyFor = createIssuerKeys(settings, clock)
  }

  async verify(token: string): Promise<VerifiedToken> {
    const kept = this.#kept.get(token)
    if (kept === undefined) return this.#verifyOnce(token)
    if (kept.expiresAt * 1000 > this.#clock.now().getTime()) return kept
    this.#kept.delete(token)
    throw new GatewayError('UNAUTHENTICATED', 'token is expired')
  }

  #verifyOnce(token: string): Promise<VerifiedToken> {
    const shared = this.#underWay.get(token)
    if (shared) return shared
    const verification = this.#verifyAndKeep(token).finally(() => this.#underWay.delete(token))
    this.#underWay.set(token, verification)
    return verification
  }

  async #verifyAndKeep(token: string): Promise<VerifiedToken> {
    checkTokenFormat(token, this.#algorithms)
    const claims = await this.#signedClaims(token)
    const verified = readClaims(claims, Math.floor(this.#clock.now().getTime() / 1000))
    this.#kept.set(token, verified)
    return verified
  }

  async #signedClaims(token: string) {
    try {
      const { payload } = await jwtVerify(token, this.#keyFor, {
        issuer: this.#settings.issuer,
        audience: this.#settings.audience,
        algorithms: [...this.#algorithms],
        requiredClaims: [...REQUIRED_CLAIMS],
        currentDate: this.#clock.now(),
        // For nbf; expiry is checked again without leeway.
        clockTolerance: CLOCK_LEEWAY_SECONDS,
      })
      return payload
    } catch (error) {
      throw asGatewayError(error)
    }
  }
}

function asGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  // jose's claim errors carry the whole payload: they must not travel on as a cause.
  if (error instanceof joseErrors.JWTExpired) return refusal('token is expired')
  if (error instanceof joseErrors.JWTClaimValidationFailed) return refusal(claimFault(error))
  if (error instanceof joseErrors.JWKSNoMatchingKey) return refusal('no key matches the token')
  if (error instanceof joseErrors.JWKSMultipleMatchingKeys) return refusal('more than one key matches the token')
  if (error instanceof joseErrors.JWSSignatureVerificationFailed) return refusal('signature is wrong')
  if (error instanceof joseErrors.JWSInvalid || error instanceof joseErrors.JWTInvalid) {
    return refusal('token is malformed')
  }
  // What remains is a key that cannot be used: the issuer's fault, not the caller's.
  return new GatewayError('UNAVAILABLE', 'issuer key cannot be used', { cause: error })
}

function claimFault(error: joseErrors.JWTClaimValidationFailed): string {
  if (error.reason === 'missing') return `claim ${error.claim} is missing`
  if (error.reason === 'invalid') return `claim ${error.claim} is malformed`
  return error.claim === 'nbf' ? 'token is not valid yet' : `claim ${error.claim} is wrong`
}

function refusal(detail: string): GatewayError {
  return new GatewayError('UNAUTHENTICATED', detail)
}
