// The two authenticated ciphers of sealed cells. OpenSSL offers SM4 without an authenticated mode, hence SM4-CTR with
// HMAC-SM3 over everything before the tag (encrypt, then MAC).
import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'
import { invariant } from '../errors.ts'
import type { CipherAlgorithm, CipherKey, CipherKeyMaterial } from './keyring.ts'

export interface Cipher {
  /** The algorithm's byte in the envelope. */
  readonly code: number
  readonly nonceBytes: number
  readonly tagBytes: number
  /** Ciphertext followed by the tag. */
  encrypt(key: CipherKeyMaterial, input: CipherInput): Buffer
  /** Throws when the tag does not fit. */
  decrypt(key: CipherKeyMaterial, input: CipherInput, tag: Buffer): Buffer
}

export interface CipherInput {
  readonly nonce: Buffer
  /** What is authenticated but not stored: the cell's place and subject. */
  readonly context: Buffer
  readonly text: Buffer
}

const aes256Gcm: Cipher = {
  code: 1,
  nonceBytes: 12,
  tagBytes: 16,
  encrypt({ key }, { nonce, context, text }) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(context)
    return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()])
  },
  decrypt({ key }, { nonce, context, text }, tag) {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAAD(context).setAuthTag(tag)
    return Buffer.concat([decipher.update(text), decipher.final()])
  },
}

const sm4CtrHmacSm3: Cipher = {
  code: 2,
  nonceBytes: 16,
  tagBytes: 32,
  encrypt(key, { nonce, context, text }) {
    const cipher = createCipheriv('sm4-ctr', key.key, nonce)
    const sealed = Buffer.concat([cipher.update(text), cipher.final()])
    return Buffer.concat([sealed, sm3Tag(key, { nonce, context, text: sealed })])
  },
  decrypt(key, input, tag) {
    if (!timingSafeEqual(sm3Tag(key, input), tag)) throw new Error('the tag does not fit')
    const decipher = createDecipheriv('sm4-ctr', key.key, input.nonce)
    return Buffer.concat([decipher.update(input.text), decipher.final()])
  },
}

export const CIPHERS: Readonly<Record<CipherAlgorithm, Cipher>> = {
  'AES-256-GCM': aes256Gcm,
  'SM4-CTR-HMAC-SM3': sm4CtrHmacSm3,
}

function sm3Tag({ macKey }: CipherKeyMaterial, { nonce, context, text }: CipherInput): Buffer {
  invariant(macKey, 'a key of SM4-CTR-HMAC-SM3 has a MAC key')
  // The length in front keeps context and ciphertext from running into each other.
  const contextBytes = Buffer.alloc(4)
  contextBytes.writeUInt32BE(context.length)
  return createHmac('sm3', macKey).update(contextBytes).update(context).update(nonce).update(text).digest()
}

/**
 * A nonce that is a keyed digest of context and text. This room has no randomness; equal nonces then mean equal cells,
 * and since the context names the subject, equal texts of two subjects still never look alike.
 */
export function nonceFor(key: CipherKey, context: Buffer, text: Buffer): Buffer {
  const digest = createHmac('sha256', key.nonceKey).update(context).update('\0').update(text).digest()
  return digest.subarray(0, CIPHERS[key.algorithm].nonceBytes)
}
