// Promise 4: an answer names every datum it is computed from, so that a policy must name each as a release.
import { describe, expect, it } from 'vitest'
import { readBundle } from '../../src/activation/read-bundle.ts'
import { ruleInputsOf } from '../../src/eligibility/expression.ts'
import type { InputName } from '../../src/eligibility/inputs.ts'
import { readRulePack } from '../../src/eligibility/rule-pack.ts'
import { buildGatewaySchema, catalogueOf } from '../../src/schema.ts'

const FIELD_OF_INPUT: Readonly<Record<InputName, string>> = {
  CATEGORY: 'CivilAffairs.categories',
  HOUSEHOLD_AID: 'CivilAffairs.householdAidClass',
  BASIC_ALLOWANCE: 'CivilAffairs.basicAllowance',
  CARE_SETTING: 'CivilAffairs.careSetting',
  INSURANCE: 'Insurance.insured',
  STAGE: 'Education.stage',
  ACCOMMODATION: 'Education.attendanceSupport',
  REHABILITATION: 'Disability.rehabProgrammes',
  ENTRUSTED_CARE: 'Community.entrustedCare',
}

const derivedFrom = catalogueOf(buildGatewaySchema()).get('EligibilityAnswer.status')?.derivedFrom ?? []

describe('the status of an answer', () => {
  it('names the datum behind every input of every rule of every pack', async () => {
    const packs = [...(await readBundle('policies'))].filter(([path]) => path.startsWith('rules/'))
    expect(packs).toHaveLength(2)
    for (const [path, text] of packs) {
      const pack = readRulePack(text, path)
      const rules = Object.values(pack.rules)
      const inputs = rules.flatMap(({ predicate, tiers }) =>
        [predicate, ...tiers.flatMap(({ when }) => when ?? [])].flatMap(ruleInputsOf),
      )
      expect(inputs.length).toBeGreaterThan(0)
      for (const input of inputs) expect(derivedFrom).toContain(FIELD_OF_INPUT[input])
    }
  })

  it('names the stage that items of education aid follow, and the birth date that ends every rule at 18', () => {
    expect(derivedFrom).toContain('Education.stage')
    expect(derivedFrom).toContain('PublicSecurity.birthDate')
  })
})
