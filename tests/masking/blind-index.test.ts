import { createHash, createSecretKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type BlindIndexKey, blindIndex, type IndexKind, keyedDigest } from '../../src/masking/blind-index.ts'

const key = (algorithm: BlindIndexKey['algorithm'], text = 'test-key'): BlindIndexKey => ({
  id: 1,
  algorithm,
  key: createSecretKey(Buffer.from(text)),
})
const KINDS: readonly IndexKind[] = ['CITIZEN_ID', 'STUDENT_NO', 'CERTIFICATE_NO', 'BIRTH', 'NAME']
const id = '33019920160229999X'

describe('blind indexes', () => {
  it.each(['HMAC-SHA-256', 'HMAC-SM3'] as const)('with %s never meet across kinds, keys or values', (algorithm) => {
    const all = [
      ...KINDS.map((kind) => blindIndex(key(algorithm), kind, id)),
      ...KINDS.map((kind) => blindIndex(key(algorithm, 'other-key'), kind, id)),
      blindIndex(key(algorithm), 'CITIZEN_ID', '330199200811239956'),
      keyedDigest(key(algorithm), id),
    ]
    expect(new Set(all.map((index) => index.toString('hex'))).size).toBe(12)
    for (const index of all) expect(index).toHaveLength(32)
  })

  it('are the same for the same value', () => {
    expect(blindIndex(key('HMAC-SM3'), 'NAME', '张三')).toEqual(blindIndex(key('HMAC-SM3'), 'NAME', '张三'))
  })

  it('stay what is stored: the digest of kind, NUL and text', () => {
    expect(blindIndex(key('HMAC-SM3'), 'NAME', '张三').toString('hex')).toBe(
      'f03cb74ed1d8a388cb0c5c8c52ea2460f5f9b0df191fa5c52b40d75408be421f',
    )
  })

  it('rest on the SM3 and HMAC-SM3 of the published vectors', () => {
    expect(createHash('sm3').update('abc').digest('hex')).toBe(
      '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
    )
    expect(keyedDigest(key('HMAC-SM3'), id).toString('hex')).toBe(
      '2c3a354366b0962a3d354f827fa84140a7cb9abf9dbc31ffd6a99dd19ee14f9d',
    )
  })

  it('rest on the HMAC-SHA-256 of RFC 4231, test case 2', () => {
    expect(keyedDigest(key('HMAC-SHA-256', 'Jefe'), 'what do ya want for nothing?').toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
  })
})
