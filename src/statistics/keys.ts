// The secrets of statistics, derived from a key that the gateway has: what seals a snapshot, and what draws deviations.
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

const derived = new WeakMap<KeyObject, KeyObject>()

/** Draws record keys and deviations. Whoever has it and the pseudonyms can take the deviations away (RFC 5869). */
export function cellSecret(key: KeyObject): KeyObject {
  const known = derived.get(key)
  if (known) return known
  const secret = createSecretKey(Buffer.from(hkdfSync('sha256', key, '', 'hutong/statistics/cell-keys/1', 32)))
  derived.set(key, secret)
  return secret
}
