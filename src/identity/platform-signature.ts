// What a gateway of the public-data platform signs of a request that it hands on: method, body, the headers that it names and
// the path, as the gateways of Alibaba Cloud sign for the service behind them (后端服务签名, `X-Ca-Proxy-Signature`).
import { createHash, createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { GatewayError } from '../errors.ts'

/** A request as it came in. Header names are in lower case. */
export interface SignedRequest {
  readonly method: string
  /** Path and query, as they stand in the request line. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

const SIGNATURE_HEADER = 'x-ca-proxy-signature'
const KEY_HEADER = 'x-ca-proxy-signature-secret-key'
const NAMES_HEADER = 'x-ca-proxy-signature-headers'

export const SIGNATURE_HEADERS: readonly string[] = [SIGNATURE_HEADER, KEY_HEADER, NAMES_HEADER]

export const PLATFORM_HASHES = { 'HMAC-SHA-256': 'sha256', 'HMAC-SM3': 'sm3' } as const

export interface PlatformKey {
  readonly key: KeyObject
  readonly algorithm: keyof typeof PLATFORM_HASHES
}

/**
 * The headers that the signature covers, by their names in lower case. UNAUTHENTICATED for a key that is not known, a list of
 * headers in which one stands twice or is not there, and a signature that is not the one of this request.
 */
export function signedHeaders(
  request: SignedRequest,
  keys: ReadonlyMap<string, PlatformKey>,
): ReadonlyMap<string, string> {
  const { headers } = request
  const key = keys.get(headers[KEY_HEADER] ?? '')
  if (!key) throw refusal('key of the platform is not known')
  // Sorted as they are written, and then written small: so the platform does it.
  const names = (headers[NAMES_HEADER] ?? '').split(',').sort()
  const signed = new Map(names.map((name) => [name.toLowerCase(), headerOf(headers, name.toLowerCase())]))
  if (signed.size < names.length) throw refusal('a header is signed twice')
  const entries = [...signed].map(([name, value]) => {
    if (value === undefined) throw refusal('a header that is signed is not there')
    return [name, value] as const
  })
  const expected = createHmac(PLATFORM_HASHES[key.algorithm], key.key).update(signedText(request, entries)).digest()
  const shown = Buffer.from(headers[SIGNATURE_HEADER] ?? '', 'base64')
  if (shown.length !== expected.length || !timingSafeEqual(shown, expected)) throw refusal('signature is wrong')
  return new Map(entries)
}

/** Each header on a line of its own, ended; the body by its MD5 (which is the platform's choice), and not at all when there is none. */
export function signedText(
  { method, target, body }: Pick<SignedRequest, 'method' | 'target' | 'body'>,
  headers: readonly (readonly [string, string])[],
): string {
  const digest = body.length === 0 ? '' : createHash('md5').update(body).digest('base64')
  const lines = headers.map(([name, value]) => `${name}:${value}\n`).join('')
  return `${method}\n${digest}\n${lines}${target}`
}

// What every object has is no header that was sent.
function headerOf(headers: SignedRequest['headers'], name: string): string | undefined {
  return Object.hasOwn(headers, name) ? headers[name] : undefined
}

function refusal(detail: string): GatewayError {
  return new GatewayError('UNAUTHENTICATED', detail)
}
