// Promise 4 on derived values and uses: does a policy compile that gives by derivation, filter or sort what it does not
// give by itself?
import { beforeAll, describe, expect, it } from 'vitest'
import { maskNamed } from '../../src/masking/masks.ts'
import { compilePolicies, PolicyFaults } from '../../src/policy/compile.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { buildGatewaySchema, catalogueOf } from '../../src/schema.ts'

const schema = buildGatewaySchema()
const catalogue = catalogueOf(schema)

let documents: Map<string, string>

beforeAll(async () => {
  documents = await readPolicyFolder('policies')
})

function faultsOf(change: (text: string, file: string) => string): readonly string[] {
  const changed = new Map([...documents].map(([file, text]) => [file, change(text, file)]))
  try {
    compilePolicies(changed, { schema, catalogue, maskNamed })
    return []
  } catch (error) {
    if (error instanceof PolicyFaults) return error.faults
    throw error
  }
}

const withoutReleases = (text: string): string => text.replace(/releases:\n(?: {2}.*\n)+/, '')

describe('a value that is computed from others', () => {
  it('is refused by the policy check where an input is neither granted nor released', () => {
    const faults = faultsOf(withoutReleases)
    for (const [coordinate, input] of [
      ['EligibilityAnswer.status', 'CivilAffairs.categories'],
      ['EligibilityAnswer.tier', 'CivilAffairs.householdAidClass'],
      ['EligibilityAnswer.validUntil', 'CivilAffairs.categoryPeriod'],
      ['EligibilityAnswer.displayName', 'PublicSecurity.displayName'],
      ['EligibilityAnswer.cover', 'Insurance.insured'],
      ['EligibilityAnswer.items', 'Education.stage'],
      ['PublicSecurity.ageBand', 'PublicSecurity.birthDate'],
      ['Disability.severe', 'Disability.disabilityGrade'],
      ['StatCell.value', 'Health.illnessAttested'],
    ]) {
      const wanted = `fields.${coordinate}: is derived from \`${input}\`, which is not granted`
      expect(faults.some((fault) => fault.includes(wanted))).toBe(true)
    }
  })

  it('may be released by name and with a reason, and then passes', () => {
    expect(faultsOf((text) => text)).toEqual([])
  })
})

describe('a use of a field', () => {
  it.each([
    ['filter', 'PublicSecurity.birthDate'],
    ['filter', 'CivilAffairs.categories'],
    ['sort', 'PublicSecurity.birthDate'],
    ['sort', 'Guardian.phone'],
  ])('as a %s is refused by the policy check where %s is not revealed', (kind, coordinate) => {
    const faults = faultsOf((text, file) => {
      if (file !== 'adjudicator-casework.yaml') return text
      const hidden = text.replace(`  ${coordinate}: reveal\n`, '')
      const uses = hidden.slice(hidden.indexOf(`  ${kind}:\n`))
      const isUsed = uses.includes(`    - ${coordinate}\n`)
      return isUsed ? hidden : hidden.replace(`  ${kind}:\n`, `  ${kind}:\n    - ${coordinate}\n`)
    })
    expect(faults.some((fault) => fault.includes(`use.${kind}: \`${coordinate}\` is not revealed`))).toBe(true)
  })

  it('as a filter by a masked field is refused too: what a mask hides, a search would find', () => {
    const faults = faultsOf((text) => text.replace('  filter:\n', '  filter:\n    - PublicSecurity.hukouDivision\n'))
    expect(faults.some((fault) => fault.includes('`PublicSecurity.hukouDivision` is not revealed'))).toBe(true)
  })
})
