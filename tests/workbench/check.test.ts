// Everything that is wrong with a folder at once, and what is not wrong but makes one look twice.
import { describe, expect, it } from 'vitest'
import { checkFiles } from '../../src/workbench/check.ts'
import type { PolicyFiles } from '../../src/workbench/policy-files.ts'
import { changed, files, parts, TODAY } from './published.ts'

function check(more: Partial<PolicyFiles> = {}, today = TODAY) {
  return checkFiles({ ...files, ...more }, parts, today)
}

function warned(documents: ReadonlyMap<string, string>, today = TODAY): string[] {
  const { faults, warnings } = check({ documents, cases: new Map() }, today)
  expect(faults).toEqual([])
  return warnings.map(({ file, path, what }) => `${file}: ${path}: ${what}`)
}

describe('the published folder', () => {
  it('has no fault, and counts policies and words apart', () => {
    const checked = check()
    expect(checked.faults).toEqual([])
    expect(checked.words).toBe(4)
    expect(checked.policies).toBe(files.documents.size - 4)
    expect(checked.cases).toBeGreaterThanOrEqual(60)
  })
})

describe('a fault', () => {
  it('is told of every document at once, with file, place and fix, and then nothing is warned of', () => {
    const { faults, warnings } = check({
      documents: changed('school-aid.yaml', (policy) => {
        policy.fields['EligibilityAnswer.displayNam'] = { mask: 'name' }
      }),
      packs: new Map([['rules/x.yaml', 'pack: HZ\n']]),
      cases: new Map([['tests/x.yaml', 'cases: []\n']]),
    })
    expect(new Set(faults.map(({ file }) => file))).toEqual(
      new Set(['school-aid.yaml', 'rules/x.yaml', 'tests/x.yaml']),
    )
    for (const fault of faults) for (const part of [fault.path, fault.what, fault.fix]) expect(part).not.toBe('')
    expect(faults[0]?.fix).toContain('did you mean `EligibilityAnswer.displayName`?')
    expect(warnings).toEqual([])
  })

  it.each([
    ['uses: { select PublicSecurity.sexx: refuse }', 'did you mean `PublicSecurity.sex`?'],
    [
      'caller: { role: VILAGE, purpose: P07 }\n    uses: { select PublicSecurity.sex: reveal }',
      'did you mean `VILLAGE`?',
    ],
    ['uses: { see PublicSecurity.sex: reveal }', 'must be a use and a coordinate, `select PublicSecurity.sex`'],
    ['operation: "{ x }"\n    outcome: REFUSED', 'add `because`'],
    ['operation: "{ x }"\n    outcome: answered', 'add `entry`'],
    ['operation: "{ x }"\n    outcome: PERHAPS', 'must be one of answered, UNAUTHENTICATED'],
  ])('of a case file is told: %s', (body, said) => {
    const text = `caller: { role: VILLAGE, purpose: P07 }\ncases:\n  - description: what is asked here\n    ${body}\n`
    const { faults } = check({ cases: new Map([['tests/x.yaml', text]]) })
    expect(faults.map(({ what, fix }) => `${what}; ${fix}`).join('\n')).toContain(said)
  })

  it('of a case hides none of another case, and the words are looked up although the policies are at fault', () => {
    const text = `caller: { role: VILAGE, purpose: P7 }
cases:
  - { description: short, uses: { select PublicSecurity.sexx: refuse } }
  - description: what is asked here
    today: 2027-06-31
    uses: { select PublicSecurity.sex: reveal }
  - description: what is asked there
    uses: { select PublicSecurity.sexx: reveal }
`
    const { faults } = check({
      documents: new Map([...files.documents, ['school-aid.yaml', 'policy: [']]),
      cases: new Map([['tests/x.yaml', text]]),
    })
    expect(faults.map(({ file, path, what }) => `${file}: ${path}: ${what}`)).toEqual([
      'school-aid.yaml: line 1, column 9: `[` is never closed in the line of `policy`',
      'tests/x.yaml: cases.0.description: must have 10 characters at least',
      'tests/x.yaml: cases.1.today: no such day `2027-06-31`',
      'tests/x.yaml: cases.2: no role `VILAGE` in roles.yaml',
      'tests/x.yaml: cases.2: no purpose `P7` in purposes.yaml',
      'tests/x.yaml: cases.2.uses: no such coordinate `PublicSecurity.sexx` in the schema',
    ])
  })

  it('of who asks in all cases is one fault, and no case is said to be asked by nobody', () => {
    const text = `caller: { role: VILLAGE }
cases:
  - description: what is asked here
    uses: { select PublicSecurity.sex: reveal }
  - description: what is asked there
    caller: { role: VILAGE, purpose: P07 }
    uses: { select PublicSecurity.sex: reveal }
`
    const { faults } = check({ cases: new Map([['tests/x.yaml', text]]) })
    expect(faults.map(({ path, what }) => `${path}: ${what}`)).toEqual([
      'caller: lacks `purpose`',
      'cases.1: no role `VILAGE` in roles.yaml',
    ])
  })

  it('of a case file that is none is one', () => {
    for (const text of ['cases: all', '[]', 'cases: [7]']) {
      expect(check({ cases: new Map([['tests/x.yaml', `${text}\n`]]) }).faults).toHaveLength(1)
    }
  })

  it('of a case file is that nobody asks', () => {
    const text = 'cases:\n  - description: what is asked here\n    uses: { select PublicSecurity.sex: reveal }\n'
    expect(check({ cases: new Map([['tests/x.yaml', text]]) }).faults[0]?.what).toBe('nobody asks')
  })
})

describe('a warning', () => {
  it('names a policy that ends within sixty days, and one that has ended', () => {
    const ending = changed('village-care-archive.yaml', (policy) => {
      policy.until = '2027-01-01'
    })
    const warning = 'village-care-archive.yaml: until: grants nothing from 2027-01-01 on'
    expect(warned(ending, '2026-11-23')).toContain(warning)
    expect(warned(ending, '2026-10-01')).not.toContain(warning)
    expect(warned(ending, '2027-01-01')).toContain(
      'village-care-archive.yaml: until: has granted nothing since 2027-01-01',
    )
  })

  it('names a ground that is a draft, in the policy and in its purpose', () => {
    const inPolicy = changed('school-aid.yaml', (policy) => {
      policy.basis = [{ instrument: 'A', article: '1', status: 'DRAFT' }]
    })
    expect(warned(inPolicy)).toContain('school-aid.yaml: basis: A 1 is a draft')
    const inPurpose = changed('purposes.yaml', ({ purposes }) => {
      purposes.P05.basis.status = 'DRAFT'
    })
    expect(warned(inPurpose)).toContain('school-aid.yaml: purpose: the ground of P05 in purposes.yaml is a draft')
  })

  it('names a role, a purpose and a mask that nothing uses', () => {
    const documents = changed('roles.yaml', ({ roles }) => {
      roles.NOBODY = { zh: '无', en: 'nobody', side: 'city' }
    })
    documents.set(
      'masks.yaml',
      `${documents.get('masks.yaml')}  never-used: { zh: 无, en: never used, leaves: nothing }\n`,
    )
    const said = warned(documents).join('\n')
    expect(said).toContain('roles.yaml: roles.NOBODY: no policy speaks for NOBODY')
    expect(said).toContain(
      'masks.yaml: masks.never-used: no policy uses never-used (无), and the gateway has no such mask',
    )
    const without = new Map([...files.documents].filter(([, text]) => !text.includes('purpose: P05')))
    expect(warned(without).join('\n')).toContain('purposes.yaml: purposes.P05: no policy serves P05')
  })

  it('names an item that is granted to nobody any more', () => {
    const told = 'policies: D48: 心理服务转介 (referral to counselling) is granted to nobody'
    expect(warned(files.documents)).not.toContain(told)
    const text = files.documents.get('protection-case.yaml') ?? ''
    const without = text.replaceAll(/^.*(Child\.health|psychReferralState).*\n/gm, '')
    expect(warned(new Map([...files.documents, ['protection-case.yaml', without]]))).toContain(told)
  })

  it('is never about a mask of the gateway, which is kept for whoever will need it', () => {
    expect(check().warnings.filter(({ file }) => file === 'masks.yaml')).toEqual([])
  })

  it('is never about an item that no schema may hold', () => {
    expect(check().warnings.filter(({ path }) => ['D35', 'D45', 'D52'].includes(path))).toEqual([])
  })
})
