// When each rule about a child holds, to the day; what it reads is what the register says, and no more.
import { describe, expect, it } from 'vitest'
import { readBundle } from '../../src/activation/read-bundle.ts'
import { addDays, addMonths } from '../../src/clock.ts'
import { RulePackError } from '../../src/eligibility/cursor.ts'
import { checkAlgorithms, readAlgorithm, ruleOf } from '../../src/worklists/algorithm.ts'
import { isChildRule, isLeaf, LIST_LEAVES, RULES, type WorkRule } from '../../src/worklists/rules.ts'
import { inForce } from '../eligibility/packs.ts'

const DAY = '2026-11-24'
type Cells = Readonly<Record<string, unknown>>

function weigh(rule: WorkRule, cells: Cells, { day = DAY, counties = [] as string[] } = {}) {
  const found = ruleOf(rule)
  if (!isChildRule(found)) throw new Error(`${rule} is about no child`)
  const reads = found.reads(inForce)
  // A cell that the rule does not say it reads is an error here.
  const read = (leaf: string): unknown => {
    expect(reads).toContain(leaf)
    return cells[leaf]
  }
  return found.weigh({ pack: inForce, day, cells: read, counties })
}
const truth = (...asked: Parameters<typeof weigh>) => weigh(...asked).truth

const NO_CERTIFICATE = { 'Disability.disabilityKind': null, 'Disability.severe': null, 'Disability.certValidTo': null }
const SEVERE = { 'Disability.disabilityKind': 'PHYSICAL', 'Disability.severe': true, 'Disability.certValidTo': null }
const EDGE = {
  ...{ 'PublicSecurity.birthDate': '2014-12-01', 'CivilAffairs.householdAidClass': 'DIBAO_EDGE' },
  ...{ ...SEVERE, 'Health.illnessAttested': false },
}

describe('W01', () => {
  it('holds of a severely disabled child of a household on the margin, and not of one in 低保 or of a mild disability', () => {
    expect(truth('W01', EDGE)).toBe('TRUE')
    expect(truth('W01', { ...EDGE, 'CivilAffairs.householdAidClass': 'DIBAO' })).toBe('FALSE')
    expect(truth('W01', { ...EDGE, ...NO_CERTIFICATE })).toBe('FALSE')
    expect(truth('W01', { ...EDGE, 'Disability.severe': undefined })).toBe('UNKNOWN')
  })

  it('holds to the eve of the eighteenth birthday, and to the last day of the certificate', () => {
    const born = addMonths(DAY, -18 * 12)
    expect(truth('W01', { ...EDGE, 'PublicSecurity.birthDate': born })).toBe('FALSE')
    expect(truth('W01', { ...EDGE, 'PublicSecurity.birthDate': addDays(born, 1) })).toBe('TRUE')
    expect(truth('W01', { ...EDGE, 'Disability.certValidTo': DAY })).toBe('TRUE')
    expect(truth('W01', { ...EDGE, 'Disability.certValidTo': addDays(DAY, -1) })).toBe('FALSE')
  })
})

describe('W02', () => {
  const both = { 'CivilAffairs.basicAllowance': 'ACTIVE', 'CivilAffairs.disabledLivingAllowance': 'ACTIVE' }

  it('holds where both subsidies run, and not where one of them does not', () => {
    expect(truth('W02', both)).toBe('TRUE')
    for (const other of Object.keys(both)) expect(truth('W02', { ...both, [other]: 'SUSPENDED' }), other).toBe('FALSE')
    expect(truth('W02', { ...both, 'CivilAffairs.basicAllowance': undefined })).toBe('UNKNOWN')
  })
})

describe('W03', () => {
  const due = { 'CivilAffairs.basicAllowance': 'ACTIVE', 'Premium.state': 'DUE' }

  it('holds once thirty days of the insurance year are over, and for that year', () => {
    expect(weigh('W03', due, { day: '2027-01-30' })).toEqual({ truth: 'FALSE', occasion: '2027' })
    expect(weigh('W03', due, { day: '2027-01-31' })).toEqual({ truth: 'TRUE', occasion: '2027' })
  })

  it('does not hold where the state has paid or no allowance runs, but does where the family paid itself', () => {
    expect(truth('W03', { ...due, 'Premium.state': 'PAID_BY_STATE' })).toBe('FALSE')
    expect(truth('W03', { ...due, 'CivilAffairs.basicAllowance': 'ENDED' })).toBe('FALSE')
    for (const state of ['PAID_BY_FAMILY', 'NONE', null])
      expect(truth('W03', { ...due, 'Premium.state': state })).toBe('TRUE')
    expect(truth('W03', { ...due, 'Premium.state': undefined })).toBe('UNKNOWN')
  })
})

describe('W04', () => {
  const due = {
    ...{
      'CivilAffairs.categories': ['ORPHAN'],
      'CivilAffairs.householdAidClass': 'GENERAL',
      'Education.stage': 'PRIMARY',
    },
    ...{ 'EduAid.state': 'NONE', 'EduAid.term': null },
  }

  it('holds from the first to the last day of a term in which nobody has applied', () => {
    for (const day of ['2026-09-01', '2027-01-31']) {
      expect(weigh('W04', due, { day }), day).toEqual({ truth: 'TRUE', occasion: '2026-2027-1' })
    }
    for (const day of ['2026-08-31', '2027-02-01']) expect(truth('W04', due, { day }), day).toBe('FALSE')
  })

  it('does not hold where somebody has applied for this term; an aid of the last term is none', () => {
    const applied = { ...due, 'EduAid.state': 'APPLIED' }
    expect(truth('W04', { ...applied, 'EduAid.term': '2026-2027-1' })).toBe('FALSE')
    expect(truth('W04', { ...applied, 'EduAid.term': '2025-2026-2' })).toBe('TRUE')
    expect(truth('W04', applied)).toBe('UNKNOWN')
  })

  it('does not hold of a child that no rule covers, and is open where nobody knows the stage', () => {
    expect(truth('W04', { ...due, 'CivilAffairs.categories': [] })).not.toBe('TRUE')
    expect(truth('W04', { ...due, 'Education.stage': null })).toBe('UNKNOWN')
  })
})

describe('W05', () => {
  const born = (leavesIn: number) => ({
    'CivilAffairs.categories': ['ORPHAN'],
    'PublicSecurity.birthDate': addMonths(addDays(DAY, leavesIn), -18 * 12),
  })

  it('holds from 180 days before the eighteenth birthday to its eve, anew at 90 and at 30', () => {
    const said = [181, 180, 91, 90, 31, 30, 1, 0].map((days) => Object.values(weigh('W05', born(days))).join(' '))
    expect(said).toEqual([...['FALSE ', 'TRUE 180', 'TRUE 180', 'TRUE 90', 'TRUE 90', 'TRUE 30', 'TRUE 30', 'FALSE ']])
  })

  it('does not hold of a child that the government does not support, and is open without a birth date', () => {
    expect(truth('W05', { ...born(30), 'CivilAffairs.categories': ['DISABLED'] })).toBe('FALSE')
    expect(truth('W05', { ...born(30), 'PublicSecurity.birthDate': null })).toBe('UNKNOWN')
  })
})

describe('W06', () => {
  const migrant = {
    ...{ 'PublicSecurity.birthDate': '2016-01-01', 'PublicSecurity.residenceSince': '2026-05-24' },
    ...{ 'PublicSecurity.hukouDivision': '340823', 'PublicSecurity.residenceDivision': '330106' },
    ...{ 'Community.accompanied': true, 'Education.stage': 'PRIMARY', 'Education.publicPlacement': 'PRIVATE' },
  }
  const counties = ['330106']

  it('holds in a county that has said who is eligible, and is open in every other', () => {
    expect(weigh('W06', migrant, { counties })).toEqual({ truth: 'TRUE', occasion: '2026-2027-1' })
    expect(truth('W06', migrant)).toBe('UNKNOWN')
    expect(truth('W06', migrant, { counties: ['330109'] })).toBe('UNKNOWN')
  })

  it('does not hold of a child in a public school, of one too young or too old for school, or before the term begins', () => {
    expect(truth('W06', { ...migrant, 'Education.publicPlacement': 'PUBLIC' }, { counties })).toBe('FALSE')
    expect(truth('W06', { ...migrant, 'Education.stage': 'PRESCHOOL' }, { counties })).toBe('FALSE')
    expect(truth('W06', { ...migrant, 'PublicSecurity.residenceSince': '2026-05-25' }, { counties })).toBe('FALSE')
    expect(
      truth('W06', { ...migrant, 'PublicSecurity.residenceSince': '2026-01-01' }, { counties, day: '2026-08-31' }),
    ).toBe('FALSE')
  })
})

describe('the register', () => {
  const files = readBundle('policies').then(
    (all) => new Map([...all].filter(([path]) => path.startsWith('algorithms/'))),
  )
  const mayDecide = () => true
  const read = async (change: (text: string) => string, file = 'algorithms/w01.yaml') =>
    readAlgorithm(change((await files).get(file) ?? ''), file)

  it('has an entry for each rule, whose inputs are what the rule reads, with what no source tells', async () => {
    const register = new Map([...(await files)].map(([file, text]) => [file, readAlgorithm(text, file)]))
    expect([...register.values()].map(({ rule }) => rule).sort()).toEqual(RULES.map(({ rule }) => rule).sort())
    expect(checkAlgorithms(register, { packs: [inForce], mayDecide })).toEqual([])
    const lacking = [...register.values()].filter(({ unknown }) => unknown !== null).map(({ rule }) => rule)
    expect(lacking).toEqual(['W01', 'W03', 'W05', 'W06', 'W07', 'W08', 'W10'])
  })

  it('is refused where a rule reads more or less than it says, stands there twice, or has nobody who may decide', async () => {
    const entry = await read((text) => text.replace('CivilAffairs.householdAidClass', 'Education.publicPlacement'))
    const register = new Map([
      ['a.yaml', entry],
      ['b.yaml', await read((text) => text)],
    ])
    const said = checkAlgorithms(register, { packs: [inForce], mayDecide: (role) => role === 'NOBODY' })
    expect(said).toEqual([
      'a.yaml: inputs: the rule reads `CivilAffairs.householdAidClass`',
      'a.yaml: inputs: the rule does not read `Education.publicPlacement`',
      'a.yaml: inputs: `Education.publicPlacement` is none that a task of workList may rest on',
      'a.yaml: decider: `MZ_ADJUDICATOR` may not decide what stands in workList',
      'b.yaml: rule: W01 is in the register already',
      'b.yaml: decider: `MZ_ADJUDICATOR` may not decide what stands in workList',
    ])
  })

  it.each([
    ['a rule that there is not', /^rule: W01/m, 'rule: W11', 'rule: must be one of W01'],
    [
      'no assessment of its impact',
      /^impactAssessment: .*$/m,
      'impactAssessment: done',
      'impactAssessment: must be the number',
    ],
    ['no end', /^expiresAfterDays: .*$/m, 'expiresAfterDays: 0', 'expiresAfterDays: must be 1 to 365 days'],
    ['no English explanation', /^ {2}en: .*$/m, '  fr: non', 'explanation: missing key `en`'],
  ])('is refused with %s', async (_, from, to, fault) => {
    const refused = read((text) => text.replace(from, to))
    await expect(refused).rejects.toThrow(RulePackError)
    await expect(refused).rejects.toThrow(`algorithms/w01.yaml: ${fault}`)
  })

  it('lets no rule read what a task of its list may not rest on', () => {
    for (const { rule, list, reads } of RULES) {
      for (const leaf of reads(inForce).filter(isLeaf)) expect(LIST_LEAVES[list], rule).toContain(leaf)
    }
  })
})
