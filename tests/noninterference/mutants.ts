// Gateways with one leak planted in each: a policy that says too much, or a part of the walk that does not keep to its
// word. The test that finds nothing in the true gateway must find something in every one of these.
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import type { Town, TownOptions } from '../world/town.ts'
import { askChildren, askPage, childrenOf, pages } from './casework.ts'
import type { CALLERS, OperationMaker } from './operation.ts'
import type { Place } from './place.ts'
import { askOne } from './questions.ts'
import { againForNobody, lateStay } from './mutant-operations.ts'
import { tableOf } from './world.ts'

export interface Mutant {
  readonly leak: string
  readonly caller: (typeof CALLERS)[number]
  readonly make: OperationMaker
  readonly options?: (place: Place) => Promise<TownOptions>
  /** Spoils a part of the open gateway. */
  readonly spoil?: (town: Town, place: Place) => void
}

/** The repository's policies with one passage of one document replaced. */
function policyWith(file: string, passage: string, other: string): () => Promise<TownOptions> {
  return async () => {
    const policies = await readPolicyFolder('policies')
    const text = policies.get(file)
    if (!text?.includes(passage)) throw new Error('the passage stands in the policy')
    return { policies: new Map([...policies, [file, text.replace(passage, other)]]) }
  }
}

const VILLAGE = 'village-care-archive.yaml'
const ADJUDICATOR = 'adjudicator-casework.yaml'

const POLICY_MUTANTS: readonly Mutant[] = [
  {
    leak: 'a policy that grants one field more',
    caller: ['village', 'P07'],
    make: askPage,
    options: policyWith(VILLAGE, 'CivilAffairs.guardian: reveal', 'CivilAffairs.guardian: reveal\n  CivilAffairs.categories: reveal'),
  },
  {
    leak: 'a leaf whose mask was taken away',
    caller: ['adjudicator', 'P08'],
    make: askPage,
    options: policyWith(ADJUDICATOR, 'PublicSecurity.hukouAddress: { mask: street }', 'PublicSecurity.hukouAddress: reveal'),
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
    make: askPage,
    options: policyWith(ADJUDICATOR, '  Disability.severe: reveal', '  Disability.severe: reveal\n  Disability.disabilityGrade: reveal'),
  },
  {
    leak: 'a filter by what the view does not show',
    caller: ['village', 'P07'],
    make: (scene, random) => pages(scene, random, { filter: { bornFrom: '2014-06-01' }, first: 50 }),
    options: async () => {
      const { policies } = await policyWith(VILLAGE, '  PublicSecurity.sex: reveal', '  PublicSecurity.sex: reveal\n  PublicSecurity.birthDate: reveal')()
      const text = policies?.get(VILLAGE)?.replace('    - PublicSecurity.sex', '    - PublicSecurity.sex\n    - PublicSecurity.birthDate')
      return { policies: new Map([...(policies ?? []), [VILLAGE, text ?? '']]) }
    },
  },
  {
    leak: 'a name where a masked name is released',
    caller: ['hospital', 'P01'],
    make: askOne,
    options: policyWith('hospital-settlement.yaml', 'displayName: { mask: name }', 'displayName: reveal'),
  },
]

const SOURCE_MUTANTS: readonly Mutant[] = [
  {
    leak: 'a source that lets the rows of another child in',
    caller: ['village', 'P07'],
    make: askPage,
    options: async () => ({
      wrapSource: (code, real) => ({
        async fetch(statement, keys, today) {
          if (code !== 'GAJ') return real.fetch(statement, keys, today)
          const { asOf, rows } = await real.fetch({ ...statement, text: statement.text.replace(/ on .*$/s, ' on $1::uuid[] is not null') }, keys, today)
          const [first] = keys
          return { asOf, rows: first === undefined ? rows : rows.slice(0, 1).map((row) => [first, ...row.slice(1)]) }
        },
      }),
    }),
  },
  {
    leak: 'a source that counts fewer children for a finding that is not granted',
    caller: ['village', 'P07'],
    make: (scene, random) => pages(scene, random, { filter: { sex: 'MALE' }, first: 3 }),
    options: async () => ({
      wrapSource: (code, real) => ({
        fetch: (statement, keys, today) =>
          real.fetch(code === 'GAJ' ? { ...statement, name: `${statement.name}_few`, text: `${statement.text} and "birth_date" > '2013-01-01'` } : statement, keys, today),
      }),
    }),
  },
  {
    leak: 'a source that fails for whom it does not know',
    caller: ['hospital', 'P01'],
    make: askOne,
    options: async () => ({
      wrapSource: (code, real) => ({
        async fetch(statement, keys, today) {
          const found = await real.fetch(statement, keys, today)
          if (code === 'YBJ' && found.rows.length < keys.length) throw new Error('unknown')
          return found
        },
      }),
    }),
  },
  {
    leak: 'an error that depends on what is not granted',
    caller: ['village', 'P07'],
    make: (scene, random) => pages(scene, random, { filter: { sex: 'FEMALE' }, first: 10 }),
    options: async (place) => ({
      wrapSource: (code, real) => ({
        fetch(statement, keys, today) {
          const isHit = code === 'GAJ' && [...place.world.children.values()].some((rows) => {
            const [person] = rows[tableOf('GAJ')] ?? []
            return person?.lost_contact_finding === true && keys.includes(String(person.subject_key)) && person.sex === 'FEMALE'
          })
          return isHit ? Promise.reject(new Error('not now')) : real.fetch(statement, keys, today)
        },
      }),
    }),
  },
]

const WALK_MUTANTS: readonly Mutant[] = [
  {
    leak: 'a relation that does not look at the encounter',
    caller: ['nurse', 'P01'],
    make: againForNobody,
    spoil: ({ gateway: { rooms } }, place) => {
      const byEncounter: typeof rooms.relations.byEncounter = async (subject, encounter) => {
        const own = await rooms_byEncounter(subject, encounter)
        if (own) return own
        const hex = `\\x${subject.number.toString('hex')}`
        const found = [...place.world.children].find(([, rows]) => (rows['registry.identifier'] ?? []).some((row) => row.blind_index === hex))
        return found ? { childId: found[0], adultOn: null, keys: {}, encounterDays: null } : null
      }
      const rooms_byEncounter = rooms.relations.byEncounter
      Object.assign(rooms, { relations: { ...rooms.relations, byEncounter } })
    },
  },
  {
    leak: 'a miss that counts only where nobody has the number',
    caller: ['nurse', 'P01'],
    make: againForNobody,
    spoil: ({ gateway: { rooms } }, place) => {
      const { relations, limiter } = rooms
      let exists = false
      const byEncounter: typeof relations.byEncounter = (subject, encounter) => {
        const hex = `\\x${subject.number.toString('hex')}`
        exists = [...place.world.children.values()].some((rows) => (rows['registry.identifier'] ?? []).some((row) => row.blind_index === hex))
        return relations.byEncounter(subject, encounter)
      }
      const count: typeof limiter.count = (person, misses) => limiter.count(person, exists ? 0 : misses)
      Object.assign(rooms, { relations: { ...relations, byEncounter }, limiter: { ...limiter, count } })
    },
  },
  {
    leak: 'the time of a child’s record in place of the source’s',
    caller: ['hospital', 'P01'],
    make: lateStay,
    spoil: ({ gateway: { rooms } }, place) => {
      const { outcomes, syncTimes } = rooms
      let last = ''
      const of: typeof outcomes.of = (ids) => {
        last = ids[0] ?? ''
        return outcomes.of(ids)
      }
      const freshSince: typeof syncTimes.freshSince = async (source) => {
        const fresh = await syncTimes.freshSince(source)
        await new Promise((resolve) => setImmediate(resolve))
        const [row] = place.world.children.get(last)?.['registry.outcome'] ?? []
        return fresh && row ? new Date(String(row.source_record_time)) : fresh
      }
      Object.assign(rooms, { outcomes: { of }, syncTimes: { freshSince } })
    },
  },
  {
    leak: 'an answer that holds until the exact end of the ground',
    caller: ['hospital', 'P01'],
    make: lateStay,
    spoil: (town, place) => tamper(town, (text) => text.replaceAll(/("validUntil":)"[^"]+"/g, (_, key) => `${key}"${endOfGround(place)}"`)),
  },
  {
    leak: 'a refusal that names a value',
    caller: ['village', 'P07'],
    make: (scene, random) => ({
      ...askChildren(scene, random),
      requests: (answers) => (answers.length > 0 ? null : { query: '{ children { nodes { civilAffairs { categories } } } }', variables: {} }),
      isRefused: true,
      focus: childrenOf(scene).own,
    }),
    spoil: (town, place) => tamper(town, (text) => text.replace('不予提供', `不予提供 ${endOfGround(place)}`)),
  },
]

function endOfGround({ world }: Place): string {
  const ends = [...world.children.values()].flatMap((rows) => (rows['registry.outcome'] ?? []).map((row) => row.valid_to))
  return String(ends.map(String).sort().join('').length)
}

function tamper(town: Town, change: (text: string) => string): void {
  const { ask } = town
  Object.assign(town, {
    ask: async (question: Parameters<typeof ask>[0]) => {
      const response = await ask(question)
      return { status: response.status, headers: response.headers, body: response.body, text: change(response.text) }
    },
  })
}

export const MUTANTS: readonly Mutant[] = [...POLICY_MUTANTS, ...SOURCE_MUTANTS, ...WALK_MUTANTS]
