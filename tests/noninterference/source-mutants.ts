// Leaks by a department's adapter: rows of another child, counts and failures that follow what is not granted.
import type { Source } from '../../src/departments/reader.ts'
import type { TownOptions } from '../world/town.ts'
import { askPage, pages } from './casework.ts'
import type { Mutant } from './mutant.ts'
import { once } from './operation.ts'
import type { Place } from './place.ts'
import { askOne } from './questions.ts'
import { tableOf } from './world.ts'

const SCHOOLS = '{ children(first: 30) { nodes { education { school grade educationAided } } } }'

const BANDS = '{ children(first: 4) { nodes { publicSecurity { ageBand } } } }'

type Fetch = Source['fetch']

/** Spoils what one department's source fetches. */
function spoiled(department: string, spoil: (real: Fetch, place: Place) => Fetch): Mutant['options'] & {} {
  return async (place): Promise<TownOptions> => ({
    wrapSource: (code, real) => (code === department ? { fetch: spoil(real.fetch, place) } : real),
  })
}

// The rows of the first children on file, the same each time, given out as those of the children asked about.
const otherRows =
  (real: Fetch): Fetch =>
  async (statement, keys, today) => {
    const text = statement.text.replace(/ on .*$/s, ' on cardinality($1::uuid[]) > 0 order by 2')
    const name = `${statement.name}_other`
    const { asOf, rows } = await real({ ...statement, name, text }, keys, today)
    // Whoever has no record is asked about under one key here.
    const asked = [...new Set(keys)]
    return { asOf, rows: rows.slice(0, asked.length).map((row, at) => [asked[at], ...row.slice(1)]) }
  }

const fewerRows =
  (real: Fetch): Fetch =>
  (statement, keys, today) => {
    const text = `${statement.text} and extract(day from "birth_date") > 12`
    return real({ ...statement, name: `${statement.name}_fewer`, text }, keys, today)
  }

const failsForStrangers =
  (real: Fetch): Fetch =>
  async (statement, keys, today) => {
    const found = await real(statement, keys, today)
    if (found.rows.length < keys.length) throw new Error('unknown')
    return found
  }

const failsForFinding =
  (real: Fetch, { world }: Place): Fetch =>
  async (statement, keys, today) => {
    const isFound = [...world.children.values()].some((rows) => {
      const [person] = rows[tableOf('GAJ')] ?? []
      return person?.lost_contact_finding === true && keys.includes(String(person.subject_key))
    })
    if (isFound) throw new Error('not now')
    return real(statement, keys, today)
  }

export const SOURCE_MUTANTS: readonly Mutant[] = [
  {
    leak: 'a source that lets the rows of another child in',
    caller: ['adjudicator', 'P08'],
    make: (scene, random) => ({ ...askPage(scene, random), requests: once({ query: SCHOOLS, variables: {} }) }),
    options: spoiled('JYJ', otherRows),
  },
  {
    leak: 'a source that counts fewer children for a day of birth that is not granted',
    caller: ['village', 'P07'],
    make: (scene, random) => pages(scene, random, { filter: { residenceDivision: '330106' }, first: 3 }),
    options: spoiled('GAJ', fewerRows),
  },
  {
    leak: 'a source that fails for whom it does not know',
    caller: ['hospital', 'P01'],
    make: askOne,
    options: spoiled('YBJ', failsForStrangers),
  },
  {
    leak: 'an error that depends on a finding that is not granted',
    caller: ['village', 'P07'],
    make: (scene, random) => ({ ...askPage(scene, random), requests: once({ query: BANDS, variables: {} }) }),
    options: spoiled('GAJ', failsForFinding),
  },
]
