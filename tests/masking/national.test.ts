// The national algorithms against their standards' own examples, and as the key file chooses them.
import { createCipheriv, createDecipheriv, createHash, createSecretKey } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { blindIndex, keyedDigest } from '../../src/masking/blind-index.ts'
import { CIPHERS } from '../../src/masking/cipher.ts'
import { citizenIdWithCheck, readCitizenId } from '../../src/masking/citizen-id.ts'
import { KEY_DEPARTMENTS, readKeyFile, writeKeyFile } from '../../src/masking/key-file.ts'
import { openerFor, seal } from '../../src/masking/sealed-cell.ts'

const EXAMPLE = Buffer.from('0123456789abcdeffedcba9876543210', 'hex')

describe('SM4', () => {
  it('gives the first example of GB/T 32907, annex A', () => {
    const cipher = createCipheriv('sm4-ecb', EXAMPLE, null).setAutoPadding(false)
    expect(cipher.update(EXAMPLE).toString('hex')).toBe('681edf34d206965e86b3e94f536e4246')
  })

  it('gives the second: a million times over', { timeout: 120_000 }, () => {
    // In CBC over noughts each block is the cipher of the one before; one call does what a million would.
    const rounds = 1_000_000
    const cipher = createCipheriv('sm4-cbc', EXAMPLE, EXAMPLE).setAutoPadding(false)
    const blocks = cipher.update(Buffer.alloc(rounds * 16))
    expect(blocks.subarray(-16).toString('hex')).toBe('595298c7c6fd271f0402f804c33d3f66')
  })

  it('in counter mode seals a cell as it stands in the standard: the key stream is SM4 of the counter', () => {
    const key = {
      id: 1,
      algorithm: 'SM4-CTR-HMAC-SM3',
      key: createSecretKey(EXAMPLE),
      macKey: createSecretKey(Buffer.alloc(32, 1)),
    } as const
    const sealed = CIPHERS['SM4-CTR-HMAC-SM3'].encrypt(key, {
      nonce: EXAMPLE,
      context: Buffer.alloc(0),
      text: Buffer.alloc(16),
    })
    expect(sealed.subarray(0, 16).toString('hex')).toBe('681edf34d206965e86b3e94f536e4246')
    const block = createDecipheriv('sm4-ecb', EXAMPLE, null).setAutoPadding(false).update(sealed.subarray(0, 16))
    expect(block).toEqual(EXAMPLE)
  })
})

describe('SM3', () => {
  it('gives both examples of GB/T 32905, annex A', () => {
    const sm3 = (text: string) => createHash('sm3').update(text).digest('hex')
    expect(sm3('abc')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0')
    expect(sm3('abcd'.repeat(16))).toBe('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732')
  })

  it('keys the index of a citizen’s number', () => {
    const key = { id: 1, algorithm: 'HMAC-SM3', key: createSecretKey(Buffer.from('test-key')) } as const
    expect(keyedDigest(key, '33019920160229999X').toString('hex')).toBe(
      '2c3a354366b0962a3d354f827fa84140a7cb9abf9dbc31ffd6a99dd19ee14f9d',
    )
  })
})

describe('the worked numbers of GB 11643', () => {
  const valid = ['33019920160229999X', '330199200811239956', '330199201206019984', '330199201801019970']
  const more = ['330199200903159961', '330199201005019929', '330199201412019918', '330199202507079942']

  it.each([...valid, ...more])('%s has the check digit that follows from it', (number) => {
    expect(citizenIdWithCheck(number.slice(0, 17))).toBe(number)
    expect(readCitizenId(number, { acceptSynthetic: true })).toMatchObject({ ok: true, value: number })
  })

  it('330199201206019985 has not', () => {
    expect(readCitizenId('330199201206019985', { acceptSynthetic: true })).toMatchObject({ ok: false })
  })
})

describe('a key file of national algorithms', () => {
  it('seals every cell with SM4 and indexes with SM3', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'hutong-national-'))
    const file = path.join(folder, 'keys.json')
    await writeKeyFile(file, 'a seed', true)
    const { departments, registryIndex } = await readKeyFile(file)
    expect(registryIndex.algorithm).toBe('HMAC-SM3')
    expect(blindIndex(registryIndex, 'NAME', '张三')).toHaveLength(32)
    for (const code of KEY_DEPARTMENTS) {
      expect(departments[code].current.algorithm).toBe('SM4-CTR-HMAC-SM3')
      const cell = seal(departments[code], 'a.b.c', 'subject', '张三')
      expect(openerFor(departments[code], 'a.b.c', undefined, '')(cell, 'subject')).toBe('张三')
    }
    await rm(folder, { recursive: true })
  })
})
