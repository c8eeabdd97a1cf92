// Keyrings of one key that is derived from another, so that what they seal needs no new key file and lasts as long as the
// key that it is derived from.
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { type Keyring, keyring } from './keyring.ts'

/** One keyring for each key it is asked for; `label` separates it from whatever else is derived from the same key (RFC 5869). */
export function derivedKeyrings(label: string): (key: KeyObject) => Keyring {
  const made = new WeakMap<KeyObject, Keyring>()
  return (key) => {
    const known = made.get(key)
    if (known) return known
    const derived = createSecretKey(Buffer.from(hkdfSync('sha256', key, '', label, 32)))
    const ring = keyring([{ id: 1, algorithm: 'AES-256-GCM', key: derived }], 1)
    made.set(key, ring)
    return ring
  }
}
