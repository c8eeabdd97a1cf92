import { createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CIPHERS } from '../../src/masking/cipher.ts'
import { type CipherKeyMaterial, keyring } from '../../src/masking/keyring.ts'
import { maskNamed } from '../../src/masking/masks.ts'
import { openerFor, seal } from '../../src/masking/sealed-cell.ts'

const today = '2026-11-23'
const place = 'public_security.person.name_sealed'
const subject = '018f2b7c-0000-7000-8000-000000000001'
const other = '018f2b7c-0000-7000-8000-000000000002'

const secret = (fill: number, bytes = 32) => createSecretKey(Buffer.alloc(bytes, fill))
const aes = (id: number, fill = id): CipherKeyMaterial => ({ id, algorithm: 'AES-256-GCM', key: secret(fill) })
const sm4 = (id: number, fill = id): CipherKeyMaterial => ({
  id,
  algorithm: 'SM4-CTR-HMAC-SM3',
  key: secret(fill, 16),
  macKey: secret(fill + 100),
})

describe('a keyring', () => {
  it('refuses keys that cannot be used as they are named', () => {
    expect(() => keyring([], 1)).toThrow('current key')
    expect(() => keyring([aes(1)], 2)).toThrow('current key')
    expect(() => keyring([aes(1), sm4(1)], 1)).toThrow('share an id')
    expect(() => keyring([aes(65_536, 1)], 65_536)).toThrow('two bytes')
    expect(() => keyring([aes(-1, 1)], -1)).toThrow('two bytes')
    expect(() => keyring([{ ...aes(1), key: secret(1, 16) }], 1)).toThrow('its size')
    expect(() => keyring([{ ...sm4(1), key: secret(1, 32) }], 1)).toThrow('its size')
    expect(() => keyring([{ id: 1, algorithm: 'SM4-CTR-HMAC-SM3', key: secret(1, 16) }], 1)).toThrow('MAC key')
    expect(() => keyring([{ ...sm4(1), macKey: secret(1, 16) }], 1)).toThrow('MAC key')
  })

  it('takes every id of two bytes and no part of one', () => {
    for (const id of [0, 65_535]) expect(keyring([aes(id, 1)], id).current.id).toBe(id)
    expect(() => keyring([aes(1.5, 1)], 1.5)).toThrow('two bytes')
  })

  it('knows its keys by id', () => {
    const ring = keyring([aes(1), sm4(2)], 2)
    expect(ring.current.id).toBe(2)
    expect(ring.byId(1)?.algorithm).toBe('AES-256-GCM')
    expect(ring.byId(3)).toBeUndefined()
  })
})

function faultOf(attempt: () => unknown): Error {
  try {
    attempt()
  } catch (fault) {
    return fault as Error
  }
  return expect.unreachable()
}

// Computed from the written format by another program.
const STORED = {
  'AES-256-GCM': '010100072dfcbfd076dc72836bef1b912b50eafe962cc82ada875007e6b61fa40f885282b3453694c7a5755ef31395d0',
  'SM4-CTR-HMAC-SM3':
    '010200079919c466c22f952894896c4a56004eff1c18516670fe5a887e282487717e0edc' +
    'bc79b38fa62c6be19a3e6bb8e5d04b9cd96d242dd14482c979dc92bc68d0a516',
}

describe.each([
  ['AES-256-GCM', aes(7), 12, 16],
  ['SM4-CTR-HMAC-SM3', sm4(7), 16, 32],
] as const)('a cell sealed with %s', (name, key, nonceBytes, tagBytes) => {
  const ring = keyring([key], 7)
  const open = openerFor(ring, place, undefined, today)
  const cell = seal(ring, place, subject, '欧阳小三')

  it('does not open for another subject', () => {
    expect(() => open(cell, other)).toThrow(`a sealed cell of ${place} does not authenticate`)
  })

  it('does not open as another column', () => {
    const elsewhere = openerFor(ring, 'public_security.person.hukou_address_sealed', undefined, today)
    expect(() => elsewhere(cell, subject)).toThrow('does not authenticate')
  })

  it('does not open with another key of the same id', () => {
    const stranger = keyring([key.algorithm === 'AES-256-GCM' ? aes(7, 8) : sm4(7, 8)], 7)
    expect(() => openerFor(stranger, place, undefined, today)(cell, subject)).toThrow('does not authenticate')
  })

  it('does not open once any one bit is changed', () => {
    for (let bit = 0; bit < cell.length * 8; bit += 1) {
      const changed = Buffer.from(cell)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(() => open(changed, subject)).toThrow(`a sealed cell of ${place}`)
    }
  })

  it('does not open once cut or lengthened', () => {
    for (let length = 0; length < cell.length; length += 1) {
      const fault = [
        { below: 4, says: 'names no key of its department' },
        { below: 4 + nonceBytes + 16 + tagBytes, says: 'is cut short' },
      ].find(({ below }) => length < below)
      expect(() => open(cell.subarray(0, length), subject)).toThrow(`a sealed cell of ${place} ${fault?.says}`)
    }
    expect(() => open(Buffer.concat([cell, Buffer.alloc(1)]), subject)).toThrow('does not authenticate')
    expect(() => open(Buffer.concat([cell, Buffer.alloc(16)]), subject)).toThrow('does not authenticate')
  })

  it('does not open when it is authentic but holds no end of text', () => {
    const header = cell.subarray(0, 4)
    const context = Buffer.concat([header, Buffer.from(`${place}|${subject}`)])
    const nonce = Buffer.alloc(nonceBytes)
    const sealed = CIPHERS[key.algorithm].encrypt(key, { nonce, context, text: Buffer.alloc(16) })
    expect(faultOf(() => open(Buffer.concat([header, nonce, sealed]), subject))).toMatchObject({
      message: `a sealed cell of ${place} does not authenticate`,
      cause: { message: 'invariant: an authentic cell is padded' },
    })
  })

  it('opens to the text that was sealed, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        expect(open(seal(ring, place, subject, text), subject)).toBe(text)
      }),
      { numRuns: 500, seed: 20_261_123 },
    )
  })

  it('states version, algorithm and key, and not the length of a name', () => {
    expect([...cell.subarray(0, 4)]).toEqual([1, key.algorithm === 'AES-256-GCM' ? 1 : 2, 0, 7])
    for (const name of ['', '张三', '欧阳小三', '𠮷田三']) {
      expect(seal(ring, place, subject, name)).toHaveLength(4 + nonceBytes + 16 + tagBytes)
    }
    expect(seal(ring, place, subject, 'x'.repeat(16))).toHaveLength(4 + nonceBytes + 32 + tagBytes)
  })

  it('looks different for another text, subject or column, and the same for the same', () => {
    expect(seal(ring, place, subject, '欧阳小三')).toEqual(cell)
    const tails = [
      cell,
      seal(ring, place, subject, '欧阳小四'),
      seal(ring, place, other, '欧阳小三'),
      seal(ring, 'civil_affairs.welfare_record.guardian_name_sealed', subject, '欧阳小三'),
    ].flatMap((each) =>
      [each.subarray(4, 4 + nonceBytes), each.subarray(4 + nonceBytes)].map((part) => part.toString('hex')),
    )
    expect(new Set(tails).size).toBe(8)
  })

  it('is opened and masked in one step', () => {
    expect(openerFor(ring, place, maskNamed('name'), today)(cell, subject)).toBe('欧阳**')
    expect(openerFor(ring, place, maskNamed('flag'), today)(cell, subject)).toBe(true)
    expect(openerFor(ring, place, maskNamed('redact'), today)(cell, subject)).toBeNull()
  })

  it('is no cell when null, whatever the mask', () => {
    expect(open(null, subject)).toBeNull()
    expect(openerFor(ring, place, maskNamed('flag'), today)(null, subject)).toBeNull()
  })

  it('names no value in its faults', () => {
    const fault = faultOf(() => open(cell, other))
    expect(fault.cause).toBeInstanceOf(Error)
    expect(`${fault} ${fault.cause}`).not.toMatch(/欧阳|018f2b7c/)
  })

  it('stays byte for byte what is stored, nonce and all', () => {
    expect(cell.toString('hex')).toBe(STORED[name])
  })
})

describe('sealed cells over the life of keys', () => {
  it('refuse a key that the department no longer has, or that changed its algorithm', () => {
    const cell = seal(keyring([aes(1)], 1), place, subject, '张三')
    expect(() => openerFor(keyring([aes(2)], 2), place, undefined, today)(cell, subject)).toThrow('names no key')
    expect(() => openerFor(keyring([sm4(1)], 1), place, undefined, today)(cell, subject)).toThrow('names no key')
  })

  it('refuse a place that is not schema.table.column', () => {
    const ring = keyring([aes(1)], 1)
    for (const wrong of ['', 'person', 'a.b', 'a.b.c.d', 'a.b.c|x', 'A.b.c']) {
      expect(() => seal(ring, wrong, subject, '张三')).toThrow('schema.table.column')
      expect(() => openerFor(ring, wrong, undefined, today)).toThrow('schema.table.column')
    }
  })

  it('open under an old key while new ones take the current key', () => {
    const before = keyring([aes(1)], 1)
    const after = keyring([aes(1), sm4(300, 3)], 300)
    const old = seal(before, place, subject, '张三')
    const fresh = seal(after, place, subject, '张三')
    const open = openerFor(after, place, undefined, today)
    expect(open(old, subject)).toBe('张三')
    expect(open(fresh, subject)).toBe('张三')
    expect([...fresh.subarray(0, 4)]).toEqual([1, 2, 1, 44])
  })
})
