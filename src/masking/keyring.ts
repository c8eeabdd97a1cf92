// The keys of one department's sealed cells. A cell names the key it was sealed with, so keys rotate without downtime:
// new cells take the current key while old ones still open.
import type { KeyObject } from 'node:crypto'
import { invariant } from '../errors.ts'

export type CipherAlgorithm = 'AES-256-GCM' | 'SM4-CTR-HMAC-SM3'

export interface CipherKey {
  /** 0 to 65535; unique in its keyring. */
  readonly id: number
  readonly algorithm: CipherAlgorithm
  readonly key: KeyObject
  /** Only with SM4-CTR, which does not authenticate by itself. */
  readonly macKey?: KeyObject
}

export interface Keyring {
  readonly current: CipherKey
  byId(id: number): CipherKey | undefined
}

export const KEY_BYTES: Readonly<Record<CipherAlgorithm, number>> = { 'AES-256-GCM': 32, 'SM4-CTR-HMAC-SM3': 16 }
export const MAC_KEY_BYTES = 32

/** Refuses keys of the wrong size, ids used twice and a current id that no key has. */
export function keyring(keys: readonly CipherKey[], currentId: number): Keyring {
  const byId = new Map(keys.map((key) => [key.id, key]))
  invariant(byId.size === keys.length, 'two keys of a keyring share an id')
  for (const key of keys) expectSound(key)
  const current = byId.get(currentId)
  invariant(current, 'the current key of a keyring is one of its keys')
  return { current, byId: (id) => byId.get(id) }
}

function expectSound(key: CipherKey): void {
  invariant(Number.isInteger(key.id) && key.id >= 0 && key.id <= 0xffff, 'a key id fits two bytes')
  invariant(key.key.symmetricKeySize === KEY_BYTES[key.algorithm], `a key of ${key.algorithm} has its size`)
  if (key.algorithm === 'AES-256-GCM') return
  invariant(key.macKey?.symmetricKeySize === MAC_KEY_BYTES, `a key of ${key.algorithm} has a MAC key of 32 bytes`)
}
