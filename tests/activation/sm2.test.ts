// SM2 with SM3 against the standard's own example and against OpenSSL, which computes it independently under an empty id.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  newSm2PrivateKey,
  type Sm2PublicKey,
  sm2PublicKey,
  sm2Sign,
  sm2SignWith,
  sm2Verifies,
} from '../../src/activation/sm2.ts'

const hex = (text: string) => Buffer.from(text, 'hex')

// GB/T 32918.5-2017, A.2.
const STANDARD = {
  id: '1234567812345678',
  message: Buffer.from('message digest'),
  privateKey: hex('3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8'),
  k: 0x59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21n,
  x: hex('09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020'),
  y: hex('CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13'),
  signature: hex(
    'F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3' +
      'B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA',
  ),
}

const SPKI = hex('3059301306072a8648ce3d020106082a811ccf5501822d034200' + '04')

function ofOpenssl({ x, y }: Sm2PublicKey): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI, x, y]), format: 'der', type: 'spki' })
}

// As it is drawn, like a key of other curves, it would sign with ECDSA; read back from its encoding it is one of SM2.
function drawnByOpenssl(): { readonly privateKey: KeyObject; readonly publicKey: Sm2PublicKey } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'SM2' })
  const point = publicKey.export({ format: 'der', type: 'spki' })
  const key = privateKey.export({ format: 'der', type: 'pkcs8' })
  return {
    privateKey: createPrivateKey({ key, format: 'der', type: 'pkcs8' }),
    publicKey: { x: point.subarray(-64, -32), y: point.subarray(-32) },
  }
}

// OpenSSL gives SM2 signatures in DER: a sequence of two integers.
function fromDer(der: Buffer): Buffer {
  const rLength = der[3] ?? 0
  const [r, s] = [der.subarray(4, 4 + rLength), der.subarray(4 + rLength + 2)]
  return Buffer.concat([r, s].map((integer) => Buffer.concat([Buffer.alloc(32), integer]).subarray(-32)))
}

function toDer(raw: Buffer): Buffer {
  const integers = [raw.subarray(0, 32), raw.subarray(32)].map((bytes) => {
    const from = bytes.findIndex((byte) => byte !== 0)
    const least = bytes.subarray(from)
    const value = (least[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.alloc(1), least]) : least
    return Buffer.concat([Buffer.from([2, value.length]), value])
  })
  const body = Buffer.concat(integers)
  return Buffer.concat([Buffer.from([0x30, body.length]), body])
}

describe('SM2', () => {
  it('gives key and signature of the example of GB/T 32918.5', () => {
    const { privateKey, message, id, k, signature, x, y } = STANDARD
    expect(sm2PublicKey(privateKey)).toEqual({ x, y })
    expect(sm2SignWith(message, privateKey, { id, draw: () => k })).toEqual(signature)
    expect(sm2Verifies({ message, signature }, { x, y })).toBe(true)
  })

  it('is verified by OpenSSL, and verifies what OpenSSL signs, under the empty id that OpenSSL takes', () => {
    const { publicKey, privateKey } = drawnByOpenssl()
    const own = newSm2PrivateKey()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const message = Buffer.from(bytes)
        const theirs = fromDer(sign('sm3', message, privateKey))
        expect(sm2Verifies({ message, signature: theirs }, publicKey, '')).toBe(true)
        const ours = toDer(sm2Sign(message, own, ''))
        expect(verify('sm3', message, ofOpenssl(sm2PublicKey(own)), ours)).toBe(true)
        // Under the id that everybody else uses OpenSSL's is none.
        expect(sm2Verifies({ message, signature: theirs }, publicKey)).toBe(false)
      }),
      { numRuns: 10, seed: 20_261_123 },
    )
  })

  it('is no signature once a bit of message, signature or key is changed', () => {
    const { message, signature, x, y } = STANDARD
    const flipped = (bytes: Buffer, bit: number) => {
      const changed = Buffer.from(bytes)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      return changed
    }
    for (const bit of [0, 7, 100, 255, 256, 300, 511]) {
      expect(sm2Verifies({ message, signature: flipped(signature, bit) }, { x, y })).toBe(false)
    }
    for (const bit of [0, 50, 111])
      expect(sm2Verifies({ message: flipped(message, bit), signature }, { x, y })).toBe(false)
    for (const bit of [0, 128]) expect(sm2Verifies({ message, signature }, { x: flipped(x, bit), y })).toBe(false)
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['too little', STANDARD.signature.subarray(1)],
    ['too much', Buffer.concat([STANDARD.signature, Buffer.alloc(1)])],
    ['nought', Buffer.alloc(64)],
    ['numbers beyond the order', Buffer.alloc(64, 0xff)],
  ])('is no signature that is %s', (_what, signature) => {
    expect(sm2Verifies({ message: STANDARD.message, signature }, STANDARD)).toBe(false)
  })

  it('takes no private key that is nought, or n - 1, which has no inverse', () => {
    const last = hex('fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54122')
    for (const key of [Buffer.alloc(32), last]) expect(() => sm2Sign(STANDARD.message, key)).toThrow('invariant')
  })

  it('draws anew where the drawn number is none', () => {
    const { privateKey, message, id, k, signature } = STANDARD
    const drawn = [0n, 2n ** 256n - 1n, k]
    expect(sm2SignWith(message, privateKey, { id, draw: () => drawn.shift() ?? 0n })).toEqual(signature)
  })
})
