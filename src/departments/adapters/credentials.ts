// How a gateway shows a department's service who asks: a secret of theirs, or a signature made with one, so that whoever
// listens or keeps logs on the way cannot ask in its place, nor ask the same again later.
import { createHash, createHmac, type KeyObject, randomUUID } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import type { Credentials } from './http-client.ts'

/** `authorization: Bearer …`. */
export function bearer(secret: string): Credentials {
  return () => ({ authorization: `Bearer ${secret}` })
}

export const SIGNATURE_HASHES = { 'HMAC-SHA-256': 'sha256', 'HMAC-SM3': 'sm3' } as const
export type SignatureAlgorithm = keyof typeof SIGNATURE_HASHES

export interface SignatureSettings {
  /** Tells the service whose key it is. */
  readonly keyId: string
  readonly key: KeyObject
  readonly algorithm: SignatureAlgorithm
  readonly clock: Clock
  /** A name that no other request has. Random when left out. */
  readonly nonce?: () => string
}

/**
 * Signs method, path with query, moment, nonce and the digest of the body, each on a line of its own:
 * `x-key-id`, `x-timestamp` (milliseconds since 1970), `x-nonce`, `x-signature` (base64url). The service refuses what is
 * older than it allows and a nonce that it has seen.
 */
export function signed({ keyId, key, algorithm, clock, nonce = randomUUID }: SignatureSettings): Credentials {
  const hash = SIGNATURE_HASHES[algorithm]
  return ({ method, path, body }) => {
    const timestamp = String(clock.now().getTime())
    const once = nonce()
    const digest = createHash(hash).update(body).digest('base64url')
    const lines = [method, path, timestamp, once, digest].join('\n')
    return {
      'x-key-id': keyId,
      'x-timestamp': timestamp,
      'x-nonce': once,
      'x-signature': createHmac(hash, key).update(lines).digest('base64url'),
    }
  }
}
