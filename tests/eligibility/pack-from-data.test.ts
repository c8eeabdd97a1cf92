// Another text is another file: what it decides, leaves open and calls its findings is data, and these programs stay.
import { describe, expect, it } from 'vitest'
import type { Day } from '../../src/clock.ts'
import { packFor } from '../../src/eligibility/answer-days.ts'
import { evaluate } from '../../src/eligibility/evaluate.ts'
import { find } from '../../src/eligibility/find.ts'
import { type RulePack, RulePackError, readRulePack } from '../../src/eligibility/rule-pack.ts'
import { inForce, orphan, outcome, packText } from './packs.ts'
import { childOf, factsOf, parentOf, type WrittenChild } from './written-child.ts'

const text = packText('hz-2026-70')

function edited(...edits: readonly (readonly [from: string | RegExp, to: string])[]): string {
  return edits.reduce((source, [from, to]) => {
    const next = source.replace(from, to)
    expect(next).not.toBe(source)
    return next
  }, text)
}

function truthOf(pack: RulePack, name: string, child: WrittenChild, day: Day) {
  return find(pack, factsOf(child), day).find(({ finding }) => finding.name === name)?.truth
}

describe('a pack that takes the place of another from a day', () => {
  const next = readRulePack(
    edited(
      ['pack: HZ-2026-70', 'pack: HZ-2030-1'],
      ['effectiveFrom: 2026-03-01', 'effectiveFrom: 2026-10-01'],
      ['adultAge:\n    - { from: 2026-03-01, value: 18 }', 'adultAge:\n    - { from: 2026-10-01, value: 20 }'],
      [
        '- oneOf: { input: CATEGORY, values: [ORPHAN] }\n            - all:',
        '- oneOf: { input: CATEGORY, values: [ORPHAN, DE_FACTO_UNSUPPORTED] }\n            - all:',
      ],
      ['severeDisabilitySubsidy: {}', 'severeDisabilitySubsidy: { "330102": true, "330106": false }'],
      [
        '  list:\n',
        `  list:
    - name: YOUNG_AND_ALONE
      kind: CHECK
      id: R99
      clause: 九
      quote: 独居未成年人
      predicate:
        all: [{ is: minor }, { everyParent: { is: gone } }]
`,
      ],
    ),
    'hz-2030-1.yaml',
  )
  const packs = [inForce, next]
  const deFacto = { ...orphan, outcomes: [outcome('CATEGORY', 'DE_FACTO_UNSUPPORTED')] }
  const onDay = (day: Day) => evaluate(packFor(packs, day), 'MEDICAL_AID', deFacto, day, '2026-11-24')

  it('answers from its day on, and the one before it up to the eve', () => {
    expect(onDay('2026-09-30')).toMatchObject({ tier: 'OTHER', rule: { pack: 'HZ-2026-70' } })
    expect(onDay('2026-10-01')).toMatchObject({ tier: 'T70', rule: { pack: 'HZ-2030-1' } })
  })

  it('counts by its own numbers', () => {
    const child = childOf(
      {},
      {
        birthDate: '2007-11-24',
        father: parentOf({ VITAL_STATUS: ['DEAD'] }),
        mother: parentOf({ VITAL_STATUS: ['DEAD'] }),
      },
    )
    expect(truthOf(inForce, 'ORPHAN', child, '2026-11-24')).toBe('FALSE')
    expect(truthOf(next, 'ORPHAN', child, '2026-11-24')).toBe('TRUE')
    expect(truthOf(next, 'ORPHAN', child, '2026-09-30')).toBe('UNKNOWN')
  })

  it('has findings of its own', () => {
    const gone = parentOf({ VITAL_STATUS: ['DECLARED_MISSING'] })
    expect(truthOf(next, 'YOUNG_AND_ALONE', childOf({}, { father: gone, mother: gone }), '2026-11-24')).toBe('TRUE')
  })

  it('pays in the county that has said so, not in one that has said no, and leaves every other open', () => {
    const severe = (hukou: string | null) =>
      childOf({ DISABILITY_KIND: ['MULTIPLE'], DISABILITY_GRADE: ['1'] }, { hukou })
    const subsidy = (hukou: string | null) => truthOf(next, 'SEVERE_DISABILITY_SUBSIDY', severe(hukou), '2026-11-24')
    expect([subsidy('330102'), subsidy('330106'), subsidy('330110'), subsidy(null)]).toEqual([
      'TRUE',
      'FALSE',
      'UNKNOWN',
      'UNKNOWN',
    ])
  })
})

describe('a reading', () => {
  const alone = { father: parentOf({ VITAL_STATUS: ['DEAD'] }), mother: parentOf({ REMARRIED: ['YES'] }) }
  const withReading = (point: string, to: string) =>
    readRulePack(
      text.replace(new RegExp(`(${point}:\\n    point: .*\\n    readings: .*\\n    reading:).*`), `$1 ${to}`),
      'x.yaml',
    )

  it('is taken as the pack says, and is open where it says none', () => {
    const said = ['BOTH_AND_UNABLE', 'ASSISTED_AND_UNABLE', ''].map((to) =>
      truthOf(withReading('A2', to), 'DE_FACTO_UNSUPPORTED', childOf({}, alone), '2026-11-24'),
    )
    expect(said).toEqual(['FALSE', 'TRUE', 'UNKNOWN'])
  })

  it('of the leap day moves a birthday to the eve', () => {
    const child = childOf({ FORMER_CATEGORY: ['ORPHAN'], HOUSING_NEED: ['YES'] }, { birthDate: '2012-02-29' })
    const said = ['MARCH_1', 'FEBRUARY_28'].map((to) =>
      truthOf(withReading('A9', to), 'HOUSING_PRIORITY', child, '2030-02-28'),
    )
    expect(said).toEqual(['FALSE', 'TRUE'])
  })

  it('of who is competent moves a county’s decision from the place of registration to that of residence', () => {
    const child = childOf(
      { DISABILITY_KIND: ['MULTIPLE'], DISABILITY_GRADE: ['1'] },
      { hukou: '330106', residence: '330102' },
    )
    const said = ['HUKOU', 'RESIDENCE'].map((to) => {
      const source = text
        .replace(/(A13:\n {4}point: .*\n {4}readings: .*\n {4}reading:).*/, `$1 ${to}`)
        .replace('severeDisabilitySubsidy: {}', 'severeDisabilitySubsidy: { "330102": true }')
      return truthOf(readRulePack(source, 'x.yaml'), 'SEVERE_DISABILITY_SUBSIDY', child, '2026-11-24')
    })
    expect(said).toEqual(['UNKNOWN', 'TRUE'])
  })
})

function faultsAfter(from: string | RegExp, to: string): readonly string[] {
  try {
    readRulePack(edited([from, to]), 'x.yaml')
  } catch (error) {
    if (error instanceof RulePackError) return error.faults
    throw error
  }
  return []
}

describe('a pack is refused', () => {
  it.each([
    [
      'with a rule that looks at what only a finding may',
      'active: CATEGORY',
      'active: DISABILITY_KIND',
      'definitions.disadvantaged.any[0].active: must be one of CATEGORY',
    ],
    [
      'with a rule that counts days',
      'active: CATEGORY',
      'under: { measure: AGE, parameter: adultAge }',
      'definitions.disadvantaged.any[0]: must hold exactly one of all, any',
    ],
    [
      'with a rule that looks at parents',
      'is: disadvantaged\n    tiers',
      'everyParent: { is: dead }\n    tiers',
      'rules[2].predicate: must hold exactly one of',
    ],
    [
      'with a parent’s fact asked of the child',
      'active: DIFFICULTY',
      'active: REMARRIED',
      'findings.list[5].predicate.all[1].active: must be one of',
    ],
    [
      'with a child’s fact asked of a parent',
      'input: REMARRIED',
      'input: CATEGORY',
      'findings.parentDefinitions.remarried.oneOf.input: must be one of',
    ],
    [
      'with a parent’s parent',
      'everyParent: { is: dead }',
      'everyParent: { everyParent: { is: dead } }',
      'findings.list[0].predicate.all[1].any[0].everyParent: must hold exactly one of',
    ],
    [
      'with a finding that names a later one',
      '- not: { is: ORPHAN }',
      '- not: { is: DISABLED }',
      'findings.list[1].predicate.all[0].not.is: must name a definition that stands above',
    ],
    ['with a finding twice', 'name: LEFT_BEHIND\n', 'name: MIGRANT\n', 'findings.list[6].name: stands above already'],
    [
      'with a finding that says nothing',
      '      undecided: whom the programme covers stands nowhere in the text\n',
      '',
      'findings.list[19]: must hold either `predicate` or `undecided`',
    ],
    [
      'with a measure of a parent asked of a child',
      'measure: RESIDENCE,',
      'measure: WORKING_AWAY_FOR,',
      'findings.list[4].predicate.all[3].atLeast.measure: must be one of AGE, RESIDENCE',
    ],
    [
      'with a number that no parameter names',
      'parameter: youthAge',
      'parameter: "16"',
      'findings.list[4].predicate.all[0].under.parameter: must be one of',
    ],
    [
      'with one place compared with itself',
      'differ: [HUKOU, RESIDENCE]',
      'differ: [HUKOU, HUKOU]',
      'findings.list[4].predicate.all[2].differ: must hold two places',
    ],
    [
      'with a county of five digits',
      '"330111", "330112"]',
      '"33011", "330112"]',
      "areas.CENTRAL_DISTRICTS: `33011` must be a county's six digits",
    ],
    [
      'with a county both in an area and undecided',
      '"330111", "330112"]',
      '"330102"]',
      'areas.CENTRAL_DISTRICTS: must not hold a county as both',
    ],
    [
      'with a county’s decision that is a word',
      'severeDisabilitySubsidy: {}',
      'severeDisabilitySubsidy: { "330102": maybe }',
      'countySwitches.severeDisabilitySubsidy.330102: must be true, false or empty',
    ],
    [
      'with a reading of no list',
      'reading: MARCH_1',
      'reading: MAY_1',
      'ambiguities.A9.reading: must be one of MARCH_1, FEBRUARY_28',
    ],
    [
      'with a reading left out where it is asked for',
      '                ASSISTED_AND_UNABLE:\n',
      '                SOMETHING_ELSE:\n',
      'findings.definitions.withoutSupport.any[2].oneParent.other.reading.as: unknown key',
    ],
    [
      'with a choice that nothing asks for',
      'readings: [CIVIL_CODE]',
      'readings: [CIVIL_CODE, OTHERWISE]',
      'ambiguities.A8: has several readings and no finding asks for them',
    ],
    [
      'with a finding of another form of number',
      'id: C1\n',
      'id: first\n',
      'findings.list[0].id: must be C, R or W and a number',
    ],
  ])('%s', (_title, from, to, fault) => {
    expect(faultsAfter(from, to).filter((found) => found.startsWith(`x.yaml: ${fault}`))).toHaveLength(1)
  })
})
