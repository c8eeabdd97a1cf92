// The file of wrapped keys is read whole or not at all, with every fault by its place.
import { describe, expect, it } from 'vitest'
import { parseWrappedKeys, WRAPPED_FORMAT } from '../../src/keys/wrapped-keys.ts'
import { KEY_DEPARTMENTS } from '../../src/masking/key-file.ts'

const wrapped = { master: 'MZJ/1', wrapped: 'A'.repeat(80) }
const key = { id: 1, algorithm: 'AES-256-GCM', ...wrapped }
const ring = { current: 1, keys: [key] }
const departments = Object.fromEntries(KEY_DEPARTMENTS.map((code) => [code, ring]))
const index = { id: 1, algorithm: 'HMAC-SM3', ...wrapped }
const content = {
  format: WRAPPED_FORMAT,
  departments,
  registryIndex: index,
  childRef: wrapped,
  journalSubject: wrapped,
  cursor: wrapped,
}

function faultsOf(change: object): string[] {
  try {
    parseWrappedKeys(JSON.stringify({ ...content, ...change }))
    return []
  } catch (error) {
    return (error as Error).message.split('\n').slice(1)
  }
}

const withRing = (changed: object) => ({ departments: { ...departments, GAJ: { ...ring, ...changed } } })

describe('a file of wrapped keys', () => {
  it('is taken when all is there', () => {
    expect(faultsOf({})).toEqual([])
    expect(faultsOf(withRing({ keys: [{ ...key, notAfter: '2027-11-26' }] }))).toEqual([])
  })

  it.each<[string, object, string]>([
    ['of whole keys', { format: 'hutong-keys/1' }, 'format: must be equal to constant'],
    ['with a surplus field', { key: 'c2VjcmV0LXZhbHVl' }, 'the file: must NOT have additional properties'],
    [
      'without a department',
      { departments: { ...departments, GAJ: undefined } },
      "departments: must have required property 'GAJ'",
    ],
    [
      'with a current key that is none',
      withRing({ current: 2 }),
      'departments.GAJ.current: must be the id of one of the keys',
    ],
    ['with an id twice', withRing({ keys: [key, key] }), 'departments.GAJ.keys: an id stands twice'],
    ['with no key', withRing({ keys: [] }), 'departments.GAJ.keys: must NOT have fewer than 1 items'],
    [
      'with too many keys',
      withRing({ keys: Array(65).fill(key) }),
      'departments.GAJ.keys: must NOT have more than 64 items',
    ],
    [
      'with a day that is none',
      withRing({ keys: [{ ...key, notAfter: '2027-02-29' }] }),
      'departments.GAJ.keys.0.notAfter: must match format "day"',
    ],
    [
      'with an id too large',
      withRing({ keys: [{ ...key, id: 65_536 }] }),
      'departments.GAJ.keys.0.id: must be <= 65535',
    ],
    ['with no wrapping', { cursor: { master: 'MZJ/1' } }, "cursor: must have required property 'wrapped'"],
  ])('%s is refused by the place of the fault', (_what, change, fault) => {
    const faults = faultsOf(change)
    expect(faults).toContain(fault)
    expect(faults.join()).not.toContain('c2VjcmV0')
  })

  it('that is no JSON is refused without a word of it', () => {
    expect(() => parseWrappedKeys('c2VjcmV0')).toThrow(
      /^the file of wrapped keys has 1 fault\(s\):\nthe file: must be object$/,
    )
  })
})
