// The keys of one department's sealed cells. A cell names the key it was sealed with, so keys rotate without downtime:
// new cells take the current key while old ones still open.
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import type { Day } from '../clock.ts'
import { invariant } from '../errors.ts'

export type CipherAlgorithm = 'AES-256-GCM' | 'SM4-CTR-HMAC-SM3'

export interface CipherKeyMaterial {
  /** 0 to 65535; unique in its keyring. */
  readonly id: number
  readonly algorithm: CipherAlgorithm
  readonly key: KeyObject
  /** Only with SM4-CTR, which does not authenticate by itself. */
  readonly macKey?: KeyObject
  /** The day by which another key should be current. It warns; it takes no right away. */
  readonly notAfter?: Day
}

/** A key with what is derived from it, once: a derivation per cell would be dearer than the cell. */
export interface CipherKey extends CipherKeyMaterial {
  /** Of the nonces alone. */
  readonly nonceKey: KeyObject
}

export interface Keyring {
  readonly current: CipherKey
  /** Told also where the key itself is not at hand. */
  readonly currentId: number
  /** Of all its keys, at hand or not. */
  readonly ids: readonly number[]
  /** Undefined for a key that it does not have, and for one that is not at hand now. */
  byId(id: number): CipherKey | undefined
}

export const KEY_BYTES: Readonly<Record<CipherAlgorithm, number>> = { 'AES-256-GCM': 32, 'SM4-CTR-HMAC-SM3': 16 }
export const MAC_KEY_BYTES = 32

/** Refuses keys of the wrong size, ids used twice and a current id that no key has. */
export function keyring(materials: readonly CipherKeyMaterial[], currentId: number): Keyring {
  const keys = materials.map(cipherKey)
  const byId = new Map(keys.map((key) => [key.id, key]))
  invariant(byId.size === keys.length, 'two keys of a keyring share an id')
  const current = byId.get(currentId)
  invariant(current, 'the current key of a keyring is one of its keys')
  return { current, currentId, ids: [...byId.keys()], byId: (id) => byId.get(id) }
}

/** A key ready for use; refuses one whose size or id is not its algorithm's. */
export function cipherKey(material: CipherKeyMaterial): CipherKey {
  expectSound(material)
  const nonceKey = Buffer.from(hkdfSync('sha256', material.key, '', 'hutong/sealed-cell/nonce/1', 32))
  return { ...material, nonceKey: createSecretKey(nonceKey) }
}

function expectSound(key: CipherKeyMaterial): void {
  invariant(Number.isInteger(key.id) && key.id >= 0 && key.id <= 0xffff, 'a key id fits two bytes')
  invariant(key.key.symmetricKeySize === KEY_BYTES[key.algorithm], `a key of ${key.algorithm} has its size`)
  if (key.algorithm === 'AES-256-GCM') return
  invariant(key.macKey?.symmetricKeySize === MAC_KEY_BYTES, `a key of ${key.algorithm} has a MAC key of 32 bytes`)
}
