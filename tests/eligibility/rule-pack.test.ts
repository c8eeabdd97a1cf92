// A pack is read whole or not at all, and its faults are named with their places.
import 'reflect-metadata'
import { describe, expect, test } from 'vitest'
import { BenefitState, CareSetting, Category, HouseholdAidClass } from '../../src/departments/civil-affairs/types.ts'
import { Stage } from '../../src/departments/education/types.ts'
import { CoverScheme } from '../../src/departments/insurance/types.ts'
import { INPUT_VALUES } from '../../src/eligibility/inputs.ts'
import { parameterOn } from '../../src/eligibility/local-decisions.ts'
import { TIERS } from '../../src/eligibility/rule.ts'
import { BENEFITS, type RulePack, RulePackError, readRulePack } from '../../src/eligibility/rule-pack.ts'
import { Benefit, Tier } from '../../src/questions/types.ts'
import { draft, inForce, packText } from './packs.ts'

const text = packText('hz-2026-70')

/** The faults of the pack in force after one edit, without the file's name. */
function faultsAfter(search: string | RegExp, replacement: string, source = text): readonly string[] {
  const edited = source.replace(search, replacement)
  expect(edited).not.toBe(source)
  try {
    readRulePack(edited, 'policies/rules/x.yaml')
  } catch (error) {
    if (!(error instanceof RulePackError)) throw error
    for (const fault of error.faults) expect(fault.startsWith('policies/rules/x.yaml: ')).toBe(true)
    return error.faults.map((fault) => fault.slice('policies/rules/x.yaml: '.length))
  }
  return []
}

describe('a pack is refused', () => {
  test.each([
    ['with a key it does not know', 'effectiveFrom:', 'note: x\neffectiveFrom:', '(file): unknown key `note`'],
    ['without its basis', /basis:\n {2}instrument.*\n {2}status.*\n/, '', '(file): missing key `basis`'],
    ['with a status of no list', 'IN_FORCE', 'SOON', 'basis.status: must be one of DRAFT, IN_FORCE'],
    [
      'in force from no day',
      '2026-03-01\n',
      '\n',
      'effectiveFrom: must be a day for an instrument in force and empty for a draft',
    ],
    [
      'in force from a day that is not',
      '2026-03-01\n',
      '2026-02-29\n',
      'effectiveFrom: must be a day that exists, as YYYY-MM-DD',
    ],
    [
      'with a parameter that is no number',
      'value: 0.70',
      'value: much',
      'parameters.medicalAidMinimumRatio[0].value: must be a number',
    ],
    [
      'with a switch that is a word',
      'educationAidForMigrants:\n',
      'educationAidForMigrants: maybe\n',
      'switches.educationAidForMigrants: must be true, false or empty',
    ],
    [
      'with terms of no county',
      'countyTerms: {}',
      'countyTerms: { Xihu: [] }',
      "countyTerms: `Xihu` must be a county's six digits, in quotes",
    ],
    [
      'with terms of a county that overlap',
      'countyTerms: {}',
      'countyTerms: { "330106": [{ name: A, firstDay: 2026-09-01, lastDay: 2027-01-31 }, { name: B, firstDay: 2027-01-01, lastDay: 2027-07-01 }] }',
      'countyTerms.330106: must not overlap, in order',
    ],
    ['with terms that overlap', 'lastDay: 2026-07-05', 'lastDay: 2026-09-05', 'terms: must not overlap, in order'],
    [
      'with a category it does not know',
      '[ORPHAN] }',
      '[ORFAN] }',
      'rules[2].tiers[0].when.any[0].oneOf.values[0]: must be one of',
    ],
    [
      'with an input it does not know',
      'active: INSURANCE',
      'active: HIV',
      'rules[1].predicate.all[1].active: must be one of',
    ],
    [
      'with a word outside the language',
      'known: STAGE',
      'exec: STAGE',
      'rules[4].predicate.all[1]: must hold exactly one of',
    ],
    [
      'with an undecided switch it does not name',
      'switch: educationAidForMigrants',
      'switch: whim',
      'rules[4].predicate.all[0].any[2].all[0].switch: must be one of',
    ],
    [
      'with a definition that does not stand above',
      'predicate:\n      is: disadvantaged',
      'predicate:\n      is: needy',
      'rules[2].predicate.is: must name a definition that stands above',
    ],
    [
      'with an empty choice',
      'values: [INSTITUTION]',
      'values: []',
      'rules[1].predicate.all[0].oneOf.values: must hold at least one value',
    ],
    [
      'with a rule twice',
      'benefit: CHECKUP',
      'benefit: PREMIUM_SUBSIDY',
      'rules: must hold one rule for PREMIUM_SUBSIDY, holds 2',
    ],
    ['with a rule id of another form', 'id: R09', 'id: nine', 'rules[3].id: must be R and two digits'],
    ['without the clause’s words', /quote: 福.*/, 'quote: ""', 'rules[1].quote: must be a text'],
    ['with a tier of no list', 'tier: OTHER', 'tier: HIV', 'rules[2].tiers[1].tier: must be one of T70, OTHER'],
    [
      'with a condition on the last tier',
      'tier: OTHER',
      'tier: OTHER\n        when: { is: disadvantaged }',
      'rules[2].tiers[1]: unknown key `when`',
    ],
    [
      'with an aid item of no list',
      '[FEE_REDUCTION]',
      '[HIV_FEE_WAIVER]',
      'rules[4].items.PRESCHOOL[0]: must be one of',
    ],
    ['with a stage left out', '      SPECIAL:\n', '', 'rules[4].items: missing key `SPECIAL`'],
    [
      'with an exact validity',
      'validUntil: TERM',
      'validUntil: DAY',
      'rules[4].validUntil: must be one of MONTH, TERM, YEAR',
    ],
  ])('%s', (_title, search, replacement, fault) => {
    expect(faultsAfter(search, replacement).filter((found) => found.startsWith(fault))).toHaveLength(1)
  })

  test('when a rule reads a source outside its list, for that outage would show who the child is', () => {
    expect(faultsAfter('sources: [MZJ, JYJ]', 'sources: [MZJ]')).toEqual([
      'rules[4].sources: must list JYJ, which the rule reads',
    ])
    expect(faultsAfter('[MZJ, YBJ, WJW]', '[YBJ]')).toEqual([
      'rules[3].sources: must list MZJ, which the rule reads',
      'rules[3].sources: must list WJW, which the rule reads',
    ])
  })

  test('with all its faults at once', () => {
    const once = text.replace('IN_FORCE', 'SOON').replace('validUntil: TERM', 'validUntil: DAY')
    expect(faultsAfter('id: R09', 'id: nine', once)).toHaveLength(3)
  })

  test('when it is no YAML, naming the line and never the text', () => {
    expect(faultsAfter('rules:\n', 'rules: [secret\n')[0]).toMatch(/^line \d+: [A-Z_]+$/)
    expect(faultsAfter('switches:\n', 'effectiveFrom: 2026-01-01\nswitches:\n')).toEqual([
      expect.stringContaining('DUPLICATE_KEY'),
    ])
  })

  test('when it is not a map at all', () => {
    for (const other of ['', '[]', 'pack'])
      expect(() => readRulePack(other, 'x.yaml')).toThrow('x.yaml: (file): must be a map')
  })

  test('with an alias, so that what stands there is what is read', () => {
    expect(() => readRulePack('pack: &a x\nbasis: *a\n', 'x.yaml')).toThrow(
      'x.yaml: (file): an alias hides what stands there; write it out',
    )
  })
})

describe('the two packs', () => {
  test('have the same rules, findings, terms and local decisions; the draft has no day', () => {
    const same = ({ rules, findings, terms, countyTerms, switches, countySwitches, areas, ambiguities }: RulePack) => ({
      ...{ rules, findings, terms, countyTerms, switches, countySwitches, areas, ambiguities },
    })
    expect(same(inForce)).toEqual(same(draft))
    expect([draft.effectiveFrom, draft.basis.status]).toEqual([null, 'DRAFT'])
    expect([inForce.effectiveFrom, inForce.basis.status]).toEqual(['2026-03-01', 'IN_FORCE'])
  })

  test('leave open what the policy leaves open', () => {
    expect(Object.values(inForce.switches)).toEqual([null, null, null, null])
    expect(inForce.rules.EDUCATION_AID.items?.SPECIAL).toBeNull()
    expect(parameterOn(inForce, 'checkupsPerYear', '2026-11-23')).toBeNull()
  })

  test('date the floor of 70 %', () => {
    expect(parameterOn(inForce, 'medicalAidMinimumRatio', '2026-02-28')).toBeNull()
    expect(parameterOn(inForce, 'medicalAidMinimumRatio', '2026-03-01')).toBe(0.7)
    expect(parameterOn(draft, 'medicalAidMinimumRatio', '2020-01-01')).toBe(0.7)
  })
})

test('the code lists are those of the departments and of the schema', () => {
  const values = (list: Record<string, string>) => Object.values(list).sort()
  expect([...INPUT_VALUES.CATEGORY].sort()).toEqual(values(Category))
  expect([...INPUT_VALUES.HOUSEHOLD_AID].sort()).toEqual(values(HouseholdAidClass))
  expect([...INPUT_VALUES.BASIC_ALLOWANCE].sort()).toEqual(values(BenefitState))
  expect([...INPUT_VALUES.CARE_SETTING].sort()).toEqual(values(CareSetting))
  expect([...INPUT_VALUES.INSURANCE].sort()).toEqual(values(CoverScheme))
  expect([...INPUT_VALUES.STAGE].sort()).toEqual(values(Stage))
  expect([...BENEFITS].sort()).toEqual(values(Benefit))
  expect([...TIERS].sort()).toEqual(values(Tier))
})
