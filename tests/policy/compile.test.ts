// What a policy set comes to once it is compiled: what each grant says, which conditions stand on its cells, and how one is
// told that a set does not compile. The words and the schema are changed where the published ones cannot show it.
import { buildSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import type { Classification } from '../../src/catalogue/item.ts'
import { type CheckParts, canCarry } from '../../src/policy/check.ts'
import { compilePolicies, type Grant, PolicyFaults, readPolicies } from '../../src/policy/compile.ts'
import { changed, GOOD, grantOf, parts, setting, WORDS, withField } from './policies.ts'

const words = (file: string): string => WORDS.get(file) ?? ''

/** The published words with another value at one place of one document. */
function wordsWith(file: string, place: string, value: unknown): ReadonlyMap<string, string> {
  return new Map([...WORDS, [file, setting(words(file), place, value)]])
}

const protectedBy = (...protections: readonly object[]) => wordsWith('relations.yaml', 'protections', protections)

function grantAmong(documents: ReadonlyMap<string, string>, text: string): Grant {
  const [grant] = compilePolicies(new Map([...documents, ['policy.yaml', text]]), parts).grants()
  if (!grant) throw new Error('the document holds a policy')
  return grant
}

function errorOf(documents: ReadonlyMap<string, string>, with_: CheckParts = parts): PolicyFaults {
  try {
    compilePolicies(documents, with_)
  } catch (error) {
    if (error instanceof PolicyFaults) return error
    throw error
  }
  throw new Error('the set does not compile')
}

const saidOf = (documents: ReadonlyMap<string, string>, text: string, with_?: CheckParts): readonly string[] =>
  errorOf(new Map([...documents, ['p.yaml', text]]), with_).faults

describe('a grant', () => {
  it('says what its policy says', () => {
    const text = `${changed(['relation: residence-division', 'relation: hukou-division'])}until: 2027-01-31
values: { Benefit: [MEDICAL_AID] }
journal: { notifyGuardian: true }
releases: [{ field: PublicSecurity.sex, from: [PublicSecurity.birthDate], reason: long enough a reason }]
`
    expect(grantOf(text)).toMatchObject({
      role: 'STREET',
      purpose: 'P07',
      policyIds: ['street-file'],
      relation: 'hukou-division',
      limits: { rootFields: 2, children: 20, missesPerHour: 10, missesPerHourOfOrganisation: 50 },
      until: '2027-01-31',
      journal: { notifyGuardian: true },
      releases: [{ field: 'PublicSecurity.sex', from: ['PublicSecurity.birthDate'] }],
      values: { Benefit: ['MEDICAL_AID'] },
    })
    expect(grantOf().version).toMatch(/^[0-9a-f]{64}$/)
  })

  it('lists every use that is granted, and how, and no other', () => {
    const policies = ['street-file']
    const reveal = { effect: 'reveal', policies }
    expect(grantOf().uses).toStrictEqual([
      { kind: 'select', coordinate: 'Query.child', decision: reveal },
      { kind: 'select', coordinate: 'Query.children', decision: reveal },
      { kind: 'select', coordinate: 'ChildConnection.nodes', decision: reveal },
      { kind: 'select', coordinate: 'ChildConnection.pageInfo', decision: reveal },
      { kind: 'select', coordinate: 'PageInfo.hasNextPage', decision: reveal },
      { kind: 'select', coordinate: 'Child.childRef', decision: reveal },
      { kind: 'select', coordinate: 'Child.publicSecurity', decision: reveal },
      {
        kind: 'select',
        coordinate: 'PublicSecurity.displayName',
        decision: { effect: 'mask', mask: 'name', policies },
      },
      { kind: 'select', coordinate: 'PublicSecurity.sex', decision: reveal },
      { kind: 'select', coordinate: 'PublicSecurity.birthDate', decision: { effect: 'mask', mask: 'month', policies } },
      { kind: 'input', coordinate: 'Query.child(ref:)', decision: reveal },
      { kind: 'filter', coordinate: 'PublicSecurity.sex', decision: reveal },
    ])
  })

  it('grants each kind of use by its own list', () => {
    const grant = grantOf(
      changed([
        '  filter: [PublicSecurity.sex]',
        '  sort: [PublicSecurity.sex]\n  group: [PublicSecurity.hukouDivision]',
      ]),
    )
    expect(grant.decide('sort', 'PublicSecurity.sex')).toStrictEqual({ effect: 'reveal', policies: ['street-file'] })
    expect(grant.decide('group', 'PublicSecurity.hukouDivision').effect).toBe('reveal')
    expect(grant.decide('filter', 'PublicSecurity.sex').effect).toBe('refuse')
    expect(grant.decide('select', 'PublicSecurity.hukouDivision').effect).toBe('refuse')
    expect(grant.decide('input', 'Query.child(ref:)').effect).toBe('reveal')
  })

  it('refuses for every use what its policy refuses, whatever else the document grants', () => {
    const grant = grantOf(`${GOOD}refuse: [PublicSecurity.sex, "Query.child(ref:)"]\n`)
    const refused = { effect: 'refuse', policies: ['street-file'], reason: 'not granted' }
    expect(grant.decide('select', 'PublicSecurity.sex')).toEqual(refused)
    expect(grant.decide('filter', 'PublicSecurity.sex')).toEqual(refused)
    expect(grant.decide('input', 'Query.child(ref:)')).toEqual(refused)
    expect(grant.decide('select', 'PublicSecurity.birthDate').effect).toBe('mask')
  })
})

describe('the conditions on a cell', () => {
  const hidden = { where: 'address-not-protected', otherwise: 'looks-absent' }

  it('are the policy’s own, and go with every use of the field', () => {
    const own = { where: 'hukou-in-own-division', otherwise: 'withheld' }
    const grant = grantOf(
      changed([
        'PublicSecurity.sex: reveal',
        'PublicSecurity.sex: { where: hukou-in-own-division, otherwise: withheld }',
      ]),
    )
    expect(grant.decide('select', 'PublicSecurity.sex')).toMatchObject({ effect: 'reveal', rows: [own] })
    expect(grant.decide('filter', 'PublicSecurity.sex')).toMatchObject({ effect: 'reveal', rows: [own] })
  })

  it('are those of a protection of its item, for the roles that it names, whatever the policy says', () => {
    const text = withField('PublicSecurity.residenceDivision: reveal')
    expect(grantOf(text).decide('select', 'PublicSecurity.residenceDivision')).toMatchObject({ rows: [hidden] })
    const team = text.replace('role: STREET', 'role: PROTECTION_TEAM')
    expect(grantOf(team).decide('select', 'PublicSecurity.residenceDivision')).not.toHaveProperty('rows')
    expect(grantOf(text).decide('select', 'PublicSecurity.sex')).not.toHaveProperty('rows')
  })

  it('are the policy’s own first, and then those of every protection', () => {
    const documents = protectedBy(
      {
        condition: 'address-not-protected',
        roles: ['VILLAGE', 'STREET'],
        items: ['D10', 'D09'],
        otherwise: 'looks-absent',
      },
      { condition: 'residence-in-own-division', roles: ['STREET'], items: ['D09'], otherwise: 'withheld' },
      { condition: 'hukou-in-own-division', roles: ['VILLAGE'], items: ['D09'], otherwise: 'withheld' },
    )
    const where = '{ mask: division-six, where: hukou-in-own-division, otherwise: withheld }'
    const grant = grantAmong(documents, withField(`PublicSecurity.residenceDivision: ${where}`))
    expect(grant.decide('select', 'PublicSecurity.residenceDivision')).toEqual({
      effect: 'mask',
      mask: 'division-six',
      policies: ['street-file'],
      rows: [
        { where: 'hukou-in-own-division', otherwise: 'withheld' },
        hidden,
        { where: 'residence-in-own-division', otherwise: 'withheld' },
      ],
    })
  })

  it('are those of a protection of an item that enters into its own', () => {
    const text = withField(
      'Child.justice: reveal\n  Justice.parentSituations: reveal\n  ParentSituation.relation: reveal\n  ParentSituation.k8Satisfied: reveal',
    )
    const decided = (...items: readonly string[]) =>
      grantAmong(
        protectedBy({ condition: 'address-not-protected', roles: ['STREET'], items, otherwise: 'looks-absent' }),
        text,
      ).decide('select', 'ParentSituation.k8Satisfied')
    expect(decided('D13', 'D14', 'D21')).toMatchObject({ rows: [hidden] })
    expect(decided('D13', 'D14', 'D17')).toMatchObject({ rows: [hidden] })
    expect(decided('D13', 'D14', 'D20')).not.toHaveProperty('rows')
  })
})

describe('the conditions on a child, beside the relation', () => {
  const three = protectedBy(
    { condition: 'residence-in-own-division', roles: ['STREET'], items: ['D07', 'D09'], otherwise: 'withheld' },
    { condition: 'address-not-protected', roles: ['STREET', 'VILLAGE'], items: ['D09'], otherwise: 'looks-absent' },
    { condition: 'address-not-protected', roles: ['STREET'], items: ['D10', 'D09'], otherwise: 'withheld' },
    { condition: 'hukou-in-own-division', roles: ['VILLAGE'], items: ['D07', 'D09'], otherwise: 'withheld' },
  )

  it.each([
    ['residence-division', 'STREET', ['address-not-protected', 'residence-in-own-division']],
    ['residence-division', 'VILLAGE', ['address-not-protected', 'hukou-in-own-division']],
    ['residence-division', 'PROTECTION_TEAM', []],
    ['hukou-division', 'STREET', ['residence-in-own-division']],
    ['named-case', 'STREET', []],
    ['none', 'STREET', []],
  ])('under %s for %s are those by which a protection takes the place away', (relation, role, conditions) => {
    const text = changed(['relation: residence-division', `relation: ${relation}`], ['role: STREET', `role: ${role}`])
    expect(grantAmong(three, text).scopeConditions).toEqual(conditions)
  })
})

describe('a set of policies', () => {
  const village = changed(['policy: street-file', 'policy: village-file'], ['role: STREET', 'role: VILLAGE'])
  const both = new Map([...WORDS, ['a.yaml', GOOD], ['b.yaml', village]])
  const versionOf = (documents: Iterable<readonly [string, string]>): string =>
    compilePolicies(new Map(documents), parts).version

  it('gives each role and purpose its own grant', () => {
    const set = compilePolicies(both, parts)
    expect(set.grants().map(({ role }) => role)).toEqual(['STREET', 'VILLAGE'])
    expect(set.grantFor('VILLAGE', 'P07')?.policyIds).toEqual(['village-file'])
    expect(set.grantFor('STREET', 'P07')?.policyIds).toEqual(['street-file'])
    expect(set.grants().map(({ version }) => version)).toEqual([set.version, set.version])
    expect(set.vocabulary.roles.STREET?.side).toBe('city')
  })

  it('has the same version in whatever order its documents come, and another for every other name or text', () => {
    const version = versionOf(both)
    expect(versionOf([...both].reverse())).toBe(version)
    expect(versionOf([...both, ['b.yaml', `${village}# a word\n`]])).not.toBe(version)
    expect(versionOf([...WORDS, ['a.yaml', GOOD], ['c.yaml', village]])).not.toBe(version)
    expect(versionOf([...WORDS, ['a.yaml', village], ['b.yaml', GOOD]])).not.toBe(version)
  })

  it('is read as far as it can be, each policy with its file', () => {
    const { written, faults } = readPolicies(new Map([...WORDS, ['a.yaml', 'policy: ['], ['b.yaml', village]]))
    expect(written.map(({ file, policy }) => [file, policy.policy])).toEqual([['b.yaml', 'village-file']])
    expect(faults.map(({ file }) => file)).toEqual(['a.yaml'])
  })

  it('that does not compile is told in one error, with every fault as a sentence and in its parts', () => {
    const error = errorOf(new Map([...both, ['a.yaml', `${GOOD}allow: all\n`], ['b.yaml', 'all'], ['c.yaml', '[]']]))
    expect(error.name).toBe('PolicyFaults')
    expect(error.message).toBe(`the policies do not compile:
a.yaml: document: unknown key \`allow\`; remove it
b.yaml: document: must be object; write it so
c.yaml: document: must be object; write it so`)
    expect(error.faults).toHaveLength(3)
    expect(error.found[0]).toEqual({
      file: 'a.yaml',
      path: 'document',
      what: 'unknown key `allow`',
      fix: 'remove it',
    })
  })

  it('tells which of its policies speak for the same role and purpose', () => {
    const third = GOOD.replace('street-file', 'street-again')
    const fourth = GOOD.replace('street-file', 'street-once-more')
    const error = errorOf(new Map([...both, ['c.yaml', third], ['d.yaml', fourth]]))
    expect(error.found).toEqual([
      { file: 'c.yaml', path: '', what: 'a.yaml already speaks for STREET and P07', fix: 'merge the two' },
      { file: 'd.yaml', path: '', what: 'a.yaml already speaks for STREET and P07', fix: 'merge the two' },
    ])
  })

  it('tells which of its policies have one name, for each the first that has it', () => {
    const named = (name: string, role: string) => changed(['street-file', name], ['role: STREET', `role: ${role}`])
    const documents = new Map([...WORDS, ['a.yaml', GOOD], ['b.yaml', named('street-file', 'VILLAGE')]])
    expect(errorOf(documents).faults).toEqual([
      'b.yaml: policy: `street-file` is the name of a.yaml already, and stands in journal entries for that; give it a name of its own',
    ])
    const more = new Map([...documents, ['c.yaml', named('street-file', 'PAY_OFFICER')], ['d.yaml', named('x', 'DPO')]])
    expect(errorOf(more).found.map(({ file, path, what }) => [file, path, what.slice(0, 36)])).toEqual([
      ['b.yaml', 'policy', '`street-file` is the name of a.yaml '],
      ['c.yaml', 'policy', '`street-file` is the name of a.yaml '],
    ])
  })
})

describe('a set of policies whose words fall short', () => {
  const text = changed([
    'PublicSecurity.sex: reveal',
    'PublicSecurity.sex: { where: hukou-in-own-division, otherwise: withheld }',
  ])

  it.each([
    [
      'roles.yaml',
      'roles/STREETS',
      'roles/STREET',
      'role: no role `STREET` in roles.yaml; did you mean `STREETS`? else add it or mend the name',
    ],
    ['purposes.yaml', null, 'purposes/P07', 'purpose: no purpose `P07` in purposes.yaml; add it or mend the code'],
    [
      'relations.yaml',
      null,
      'relations/residence-division',
      'relation: `residence-division` is not described in relations.yaml; describe it',
    ],
    [
      'relations.yaml',
      null,
      'conditions/hukou-in-own-division',
      'fields.PublicSecurity.sex.where: `hukou-in-own-division` is not described in relations.yaml; describe it',
    ],
  ])('does not compile: %s', (file, added, place, fault) => {
    const more = added === null ? words(file) : setting(words(file), added, { zh: '名', en: 'a name', side: 'city' })
    const unprotected = setting(words('relations.yaml'), 'protections', [])
    const documents = new Map([...WORDS, ['relations.yaml', unprotected]])
    documents.set(file, setting(file === 'relations.yaml' ? unprotected : more, place, undefined))
    expect(saidOf(documents, text)).toEqual([`p.yaml: ${fault}`])
  })

  it('does not compile with a mask that is described and that the gateway cannot do', () => {
    const documents = wordsWith('masks.yaml', 'masks/half', { zh: '一半', en: 'half', leaves: 'half of it' })
    expect(saidOf(documents, changed(['mask: name', 'mask: half']))).toEqual([
      'p.yaml: fields.PublicSecurity.displayName.mask: unknown mask `half`: the gateway cannot do it; name another',
    ])
  })

  it('is told its other faults too where the words cannot be read', () => {
    const documents = new Map([...WORDS, ['roles.yaml', 'roles: all']])
    expect(saidOf(documents, changed(['mask: name', 'mask: half'], ['mask: month', 'mask: age-band']))).toEqual([
      'roles.yaml: roles: must be object; write it so',
      'p.yaml: fields.PublicSecurity.displayName.mask: `half` is not in masks.yaml; add it or mend the name',
      'p.yaml: fields.PublicSecurity.birthDate.mask: `age-band` gives ageBand, which a field of type Date cannot carry; choose another mask',
    ])
  })

  it.each([
    ['roles.yaml', 'roles: [a]', 'roles: must be object; write it so'],
    ['purposes.yaml', 'purposes: all', 'purposes: must be object; write it so'],
    ['masks.yaml', 'masks: all', 'masks: must be object; write it so'],
    ['masks.yaml', '[', 'line 1, column 1: `[` is never closed; write `]` where it ends'],
  ])('says nothing of a word that may stand in %s, which cannot be read: %s', (file, broken, fault) => {
    expect(saidOf(new Map([...WORDS, [file, broken]]), text)).toEqual([`${file}: ${fault}`])
  })

  it('says nothing of relations and conditions where they cannot be read', () => {
    const relations = setting(setting(words('relations.yaml'), 'relations', 'all'), 'conditions', 'all')
    expect(saidOf(new Map([...WORDS, ['relations.yaml', relations]]), text)).toEqual([
      'relations.yaml: relations: must be object; write it so',
      'relations.yaml: conditions: must be object; write it so',
    ])
  })

  it('is told a mask of the gateway’s own where masks.yaml cannot be read, and one that it lacks', () => {
    const documents = new Map([...WORDS, ['masks.yaml', 'masks: all']])
    expect(saidOf(documents, changed(['mask: name', 'mask: half']))).toEqual([
      'masks.yaml: masks: must be object; write it so',
      'p.yaml: fields.PublicSecurity.displayName.mask: unknown mask `half`: the gateway cannot do it; name another',
    ])
  })

  it('is told of each word that is lacking beside a word at fault, and of a protection', () => {
    const documents = wordsWith('roles.yaml', 'roles/STREET/side', 'citty')
    const relations = setting(words('relations.yaml'), 'protections/0/roles', ['STREET', 'NOBODY'])
    expect(
      saidOf(new Map([...documents, ['relations.yaml', relations]]), changed(['role: STREET', 'role: EVERYONE'])),
    ).toEqual([
      'roles.yaml: roles.STREET.side: must be one of outside, city, subject, agent, system, not `citty`; did you mean `city`?',
      'relations.yaml: protections.0.roles: no role `NOBODY` in roles.yaml; add it or remove it',
      'p.yaml: role: no role `EVERYONE` in roles.yaml; add it or mend the name',
    ])
  })

  it('does not compile where the words are all that is wrong', () => {
    const documents = new Map([...WORDS].filter(([file]) => file !== 'masks.yaml'))
    expect(saidOf(documents, GOOD)).toEqual(['masks.yaml: is missing; write it: policies are written in its words'])
  })
})

describe('a mask', () => {
  it.each([
    ['text', ['MaskedString', 'String']],
    ['ageBand', ['AgeBand']],
    ['flag', ['Boolean']],
    ['division', ['DivisionCode']],
    ['day', ['Date']],
    ['a thing that no type is made for', []],
  ])('that leaves %s goes with fields of %j and no other', (output, types) => {
    const all = ['MaskedString', 'String', 'AgeBand', 'Boolean', 'DivisionCode', 'Date', 'Int', '']
    expect(all.filter((type) => canCarry(type, output))).toEqual(types)
  })

  it('is not granted where the schema does not say which masks can be applied', () => {
    const catalogue = new Map([...parts.catalogue].map(([coordinate, { masks: _, ...rest }]) => [coordinate, rest]))
    expect(saidOf(WORDS, changed(['mask: month', 'mask: month']), { ...parts, catalogue })).toEqual([
      'p.yaml: fields.PublicSecurity.displayName.mask: `name` cannot be applied to PublicSecurity.displayName where it is read; choose another mask, or do not grant the field',
      'p.yaml: fields.PublicSecurity.birthDate.mask: `month` cannot be applied to PublicSecurity.birthDate where it is read; choose another mask, or do not grant the field',
    ])
  })
})

describe('the way from the root', () => {
  const schema = buildSchema(`
    type Query { person: Person }
    type Person { name: String friends: [Person] home: Home }
    type Home { people: [Person] street: String }
    type Shed { street: String }
  `)
  const item: Classification = { item: 'D03', level: 'L3', source: 'GAJ' }
  const catalogue = new Map(
    ['Query.person', 'Person.name', 'Person.friends', 'Person.home', 'Home.people', 'Home.street', 'Shed.street'].map(
      (coordinate) => [coordinate, item],
    ),
  )
  const granting = (...fields: readonly string[]): string =>
    setting(setting(GOOD, 'use', undefined), 'fields', Object.fromEntries(fields.map((field) => [field, 'reveal'])))

  it('may lead back to where it came from', () => {
    const text = granting('Query.person', 'Person.name', 'Person.friends', 'Person.home', 'Home.people', 'Home.street')
    const set = compilePolicies(new Map([...WORDS, ['p.yaml', text]]), { ...parts, schema, catalogue })
    expect(set.grants()[0]?.uses).toHaveLength(6)
  })

  it('is not begun by what leads to itself alone, nor by what nothing leads to', () => {
    expect(saidOf(WORDS, granting('Person.friends', 'Shed.street'), { ...parts, schema, catalogue })).toEqual([
      'p.yaml: fields.Person.friends: no granted field leads to Person; grant `Query.person` or `Person.friends` or `Home.people` or remove the rule',
      'p.yaml: fields.Shed.street: no granted field leads to Shed; grant one or remove the rule',
    ])
  })
})

describe('a view that is no schema', () => {
  const said = (what: string) =>
    `p.yaml: fields: its view is no schema: ${what}; grant something of what is named, or remove what leads there`

  it('is a fault, whether it is that of a question or of an act', () => {
    expect(saidOf(WORDS, withField('Child.health: reveal\n  Child.court: reveal'))).toEqual([
      'p.yaml: fields.Child.court: leads to `Court`, of which nothing is granted; grant a field of `Court`, or remove this one',
      'p.yaml: fields.Child.health: leads to `Health`, of which nothing is granted; grant a field of `Health`, or remove this one',
    ])
    const act = setting(setting(GOOD, 'use', undefined), 'fields', { 'Mutation.acknowledgeNotice': 'reveal' })
    expect(saidOf(WORDS, act)).toEqual([
      said('Query root type must be provided.'),
      'p.yaml: fields.Mutation.acknowledgeNotice: leads to `NoticeReceipt`, of which nothing is granted; grant a field of `NoticeReceipt`, or remove this one',
    ])
  })
})
