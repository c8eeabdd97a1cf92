// SM2 signatures with SM3 (GB/T 32918.2-2016, GB/T 32918.5-2017) under the signer's id of GM/T 0009, 1234567812345678, which
// is what cards, keys and HSMs use. Node hands OpenSSL no id: it signs under the empty one, or, with a key that it drew, by
// ECDSA on the same curve, and none of them verifies either. Hence the arithmetic of @noble/curves, and Node's SM3.
import { createHash, randomBytes } from 'node:crypto'
import { weierstrass } from '@noble/curves/abstract/weierstrass.js'
import { invariant } from '../errors.ts'

// GB/T 32918.5: the recommended curve of 256 bits.
const CURVE = {
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
}
const Point = weierstrass(CURVE)
const { n, a, b, Gx, Gy } = CURVE

const BYTES = 32
export const DEFAULT_ID = '1234567812345678'

export interface Sm2PublicKey {
  /** 32 bytes each. */
  readonly x: Buffer
  readonly y: Buffer
}

/** 64 bytes, r and then s. `id` is the signer's, up to 8,191 bytes. */
export function sm2Sign(message: Uint8Array, privateKey: Buffer, id: string = DEFAULT_ID): Buffer {
  return sm2SignWith(message, privateKey, { id, draw: () => scalarOf(randomBytes(BYTES)) })
}

/** The same with the chance handed in, for the vector of the standard: a `k` used twice gives the key away. */
export function sm2SignWith(
  message: Uint8Array,
  privateKey: Buffer,
  { id, draw }: { readonly id: string; readonly draw: () => bigint },
): Buffer {
  const d = scalarOf(privateKey)
  invariant(d > 0n && d < n - 1n, 'an SM2 private key lies between 1 and n - 2')
  const e = digestOf(message, sm2PublicKey(privateKey), id)
  for (;;) {
    const k = draw()
    if (k === 0n || k >= n) continue
    const r = mod(e + Point.BASE.multiply(k).toAffine().x)
    if (r === 0n || r + k === n) continue
    const s = mod(inverse(1n + d) * (k - r * d))
    if (s !== 0n) return Buffer.concat([bytesOf(r), bytesOf(s)])
  }
}

/** False for whatever is no signature of this key over this message, in whatever way. */
export function sm2Verifies(
  { message, signature }: { readonly message: Uint8Array; readonly signature: Buffer },
  key: Sm2PublicKey,
  id: string = DEFAULT_ID,
): boolean {
  const point = pointOf(key)
  if (signature.length !== 2 * BYTES || point === null) return false
  const [r, s] = [scalarOf(signature.subarray(0, BYTES)), scalarOf(signature.subarray(BYTES))]
  if (r === 0n || r >= n || s === 0n || s >= n) return false
  const t = mod(r + s)
  if (t === 0n) return false
  const sum = Point.BASE.multiplyUnsafe(s).add(point.multiplyUnsafe(t))
  return !sum.is0() && mod(digestOf(message, key, id) + sum.toAffine().x) === r
}

export function sm2PublicKey(privateKey: Buffer): Sm2PublicKey {
  const { x, y } = Point.BASE.multiply(scalarOf(privateKey)).toAffine()
  return { x: bytesOf(x), y: bytesOf(y) }
}

export function newSm2PrivateKey(): Buffer {
  for (;;) {
    const key = randomBytes(BYTES)
    const d = scalarOf(key)
    if (d > 0n && d < n - 1n) return key
  }
}

function pointOf({ x, y }: Sm2PublicKey): InstanceType<typeof Point> | null {
  if (x.length !== BYTES || y.length !== BYTES) return null
  try {
    const point = Point.fromAffine({ x: scalarOf(x), y: scalarOf(y) })
    point.assertValidity()
    return point
  } catch {
    // Not on the curve, or not there at all.
    return null
  }
}

// GB/T 32918.2, 5.5: the id's length in bits goes first, then the id, the curve and the key; then comes the message.
function digestOf(message: Uint8Array, { x, y }: Sm2PublicKey, id: string): bigint {
  const name = Buffer.from(id)
  const bits = Buffer.alloc(2)
  bits.writeUInt16BE(name.length * 8)
  const z = createHash('sm3')
    .update(Buffer.concat([bits, name, bytesOf(a), bytesOf(b), bytesOf(Gx), bytesOf(Gy), x, y]))
    .digest()
  return scalarOf(createHash('sm3').update(z).update(message).digest())
}

function mod(value: bigint): bigint {
  const rest = value % n
  return rest < 0n ? rest + n : rest
}

function inverse(value: bigint): bigint {
  return Point.Fn.inv(mod(value))
}

function scalarOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
}

function bytesOf(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * BYTES, '0'), 'hex')
}
