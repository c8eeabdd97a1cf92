// A policy that fails a check never becomes active. Each way to be wrong says where and how to mend it, all at once.
import { describe, expect, it } from 'vitest'
import { holdsInputObject } from '../../src/policy/check.ts'
import { changed, faultsOf, GOOD, schema, withField } from './policies.ts'

const FAULTY: readonly (readonly [what: string, text: string, faults: string | readonly string[]])[] = [
  [
    'a limit of the organisation’s misses below that of one person',
    changed(['missesPerHourOfOrganisation: 50', 'missesPerHourOfOrganisation: 9']),
    'policy-1.yaml: limits.missesPerHourOfOrganisation: is below missesPerHour of one person; raise it or lower that one',
  ],
  [
    'a limit of the organisation’s children below that of one person',
    changed(['childrenPerDayOfOrganisation: 2000', 'childrenPerDayOfOrganisation: 399']),
    'policy-1.yaml: limits.childrenPerDayOfOrganisation: is below childrenPerDay of one person; raise it or lower that one',
  ],
  [
    'fewer children a day than one page holds',
    changed(['childrenPerDay: 400', 'childrenPerDay: 19']),
    'policy-1.yaml: limits.childrenPerDay: is below children, so that no full batch or page could be asked for; raise it',
  ],
  [
    'a policy of reports that opens something to read',
    changed(['purpose: P07', 'purpose: P11']),
    [
      'policy-1.yaml: fields.Query.child: a report opens nothing to read; grant it for another purpose',
      'policy-1.yaml: fields.Query.children: a report opens nothing to read; grant it for another purpose',
    ],
  ],
  [
    'a limit left out',
    changed(['  childrenPerDay: 400\n', '']),
    'policy-1.yaml: limits: lacks `childrenPerDay`; add it',
  ],
  [
    'a limit of none',
    changed(['missesPerHour: 10\n', 'missesPerHour: 0\n']),
    'policy-1.yaml: limits.missesPerHour: must be 1 at least; write it so',
  ],
  [
    'a limit without end',
    changed(['childrenPerDayOfOrganisation: 2000', 'childrenPerDayOfOrganisation: .inf']),
    'policy-1.yaml: limits.childrenPerDayOfOrganisation: must be integer; write it so',
  ],
  [
    'a field that the schema lacks',
    withField('PublicSecurity.nickname: reveal'),
    'policy-1.yaml: fields.PublicSecurity.nickname: no such field in the schema; remove it or mend the name',
  ],
  [
    'a mistyped field',
    changed(
      ['PublicSecurity.sex: reveal', 'PublicSecurity.sexx: reveal'],
      ['filter: [PublicSecurity.sex]', 'filter: []'],
    ),
    'policy-1.yaml: fields.PublicSecurity.sexx: no such field in the schema; did you mean `PublicSecurity.sex`? else remove it or mend the name',
  ],
  [
    'a field of a type that the schema lacks',
    withField('Nothing.displayName: reveal'),
    'policy-1.yaml: fields.Nothing.displayName: no such field in the schema; remove it or mend the name',
  ],
  [
    'a mask that there is none of',
    changed(['mask: name', 'mask: lastfour']),
    'policy-1.yaml: fields.PublicSecurity.displayName.mask: `lastfour` is not in masks.yaml; did you mean `last-four`? else add it or mend the name',
  ],
  [
    'a mask that the field’s type cannot carry',
    changed(['mask: month', 'mask: age-band']),
    'policy-1.yaml: fields.PublicSecurity.birthDate.mask: `age-band` gives ageBand, which a field of type Date cannot carry; choose another mask',
  ],
  [
    'a text mask on an enumeration',
    changed(['PublicSecurity.sex: reveal', 'PublicSecurity.sex: { mask: redact }']),
    [
      'policy-1.yaml: fields.PublicSecurity.sex.mask: `redact` gives text, which a field of type Sex cannot carry; choose another mask',
      'policy-1.yaml: use.filter: `PublicSecurity.sex` is not revealed to this role, so it may not be used; reveal it or remove the use',
    ],
  ],
  [
    'a filter by a field that is masked',
    changed(['filter: [PublicSecurity.sex]', 'filter: [PublicSecurity.birthDate]']),
    'policy-1.yaml: use.filter: `PublicSecurity.birthDate` is not revealed to this role, so it may not be used; reveal it or remove the use',
  ],
  [
    'a filter by a field that is not granted',
    changed(['filter: [PublicSecurity.sex]', 'filter: [CivilAffairs.categories]']),
    'policy-1.yaml: use.filter: `CivilAffairs.categories` is not revealed to this role, so it may not be used; reveal it or remove the use',
  ],
  [
    'a sort by a field that is masked',
    changed(['filter: [PublicSecurity.sex]', 'sort: [PublicSecurity.birthDate]']),
    'policy-1.yaml: use.sort: `PublicSecurity.birthDate` is not revealed to this role, so it may not be used; reveal it or remove the use',
  ],
  [
    'an input that the schema lacks',
    changed(['"Query.child(ref:)"', '"Query.child(reference:)"']),
    'policy-1.yaml: use.input: no such coordinate `Query.child(reference:)` in the schema; did you mean `Query.child(ref:)`? else remove it or mend the name',
  ],
  [
    'an input that is decided as a filter',
    changed(['input: ["Query.child(ref:)"]', 'input: ["Query.child(ref:)", ChildFilter.category]']),
    'policy-1.yaml: use.input: `ChildFilter.category` is decided as the use filter of `CivilAffairs.categories`; remove it, and mend use.filter',
  ],
  [
    'an input that is decided by the fields of an object',
    changed(['input: ["Query.child(ref:)"]', 'input: ["Query.child(ref:)", "Query.childNamed(subject:)"]']),
    'policy-1.yaml: use.input: `Query.childNamed(subject:)` is decided by the fields of `SubjectInput`; name those, `SubjectInput.…`, in its place',
  ],
  [
    'a refusal of what an object’s fields decide',
    `${GOOD}refuse: ["Query.childNamed(subject:)"]\n`,
    'policy-1.yaml: refuse: `Query.childNamed(subject:)` is decided by the fields of `SubjectInput`; name those, `SubjectInput.…`, in its place',
  ],
  [
    'a field for an input',
    changed(['input: ["Query.child(ref:)"]', 'input: ["Query.child(ref:)", PublicSecurity.sex]']),
    'policy-1.yaml: use.input: `PublicSecurity.sex` is no input; name it under fields',
  ],
  [
    'a refusal that would take away nothing: that of a sort key',
    `${GOOD}refuse: [ChildOrder.birthDate]\n`,
    'policy-1.yaml: refuse: `ChildOrder.birthDate` is decided as the use sort of `PublicSecurity.birthDate`; remove it, and mend use.sort',
  ],
  [
    'a refusal of what is about no person',
    `${GOOD}refuse: ["Query.children(first:)"]\n`,
    'policy-1.yaml: refuse: `Query.children(first:)` is about no person and is never refused; remove it',
  ],
  [
    'a refusal of what the schema lacks',
    `${GOOD}refuse: [PublicSecurity.nickname]\n`,
    'policy-1.yaml: refuse: no such coordinate `PublicSecurity.nickname` in the schema; remove it or mend the name',
  ],
  [
    'a derived field whose input is not granted',
    changed(['PublicSecurity.birthDate: { mask: month }', 'PublicSecurity.ageBand: reveal']),
    'policy-1.yaml: fields.PublicSecurity.ageBand: is derived from `PublicSecurity.birthDate`, which is not granted; grant it, or name the release with its reason',
  ],
  [
    'a release of a field that is not granted',
    `${GOOD}releases:\n  - { field: Disability.severe, from: [Disability.disabilityGrade], reason: long enough a reason }\n`,
    'policy-1.yaml: releases: `Disability.severe` is not among the fields; remove the release',
  ],
  [
    'a rule that no granted path reaches',
    withField('Health.illnessAttested: reveal'),
    'policy-1.yaml: fields.Health.illnessAttested: no granted field leads to Health; grant `Child.health` or remove the rule',
  ],
  [
    'a value of no enumeration',
    `${GOOD}values:\n  PublicSecurity: [SEX]\n`,
    'policy-1.yaml: values.PublicSecurity: no such enumeration in the schema; remove it',
  ],
  [
    'a value that the enumeration lacks',
    `${GOOD}values:\n  Benefit: [MEDICAL_AIDS]\n`,
    'policy-1.yaml: values.Benefit: no such value `MEDICAL_AIDS`; did you mean `MEDICAL_AID`? else remove it',
  ],
  [
    'a role that there is none of',
    changed(['role: STREET', 'role: EVERYONE']),
    'policy-1.yaml: role: no role `EVERYONE` in roles.yaml; add it or mend the name',
  ],
  [
    'a purpose that there is none of',
    changed(['purpose: P07', 'purpose: P77']),
    'policy-1.yaml: purpose: must be one of P01 to P16, not `P77`; write it so',
  ],
  [
    'a relation that there is none of',
    changed(['relation: residence-division', 'relation: anyone']),
    'policy-1.yaml: relation: must be one of open-encounter, own-roll, hukou-division, competent-division, residence-division, consenting-adult, named-case, self, child-of, emergency-grant, none, not `anyone`; did you mean `none`?',
  ],
  [
    'no ground in law',
    changed(['basis: { instrument: 未成年人保护法, article: "43", status: IN_FORCE }\n', '']),
    'policy-1.yaml: document: lacks `basis`; add it',
  ],
  ['a key that means nothing', `${GOOD}allow: everything\n`, 'policy-1.yaml: document: unknown key `allow`; remove it'],
  [
    'a treatment that is neither reveal nor a mask',
    changed(['PublicSecurity.sex: reveal', 'PublicSecurity.sex: allow']),
    'policy-1.yaml: fields.PublicSecurity.sex: `allow` fits none of the forms it may have; write `reveal`, { mask }, or { where, otherwise } with or without a mask',
  ],
  [
    'a condition that does not say what stands in the cell’s place',
    changed(['PublicSecurity.sex: reveal', 'PublicSecurity.sex: { where: address-not-protected }']),
    'policy-1.yaml: fields.PublicSecurity.sex: lacks `otherwise`; add it',
  ],
  [
    'a ground in law that is neither in force nor a draft',
    changed(['status: IN_FORCE', 'status: INFORCE']),
    'policy-1.yaml: basis.status: must be one of IN_FORCE, DRAFT, not `INFORCE`; did you mean `IN_FORCE`?',
  ],
  [
    'a mistyped key',
    changed(['relation:', 'relaton:']),
    [
      'policy-1.yaml: document: lacks `relation`; add it',
      'policy-1.yaml: document: unknown key `relaton`; write `relation` or remove it',
    ],
  ],
  [
    'a limit beyond what a page may hold',
    changed(['children: 20', 'children: 100000']),
    'policy-1.yaml: limits.children: must be 200 at most; write it so',
  ],
  [
    'the same key twice',
    withField('Child.childRef: reveal'),
    'policy-1.yaml: line 18, column 3: one key stands here twice: `Child.childRef`; keep one of the two',
  ],
  [
    'a text that is no YAML',
    '{ policy: [',
    'policy-1.yaml: line 1, column 11: `[` is never closed; write `]` where it ends',
  ],
  ['a text that is no map', 'reveal', 'policy-1.yaml: document: must be object; write it so'],
  [
    'a release without a reason',
    `${GOOD}releases:\n  - { field: PublicSecurity.sex, from: [PublicSecurity.sex], reason: none }\n`,
    'policy-1.yaml: releases.0.reason: must have 10 characters at least; write it so',
  ],
  [
    'a wildcard for fields',
    withField('"PublicSecurity.*": reveal'),
    'policy-1.yaml: fields.PublicSecurity.*: no such field in the schema; remove it or mend the name',
  ],
  [
    'a field with something behind it',
    withField('PublicSecurity.sex.code: reveal'),
    'policy-1.yaml: fields.PublicSecurity.sex.code: no such field in the schema; remove it or mend the name',
  ],
  [
    'a field that is nearest to an input',
    withField('ChildFilter.categorie: reveal'),
    'policy-1.yaml: fields.ChildFilter.categorie: no such field in the schema; remove it or mend the name',
  ],
  [
    'a type for a field',
    withField('PublicSecurity: reveal'),
    'policy-1.yaml: fields.PublicSecurity: no such field in the schema; did you mean `PublicSecurity.sex`? else remove it or mend the name',
  ],
  [
    'a refusal that would take away nothing: that of a field with something behind it',
    `${GOOD}refuse: [PublicSecurity.sex.code]\n`,
    'policy-1.yaml: refuse: no such coordinate `PublicSecurity.sex.code` in the schema; remove it or mend the name',
  ],
  [
    'a condition on an edge',
    changed([
      'Child.publicSecurity: reveal',
      'Child.publicSecurity: { where: address-not-protected, otherwise: withheld }',
    ]),
    'policy-1.yaml: fields.Child.publicSecurity.where: a condition stands on leaves; move it to them',
  ],
  [
    'a condition beside a mask that does not say what stands in the cell’s place',
    changed(['{ mask: month }', '{ mask: month, where: address-not-protected }']),
    'policy-1.yaml: fields.PublicSecurity.birthDate: lacks `otherwise`; add it',
  ],
  [
    'a condition that cannot be applied where the field is read',
    changed(['Child.childRef: reveal', 'Child.childRef: { where: address-not-protected, otherwise: withheld }']),
    'policy-1.yaml: fields.Child.childRef.where: no condition can be applied to Child.childRef where it is read; grant it without one, or not at all',
  ],
  [
    'a mask that cannot be applied where the field is read',
    withField('PublicSecurity.residedSixMonths: { mask: flag }\n  PublicSecurity.residenceSince: reveal'),
    'policy-1.yaml: fields.PublicSecurity.residedSixMonths.mask: `flag` cannot be applied to PublicSecurity.residedSixMonths where it is read; choose another mask, or do not grant the field',
  ],
  [
    'a condition on what the schema says of itself',
    withField('__Type.name: { where: address-not-protected, otherwise: withheld }'),
    [
      'policy-1.yaml: fields.__Type.name.where: no condition can be applied to __Type.name where it is read; grant it without one, or not at all',
      'policy-1.yaml: fields.__Type.name: no granted field leads to __Type; grant one or remove the rule',
    ],
  ],
  [
    'a mask on what the schema says of itself',
    withField('__Type.name: { mask: redact }'),
    [
      'policy-1.yaml: fields.__Type.name.mask: `redact` cannot be applied to __Type.name where it is read; choose another mask, or do not grant the field',
      'policy-1.yaml: fields.__Type.name: no granted field leads to __Type; grant one or remove the rule',
    ],
  ],
  [
    'a filter by a mistyped field',
    changed(['filter: [PublicSecurity.sex]', 'filter: [PublicSecurity.sexx]']),
    'policy-1.yaml: use.filter: `PublicSecurity.sexx` is not revealed to this role, so it may not be used; did you mean `PublicSecurity.sex`? else remove it or mend the name',
  ],
  [
    'a dimension that the schema lacks',
    changed(['filter: [PublicSecurity.sex]', 'group: [PublicSecurity.hukouDivison, ChildFilter.categorie]']),
    [
      'policy-1.yaml: use.group: no such field `PublicSecurity.hukouDivison` in the schema; did you mean `PublicSecurity.hukouDivision`? else remove it or mend the name',
      'policy-1.yaml: use.group: no such field `ChildFilter.categorie` in the schema; remove it or mend the name',
    ],
  ],
  [
    'a release of another field than the derived one',
    `${changed(['PublicSecurity.birthDate: { mask: month }', 'PublicSecurity.ageBand: reveal'])}releases:\n  - { field: PublicSecurity.sex, from: [PublicSecurity.birthDate], reason: long enough a reason }\n`,
    'policy-1.yaml: fields.PublicSecurity.ageBand: is derived from `PublicSecurity.birthDate`, which is not granted; grant it, or name the release with its reason',
  ],
  [
    'a release from another field than the input',
    `${changed(['PublicSecurity.birthDate: { mask: month }', 'PublicSecurity.ageBand: reveal'])}releases:\n  - { field: PublicSecurity.ageBand, from: [PublicSecurity.sex], reason: long enough a reason }\n`,
    'policy-1.yaml: fields.PublicSecurity.ageBand: is derived from `PublicSecurity.birthDate`, which is not granted; grant it, or name the release with its reason',
  ],
  [
    'rules that lead to one another and are reached by none',
    withField('CivilAffairs.guardian: reveal\n  Guardian.name: { mask: name }'),
    [
      'policy-1.yaml: fields.CivilAffairs.guardian: no granted field leads to CivilAffairs; grant `Child.civilAffairs` or remove the rule',
      'policy-1.yaml: fields.Guardian.name: no granted field leads to Guardian; grant `CivilAffairs.guardian` or `EmergencyAnswer.guardian` or remove the rule',
    ],
  ],
  [
    'a mistyped enumeration',
    `${GOOD}values:\n  Benefitt: [MEDICAL_AID]\n`,
    'policy-1.yaml: values.Benefitt: no such enumeration in the schema; did you mean `Benefit`? else remove it',
  ],
  [
    'an enumeration that is nearest to an input object',
    `${GOOD}values:\n  ChildFilte: [MEDICAL_AID]\n`,
    'policy-1.yaml: values.ChildFilte: no such enumeration in the schema; remove it',
  ],
  [
    'a value that the enumeration lacks beside one that it has',
    `${GOOD}values:\n  Benefit: [MEDICAL_AID, NOTHING]\n`,
    'policy-1.yaml: values.Benefit: no such value `NOTHING`; remove it',
  ],
  [
    'what no assistant is given: level L4, and more than one child',
    changed(['role: STREET', 'role: AGENT'], ['use:', '  PublicSecurity.citizenId: { mask: last-four }\nuse:']),
    [
      'policy-1.yaml: fields.PublicSecurity.citizenId: level L4 reaches no agent; remove it',
      'policy-1.yaml: limits.children: an agent asks about one child; make it 1',
    ],
  ],
  [
    'what the schema says of itself, for an assistant',
    changed(['role: STREET', 'role: AGENT'], ['children: 20', 'children: 1'], ['use:', '  __Type.name: reveal\nuse:']),
    'policy-1.yaml: fields.__Type.name: no granted field leads to __Type; grant one or remove the rule',
  ],
  [
    'an edge that nothing of is granted',
    withField('Child.health: reveal'),
    'policy-1.yaml: fields.Child.health: leads to `Health`, of which nothing is granted; grant a field of `Health`, or remove this one',
  ],
]

const DERIVED = changed(['PublicSecurity.birthDate: { mask: month }', 'PublicSecurity.ageBand: reveal'])
const FIELDS = GOOD.slice(GOOD.indexOf('fields:'), GOOD.indexOf('use:'))
const RELEASE = 'from: [PublicSecurity.birthDate], reason: long enough a reason }'

const UNREADABLE: readonly (readonly [what: string, text: string, faults: string | readonly string[]])[] = [
  [
    'which fields are granted, whatever is used and released',
    `${changed([FIELDS, 'fields: all\n'])}releases:\n  - { field: PublicSecurity.ageBand, ${RELEASE}\n`,
    'policy-1.yaml: fields: must be object; write it so',
  ],
  [
    'which field is mistyped, by which is filtered',
    changed(['PublicSecurity.sex: reveal', 'PublicSecurity.sexx: reveal']),
    'policy-1.yaml: fields.PublicSecurity.sexx: no such field in the schema; did you mean `PublicSecurity.sex`? else remove it or mend the name',
  ],
  [
    'which field is mistyped, and released under its own name',
    `${withField('Disability.sever: reveal\n  Child.disability: reveal\n  Disability.certValidTo: reveal')}releases:\n  - { field: Disability.severe, ${RELEASE.replace('PublicSecurity.birthDate', 'Disability.disabilityGrade')}\n`,
    'policy-1.yaml: fields.Disability.sever: no such field in the schema; did you mean `Disability.severe`? else remove it or mend the name',
  ],
  [
    'which field is mistyped, and released under that name',
    `${withField('PublicSecurity.nickname: reveal')}releases:\n  - { field: PublicSecurity.nickname, ${RELEASE}\n`,
    'policy-1.yaml: fields.PublicSecurity.nickname: no such field in the schema; remove it or mend the name',
  ],
  ['what is released', `${DERIVED}releases: all\n`, 'policy-1.yaml: releases: must be array; write it so'],
  [
    'which field one of the releases is of',
    `${DERIVED}releases:\n  - { field: 7, ${RELEASE}\n  - { field: Disability.severe, ${RELEASE}\n`,
    [
      'policy-1.yaml: releases.0.field: must be string; write it so',
      'policy-1.yaml: releases: `Disability.severe` is not among the fields; remove the release',
    ],
  ],
  [
    'whose policy it is, which may be a job’s',
    changed(['role: STREET', 'role: 7'], ['use:', '  Health.illnessAttested: reveal\nuse:']),
    'policy-1.yaml: role: must be string; write it so',
  ],
  [
    'how many children one of the limits is',
    changed(['childrenPerDay: 400', 'childrenPerDay: many']),
    'policy-1.yaml: limits.childrenPerDay: must be integer; write it so',
  ],
  [
    'how many children an assistant asks about',
    changed(['role: STREET', 'role: AGENT'], ['  children: 20', '  children: one']),
    'policy-1.yaml: limits.children: must be integer; write it so',
  ],
]

const SOUND: readonly (readonly [what: string, text: string])[] = [
  [
    'limits of the organisation that are those of one person',
    changed(['missesPerHourOfOrganisation: 50', 'missesPerHourOfOrganisation: 10']),
  ],
  ['one page of children a day', changed(['childrenPerDay: 400', 'childrenPerDay: 20'])],
  [
    'a dimension that is not granted',
    changed(['filter: [PublicSecurity.sex]', 'group: [PublicSecurity.hukouDivision]']),
  ],
  ['a refusal of a field', `${GOOD}refuse: [Child.health]\n`],
  ['a refusal of an input', `${GOOD}refuse: ["Query.child(ref:)"]\n`],
  ['a derived field beside a masked input', withField('PublicSecurity.ageBand: reveal')],
  [
    'a derived field that is released from its input',
    `${changed(['PublicSecurity.birthDate: { mask: month }', 'PublicSecurity.ageBand: reveal'])}releases:\n  - { field: PublicSecurity.ageBand, from: [PublicSecurity.birthDate], reason: long enough a reason }\n`,
  ],
  ['values of an enumeration', `${GOOD}values:\n  Benefit: [MEDICAL_AID]\n`],
  ['an act and what it gives back', withField('Mutation.acknowledgeNotice: reveal\n  NoticeReceipt.notice: reveal')],
  ['level L4 for a person', withField('PublicSecurity.citizenId: { mask: last-four }')],
  ['one child of level L3 for an assistant', changed(['role: STREET', 'role: AGENT'], ['children: 20', 'children: 1'])],
  [
    'rules that nothing leads to, for a job, which comes through no door',
    changed(
      ['role: STREET', 'role: SYSTEM_LINK'],
      ['use:', '  Health.illnessAttested: reveal\n  Child.court: reveal\nuse:'],
    ),
  ],
  ['no field at all', `${GOOD.slice(0, GOOD.indexOf('fields:'))}fields: {}\n${GOOD.slice(GOOD.indexOf('limits:'))}`],
]

describe('a policy document', () => {
  it.each(FAULTY)('does not compile with %s, and nothing else is said of it', (_what, text, faults) => {
    expect(faultsOf(text)).toEqual([faults].flat())
  })

  it.each(UNREADABLE)('says nothing that would rest on what cannot be read: %s', (_what, text, faults) => {
    expect(faultsOf(text)).toEqual([faults].flat())
  })

  it.each([
    ['role', 'role: STREET', 'role: 7'],
    ['purpose', 'purpose: P07', 'purpose: 7'],
  ])('is no other’s double where neither %s can be read', (_what, from, to) => {
    const [one, other] = [changed([from, to]), changed([from, to], ['policy: street-file', 'policy: street-again'])]
    const said = faultsOf(one, other)
    expect(said).toHaveLength(2)
    expect(said.join()).not.toContain('already speaks')
  })

  it('that fails a check is not asked what its view would show', () => {
    const text = withField('Child.health: reveal').replace('childrenPerDay: 400', 'childrenPerDay: 19')
    expect(faultsOf(text)).toEqual([
      'policy-1.yaml: limits.childrenPerDay: is below children, so that no full batch or page could be asked for; raise it',
    ])
  })

  it('does not compile beside another for the same role and purpose', () => {
    const other = changed(['policy: street-file', 'policy: street-again'])
    expect(faultsOf(GOOD, other)).toEqual([
      'policy-2.yaml: policy-1.yaml already speaks for STREET and P07; merge the two',
    ])
  })

  it('says all its faults at once, and those of its neighbours too', () => {
    const faults = faultsOf(
      changed(
        ['mask: name', 'mask: lastfour'],
        ['filter: [PublicSecurity.sex]', 'filter: [Child.childRefs]'],
        ['"Query.child(ref:)"', '"Query.child(x:)"'],
      ),
      'policy: [',
      changed(['policy: street-file', 'policy: other'], ['purpose: P07', 'purpose: P0']),
    )
    expect(faults.length).toBeGreaterThanOrEqual(5)
    for (const part of ['not in masks.yaml', 'use.filter', 'use.input', 'policy-2.yaml', 'policy-3.yaml: purpose']) {
      expect(faults.join('\n')).toContain(part)
    }
  })

  it('says one sentence for one place that fits none of several forms', () => {
    const faults = faultsOf(changed(['PublicSecurity.sex: reveal', 'PublicSecurity.sex: { were: x, otherwize: y }']))
    expect(faults.filter((fault) => fault.includes('fields.PublicSecurity.sex'))).toHaveLength(1)
  })

  it('compiles when nothing is wrong with it', () => {
    expect(faultsOf(GOOD)).toEqual([])
  })

  it.each(SOUND)('compiles with %s', (_what, text) => {
    expect(faultsOf(text)).toEqual([])
  })

  it('gives the set another version for every change of a document, and the same for the same', async () => {
    const { compilePolicies } = await import('../../src/policy/compile.ts')
    const { parts, WORDS } = await import('./policies.ts')
    const version = (text: string) => compilePolicies(new Map([...WORDS, ['a.yaml', text]]), parts).version
    expect(version(GOOD)).toBe(version(GOOD))
    expect(version(`${GOOD}# a word\n`)).not.toBe(version(GOOD))
  })
})

describe('an argument that holds an input object', () => {
  it.each([
    ['Query.childNamed(subject:)', true],
    ['Query.children(filter:)', true],
    ['Query.child(ref:)', false],
    ['Query.childNamed(nobody:)', false],
    ['Query.childNamed', false],
    ['SubjectInput.citizenId', false],
    ['No.field(subject:)', false],
  ])('is told from every other coordinate: %s', (coordinate, holds) => {
    expect(holdsInputObject(schema, coordinate)).toBe(holds)
  })
})
