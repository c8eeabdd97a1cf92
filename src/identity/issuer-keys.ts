// An issuer's public keys, found by OIDC discovery and kept for a while. Ageing follows our Clock, so that what a test
// sees at a moment is what production does then. Only jose chooses among the keys: exactly one must match.
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey, errors as joseErrors } from 'jose'
import type { Clock } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import { fetchJson } from './fetch-json.ts'

/** A withdrawn key is believed for this long at most, while the issuer can be reached. */
export const KEYS_FRESH_MS = 10 * 60_000
/** While the issuer is out, keys once seen serve this long; afterwards there is no answer. */
export const KEYS_USABLE_MS = 60 * 60_000
/** Unknown key ids cost the issuer one request in this time, whoever sends them. */
export const REFETCH_PAUSE_MS = 10_000

const MOST_KEYS = 64

type Header = Parameters<JWTVerifyGetKey>[0]
type Signed = Parameters<JWTVerifyGetKey>[1]
type Key = Awaited<ReturnType<JWTVerifyGetKey>>

export interface IssuerKeysSettings {
  readonly issuer: string
  readonly jwksUri?: string
}

/**
 * The key for a token's header, by kid, algorithm and use.
 * Fails with UNAVAILABLE while the issuer is out and no usable keys are at hand.
 */
export function createIssuerKeys(settings: IssuerKeysSettings, clock: Clock): JWTVerifyGetKey {
  const keys = new IssuerKeys(settings, clock)
  return (header, token) => keys.keyFor(header, token)
}

class IssuerKeys {
  readonly #settings: IssuerKeysSettings
  readonly #clock: Clock
  #known: { choose: JWTVerifyGetKey; fetchedAt: number } | undefined
  #lastAttempt = Number.NEGATIVE_INFINITY
  #lastFailure: GatewayError | undefined
  #underWay: Promise<void> | undefined

  constructor(settings: IssuerKeysSettings, clock: Clock) {
    this.#settings = settings
    this.#clock = clock
  }

  async keyFor(header: Header, token: Signed): Promise<Key> {
    await this.#refreshIfOld()
    const before = this.#usable()
    try {
      return await before(header, token)
    } catch (error) {
      if (!(error instanceof joseErrors.JWKSNoMatchingKey)) throw error
      // The issuer may have changed keys since: ask again, but not at a stranger's pace.
      if (this.#mayFetch()) await this.#fetch()
      if (this.#lastFailure) throw this.#lastFailure
      const after = this.#usable()
      if (after === before) throw error
      return after(header, token)
    }
  }

  async #refreshIfOld(): Promise<void> {
    if (this.#ageMs() > KEYS_FRESH_MS && (this.#underWay || this.#mayFetch())) await this.#fetch()
  }

  #usable(): JWTVerifyGetKey {
    if (this.#known && this.#ageMs() <= KEYS_USABLE_MS) return this.#known.choose
    throw this.#lastFailure ?? outage('issuer keys are too old')
  }

  #ageMs(): number {
    return this.#known ? this.#clock.now().getTime() - this.#known.fetchedAt : Number.POSITIVE_INFINITY
  }

  #mayFetch(): boolean {
    return this.#clock.now().getTime() - this.#lastAttempt >= REFETCH_PAUSE_MS
  }

  /** Never rejects: whether a failure matters depends on the keys still at hand. */
  #fetch(): Promise<void> {
    this.#underWay ??= this.#fetchOnce().finally(() => {
      this.#underWay = undefined
    })
    return this.#underWay
  }

  async #fetchOnce(): Promise<void> {
    const at = this.#clock.now().getTime()
    this.#lastAttempt = at
    try {
      const uri = this.#settings.jwksUri ?? (await discoverKeys(this.#settings.issuer))
      this.#known = { choose: createLocalJWKSet(keySetIn(await fetchJson(uri))), fetchedAt: at }
      this.#lastFailure = undefined
    } catch (cause) {
      this.#lastFailure = outage('issuer keys cannot be had', cause)
    }
  }
}

function keySetIn(document: Readonly<Record<string, unknown>>): JSONWebKeySet {
  const { keys } = document
  if (!Array.isArray(keys) || keys.length > MOST_KEYS) throw new Error('issuer sent no usable key set')
  return { keys }
}

async function discoverKeys(issuer: string): Promise<string> {
  const configuration = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  // OpenID Connect Discovery 4.3: otherwise one issuer could speak for another.
  if (configuration.issuer !== issuer) throw new Error('discovery document names another issuer')
  const uri = configuration.jwks_uri
  if (typeof uri !== 'string') throw new Error('discovery document has no jwks_uri')
  return requireSafeUrl(uri)
}

/** Keys read over plain HTTP are anyone's keys; only a loopback address is spared. */
export function requireSafeUrl(text: string): string {
  const url = new URL(text)
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)) return text
  throw new Error('an issuer and its keys must be reached over https')
}

function outage(detail: string, cause?: unknown): GatewayError {
  return new GatewayError('UNAVAILABLE', detail, { cause })
}
