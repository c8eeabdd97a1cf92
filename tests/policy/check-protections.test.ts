// A protection takes away whole objects or none of their cells: what is left of one would say that the rest is there.
import { describe, expect, it } from 'vitest'
import { checkProtections } from '../../src/policy/check-protections.ts'
import { compilePolicies } from '../../src/policy/compile.ts'
import { GOOD, parts, WORDS } from './policies.ts'

function faultsFor(...items: string[]): string[] {
  const protection = { condition: 'address-not-protected', roles: ['STREET'], items, otherwise: 'withheld' } as const
  return checkProtections([protection], parts).map(({ path, what, fix }) => `${path}: ${what}; ${fix}`)
}

const VITAL_STATUS =
  'protections.0.items: `PublicSecurity.parentLinks` holds `ParentLink.vitalStatus` of D14, which would be left; name D14 too'

describe('a protection', () => {
  it('of an item whose object holds another item is at fault, until that is named too', () => {
    expect(faultsFor('D13')).toEqual([VITAL_STATUS])
    expect(faultsFor('D13', 'D14')).toEqual([])
  })

  it('of an item that an object holds beside its own is at fault too', () => {
    expect(faultsFor('D18')).toEqual([
      'protections.0.items: `Justice.parentSituations` holds `ParentSituation.relation` of D13, which would be left; name D13 too',
    ])
  })

  it('of single cells, or of objects that hold one item alone, is none', () => {
    for (const item of ['D09', 'D10', 'D23', 'D54', 'D40', 'D60']) expect(faultsFor(item)).toEqual([])
  })

  it('leaves what is about no person', () => {
    expect(faultsFor('D62')).toEqual([])
    expect(faultsFor('D02')).toEqual([])
  })

  it('at fault keeps the whole set from compiling', () => {
    const relations = String(WORDS.get('relations.yaml'))
    const wider = relations.replace('items: [D09,', 'items: [D13, D09,')
    expect(wider).not.toBe(relations)
    const documents = new Map([...WORDS, ['relations.yaml', wider], ['policy.yaml', GOOD]])
    expect(() => compilePolicies(documents, parts)).toThrow(`relations.yaml: ${VITAL_STATUS}`)
  })
})
