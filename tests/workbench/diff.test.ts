// Who gains and who loses between two folders: every widening is marked as one, other words for the same are nothing, and
// the child shown is one by whom the change can be seen.
import { describe, expect, it } from 'vitest'
import { readRulePack } from '../../src/eligibility/rule-pack.ts'
import { compare, examplesOf, isWidening } from '../../src/workbench/compare.ts'
import { type Desk, layOut } from '../../src/workbench/desk.ts'
import { directionOf, termDirection } from '../../src/workbench/direction.ts'
import { changed, desk, files, parts, TODAY } from './published.ts'
import { REFACTORINGS, WIDENINGS } from './widenings.ts'

const packs = [...files.packs].map(([file, text]) => readRulePack(text, file))

const of = (documents: ReadonlyMap<string, string>): Desk => layOut(documents, parts)

function between(before: Desk, after: Desk) {
  return compare({ desk: before, packs: files.packs }, { desk: after, packs: files.packs })
}

describe('a comparison', () => {
  it('finds nothing between a folder and itself', () => {
    expect(between(desk, desk)).toMatchObject({ cells: [], terms: [], packs: [] })
  })

  it.each(REFACTORINGS.map((each) => [each.what, each] as const))('finds nothing where %s', (_what, {
    before,
    documents,
  }) => {
    expect(between(of(before), of(documents))).toMatchObject({ cells: [], terms: [] })
  })

  it.each(WIDENINGS.map((each) => [each.what, each] as const))('marks as a gain that %s', (_what, {
    before,
    documents,
  }) => {
    expect(isWidening(between(of(before), of(documents)))).toBe(true)
  })

  it('marks what narrows as a loss, and nothing of it as a gain', () => {
    const narrowed = [
      changed('village-care-archive.yaml', (policy) => {
        policy.fields['PublicSecurity.displayName'] = { mask: 'name' }
      }),
      changed('village-care-archive.yaml', (policy) => {
        delete policy.fields['PublicSecurity.residenceAddress']
      }),
      changed('adjudicator-casework.yaml', (policy) => {
        policy.use.sort = []
        policy.limits.children = 10
      }),
      changed('adjudicator-casework.yaml', (policy) => {
        policy.fields['Guardian.name'] = { where: 'residence-in-own-division', otherwise: 'withheld' }
      }),
      changed('adjudicator-casework.yaml', (policy) => {
        policy.refuse = ['CivilAffairs.categoryGround']
      }),
      changed('school-aid.yaml', (policy) => {
        policy.until = '2027-01-01'
      }),
      new Map([...files.documents].filter(([file]) => file !== 'school-aid.yaml')),
    ]
    for (const documents of narrowed) {
      const { cells, terms } = between(desk, of(documents))
      expect(new Set([...cells, ...terms].map(({ direction }) => direction))).toEqual(new Set(['loss']))
      // Undone, it is a gain.
      expect(isWidening(between(of(documents), desk))).toBe(true)
    }
  })

  it('says which rule packs differ, and counts them as what may be a gain', () => {
    const other = new Map([...files.packs].map(([file, text]) => [file, `${text}# a word\n`]))
    const compared = compare({ desk, packs: files.packs }, { desk, packs: other })
    expect(compared.packs).toEqual([...files.packs.keys()].sort())
    // What another rule answers, and to whom, cannot be told from its text.
    expect([compared.cells, compared.terms, isWidening(compared)]).toEqual([[], [], true])
    expect(isWidening(compare({ desk, packs: files.packs }, { desk, packs: files.packs }))).toBe(false)
  })

  it('puts gains first', () => {
    const documents = changed('village-care-archive.yaml', (policy) => {
      policy.fields['PublicSecurity.birthDate'] = 'reveal'
      delete policy.fields['PublicSecurity.residenceAddress']
      policy.fields['PublicSecurity.displayName'] = { mask: 'name' }
    })
    const directions = between(desk, of(documents)).cells.map(({ direction }) => direction)
    expect(directions).toEqual(['gain', 'loss', 'loss'])
  })
})

describe('the child shown', () => {
  function exampleOf(file: string, edit: (policy: never) => void, coordinate: string) {
    const after = of(changed(file, edit as never))
    const compared = between(desk, after)
    const at = compared.cells.findIndex((cell) => cell.coordinate === coordinate)
    return examplesOf(compared, { before: desk, after, today: TODAY, packs }).get(at)
  }

  it('has the value, and the treatments of before and after are applied to it', () => {
    const example = exampleOf(
      'village-care-archive.yaml',
      (policy: { fields: Record<string, unknown> }) => {
        policy.fields['PublicSecurity.displayName'] = { mask: 'name' }
      },
      'PublicSecurity.displayName',
    )
    expect(example).toMatchObject({ name: '周小满', before: '周小满', after: '周*满' })
  })

  it('of a protection that falls is one whom it protects', () => {
    const example = exampleOf(
      'relations.yaml',
      (document: { protections: unknown[] }) => {
        document.protections = []
      },
      'PublicSecurity.residenceAddress',
    )
    expect(example?.before).toBe('null, as if there were none')
    expect(example?.after).toMatch(/^杭州市/)
  })

  it('of an answer is one for whom the rules give it', () => {
    const example = exampleOf(
      'hospital-settlement.yaml',
      (policy: { fields: Record<string, unknown>; releases: { field: string }[] }) => {
        delete policy.fields['EligibilityAnswer.tier']
        policy.releases = policy.releases.filter(({ field }) => field !== 'EligibilityAnswer.tier')
      },
      'EligibilityAnswer.tier',
    )
    expect(example).toMatchObject({ before: 'T70', after: 'refused' })
  })

  it('of a filter is found by it', () => {
    const example = exampleOf(
      'adjudicator-casework.yaml',
      (policy: { use: { filter: string[] } }) => {
        policy.use.filter = []
      },
      'CivilAffairs.categories',
    )
    expect(example?.before).toMatch(/^found by /)
    expect(example?.after).toBe('not found by it')
  })

  it('is none where no child is concerned', () => {
    const documents = changed('analyst-statistics.yaml', (policy) => {
      delete policy.fields['StatTable.asOf']
      policy.use.group = []
    })
    const after = of(documents)
    const compared = between(desk, after)
    expect(compared.cells.length).toBeGreaterThan(0)
    expect(examplesOf(compared, { before: desk, after, today: TODAY, packs }).size).toBe(0)
  })
})

describe('the way a change goes', () => {
  const mask = (name: string) => ({ effect: 'mask' as const, mask: name, policies: [] })
  const reveal = (...rows: { where: 'address-not-protected'; otherwise: 'withheld' | 'looks-absent' }[]) => ({
    effect: 'reveal' as const,
    policies: [],
    rows,
  })
  const refuse = { effect: 'refuse' as const, policies: [], reason: '' }
  const withheld = { where: 'address-not-protected', otherwise: 'withheld' } as const
  const absent = { where: 'address-not-protected', otherwise: 'looks-absent' } as const

  it.each([
    ['refused to masked', refuse, mask('name'), 'gain'],
    ['masked to clear', mask('name'), reveal(), 'gain'],
    ['clear to masked', reveal(), mask('name'), 'loss'],
    ['one mask to another', mask('name'), mask('flag'), 'unclear'],
    ['a condition less', reveal(withheld), reveal(), 'gain'],
    ['a condition more', reveal(), reveal(absent), 'loss'],
    ['looking absent to being withheld', reveal(absent), reveal(withheld), 'gain'],
    ['clear under a condition to refused', reveal(withheld), refuse, 'loss'],
    ['refused to clear under a condition', refuse, reveal(withheld), 'gain'],
    ['a mask less and a condition more', mask('name'), reveal(absent), 'unclear'],
  ] as const)('from %s', (_what, before, after, direction) => {
    expect(directionOf(before, after)).toBe(direction)
  })

  it.each([
    ['limits.children', '20', '200', 'gain'],
    ['limits.missesPerHour', '10', '9', 'loss'],
    ['values.Benefit', 'CHECKUP', 'CHECKUP MEDICAL_AID', 'gain'],
    ['values.Benefit', null, 'CHECKUP', 'loss'],
    ['values.Benefit', 'CHECKUP', null, 'gain'],
    ['values.Benefit', 'CHECKUP', 'MEDICAL_AID', 'unclear'],
    ['until', '2027-01-01', 'replaced', 'gain'],
    ['until', 'replaced', '2027-01-01', 'loss'],
    ['relation', 'own-roll', 'open-encounter', 'unclear'],
    ['journal', '{"notifyGuardian":true}', '{"notifyGuardian":false}', 'unclear'],
  ] as const)('of %s from %s to %s', (term, before, after, direction) => {
    expect(termDirection({ role: 'A', purpose: 'P01', term, before, after })).toBe(direction)
  })
})
