// Leaks by policy: each of these documents passes the checks and says too much.
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import type { TownOptions } from '../world/town.ts'
import { askPage, pages } from './casework.ts'
import type { Mutant } from './mutant.ts'
import { once } from './operation.ts'
import { askOne } from './questions.ts'

/** The repository's policies with one passage of one document replaced. */
export function policyWith(file: string, passage: string, other: string): () => Promise<TownOptions> {
  return async () => {
    const policies = await readPolicyFolder('policies')
    const text = policies.get(file)
    if (!text?.includes(passage)) throw new Error('the passage stands in the policy')
    return { policies: new Map([...policies, [file, text.replace(passage, other)]]) }
  }
}

const VILLAGE = 'village-care-archive.yaml'
const ADJUDICATOR = 'adjudicator-casework.yaml'
const GRADES = '{ children(first: 100) { nodes { disability { severe disabilityGrade } } } }'

export const POLICY_MUTANTS: readonly Mutant[] = [
  {
    leak: 'a policy that grants one field more',
    caller: ['village', 'P07'],
    make: askPage,
    options: policyWith(
      VILLAGE,
      'CivilAffairs.guardian: reveal',
      'CivilAffairs.guardian: reveal\n  CivilAffairs.categories: reveal',
    ),
  },
  {
    leak: 'a leaf whose mask was taken away',
    caller: ['adjudicator', 'P08'],
    make: askPage,
    options: policyWith(
      ADJUDICATOR,
      'PublicSecurity.hukouAddress: { mask: street }',
      'PublicSecurity.hukouAddress: reveal',
    ),
  },
  {
    leak: 'a mask that keeps four characters where two are granted',
    caller: ['adjudicator', 'P08'],
    make: askPage,
    options: policyWith(ADJUDICATOR, 'Guardian.phone: { mask: last-two }', 'Guardian.phone: { mask: last-four }'),
  },
  {
    leak: 'a grade where severe or not is granted',
    caller: ['adjudicator', 'P08'],
    make: (scene, random) => ({ ...askPage(scene, random), requests: once({ query: GRADES, variables: {} }) }),
    options: policyWith(
      ADJUDICATOR,
      '  Disability.severe: reveal',
      '  Disability.severe: reveal\n  Disability.disabilityGrade: reveal',
    ),
  },
  {
    leak: 'a filter by what the view does not show',
    caller: ['village', 'P07'],
    make: (scene, random) => pages(scene, random, { filter: { bornFrom: '2014-06-01' }, first: 50 }),
    options: async () => {
      const { policies } = await policyWith(
        VILLAGE,
        '  PublicSecurity.ageBand: reveal',
        '  PublicSecurity.ageBand: reveal\n  PublicSecurity.birthDate: reveal',
      )()
      const text = policies?.get(VILLAGE)?.replace('  filter:\n', '  filter:\n    - PublicSecurity.birthDate\n')
      return { policies: new Map([...(policies ?? []), [VILLAGE, text ?? '']]) }
    },
  },
  {
    leak: 'a mask that keeps the middle of a name',
    caller: ['hospital', 'P01'],
    make: askOne,
    options: policyWith('hospital-settlement.yaml', 'displayName: { mask: name }', 'displayName: { mask: last-two }'),
  },
  {
    leak: 'a protection that forgets the place of residence',
    caller: ['village', 'P07'],
    make: askPage,
    options: policyWith('relations.yaml', 'items: [D09, D10, D23, D54]', 'items: [D10, D23, D54]'),
  },
  {
    leak: 'a protection that forgets the village',
    caller: ['village', 'P07'],
    make: askPage,
    options: policyWith('relations.yaml', 'roles: [VILLAGE, STREET]', 'roles: [STREET]'),
  },
]
