// The adapter to whoever vouches for people: today OIDC, tomorrow a ministry's own gate behind the same two members.
// Which provider is asked follows from the token's own claim of issuer; that claim only chooses, the provider proves.
import { decodeJwt } from 'jose'
import { LRUCache } from 'lru-cache'
import type { Clock } from '../clock.ts'
import { GatewayError, invariant } from '../errors.ts'
import type { PlatformProvider } from './platform-provider.ts'
import type { SignedRequest } from './platform-signature.ts'
import { MAX_TOKEN_LENGTH } from './token-format.ts'
import { createTokenVerifier, type TokenVerifierSettings, type VerifiedToken } from './verify-token.ts'

export interface IdentityProvider {
  readonly issuer: string
  /** Rejects with UNAUTHENTICATED, or with UNAVAILABLE while the provider is out. */
  personOf(token: string): Promise<VerifiedToken>
}

/** A bearer token, or a request that the public-data platform signed. */
export type Shown = string | SignedRequest

/** All configured providers as one. */
export interface IdentityProviders {
  personOf(shown: Shown): Promise<VerifiedToken>
}

const MOST_TOKENS_ROUTED = 20_000

export function createOidcProvider(settings: TokenVerifierSettings, clock: Clock): IdentityProvider {
  const verifier = createTokenVerifier(settings, clock)
  return { issuer: settings.issuer, personOf: (token) => verifier.verify(token) }
}

/** Chooses the provider by the token's unverified issuer; an issuer, or a platform, that is not configured is refused unasked. */
export function providersByIssuer(
  providers: readonly IdentityProvider[],
  platform: PlatformProvider | null = null,
): IdentityProviders {
  const byIssuer = new Map(providers.map((provider) => [provider.issuer, provider]))
  const isTwice = byIssuer.size < providers.length || (platform !== null && byIssuer.has(platform.issuer))
  invariant(!isTwice, 'two identity providers have one issuer')
  const routed = new LRUCache<string, IdentityProvider>({ max: MOST_TOKENS_ROUTED })
  return {
    async personOf(token) {
      if (typeof token !== 'string') {
        if (!platform) throw new GatewayError('UNAUTHENTICATED', 'no platform hands requests on')
        return platform.personOf(token)
      }
      const known = routed.get(token)
      if (known) return known.personOf(token)
      const provider = byIssuer.get(claimedIssuer(token))
      if (!provider) throw new GatewayError('UNAUTHENTICATED', 'issuer is not known')
      const person = await provider.personOf(token)
      routed.set(token, provider)
      return person
    },
  }
}

function claimedIssuer(token: string): string {
  if (token.length > MAX_TOKEN_LENGTH) throw new GatewayError('UNAUTHENTICATED', 'token is too long')
  try {
    return String(decodeJwt(token).iss)
  } catch {
    throw new GatewayError('UNAUTHENTICATED', 'token is malformed')
  }
}
