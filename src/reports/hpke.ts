// Sealing to a public key (HPKE, RFC 9180, base mode, one message): X25519, HKDF-SHA-256, AES-128-GCM. Whoever sealed cannot
// open again, for the one-time key is forgotten at once.
import type { webcrypto } from 'node:crypto'
import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'

export type HpkeKey = webcrypto.CryptoKey

const SUITE = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() })
const PUBLIC_BYTES = 32

export interface HpkeText {
  /** What the key schedule is bound to. */
  readonly info: Buffer
  /** Authenticated with the text, and not part of it. */
  readonly aad: Buffer
  readonly text: Buffer
}

/** The one-time public key, then the ciphertext with its tag. */
export async function sealTo(recipient: HpkeKey, { info, aad, text }: HpkeText): Promise<Buffer> {
  const { enc, ct } = await SUITE.seal({ recipientPublicKey: recipient, info }, text, aad)
  return Buffer.concat([Buffer.from(enc), Buffer.from(ct)])
}

/** Rejects for whatever was not sealed to this key under this info and aad. */
export async function openWith(recipient: HpkeKey, { info, aad, text: sealed }: HpkeText): Promise<Buffer> {
  const enc = sealed.subarray(0, PUBLIC_BYTES)
  return Buffer.from(await SUITE.open({ recipientKey: recipient, enc, info }, sealed.subarray(PUBLIC_BYTES), aad))
}

export async function rawPublic(key: HpkeKey): Promise<Buffer> {
  return Buffer.from(await SUITE.kem.serializePublicKey(key))
}

/** Rejects for what is no key. */
export function publicFrom(raw: Buffer): Promise<HpkeKey> {
  return SUITE.kem.deserializePublicKey(raw)
}

/** Rejects for what is no key. */
export function privateFrom({ x, d }: { readonly x: string; readonly d: string }): Promise<HpkeKey> {
  return SUITE.kem.importKey('jwk', { kty: 'OKP', crv: 'X25519', x, d, key_ops: ['deriveBits'] }, false)
}
