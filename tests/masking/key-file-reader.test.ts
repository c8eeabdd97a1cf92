// Each part of a key file by itself: what is wrong with it is said once, by its path, and then there is no key.
import { describe, expect, it } from 'vitest'
import { KeyFileReader } from '../../src/masking/key-file-reader.ts'

const bytes = (count: number, fill = 0xff) => Buffer.alloc(count, fill).toString('base64url')
const index = { id: 1, algorithm: 'HMAC-SM3', key: bytes(32) }
const aes = { id: 1, algorithm: 'AES-256-GCM', key: bytes(32) }
const sm4 = { id: 1, algorithm: 'SM4-CTR-HMAC-SM3', key: bytes(16), macKey: bytes(32) }
const ID = 'expected a whole number from 0 to 65535'

describe('a secret', () => {
  it.each([
    [undefined, 'missing'],
    [null, 'expected 32 bytes as base64url'],
    [1, 'expected 32 bytes as base64url'],
    ['', 'expected 32 bytes as base64url'],
    [bytes(31), 'expected 32 bytes as base64url'],
    [bytes(33), 'expected 32 bytes as base64url'],
    [`${bytes(32)}=`, 'expected 32 bytes as base64url'],
    [bytes(32).replaceAll('_', '/'), 'expected 32 bytes as base64url'],
    [`${bytes(32).slice(0, -1)}9`, 'expected 32 bytes as base64url'],
    [` ${bytes(32)}`, 'expected 32 bytes as base64url'],
  ])('is not read from %j: %s', (value, fault) => {
    const reader = new KeyFileReader()
    expect(reader.secret('cursor', value, 32)).toBeUndefined()
    expect(reader.faults).toEqual([`cursor: ${fault}`])
  })
})

describe('a blind-index key', () => {
  it.each([
    ['no object', 'c2VjcmV0', 'index: expected an object'],
    ['an unknown algorithm', { ...index, algorithm: 'MD5' }, 'index.algorithm: expected HMAC-SHA-256 or HMAC-SM3'],
    ['no id', { ...index, id: undefined }, `index.id: ${ID}`],
    ['no key', { ...index, key: undefined }, 'index.key: missing'],
  ])('is not read from %s', (_what, value, fault) => {
    const reader = new KeyFileReader()
    expect(reader.blindIndexKey('index', value)).toBeUndefined()
    expect(reader.faults).toEqual([fault])
  })

  it.each(['HMAC-SHA-256', 'HMAC-SM3'])('of %s is read', (algorithm) => {
    const reader = new KeyFileReader()
    expect(reader.blindIndexKey('index', { ...index, algorithm })).toMatchObject({ id: 1, algorithm })
    expect(reader.faults).toEqual([])
  })
})

describe('a keyring', () => {
  it.each([
    ['no list of keys', { current: 1, keys: {} }, ['ring.keys: expected a list']],
    ['no keys', { current: 1, keys: [] }, ['ring.current: expected the id of one of the keys']],
    ['a key that is no object', { current: 1, keys: [null] }, ['ring.keys[0]: expected an object']],
    [
      'an AES key with a MAC key, which it has no use for',
      { current: 1, keys: [{ ...aes, macKey: bytes(32, 2) }], more: 1 },
      [
        'ring: 1 unknown field(s); known are current, keys',
        'ring.keys[0]: 1 unknown field(s); known are id, algorithm, key, notAfter',
      ],
    ],
    [
      'an SM4 key with a field of no use',
      { current: 1, keys: [{ ...sm4, tagKey: bytes(32, 2) }] },
      ['ring.keys[0]: 1 unknown field(s); known are id, algorithm, key, macKey, notAfter'],
    ],
    ...['1', null, 1.5, -1, 65_536].map((id): [string, object, string[]] => [
      `the id ${JSON.stringify(id)}`,
      { current: id, keys: [{ ...aes, id }] },
      [`ring.keys[0].id: ${ID}`],
    ]),
  ])('is refused for %s', (_what, value, faults) => {
    const reader = new KeyFileReader()
    reader.keyring('ring', value)
    expect(reader.faults).toEqual(faults)
  })

  it.each([0, 65_535])('takes the id %d', (id) => {
    const reader = new KeyFileReader()
    expect(reader.keyring('ring', { current: id, keys: [{ ...sm4, id }] })).toMatchObject({ currentId: id, ids: [id] })
    expect(reader.faults).toEqual([])
  })

  it('knows the day by which a key should be followed by another, and takes nothing else for one', () => {
    const reader = new KeyFileReader()
    const ring = reader.keyring('ring', { current: 1, keys: [{ ...aes, notAfter: '2027-11-26' }] })
    expect(ring?.current.notAfter).toBe('2027-11-26')
    for (const notAfter of ['2027-02-29', 20271126, null, '', ['2027-11-26']]) {
      const faulty = new KeyFileReader()
      faulty.keyring('ring', { current: 1, keys: [{ ...aes, notAfter }] })
      expect(faulty.faults).toEqual(['ring.keys[0].notAfter: expected a day, YYYY-MM-DD'])
    }
  })
})

describe('the organisations that have new references', () => {
  const HOSPITAL = '1233019999000HA17Y'
  const sound = { generation: 2, formerUntil: '2027-02-26' }
  const GENERATION = 'recipients[0].generation: expected a whole number from 1 on'
  const DAY = 'recipients[0].formerUntil: expected a day, YYYY-MM-DD'

  it('are none when left out, and each with its generation and the end of the trade', () => {
    const reader = new KeyFileReader()
    expect(reader.recipients('recipients', undefined)).toEqual(new Map())
    expect(reader.recipients('recipients', { [HOSPITAL]: sound, OTHER: { ...sound, generation: 1 } })).toEqual(
      new Map([
        [HOSPITAL, sound],
        ['OTHER', { ...sound, generation: 1 }],
      ]),
    )
    expect(reader.faults).toEqual([])
  })

  it.each<[string, unknown, string]>([
    ['a list', [sound], 'recipients: expected an object'],
    ['no object', { [HOSPITAL]: 2 }, 'recipients[0]: expected an object'],
    ['no generation', { [HOSPITAL]: { ...sound, generation: undefined } }, GENERATION],
    ['a generation in words', { [HOSPITAL]: { ...sound, generation: '2' } }, GENERATION],
    ['generation 0', { [HOSPITAL]: { ...sound, generation: 0 } }, GENERATION],
    ['half a generation', { [HOSPITAL]: { ...sound, generation: 1.5 } }, GENERATION],
    ['no end', { [HOSPITAL]: { ...sound, formerUntil: undefined } }, DAY],
    ['an end that is no day', { [HOSPITAL]: { ...sound, formerUntil: '2027-02-29' } }, DAY],
    ['an end in a list', { [HOSPITAL]: { ...sound, formerUntil: ['2027-02-26'] } }, DAY],
    ['an end that is a number', { [HOSPITAL]: { ...sound, formerUntil: 20270226 } }, DAY],
    [
      'a field of no use',
      { [HOSPITAL]: { ...sound, since: '2026-11-26' } },
      'recipients[0]: 1 unknown field(s); known are generation, formerUntil',
    ],
  ])('are not read from %s, and no name of one is in the fault', (_what, value, fault) => {
    const reader = new KeyFileReader()
    reader.recipients('recipients', value)
    expect(reader.faults).toEqual([fault])
    expect(fault).not.toContain(HOSPITAL)
  })

  it('are said one by one, by their places', () => {
    const reader = new KeyFileReader()
    const read = reader.recipients('recipients', { [HOSPITAL]: sound, OTHER: { ...sound, generation: 0 } })
    expect([...(read?.keys() ?? [])]).toEqual([HOSPITAL])
    expect(reader.faults).toEqual(['recipients[1].generation: expected a whole number from 1 on'])
  })
})
