// The difference of two sets of policies, as an officer reads it before signing.
import { expect, test } from 'vitest'
import { compilePolicies, type PolicySet } from '../../src/policy/compile.ts'
import type { Decision } from '../../src/policy/decision.ts'
import { diffPolicies, treatmentOf } from '../../src/policy/diff.ts'
import { changed, GOOD, grantOf, parts, WORDS, withField } from './policies.ts'

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

test('names every value of an enumeration that a role may name, whatever their order', () => {
  const naming = (values: string) => setOf(changed(['limits:', `values:\n  Benefit: [${values}]\nlimits:`]))
  const after = naming('MEDICAL_AID, EDUCATION_AID')
  expect(diffPolicies(before, after).terms).toEqual([
    { ...where, term: 'values.Benefit', before: null, after: 'EDUCATION_AID MEDICAL_AID' },
  ])
  expect(diffPolicies(naming('EDUCATION_AID, MEDICAL_AID'), after)).toEqual(NOTHING)
})

test('names the day on which a policy ends, and that the guardian is told', () => {
  const told = '\njournal: { notifyGuardian: true }\n'
  const after = setOf(changed(['\nfields:', `\nuntil: 2027-01-01\nfields:`]) + told)
  expect(diffPolicies(before, after).terms).toEqual([
    { ...where, term: 'journal', before: '{"notifyGuardian":false}', after: '{"notifyGuardian":true}' },
    { ...where, term: 'until', before: 'replaced', after: '2027-01-01' },
  ])
})

test('takes one purpose of a role for no other, and one role for no other', () => {
  const uses = grantOf().uses.length
  for (const [replaced, by] of [
    [
      { role: 'STREET', purpose: 'P07' },
      { role: 'STREET', purpose: 'P10' },
    ],
    [
      { role: 'STREET', purpose: 'P07' },
      { role: 'VILLAGE', purpose: 'P07' },
    ],
  ] as const) {
    const after = setOf(changed(['role: STREET', `role: ${by.role}`], ['purpose: P07', `purpose: ${by.purpose}`]))
    const { gained, lost, changed: treated } = diffPolicies(before, after)
    expect(gained.map(({ role, purpose }) => ({ role, purpose }))).toEqual(Array(uses).fill(by))
    expect(lost.map(({ role, purpose }) => ({ role, purpose }))).toEqual(Array(uses).fill(replaced))
    expect(treated).toEqual([])
  }
})

test('tells cells and terms in the order of role, purpose, kind and coordinate, whatever the order of the files', () => {
  const village = changed(['street-file', 'village-file'], ['role: STREET', 'role: VILLAGE'])
  const { gained, terms } = diffPolicies(null, setOf(village, GOOD))
  const cells = gained.map(({ role, purpose, kind, coordinate }) => [role, purpose, kind, coordinate].join(' '))
  expect(cells).toEqual([...cells].sort())
  expect([cells[0], cells.at(-1)]).toEqual([
    'STREET P07 filter PublicSecurity.sex',
    'VILLAGE P07 select Query.children',
  ])
  expect(terms.filter(({ role }) => role === 'VILLAGE').map(({ term, after }) => `${term}: ${after}`)).toEqual([
    'journal: {"notifyGuardian":false}',
    'limits.children: 20',
    'limits.childrenPerDay: 400',
    'limits.childrenPerDayOfOrganisation: 2000',
    'limits.missesPerHour: 10',
    'limits.missesPerHourOfOrganisation: 50',
    'limits.rootFields: 2',
    'relation: residence-division',
    'until: replaced',
  ])
  expect(terms.slice(9).every(({ role }) => role === 'VILLAGE')).toBe(true)
})

test('counts a use that is listed and refused as refused', () => {
  const refused: Decision = { effect: 'refuse', policies: ['street-file'], reason: 'not granted' }
  const empty: PolicySet = { ...before, grants: () => [{ ...grantOf(), decide: () => refused }] }
  expect(diffPolicies(null, empty)).toMatchObject({ gained: [], lost: [], changed: [] })
  expect(diffPolicies(before, empty).lost).toHaveLength(grantOf().uses.length)
})

test('spells a use without a policy as refused, and every condition of one with', () => {
  const policies = ['street-file']
  expect(treatmentOf(undefined)).toBe('refuse')
  expect(treatmentOf({ effect: 'refuse', policies, reason: 'not granted' })).toBe('refuse')
  expect(treatmentOf({ effect: 'reveal', policies })).toBe('reveal')
  expect(treatmentOf({ effect: 'mask', mask: 'month', policies })).toBe('mask:month')
  const rows = [
    { where: 'address-not-protected', otherwise: 'looks-absent' },
    { where: 'residence-in-own-division', otherwise: 'withheld' },
  ] as const
  expect(treatmentOf({ effect: 'reveal', policies, rows })).toBe(
    'reveal where address-not-protected else looks-absent where residence-in-own-division else withheld',
  )
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
