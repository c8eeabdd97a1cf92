// Random sets of policies, as the documents an officer could write: the published ones, the published ones edited, and ones
// made up from the schema, with conditions, protections, refusals, ends, duplicates and every order. They shrink.
import fc from 'fast-check'
import { type GraphQLField, getNamedType, isLeafType, isNonNullType, isObjectType } from 'graphql'
import { parse as parseYaml, stringify } from 'yaml'
import { MASKS } from '../../src/masking/masks.ts'
import { CARRIERS, holdsInputObject } from '../../src/policy/check.ts'
import { CONDITIONS, OTHERWISE, type Otherwise } from '../../src/policy/policy.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { isVocabulary } from '../../src/policy/vocabulary.ts'
import { parts, schema } from '../policy/policies.ts'

type Entry = 'reveal' | { mask?: string; where?: string; otherwise?: Otherwise }

interface Body {
  readonly basis: unknown
  readonly relation: string
  readonly until?: string
  readonly fields: Readonly<Record<string, Entry>>
  readonly refuse?: readonly string[]
  readonly use?: Readonly<Record<string, readonly string[]>>
  readonly values?: Readonly<Record<string, readonly string[]>>
  readonly releases?: readonly unknown[]
  readonly limits: { readonly rootFields: number }
}

/** A policy document before it is written down. */
export interface Draft extends Body {
  readonly policy: string
  readonly role: string
  readonly purpose: string
}

export interface Protection {
  readonly condition: string
  readonly roles: readonly string[]
  readonly items: readonly string[]
  readonly otherwise: Otherwise
}

export interface DraftSet {
  readonly policies: readonly Draft[]
  readonly protections: readonly Protection[]
}

const FILES = await readPolicyFolder('policies')
const RELATIONS = parseYaml(FILES.get('relations.yaml') ?? '') as { protections: readonly Protection[] }

/** The published set. */
export const PUBLISHED: DraftSet = {
  policies: [...FILES].filter(([name]) => !isVocabulary(name)).map(([, text]) => parseYaml(text) as Draft),
  protections: RELATIONS.protections,
}

/** File name -> text, as the folder would hold it. */
export function written({ policies, protections }: DraftSet): Map<string, string> {
  const words = [...FILES].filter(([name]) => isVocabulary(name))
  return new Map([
    ...words,
    ['relations.yaml', stringify({ ...RELATIONS, protections })],
    ...policies.map((policy, at): [string, string] => [`p${at}-${policy.policy}.yaml`, stringify(policy)]),
  ])
}

// ---- What the schema offers

const OUTPUTS: readonly (readonly [string, GraphQLField<unknown, unknown>])[] = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
  .flatMap((type) =>
    isObjectType(type)
      ? Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field] as const)
      : [],
  )
const FIELD_OF = new Map(OUTPUTS)
export const OUTPUT_COORDINATES = OUTPUTS.map(([coordinate]) => coordinate)
export const COORDINATES = [...parts.catalogue.keys()]
const USED = [...new Set([...parts.catalogue.values()].flatMap(({ uses }) => (uses ? [uses.of] : [])))]
// Inputs that a policy can name: those that are about a person, and stand for themselves.
const INPUTS = [...parts.catalogue]
  .filter(([coordinate, { item, uses }]) => !FIELD_OF.has(coordinate) && item !== 'STRUCTURE' && !uses)
  // An input object is decided by its fields.
  .filter(([coordinate]) => !holdsInputObject(schema, coordinate))
  .map(([coordinate]) => coordinate)
const REFUSABLE = [...OUTPUT_COORDINATES, ...INPUTS]
const DIMENSIONS = [...parts.catalogue.values()].flatMap(({ groups }) => Object.values(groups ?? {}).flat())
export const PEOPLE: readonly (readonly [role: string, purpose: string])[] = [
  ['VILLAGE', 'P07'],
  ['STREET', 'P07'],
  ['MZ_ADJUDICATOR', 'P08'],
  ['HOSP_CLERK', 'P01'],
  ['GUARDIAN', 'P13'],
]
/** Around this day policies end. */
export const DAYS = ['2026-11-22', '2026-11-23', '2026-11-24']
const ITEMS = ['D01', 'D03', 'D04', 'D05', 'D09', 'D10', 'D23', 'D26', 'D34', 'D54']

function isLeaf(coordinate: string): boolean {
  const field = FIELD_OF.get(coordinate)
  return field !== undefined && isLeafType(getNamedType(field.type))
}

const LEAVES = OUTPUT_COORDINATES.filter(isLeaf)
const EDGES = OUTPUT_COORDINATES.filter((coordinate) => !isLeaf(coordinate))

/** Masks whose result the field can carry, and that the way it is read can apply. */
function masksFor(coordinate: string): string[] {
  const field = FIELD_OF.get(coordinate)
  const name = field ? getNamedType(field.type).name : ''
  return [...MASKS.values()]
    .filter((mask) => CARRIERS[mask.output]?.includes(name))
    .filter((mask) => parts.catalogue.get(coordinate)?.masks?.includes(mask.name))
    .map((mask) => mask.name)
}

// A cell that can be taken away must be one that may be null, and read where that can be done.
function mayHaveCondition(coordinate: string): boolean {
  const field = FIELD_OF.get(coordinate)
  const isReadSo = parts.catalogue.get(coordinate)?.takesConditions === true
  return isLeaf(coordinate) && field !== undefined && !isNonNullType(field.type) && isReadSo
}

// ---- One policy, made up

const numbers = fc.array(fc.nat({ max: 999 }), { minLength: OUTPUTS.length, maxLength: OUTPUTS.length })

function entryFor(coordinate: string, draw: number): Entry {
  const masks = masksFor(coordinate)
  const mask = draw % 3 === 1 ? masks[draw % masks.length] : undefined
  if (!mayHaveCondition(coordinate) || draw % 5 < 3) return mask === undefined ? 'reveal' : { mask }
  const where = CONDITIONS[draw % CONDITIONS.length] ?? CONDITIONS[0]
  const otherwise = OTHERWISE[draw % OTHERWISE.length] ?? OTHERWISE[0]
  return mask === undefined ? { where, otherwise } : { mask, where, otherwise }
}

/** Of the chosen coordinates those on a way from Query, and no edge behind which nothing is chosen. */
export function reachable(chosen: Iterable<string>): Set<string> {
  let kept = new Set(chosen)
  for (;;) {
    const reached = new Set(['Query'])
    for (const coordinate of sortedByDepth(kept)) {
      const field = FIELD_OF.get(coordinate)
      if (field && reached.has(coordinate.split('.')[0] ?? '')) reached.add(getNamedType(field.type).name)
    }
    const next = new Set([...kept].filter((each) => reached.has(each.split('.')[0] ?? '') && leadsOn(each, kept)))
    if (next.size === kept.size) return next
    kept = next
  }
}

function leadsOn(coordinate: string, kept: ReadonlySet<string>): boolean {
  const field = FIELD_OF.get(coordinate)
  const type = field && getNamedType(field.type)
  return !isObjectType(type) || Object.keys(type.getFields()).some((name) => kept.has(`${type.name}.${name}`))
}

// From the root downwards, as often as the schema is deep.
function sortedByDepth(coordinates: ReadonlySet<string>): string[] {
  return Array.from({ length: 6 }, () => [...coordinates]).flat()
}

function releasesFor(fields: ReadonlySet<string>): unknown[] {
  return [...fields].flatMap((field) => {
    const from = (parts.catalogue.get(field)?.derivedFrom ?? []).filter((input) => !fields.has(input))
    return from.length === 0 ? [] : [{ field, from, reason: 'made up for a test of policies' }]
  })
}

const REST = {
  basis: { instrument: '未成年人保护法', article: '43', status: 'IN_FORCE' },
  relation: 'residence-division',
  limits: {
    rootFields: 10,
    children: 200,
    missesPerHour: 60,
    missesPerHourOfOrganisation: 300,
    childrenPerDay: 100_000,
    childrenPerDayOfOrganisation: 100_000,
  },
}

const madeUp: fc.Arbitrary<Body> = fc
  .record({
    leaves: fc.subarray(LEAVES),
    cut: fc.subarray(EDGES, { maxLength: 6 }),
    draws: numbers,
    input: fc.subarray(INPUTS),
    used: fc.subarray(USED),
    sorted: fc.subarray(USED),
    group: fc.subarray(DIMENSIONS),
  })
  .map(({ leaves, cut, draws, input, used, sorted, group }) => {
    // Something is granted always: a policy that grants nothing has no view to ask of.
    const edges = EDGES.filter((edge) => edge === 'Query.statistics' || !cut.includes(edge))
    const kept = reachable([...edges, ...leaves, 'StatTable.asOf'])
    const entries = [...kept].map((each): [string, Entry] => [
      each,
      entryFor(each, draws[OUTPUT_COORDINATES.indexOf(each)] ?? 0),
    ])
    const fields = Object.fromEntries(entries)
    const inClear = (each: string): boolean => {
      const entry = fields[each]
      return entry === 'reveal' || (entry !== undefined && entry.mask === undefined)
    }
    const use = { input, filter: used.filter(inClear), sort: sorted.filter(inClear), group }
    return { ...REST, fields, use, releases: releasesFor(kept) }
  })

const madeUpSet: fc.Arbitrary<DraftSet> = fc
  .record({
    people: fc.subarray([...PEOPLE], { minLength: 1, maxLength: 3 }),
    bodies: fc.array(madeUp, { minLength: 3, maxLength: 3 }),
  })
  .map(({ people, bodies }) => ({
    policies: people.map(
      ([role, purpose], at): Draft => ({
        policy: `made-up-${at}`,
        role,
        purpose,
        ...(bodies[at] as Body),
      }),
    ),
    protections: [],
  }))

// ---- Edits: what an officer could do to a set

export type Edit = (set: DraftSet) => DraftSet

function editPolicy(at: number, edit: (policy: Draft) => Draft): Edit {
  return (set) => ({
    ...set,
    policies: set.policies.map((policy, position) => (position === at % set.policies.length ? edit(policy) : policy)),
  })
}

const at = fc.nat({ max: 9 })
const anyCoordinate = fc.constantFrom(...REFUSABLE)
const otherwise = fc.constantFrom(...OTHERWISE)

export const addRefusal: fc.Arbitrary<Edit> = fc
  .tuple(at, fc.array(anyCoordinate, { minLength: 1, maxLength: 4 }))
  .map(([position, more]) =>
    editPolicy(position, (policy) => ({ ...policy, refuse: [...(policy.refuse ?? []), ...more] })),
  )

export const endOn: fc.Arbitrary<Edit> = fc
  .tuple(at, fc.constantFrom(...DAYS, '2027-06-30'))
  .map(([position, until]) => editPolicy(position, (policy) => ({ ...policy, until })))

export const addProtection: fc.Arbitrary<Edit> = fc
  .record({
    condition: fc.constantFrom(...CONDITIONS),
    roles: fc.subarray(
      PEOPLE.map(([role]) => role),
      { minLength: 1 },
    ),
    items: fc.subarray(ITEMS, { minLength: 1 }),
    otherwise,
  })
  .map((protection) => (set) => ({ ...set, protections: [...set.protections, protection] }))

/** A condition on leaves that had none, all of them or one. */
export const narrowRows: fc.Arbitrary<Edit> = fc
  .tuple(at, fc.nat({ max: 999 }), fc.constantFrom(...CONDITIONS), otherwise)
  .map(([position, which, where, instead]) =>
    editPolicy(position, (policy) => {
      const open = Object.keys(policy.fields).filter((each) => {
        const entry = policy.fields[each]
        return mayHaveCondition(each) && (typeof entry !== 'object' || entry.where === undefined)
      })
      const chosen = open[which % Math.max(1, open.length)]
      if (chosen === undefined) return policy
      const entry = policy.fields[chosen]
      const narrowed = { ...(typeof entry === 'object' ? entry : {}), where, otherwise: instead }
      return { ...policy, fields: { ...policy.fields, [chosen]: narrowed } }
    }),
  )

export const dropUses: fc.Arbitrary<Edit> = fc
  .tuple(at, fc.constantFrom('input', 'filter', 'sort', 'group'), fc.nat({ max: 99 }))
  .map(([position, kind, keep]) =>
    editPolicy(position, (policy) => {
      const uses = policy.use?.[kind] ?? []
      return { ...policy, use: { ...policy.use, [kind]: uses.filter((_, place) => (keep >> (place % 6)) % 2 === 1) } }
    }),
  )

/** One value of an enumeration fewer: what is listed already, or the whole enumeration less one. */
export const dropValue: fc.Arbitrary<Edit> = fc
  .tuple(at, fc.constantFrom('Benefit', 'Sex', 'Category', 'SortDirection', 'StatisticTable'), fc.nat({ max: 9 }))
  .map(([position, name, which]) =>
    editPolicy(position, (policy) => {
      const type = schema.getType(name)
      const all = type && 'getValues' in type ? type.getValues().map((value) => value.name) : []
      const listed = policy.values?.[name] ?? all
      const left = listed.filter((_, place) => place !== which % listed.length)
      return left.length === 0 ? policy : { ...policy, values: { ...policy.values, [name]: left } }
    }),
  )

/** A field more in clear, a use more of one that is, or a policy more for a role and purpose that had none. */
export const addGrant: fc.Arbitrary<Edit> = fc
  .tuple(at, fc.nat({ max: 999 }), madeUp)
  .map(([position, which, body]) => (set) => {
    const taken = new Set(set.policies.map(({ role, purpose }) => `${role} ${purpose}`))
    const free = PEOPLE.find(([role, purpose]) => !taken.has(`${role} ${purpose}`))
    if (which % 4 === 0 && free) {
      return { ...set, policies: [...set.policies, { ...body, policy: 'one-more', role: free[0], purpose: free[1] }] }
    }
    return editPolicy(position, (policy) => (which % 4 === 1 ? withUse(policy, which) : withField(policy, which)))(set)
  })

function withField(policy: Draft, which: number): Draft {
  const more = LEAVES.filter((each) => policy.fields[each] === undefined)
  const reached = more.filter((each) => reachable([...Object.keys(policy.fields), each]).has(each))
  const added = reached[which % Math.max(1, reached.length)]
  if (added === undefined) return policy
  const fields = { ...policy.fields, [added]: 'reveal' as const }
  return { ...policy, fields, releases: [...(policy.releases ?? []), ...releasesFor(new Set([added]))] }
}

function withUse(policy: Draft, which: number): Draft {
  const kinds = ['input', 'group'] as const
  const kind = kinds[which % kinds.length] ?? 'input'
  const from = kind === 'input' ? INPUTS : DIMENSIONS
  return { ...policy, use: { ...policy.use, [kind]: [...(policy.use?.[kind] ?? []), from[which % from.length] ?? ''] } }
}

const repeat: fc.Arbitrary<Edit> = at.map((position) =>
  editPolicy(position, (policy) => ({
    ...policy,
    refuse: [...(policy.refuse ?? []), ...(policy.refuse ?? [])],
    use: Object.fromEntries(Object.entries(policy.use ?? {}).map(([kind, uses]) => [kind, [...uses, ...uses]])),
  })),
)

/** Documents, keys and entries in another order; `draws` says which. */
export const reorder: fc.Arbitrary<Edit> = fc.nat({ max: 1_000_000 }).map((draw) => (set) => {
  const mixed = <T>(list: readonly T[]): T[] =>
    list
      .map((each, place) => [((place + 1) * 7_919 * (draw + 1)) % 104_729, each] as const)
      .sort(([a], [b]) => a - b)
      .map(([, each]) => each)
  const keys = <T extends object>(value: T): T => Object.fromEntries(mixed(Object.entries(value))) as T
  const reordered = (policy: Draft): Draft =>
    keys({
      ...policy,
      fields: keys(policy.fields),
      refuse: mixed(policy.refuse ?? []),
      use: keys(Object.fromEntries(Object.entries(policy.use ?? {}).map(([kind, uses]) => [kind, mixed(uses)]))),
    })
  return { policies: mixed(set.policies.map(reordered)), protections: mixed(set.protections) }
})

/** Everything that must change nothing. */
export const sameMeaning: fc.Arbitrary<Edit> = fc
  .array(fc.oneof(repeat, reorder), { minLength: 1, maxLength: 3 })
  .map((edits) => (set) => edits.reduce((made, edit) => edit(made), set))

/** Everything that may only take away. */
export const takesAway: fc.Arbitrary<Edit> = fc.oneof(addRefusal, endOn, addProtection, narrowRows, dropUses, dropValue)

export const bases: fc.Arbitrary<DraftSet> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(PUBLISHED) },
  { weight: 3, arbitrary: madeUpSet },
)

/** Any set: a base with some edits. Not every one compiles; those that do not are for the compiler's own tests. */
export const anySet: fc.Arbitrary<DraftSet> = fc
  .tuple(bases, fc.array(fc.oneof(takesAway, repeat, reorder), { maxLength: 6 }))
  .map(([base, edits]) => edits.reduce((set, edit) => edit(set), base))
