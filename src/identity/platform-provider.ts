// The public-data platform (一体化智能化公共数据平台) as an identity provider: it checked the application's key and signature and
// the person's token, and says in headers that it signs which application calls, for whom, when and under which number. What
// the application may ask for stands in our own document; whether the person holds the role, the roster says.
import { LRUCache } from 'lru-cache'
import type { Clock } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import type { Purpose } from './caller.ts'
import { type PlatformKey, SIGNATURE_HEADERS, type SignedRequest, signedHeaders } from './platform-signature.ts'
import { CLOCK_LEEWAY_SECONDS, type VerifiedToken } from './token-claims.ts'

/** An application of one organisation, for one kind of work. */
export interface PlatformApplication {
  readonly organisation: string
  readonly role: string
  readonly purposes: readonly Purpose[]
}

export interface PlatformSettings {
  /** Under which name the roster holds the platform's accounts. */
  readonly issuer: string
  /** By the name that the platform calls them. */
  readonly keys: ReadonlyMap<string, PlatformKey>
  /** By the key that the platform gave them (`appKey`). */
  readonly applications: ReadonlyMap<string, PlatformApplication>
}

export interface PlatformProvider {
  readonly issuer: string
  /** Throws UNAUTHENTICATED, or UNAVAILABLE while it holds as many numbers of requests as it can. */
  personOf(request: SignedRequest): VerifiedToken
}

const APPLICATION = 'x-platform-application'
const ACCOUNT = 'x-platform-account'
const NUMBER = 'x-platform-request'
const TIME = 'x-platform-time'

/** They decide who asks, so none of them may stand there twice. */
export const PLATFORM_HEADERS: readonly string[] = [...SIGNATURE_HEADERS, APPLICATION, ACCOUNT, NUMBER, TIME]

/** So old a request may be when it comes: longer than one is under way, and not so long that it could be sent again at leisure. */
const MOST_AGE_SECONDS = 60
const MOST_NUMBERS = 200_000
const VISIBLE = /^[\x21-\x7e]{1,128}$/
const MILLISECONDS = /^\d{13}$/
// Whoever may change these on the way would ask for another purpose or about another case.
const ALWAYS_SIGNED = [APPLICATION, ACCOUNT, NUMBER, TIME]
const SIGNED_WHERE_SENT = ['x-purpose', 'x-case']

export function createPlatformProvider(
  settings: PlatformSettings,
  clock: Clock,
  { mostNumbers = MOST_NUMBERS }: { readonly mostNumbers?: number } = {},
): PlatformProvider {
  const lifetimeMs = (MOST_AGE_SECONDS + CLOCK_LEEWAY_SECONDS) * 1000
  const seen = new LRUCache<string, true>({
    max: mostNumbers,
    ttl: lifetimeMs,
    perf: { now: () => clock.now().getTime() },
    ttlResolution: 0,
  })
  // The number of one request: another with the same is a copy of it.
  const expectFirst = (number: string): void => {
    if (seen.has(number)) throw refusal('request was seen before')
    if (seen.size >= mostNumbers) seen.purgeStale()
    if (seen.size >= mostNumbers) throw new GatewayError('UNAVAILABLE', 'too many requests of the platform')
    seen.set(number, true)
  }
  return {
    issuer: settings.issuer,
    personOf(request) {
      const signed = signedHeaders(request, settings.keys)
      const said = (name: string): string => signedWord(signed, name)
      for (const name of ALWAYS_SIGNED) said(name)
      for (const name of SIGNED_WHERE_SENT) if (request.headers[name] !== undefined) said(name)
      // Of a query the platform would sign another form than the one in the request line.
      if (request.target.includes('?')) throw refusal('a query beside the platform')
      const application = settings.applications.get(said(APPLICATION))
      if (!application) throw refusal('application is not known')
      const seconds = expectRecent(said(TIME), clock.now())
      expectFirst(said(NUMBER))
      return {
        ...{ issuer: settings.issuer, subject: said(ACCOUNT), jti: said(NUMBER) },
        expiresAt: seconds + MOST_AGE_SECONDS,
        ...{ role: application.role, purposes: application.purposes, organisationId: application.organisation },
        ...{ actor: null, conversation: null },
      }
    },
  }
}

function signedWord(signed: ReadonlyMap<string, string>, name: string): string {
  const value = signed.get(name)
  if (value === undefined) throw refusal(`header ${name} is not signed`)
  if (!VISIBLE.test(value)) throw refusal(`header ${name} is malformed`)
  return value
}

/** Seconds since 1970. Milliseconds are how the platform tells the time. */
function expectRecent(time: string, now: Date): number {
  if (!MILLISECONDS.test(time)) throw refusal('time of the request is malformed')
  const age = (now.getTime() - Number(time)) / 1000
  if (age > MOST_AGE_SECONDS) throw refusal('request is too old')
  if (age < -CLOCK_LEEWAY_SECONDS) throw refusal('request is of the future')
  return Math.floor(Number(time) / 1000)
}

function refusal(detail: string): GatewayError {
  return new GatewayError('UNAUTHENTICATED', detail)
}
