// Leaks by what rests on more than one cell of today: lists and records at a moment, and what the rules find.
import type { Pool } from 'pg'
import type { Source } from '../../src/departments/reader.ts'
import { askPage, pages } from './casework.ts'
import type { Mutant } from './mutant.ts'
import { once } from './operation.ts'
import { policyWith } from './policy-mutants.ts'

/** One of the registry's pools with one passage of a statement replaced. */
function statementWith(pool: 'registry' | 'lists', passage: string, other: string): Mutant['spoil'] & {} {
  return ({ gateway: { rooms } }) => {
    const real = rooms[pool]
    const query = (config: { readonly text: string; readonly name?: string }) => {
      const text = config.text.replace(passage, other)
      return real.query((text === config.text ? config : { ...config, name: undefined, text }) as never)
    }
    Object.assign(rooms, { [pool]: Object.assign(Object.create(real), { query }) as Pool })
  }
}

const AT_SUMMER = { filter: { category: 'DISABLED' }, asOf: '2026-06-01', first: 60 }
const CASES = '{ children(first: 5) { nodes { record { cases { validFrom recordedAt } } } } }'
const DIVISIONS = '{ children(first: 60) { nodes { record { divisions { kind division } } } } }'
const FOUND = '{ children(first: 60) { nodes { findings { name inputs { name truth } } } } }'

type Fetch = Source['fetch']

const severeFromThree =
  (real: Fetch): Fetch =>
  (statement, keys, bound) =>
    real(
      { ...statement, name: `${statement.name}_three`, text: statement.text.replace('"grade" <= 2', '"grade" <= 3') },
      keys,
      bound,
    )

export const MOMENT_MUTANTS: readonly Mutant[] = [
  {
    leak: 'a list at a moment without those who are in a hospital',
    caller: ['adjudicator', 'P08'],
    make: (scene, random) => pages(scene, random, AT_SUMMER),
    spoil: statementWith(
      'lists',
      'from unnest($1::uuid[]) as c(id) where',
      'from unnest($1::uuid[]) as c(id) where not exists (select from registry.encounter e where e.child_id = c.id) and',
    ),
  },
  {
    leak: 'a record that shows divisions whole where nine digits are granted',
    caller: ['adjudicator', 'P08'],
    make: (scene, random) => ({ ...askPage(scene, random), requests: once({ query: DIVISIONS, variables: {} }) }),
    options: policyWith(
      'adjudicator-casework.yaml',
      'RecordedDivision.division: { mask: division-nine }',
      'RecordedDivision.division: reveal',
    ),
  },
  {
    leak: 'a case’s record that shows another case',
    caller: ['protection', 'P10'],
    make: (scene, random) => ({ ...askPage(scene, random), requests: once({ query: CASES, variables: {} }) }),
    spoil: statementWith('registry', ' and case_number = $4', ` and $4::text <> 'no case'`),
  },
  {
    leak: 'a finding weighed on the grade where severe or not is granted',
    caller: ['adjudicator', 'P08'],
    make: (scene, random) => ({ ...askPage(scene, random), requests: once({ query: FOUND, variables: {} }) }),
    options: async () => ({
      wrapSource: (code, real) => (code === 'CLH' ? { ...real, fetch: severeFromThree(real.fetch) } : real),
    }),
  },
]
