// The difference of two sets of policies, as an officer reads it before signing.
import { expect, test } from 'vitest'
import { compilePolicies, type PolicySet } from '../../src/policy/compile.ts'
import { diffPolicies } from '../../src/policy/diff.ts'
import { changed, GOOD, parts, WORDS, withField } from './policies.ts'

function setOf(...texts: readonly string[]): PolicySet {
  return compilePolicies(new Map([...WORDS, ...texts.map((text, at): [string, string] => [`${at}.yaml`, text])]), parts)
}

const before = setOf(GOOD)
const where = { role: 'STREET', purpose: 'P07' }
const NOTHING = { gained: [], lost: [], changed: [], terms: [] }

test('finds no difference between a set and itself, whatever its files are named', () => {
  expect(diffPolicies(before, before)).toEqual(NOTHING)
  expect(diffPolicies(before, compilePolicies(new Map([...WORDS, ['other.yaml', GOOD]]), parts))).toEqual(NOTHING)
})

test('names a cell that is granted now and was refused before, and the other way round', () => {
  const after = setOf(withField('PublicSecurity.citizenId: { mask: one-and-one }'))
  const cell = { ...where, kind: 'select', coordinate: 'PublicSecurity.citizenId' }
  expect(diffPolicies(before, after)).toEqual({
    ...NOTHING,
    gained: [{ ...cell, before: 'refuse', after: 'mask:one-and-one' }],
  })
  expect(diffPolicies(after, before)).toEqual({
    ...NOTHING,
    lost: [{ ...cell, before: 'mask:one-and-one', after: 'refuse' }],
  })
})

test('names a mask that was taken away, and a use by which one may filter no more', () => {
  const after = setOf(
    changed(['PublicSecurity.birthDate: { mask: month }', 'PublicSecurity.birthDate: reveal']).replace(
      'filter: [PublicSecurity.sex]',
      'filter: []',
    ),
  )
  expect(diffPolicies(before, after)).toEqual({
    ...NOTHING,
    lost: [{ ...where, kind: 'filter', coordinate: 'PublicSecurity.sex', before: 'reveal', after: 'refuse' }],
    changed: [
      { ...where, kind: 'select', coordinate: 'PublicSecurity.birthDate', before: 'mask:month', after: 'reveal' },
    ],
  })
})

test('names a wider relation and a higher limit although no cell changes', () => {
  const after = setOf(changed(['residence-division', 'hukou-division'], ['children: 20', 'children: 200']))
  expect(diffPolicies(before, after)).toEqual({
    ...NOTHING,
    terms: [
      { ...where, term: 'limits.children', before: '20', after: '200' },
      { ...where, term: 'relation', before: 'residence-division', after: 'hukou-division' },
    ],
  })
})

test('names a condition that a row must meet, and one that it need not meet any more', () => {
  const where = '{ mask: month, where: residence-in-own-division, otherwise: withheld }'
  const after = setOf(changed(['{ mask: month }', where]))
  const cell = { role: 'STREET', purpose: 'P07', kind: 'select', coordinate: 'PublicSecurity.birthDate' }
  const narrow = 'mask:month where residence-in-own-division else withheld'
  expect(diffPolicies(before, after)).toEqual({
    ...NOTHING,
    changed: [{ ...cell, before: 'mask:month', after: narrow }],
  })
  expect(diffPolicies(after, before).changed).toEqual([{ ...cell, before: narrow, after: 'mask:month' }])
})

test('names every value of an enumeration that a role may name', () => {
  const after = setOf(changed(['limits:', 'values:\n  Benefit: [MEDICAL_AID]\nlimits:']))
  expect(diffPolicies(before, after).terms).toEqual([
    { ...where, term: 'values.Benefit', before: null, after: 'MEDICAL_AID' },
  ])
})

test('counts every cell of a role that had no policy before, and of one that has none now', () => {
  const uses = before.grants().flatMap((grant) => grant.uses)
  const nothing = setOf()
  expect(diffPolicies(nothing, before).gained).toHaveLength(uses.length)
  expect(diffPolicies(null, before)).toEqual(diffPolicies(nothing, before))
  expect(diffPolicies(before, nothing).lost).toHaveLength(uses.length)
  const { terms } = diffPolicies(before, nothing)
  expect(terms.length).toBeGreaterThan(5)
  expect(new Set(terms.map(({ after }) => after))).toEqual(new Set([null]))
})
