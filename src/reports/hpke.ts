// Sealing to a public key (HPKE, RFC 9180, base mode, one message): X25519, HKDF-SHA-256, AES-128-GCM. Whoever sealed cannot
// open again, for the one-time key is forgotten at once.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'

const PUBLIC_BYTES = 32
const TAG_BYTES = 16
const KEM = suite('KEM', [0x0020])
const HPKE = suite('HPKE', [0x0020, 0x0001, 0x0001])
const NOTHING = Buffer.alloc(0)

export interface HpkeText {
  /** What the key schedule is bound to. */
  readonly info: Buffer
  /** Authenticated with the text, and not part of it. */
  readonly aad: Buffer
  readonly text: Buffer
}

/** The one-time public key, then the ciphertext with its tag. */
export function sealTo(recipient: KeyObject, { info, aad, text }: HpkeText): Buffer {
  const oneTime = generateKeyPairSync('x25519')
  const enc = rawPublic(oneTime.publicKey)
  const shared = sharedSecret(diffieHellman({ privateKey: oneTime.privateKey, publicKey: recipient }), [
    enc,
    rawPublic(recipient),
  ])
  const { key, nonce } = schedule(shared, info)
  const cipher = createCipheriv('aes-128-gcm', key, nonce).setAAD(aad)
  return Buffer.concat([enc, cipher.update(text), cipher.final(), cipher.getAuthTag()])
}

/** Throws for whatever was not sealed to this key under this info and aad. */
export function openWith(recipient: KeyObject, { info, aad, text: sealed }: HpkeText): Buffer {
  const enc = sealed.subarray(0, PUBLIC_BYTES)
  const own = rawPublic(createPublicKey(recipient))
  const shared = sharedSecret(diffieHellman({ privateKey: recipient, publicKey: publicFrom(enc) }), [enc, own])
  const { key, nonce } = schedule(shared, info)
  const tagAt = sealed.length - TAG_BYTES
  const decipher = createDecipheriv('aes-128-gcm', key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(aad)
    .setAuthTag(sealed.subarray(tagAt))
  return Buffer.concat([decipher.update(sealed.subarray(PUBLIC_BYTES, tagAt)), decipher.final()])
}

export function rawPublic(key: KeyObject): Buffer {
  return Buffer.from(String(key.export({ format: 'jwk' }).x), 'base64url')
}

/** Throws for what is no key. */
export function publicFrom(raw: Buffer): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: raw.toString('base64url') }, format: 'jwk' })
}

/** Throws for what is no key. */
export function privateFrom({ x, d }: { readonly x: string; readonly d: string }): KeyObject {
  return createPrivateKey({ key: { kty: 'OKP', crv: 'X25519', x, d }, format: 'jwk' })
}

function suite(name: string, ids: readonly number[]): Buffer {
  return Buffer.concat([Buffer.from(name), Buffer.from(ids.flatMap((id) => [id >> 8, id & 0xff]))])
}

// RFC 9180, 4.1.
function sharedSecret(dh: Buffer, context: readonly Buffer[]): Buffer {
  const prk = extract(KEM, NOTHING, { label: 'eae_prk', ikm: dh })
  return expand(KEM, prk, { label: 'shared_secret', info: Buffer.concat(context), bytes: 32 })
}

// RFC 9180, 5.1, without a pre-shared key; the first message has number nought, so its nonce is the base nonce.
function schedule(shared: Buffer, info: Buffer): { readonly key: Buffer; readonly nonce: Buffer } {
  const context = Buffer.concat([
    Buffer.from([0]),
    extract(HPKE, NOTHING, { label: 'psk_id_hash', ikm: NOTHING }),
    extract(HPKE, NOTHING, { label: 'info_hash', ikm: info }),
  ])
  const secret = extract(HPKE, shared, { label: 'secret', ikm: NOTHING })
  return {
    key: expand(HPKE, secret, { label: 'key', info: context, bytes: 16 }),
    nonce: expand(HPKE, secret, { label: 'base_nonce', info: context, bytes: 12 }),
  }
}

const VERSION = Buffer.from('HPKE-v1')

function extract(suiteId: Buffer, salt: Buffer, { label, ikm }: { label: string; ikm: Buffer }): Buffer {
  return createHmac('sha256', salt)
    .update(Buffer.concat([VERSION, suiteId, Buffer.from(label), ikm]))
    .digest()
}

interface Expansion {
  readonly label: string
  readonly info: Buffer
  /** 32 at most: one block of the hash is all that is ever asked for. */
  readonly bytes: number
}

function expand(suiteId: Buffer, prk: Buffer, { label, info, bytes }: Expansion): Buffer {
  const labelled = Buffer.concat([Buffer.from([0, bytes]), VERSION, suiteId, Buffer.from(label), info])
  return createHmac('sha256', prk)
    .update(Buffer.concat([labelled, Buffer.from([1])]))
    .digest()
    .subarray(0, bytes)
}
