// A fault of one place of a policy hides none of another: what can be read of a document at fault is checked like a whole
// one, what cannot be read is the cause of no second fault, and nothing of a set at fault is ever compiled.
import { describe, expect, it } from 'vitest'
import { compilePolicies, PolicyFaults } from '../../src/policy/compile.ts'
import { readPolicyDocument } from '../../src/policy/document.ts'
import { legibleOf, type Sound } from '../../src/policy/legible.ts'
import { changed, faultsOf, GOOD, parts, setting, WORDS, withField } from './policies.ts'

const NO_BASIS = 'policy-1.yaml: document: lacks `basis`; add it'
const AGE_BAND =
  'policy-1.yaml: fields.PublicSecurity.ageBand: is derived from `PublicSecurity.birthDate`, which is not granted; grant it, or name the release with its reason'
const DERIVED = changed(['PublicSecurity.birthDate: { mask: month }', 'PublicSecurity.ageBand: reveal'])
const RELEASE = { field: 'PublicSecurity.ageBand', from: ['PublicSecurity.birthDate'], reason: 'long enough a reason' }

const without = (text: string, place: string) => setting(text, place, undefined)
const legible = (text: string) => readPolicyDocument(text, 'p.yaml').legible

describe('a policy with a fault of form', () => {
  it('is told every fault of meaning too: names, masks, uses, derived and dead fields, values, releases, limits', () => {
    const text = changed(
      ['basis: { instrument: 未成年人保护法, article: "43", status: IN_FORCE }\n', ''],
      ['PublicSecurity.displayName: { mask: name }', 'PublicSecurity.displayNam: { mask: nam }'],
      [
        'PublicSecurity.birthDate: { mask: month }',
        'PublicSecurity.birthDate: reveal\n  Health.illnessAttested: reveal',
      ],
      ['filter: [PublicSecurity.sex]', 'filter: [CivilAffairs.categories, 7]'],
      ['"Query.child(ref:)"', '"Query.child(x:)"'],
      ['childrenPerDay: 400', 'childrenPerDay: 19'],
      ['missesPerHour: 10\n', 'missesPerHour: many\n'],
    )
    const more = `refuse: [Nothing.at, 7]\nvalues: { Benefit: [NOTHING, 7] }\nreleases: [{ field: Disability.severe, from: [a.b], reason: no }]\nuntil: 2027-06-31\n`
    expect(faultsOf(text + more)).toEqual([
      NO_BASIS,
      'policy-1.yaml: until: no such day `2027-06-31`; write a day of the calendar, YYYY-MM-DD',
      'policy-1.yaml: refuse.1: must be string; write it so',
      'policy-1.yaml: use.filter.1: must be string; write it so',
      'policy-1.yaml: values.Benefit.1: must be string; write it so',
      'policy-1.yaml: releases.0.reason: must have 10 characters at least; write it so',
      'policy-1.yaml: limits.missesPerHour: must be integer; write it so',
      'policy-1.yaml: fields.PublicSecurity.displayNam.mask: `nam` is not in masks.yaml; did you mean `name`? else add it or mend the name',
      'policy-1.yaml: fields.PublicSecurity.displayNam: no such field in the schema; did you mean `PublicSecurity.displayName`? else remove it or mend the name',
      'policy-1.yaml: refuse: no such coordinate `Nothing.at` in the schema; remove it or mend the name',
      'policy-1.yaml: use.filter: `CivilAffairs.categories` is not revealed to this role, so it may not be used; reveal it or remove the use',
      'policy-1.yaml: use.input: no such coordinate `Query.child(x:)` in the schema; did you mean `Query.child(ref:)`? else remove it or mend the name',
      'policy-1.yaml: releases: `Disability.severe` is not among the fields; remove the release',
      'policy-1.yaml: values.Benefit: no such value `NOTHING`; remove it',
      'policy-1.yaml: fields.Health.illnessAttested: no granted field leads to Health; grant `Child.health` or remove the rule',
      'policy-1.yaml: limits.childrenPerDay: is below children, so that no full batch or page could be asked for; raise it',
    ])
  })

  it('is told that its role and purpose, and its name, are those of another file', () => {
    const other = without(GOOD, 'basis')
    expect(faultsOf(GOOD, other)).toEqual([
      NO_BASIS.replace('-1', '-2'),
      'policy-2.yaml: policy-1.yaml already speaks for STREET and P07; merge the two',
      'policy-2.yaml: policy: `street-file` is the name of policy-1.yaml already, and stands in journal entries for that; give it a name of its own',
    ])
  })

  it.each([
    ['role', 'street'],
    ['purpose', 'P99'],
    ['role', undefined],
    ['purpose', undefined],
  ])('is told of no other file for its role and purpose where its %s is %j', (place, value) => {
    const said = faultsOf(
      setting(setting(GOOD, place, value), 'policy', 'a'),
      setting(setting(GOOD, place, value), 'policy', 'b'),
    )
    expect(said.filter((fault) => fault.includes('already speaks'))).toEqual([])
    expect(said).toHaveLength(2)
  })

  it.each([7, 'Street', undefined])('is told of no other file for its name where that is %j', (name) => {
    const other = setting(setting(GOOD, 'policy', name), 'role', 'VILLAGE')
    expect(faultsOf(setting(GOOD, 'policy', name), other)).toHaveLength(2)
  })

  it('keeps the set from compiling, whatever stands in the others', () => {
    const documents = new Map([...WORDS, ['a.yaml', GOOD], ['b.yaml', without(GOOD, 'basis')]])
    expect(() => compilePolicies(documents, parts)).toThrow(PolicyFaults)
    expect(() => compilePolicies(new Map([...WORDS, ['b.yaml', without(GOOD, 'basis')]]), parts)).toThrow(PolicyFaults)
  })

  it('hides no view of another that is no schema', () => {
    const other = withField('Child.health: reveal').replace('street-file', 'other').replace('STREET', 'VILLAGE')
    expect(faultsOf(without(GOOD, 'basis'), other)).toEqual([
      NO_BASIS,
      'policy-2.yaml: fields.Child.health: leads to `Health`, of which nothing is granted; grant a field of `Health`, or remove this one',
    ])
  })
})

const WRITTEN = {
  refuse: ['a.b', 'c.d'],
  use: { input: ['a.b', 'c.d'], filter: ['a.b', 'c.d'], sort: ['a.b', 'c.d'], group: ['a.b', 'c.d'] },
  values: { A: ['b', 'c'] },
  releases: [{ field: 'a.b', from: ['c.d', 'e.f'] }],
  limits: { rootFields: 2, children: 20 },
}

/** That document, where the schema finds something wrong at one place, or nowhere. */
function soundBut(place?: string): Sound {
  const isSound = (pointer: string) => place !== pointer && !place?.startsWith(`${pointer}/`)
  return { document: WRITTEN, isSound, ruleOf: () => ({ mask: null, row: null }) }
}

/** One fault of form, and nothing that would follow from it alone. */
const ALONE: readonly (readonly [what: string, text: string, fault: string])[] = [
  [
    'a rule that cannot be read, of a field that a list is filtered by',
    changed(['PublicSecurity.sex: reveal', 'PublicSecurity.sex: { mask: 7 }']),
    'fields.PublicSecurity.sex.mask',
  ],
  [
    'a rule that cannot be read, of an edge',
    changed(['Child.publicSecurity: reveal', 'Child.publicSecurity: all']),
    'fields.Child.publicSecurity',
  ],
  [
    'a rule that cannot be read, of a field that another is derived from',
    withField('PublicSecurity.ageBand: reveal').replace(
      '{ mask: month }',
      '{ mask: month, where: address-not-protected }',
    ),
    'fields.PublicSecurity.birthDate',
  ],
  ['no fields', `${without(GOOD, 'fields')}releases: [${JSON.stringify(RELEASE)}]\n`, 'document'],
  ['fields that are a list', setting(GOOD, 'fields', []), 'fields'],
  ['no uses that can be read', setting(GOOD, 'use', 'all'), 'use'],
  ['a list of uses that is none', setting(GOOD, 'use/filter', 'CivilAffairs.categories'), 'use.filter'],
  ['a refusal that is no list', setting(GOOD, 'refuse', 'Nothing.at'), 'refuse'],
  ['values that are none', setting(GOOD, 'values', 'NOTHING'), 'values'],
  ['values that are no list', setting(GOOD, 'values', { Benefit: 'NOTHING' }), 'values.Benefit'],
  ['releases that are no list, of a derived field', setting(DERIVED, 'releases', RELEASE), 'releases'],
  ['releases of nothing at all, of a derived field', `${DERIVED}releases:\n`, 'releases'],
  ['releases under a mistyped key, of a derived field', setting(DERIVED, 'release', [RELEASE]), 'document'],
  [
    'a release of no field, of a derived field',
    setting(DERIVED, 'releases', [{ ...RELEASE, field: 7 }]),
    'releases.0.field',
  ],
  [
    'a release from nothing, of a derived field',
    setting(DERIVED, 'releases', [{ ...RELEASE, from: undefined }]),
    'releases.0',
  ],
  [
    'a release from an empty list, of a derived field',
    setting(DERIVED, 'releases', [{ ...RELEASE, from: [] }]),
    'releases.0.from',
  ],
  [
    'a release from what is no name, of a derived field',
    setting(DERIVED, 'releases', [{ ...RELEASE, from: [7] }]),
    'releases.0.from.0',
  ],
  [
    'a release with a word too much, of a derived field',
    setting(DERIVED, 'releases', [{ ...RELEASE, more: 1 }]),
    'releases.0',
  ],
  [
    'a release without a reason, of a derived field',
    setting(DERIVED, 'releases', [{ ...RELEASE, reason: undefined }]),
    'releases.0',
  ],
  ['a limit of one person that is no number', setting(GOOD, 'limits/missesPerHour', 'x'), 'limits.missesPerHour'],
  [
    'a limit of the organisation that is none',
    setting(GOOD, 'limits/missesPerHourOfOrganisation', 0),
    'limits.missesPerHourOfOrganisation',
  ],
  ['a number of children that is too high', setting(GOOD, 'limits/children', 4000), 'limits.children'],
  ['a number of children a day that is none', setting(GOOD, 'limits/childrenPerDay', 0), 'limits.childrenPerDay'],
  ['no limits', without(GOOD, 'limits'), 'document'],
  [
    'no role that can be read, and fields of a job',
    changed(['role: STREET', 'role: System_Link'], ['use:', '  Health.illnessAttested: reveal\nuse:']),
    'role',
  ],
  ['no relation that can be read', setting(GOOD, 'relation', 7), 'relation'],
  [
    'children of an assistant that are no number',
    setting(setting(GOOD, 'role', 'AGENT'), 'limits/children', 'x'),
    'limits.children',
  ],
  ['fields with a slash and a tilde in their names', withField('"Child.a/b~c": all'), 'fields.Child.a/b~c'],
]

describe('what cannot be read of a policy', () => {
  it.each(ALONE)('is no second fault: %s', (_what, text, place) => {
    const said = faultsOf(text).filter((fault) => !fault.includes('no such field'))
    expect(said.map((fault) => fault.split(': ')[1])).toEqual([place])
  })

  it('is a list, a map or nothing where a policy should be: then it is nothing that is granted', () => {
    for (const text of ['[]', 'all', '7', '']) {
      expect(legible(text)).toEqual({
        policy: null,
        role: null,
        purpose: null,
        relation: null,
        fields: null,
        refuse: [],
        use: { input: [], filter: [], sort: [], group: [] },
        values: {},
        releases: [],
        limits: {},
      })
    }
  })

  it('is null in what is read of a policy at fault, and the rest is as it stands', () => {
    const text = `${changed(
      ['PublicSecurity.sex: reveal', 'PublicSecurity.sex: all'],
      ['filter: [PublicSecurity.sex]', 'filter: [a.b, 7]\n  sort: [c.d]\n  group: [e.f]'],
      ['children: 20', 'children: x'],
    )}refuse: [7, g.h]\nvalues: { A: [b, 7] }\nreleases: [7, { field: a.b, from: [c.d], reason: no }]\n`
    const { fields, ...rest } = legible(text) ?? {}
    expect(fields).toMatchObject({
      'PublicSecurity.sex': null,
      'PublicSecurity.displayName': { mask: 'name', row: null },
      'Child.childRef': { mask: null, row: null },
    })
    expect(rest).toEqual({
      policy: 'street-file',
      role: 'STREET',
      purpose: 'P07',
      relation: 'residence-division',
      refuse: ['g.h'],
      use: { input: ['Query.child(ref:)'], filter: ['a.b'], sort: ['c.d'], group: ['e.f'] },
      values: { A: ['b'] },
      releases: [null, { field: 'a.b', from: ['c.d'] }],
      limits: {
        rootFields: 2,
        missesPerHour: 10,
        missesPerHourOfOrganisation: 50,
        childrenPerDay: 400,
        childrenPerDayOfOrganisation: 2000,
      },
    })
  })

  it.each([
    ['/refuse/1', { refuse: ['a.b'] }],
    ['/use/input/1', { use: { ...WRITTEN.use, input: ['a.b'] } }],
    ['/use/filter/0', { use: { ...WRITTEN.use, filter: ['c.d'] } }],
    ['/use/sort/1', { use: { ...WRITTEN.use, sort: ['a.b'] } }],
    ['/use/group/0', { use: { ...WRITTEN.use, group: ['c.d'] } }],
    ['/values/A/1', { values: { A: ['b'] } }],
    ['/limits/children', { limits: { rootFields: 2 } }],
    ['/releases/0/from/1', { releases: [null] }],
    ['/releases/0/reason', {}],
    ['/0', {}],
  ])('is what a fault at %s is about, and no place beside it', (place, changes) => {
    expect(legibleOf(soundBut(place))).toMatchObject({ ...WRITTEN, ...changes })
  })

  it('is what is no text in a list and no number among limits', () => {
    const document = {
      refuse: ['a.b', 7, null],
      use: { sort: [{}, 'c.d'] },
      values: { A: [true, 'b'] },
      limits: { children: 20, pages: 'many' },
    }
    expect(legibleOf({ ...soundBut(), document })).toMatchObject({
      refuse: ['a.b'],
      use: { sort: ['c.d'] },
      values: { A: ['b'] },
      limits: { children: 20 },
    })
    expect(legible(setting(GOOD, 'limits/pages', 'many'))?.limits).not.toHaveProperty('pages')
  })

  it('is nothing of a text that is no YAML, and the policy itself of one without fault', () => {
    expect(legible('policy: [')).toBeNull()
    const { value, legible: whole } = readPolicyDocument(GOOD, 'p.yaml')
    expect(whole).toBe(value)
    expect(whole).not.toBeNull()
  })

  it('leaves a derived field at fault where its releases can be read and name another', () => {
    expect(faultsOf(setting(DERIVED, 'releases', [{ ...RELEASE, field: 'PublicSecurity.sex', reason: 'no' }]))).toEqual(
      ['policy-1.yaml: releases.0.reason: must have 10 characters at least; write it so', AGE_BAND],
    )
    expect(faultsOf(`${DERIVED}allow: all\n`)).toEqual([
      'policy-1.yaml: document: unknown key `allow`; remove it',
      AGE_BAND,
    ])
  })

  it('names a release of a field that is not granted beside one that cannot be read', () => {
    const releases = [{ field: 7 }, { ...RELEASE, field: 'Disability.severe' }]
    expect(faultsOf(setting(GOOD, 'releases', releases)).at(-1)).toBe(
      'policy-1.yaml: releases: `Disability.severe` is not among the fields; remove the release',
    )
  })
})

describe('a mistyped field', () => {
  it.each([
    ['that a list is filtered by', changed(['PublicSecurity.sex: reveal', 'PublicSecurity.sx: reveal'])],
    ['that leads to others', changed(['Child.publicSecurity: reveal', 'Child.publicSecurty: reveal'])],
    [
      'that another is derived from',
      withField('PublicSecurity.ageBand: reveal').replace('PublicSecurity.birthDate', 'PublicSecurity.birthDat'),
    ],
    ['that is released', setting(DERIVED.replace('ageBand', 'ageBnd'), 'releases', [RELEASE])],
    [
      'that is released by its mistyped name',
      setting(DERIVED.replace('ageBand', 'ageBnd'), 'releases', [{ ...RELEASE, field: 'PublicSecurity.ageBnd' }]),
    ],
  ])('is one fault, also one %s', (_what, text) => {
    const said = faultsOf(text)
    expect(said).toHaveLength(1)
    expect(said[0]).toContain('no such field in the schema; did you mean')
  })

  it('whose rule cannot be read is told both', () => {
    expect(
      faultsOf(changed(['PublicSecurity.sex: reveal', 'PublicSecurity.sx: all'])).map((fault) => fault.split('; ')[0]),
    ).toEqual([
      'policy-1.yaml: fields.PublicSecurity.sx: `all` fits none of the forms it may have',
      'policy-1.yaml: fields.PublicSecurity.sx: no such field in the schema',
    ])
  })
})
