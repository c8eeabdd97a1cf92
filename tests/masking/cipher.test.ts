// What each cipher refuses by itself, whoever hands it key, text and tag.
import { createSecretKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { CIPHERS } from '../../src/masking/cipher.ts'
import type { CipherKeyMaterial } from '../../src/masking/keyring.ts'

const aes: CipherKeyMaterial = { id: 1, algorithm: 'AES-256-GCM', key: createSecretKey(Buffer.alloc(32, 1)) }
const sm4: CipherKeyMaterial = {
  id: 1,
  algorithm: 'SM4-CTR-HMAC-SM3',
  key: createSecretKey(Buffer.alloc(16, 1)),
  macKey: createSecretKey(Buffer.alloc(32, 2)),
}

function sealed(key: CipherKeyMaterial) {
  const cipher = CIPHERS[key.algorithm]
  const nonce = Buffer.alloc(cipher.nonceBytes, 3)
  const context = Buffer.from('context')
  const whole = cipher.encrypt(key, { nonce, context, text: Buffer.from('text') })
  const input = { nonce, context, text: whole.subarray(0, 4) }
  return { cipher, input, tag: whole.subarray(4) }
}

describe.each([aes, sm4])('$algorithm', (key) => {
  const { cipher, input, tag } = sealed(key)

  it('gives the text back under its own whole tag', () => {
    expect(tag).toHaveLength(cipher.tagBytes)
    expect(cipher.decrypt(key, input, tag).toString()).toBe('text')
  })

  it('refuses the beginning of its tag, however long', () => {
    for (let length = 0; length < tag.length; length += 1) {
      expect(() => cipher.decrypt(key, input, tag.subarray(0, length))).toThrow()
    }
  })

  it('holds apart where the context ends and the text begins', () => {
    const moved = { ...input, context: Buffer.from('contex'), text: Buffer.concat([Buffer.from('t'), input.text]) }
    expect(() => cipher.decrypt(key, moved, tag)).toThrow()
  })
})

describe('SM4-CTR-HMAC-SM3', () => {
  const { cipher, input, tag } = sealed(sm4)

  it('says that a tag does not fit', () => {
    expect(() => cipher.decrypt(sm4, input, Buffer.alloc(32))).toThrow('the tag does not fit')
  })

  it('neither seals nor opens without a MAC key', () => {
    const { macKey: _, ...bare } = sm4
    for (const attempt of [() => cipher.encrypt(bare, input), () => cipher.decrypt(bare, input, tag)]) {
      expect(attempt).toThrow('a key of SM4-CTR-HMAC-SM3 has a MAC key')
    }
  })
})
