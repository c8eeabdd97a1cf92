// One policy document, read by itself: what each of its places may hold, what it means where it says nothing, and how every
// fault of it is told.
import { describe, expect, it } from 'vitest'
import { readPolicyDocument } from '../../src/policy/document.ts'
import { sentenceOf } from '../../src/policy/fault.ts'
import { changed, GOOD, setting } from './policies.ts'

const ROW = { where: 'address-not-protected', otherwise: 'withheld' }
const BASIS = { instrument: '未成年人保护法', article: '43', status: 'IN_FORCE' }
const RELEASE = { field: 'PublicSecurity.ageBand', from: ['PublicSecurity.birthDate'], reason: 'long enough a reason' }
const SEX = 'fields/PublicSecurity.sex'
const NO_FORM =
  'fields.PublicSecurity.sex: fits none of the forms it may have; write `reveal`, { mask }, or { where, otherwise } with or without a mask'
const NO_DAY = 'until: must be a day; write YYYY-MM-DD'
const noSuchDay = (day: string) => `until: no such day \`${day}\`; write a day of the calendar, YYYY-MM-DD`

const WRONG: readonly (readonly [place: string, value: unknown, faults: string | readonly string[]])[] = [
  ['policy', undefined, 'document: lacks `policy`; add it'],
  ['role', undefined, 'document: lacks `role`; add it'],
  ['purpose', undefined, 'document: lacks `purpose`; add it'],
  ['basis', undefined, 'document: lacks `basis`; add it'],
  ['relation', undefined, 'document: lacks `relation`; add it'],
  ['fields', undefined, 'document: lacks `fields`; add it'],
  ['limits', undefined, 'document: lacks `limits`; add it'],
  ['allow', 'everything', 'document: unknown key `allow`; remove it'],
  ['policy', 7, 'policy: must be string; write it so'],
  [
    'policy',
    'Street-file',
    'policy: must be small letters, digits and hyphens, a letter first, not `Street-file`; write it so',
  ],
  ['policy', 'street file', 'policy: must be small letters, digits and hyphens, a letter first; write it so'],
  ['policy', '2027-01-01', 'policy: must be small letters, digits and hyphens, a letter first; write it so'],
  ['policy', '', 'policy: must be small letters, digits and hyphens, a letter first; write it so'],
  ['role', 7, 'role: must be string; write it so'],
  [
    'role',
    'street',
    'role: must be capital letters, digits and underscores, a letter first, not `street`; write it so',
  ],
  ['role', 'STREET!', 'role: must be capital letters, digits and underscores, a letter first; write it so'],
  ['purpose', 7, 'purpose: must be string; write it so'],
  ['purpose', 'P17', 'purpose: must be one of P01 to P16, not `P17`; write it so'],
  ['purpose', 'P00', 'purpose: must be one of P01 to P16, not `P00`; write it so'],
  ['purpose', 'xP07', 'purpose: must be one of P01 to P16, not `xP07`; write it so'],
  ['purpose', 'P071', 'purpose: must be one of P01 to P16, not `P071`; write it so'],
  [
    'basis',
    'law',
    'basis: `law` fits none of the forms it may have; write { instrument, article, status } or a list of these',
  ],
  ['basis', {}, 'basis: fits none of the forms it may have; write { instrument, article, status } or a list of these'],
  ['basis', [], 'basis: must hold 1 entry at least; write it so'],
  ['basis', { ...BASIS, status: undefined }, 'basis: lacks `status`; add it'],
  ['basis', [{ ...BASIS, article: undefined }], 'basis.0: lacks `article`; add it'],
  ['basis', { ...BASIS, article: 43 }, 'basis.article: must be string; write it so'],
  ['basis', { ...BASIS, instrument: '' }, 'basis.instrument: must have 1 character at least; write it so'],
  ['basis', { ...BASIS, section: '2' }, 'basis: unknown key `section`; remove it'],
  [
    'basis',
    { ...BASIS, status: 'INFORCE' },
    'basis.status: must be one of IN_FORCE, DRAFT, not `INFORCE`; did you mean `IN_FORCE`?',
  ],
  ['basis', [BASIS, { ...BASIS, status: 7 }], 'basis.1.status: must be one of IN_FORCE, DRAFT; write one of these'],
  ['basis', [7], 'basis.0: must be object; write it so'],
  ['basis', [BASIS, { ...BASIS, section: '2' }], 'basis.1: unknown key `section`; remove it'],
  [
    'relation',
    7,
    'relation: must be one of open-encounter, own-roll, hukou-division, competent-division, residence-division, consenting-adult, named-case, self, child-of, emergency-grant, none; write one of these',
  ],
  [
    'relation',
    'self-',
    'relation: must be one of open-encounter, own-roll, hukou-division, competent-division, residence-division, consenting-adult, named-case, self, child-of, emergency-grant, none, not `self-`; did you mean `self`?',
  ],
  ['until', 20270101, NO_DAY],
  ['until', '27-01-01', NO_DAY],
  ['until', '2027-13-01', noSuchDay('2027-13-01')],
  ['until', '2027-01-32', noSuchDay('2027-01-32')],
  ['until', '2027-06-31', noSuchDay('2027-06-31')],
  ['until', '2027-02-29', noSuchDay('2027-02-29')],
  ['until', '12027-06-30', NO_DAY],
  ['until', '2027-06-301', NO_DAY],
  ['until', '2027-1-1', NO_DAY],
  ['until', '2027-01-01 or so', NO_DAY],
  ['until', 'from 2027-01-01', NO_DAY],
  ['until', 'soon', NO_DAY],
  ['fields', 'all', 'fields: must be object; write it so'],
  ['fields', [], 'fields: must be object; write it so'],
  [SEX, 7, NO_FORM],
  [SEX, {}, 'fields.PublicSecurity.sex: lacks `mask`; add it'],
  [SEX, 'Reveal', NO_FORM.replace('sex: ', 'sex: `Reveal` ').replace('; ', '; did you mean `reveal`? else ')],
  [SEX, 'allow', NO_FORM.replace('sex: ', 'sex: `allow` ')],
  [SEX, '周小满', NO_FORM],
  [SEX, { mask: 7 }, 'fields.PublicSecurity.sex.mask: must be string; write it so'],
  [SEX, { mask: 'name', where: 'address-not-protected' }, 'fields.PublicSecurity.sex: lacks `otherwise`; add it'],
  [SEX, { mask: 'name', more: 1 }, 'fields.PublicSecurity.sex: unknown key `more`; remove it'],
  [SEX, { ...ROW, more: 1 }, 'fields.PublicSecurity.sex: unknown key `more`; remove it'],
  [
    SEX,
    { ...ROW, where: 'adress-not-protected' },
    'fields.PublicSecurity.sex.where: must be one of residence-in-own-division, hukou-in-own-division, address-not-protected, not `adress-not-protected`; did you mean `address-not-protected`?',
  ],
  [
    SEX,
    { ...ROW, otherwise: 'hidden' },
    'fields.PublicSecurity.sex.otherwise: must be one of withheld, looks-absent, not `hidden`; write one of these',
  ],
  [SEX, { ...ROW, mask: 7 }, 'fields.PublicSecurity.sex.mask: must be string; write it so'],
  [SEX, { otherwise: 'withheld' }, 'fields.PublicSecurity.sex: lacks `where`; add it'],
  [SEX, { a: 1, b: 2, c: 3 }, NO_FORM],
  [SEX, [], NO_FORM],
  ['refuse', 'Child.health', 'refuse: must be array; write it so'],
  ['refuse', [7], 'refuse.0: must be string; write it so'],
  ['use', [], 'use: must be object; write it so'],
  ['use', { output: [] }, 'use: unknown key `output`; remove it'],
  ['use/input', 'PublicSecurity.sex', 'use.input: must be array; write it so'],
  ['use/input', [7], 'use.input.0: must be string; write it so'],
  ['use/filter', 'PublicSecurity.sex', 'use.filter: must be array; write it so'],
  ['use/filter', [7], 'use.filter.0: must be string; write it so'],
  ['use/sort', 'PublicSecurity.sex', 'use.sort: must be array; write it so'],
  ['use/sort', [7], 'use.sort.0: must be string; write it so'],
  ['use/group', 'PublicSecurity.sex', 'use.group: must be array; write it so'],
  ['use/group', [7], 'use.group.0: must be string; write it so'],
  ['values', [], 'values: must be object; write it so'],
  ['values', { Benefit: [] }, 'values.Benefit: must hold 1 entry at least; write it so'],
  ['values', { Benefit: [7] }, 'values.Benefit.0: must be string; write it so'],
  ['values', { Benefit: 'MEDICAL_AID' }, 'values.Benefit: must be array; write it so'],
  ['releases', RELEASE, 'releases: must be array; write it so'],
  ['releases', [7], 'releases.0: must be object; write it so'],
  [
    'releases',
    [{}],
    ['releases.0: lacks `field`; add it', 'releases.0: lacks `from`; add it', 'releases.0: lacks `reason`; add it'],
  ],
  ['releases', [{ ...RELEASE, more: 1 }], 'releases.0: unknown key `more`; remove it'],
  ['releases', [{ ...RELEASE, field: 7 }], 'releases.0.field: must be string; write it so'],
  ['releases', [{ ...RELEASE, from: [] }], 'releases.0.from: must hold 1 entry at least; write it so'],
  ['releases', [{ ...RELEASE, from: [7] }], 'releases.0.from.0: must be string; write it so'],
  ['releases', [{ ...RELEASE, from: 'PublicSecurity.birthDate' }], 'releases.0.from: must be array; write it so'],
  ['releases', [{ ...RELEASE, reason: 7 }], 'releases.0.reason: must be string; write it so'],
  [
    'releases',
    [RELEASE, { ...RELEASE, reason: 'because' }],
    'releases.1.reason: must have 10 characters at least; write it so',
  ],
  ['limits', 'none', 'limits: must be object; write it so'],
  [
    'limits',
    {},
    [
      'limits: lacks `rootFields`; add it',
      'limits: lacks `children`; add it',
      'limits: lacks `missesPerHour`; add it',
      'limits: lacks `missesPerHourOfOrganisation`; add it',
      'limits: lacks `childrenPerDay`; add it',
      'limits: lacks `childrenPerDayOfOrganisation`; add it',
    ],
  ],
  ['limits/rootFields', 21, 'limits.rootFields: must be 20 at most; write it so'],
  ['limits/children', 201, 'limits.children: must be 200 at most; write it so'],
  ['limits/missesPerHour', 1_000_001, 'limits.missesPerHour: must be 1000000 at most; write it so'],
  [
    'limits/missesPerHourOfOrganisation',
    1_000_001,
    'limits.missesPerHourOfOrganisation: must be 1000000 at most; write it so',
  ],
  ['limits/childrenPerDay', 1_000_001, 'limits.childrenPerDay: must be 1000000 at most; write it so'],
  [
    'limits/childrenPerDayOfOrganisation',
    1_000_001,
    'limits.childrenPerDayOfOrganisation: must be 1000000 at most; write it so',
  ],
  ['limits/pages', 3, 'limits: unknown key `pages`; remove it'],
  ['journal', true, 'journal: must be object; write it so'],
  ['journal', {}, 'journal: lacks `notifyGuardian`; add it'],
  ['journal', { notifyGuardian: 'yes' }, 'journal.notifyGuardian: must be boolean; write it so'],
  ['journal', { notifyGuardian: true, notifyChild: true }, 'journal: unknown key `notifyChild`; remove it'],
]

const LIMITS = [
  'rootFields',
  'children',
  'missesPerHour',
  'missesPerHourOfOrganisation',
  'childrenPerDay',
  'childrenPerDayOfOrganisation',
]

const saidOf = (text: string): readonly string[] => readPolicyDocument(text, 'p.yaml').faults.map(sentenceOf)

function read(text: string) {
  const { value, faults } = readPolicyDocument(text, 'p.yaml')
  expect(faults).toEqual([])
  if (value === null) throw new Error('the document can be read')
  return value
}

describe('a policy document', () => {
  it.each(WRONG)('is not read where `%s` is %j', (place, value, faults) => {
    const text = setting(GOOD, place, value)
    expect(saidOf(text)).toEqual([faults].flat().map((fault) => `p.yaml: ${fault}`))
    expect(readPolicyDocument(text, 'p.yaml').value).toBeNull()
  })

  it.each(LIMITS)('is not read without a whole number from 1 for %s', (limit) => {
    const missing = `p.yaml: limits: lacks \`${limit}\`; add it`
    expect(saidOf(setting(GOOD, `limits/${limit}`, undefined))).toEqual([missing])
    expect(saidOf(setting(GOOD, `limits/${limit}`, 0))).toEqual([
      `p.yaml: limits.${limit}: must be 1 at least; write it so`,
    ])
    expect(saidOf(setting(GOOD, `limits/${limit}`, 1.5))).toEqual([
      `p.yaml: limits.${limit}: must be integer; write it so`,
    ])
  })

  it('means what it says', () => {
    const text = `${changed(
      ['PublicSecurity.sex: reveal', 'PublicSecurity.sex: { where: hukou-in-own-division, otherwise: looks-absent }'],
      ['{ mask: month }', '{ mask: month, where: address-not-protected, otherwise: withheld }'],
      ['  filter: [PublicSecurity.sex]', '  filter: [a.b]\n  sort: [c.d]\n  group: [e.f]'],
    )}refuse: [g.h]
until: 2027-01-31
values: { Benefit: [MEDICAL_AID] }
releases: [{ field: i.j, from: [k.l], reason: long enough a reason }]
journal: { notifyGuardian: true }
`
    expect(read(text)).toStrictEqual({
      policy: 'street-file',
      role: 'STREET',
      purpose: 'P07',
      basis: [BASIS],
      relation: 'residence-division',
      until: '2027-01-31',
      fields: {
        'Query.child': { mask: null, row: null },
        'Query.children': { mask: null, row: null },
        'ChildConnection.nodes': { mask: null, row: null },
        'ChildConnection.pageInfo': { mask: null, row: null },
        'PageInfo.hasNextPage': { mask: null, row: null },
        'Child.childRef': { mask: null, row: null },
        'Child.publicSecurity': { mask: null, row: null },
        'PublicSecurity.displayName': { mask: 'name', row: null },
        'PublicSecurity.sex': { mask: null, row: { where: 'hukou-in-own-division', otherwise: 'looks-absent' } },
        'PublicSecurity.birthDate': { mask: 'month', row: { where: 'address-not-protected', otherwise: 'withheld' } },
      },
      refuse: ['g.h'],
      use: { input: ['Query.child(ref:)'], filter: ['a.b'], sort: ['c.d'], group: ['e.f'] },
      values: { Benefit: ['MEDICAL_AID'] },
      releases: [{ field: 'i.j', from: ['k.l'], reason: 'long enough a reason' }],
      limits: {
        rootFields: 2,
        children: 20,
        missesPerHour: 10,
        missesPerHourOfOrganisation: 50,
        childrenPerDay: 400,
        childrenPerDayOfOrganisation: 2000,
      },
      journal: { notifyGuardian: true },
    })
  })

  it('grants no use, has no end and tells no guardian where it says nothing of it', () => {
    expect(read(setting(GOOD, 'use', undefined))).toMatchObject({
      until: null,
      refuse: [],
      use: { input: [], filter: [], sort: [], group: [] },
      values: {},
      releases: [],
      journal: { notifyGuardian: false },
    })
  })

  it('keeps every one of several grounds in law', () => {
    const draft = { ...BASIS, status: 'DRAFT' }
    expect(read(setting(GOOD, 'basis', [BASIS, draft])).basis).toEqual([BASIS, draft])
  })

  it('tells the faults of one field apart from those of another whose name it begins', () => {
    const text = changed([
      'PublicSecurity.sex: reveal',
      'PublicSecurity.sex: { mask: 7 }\n  PublicSecurity.sexes: { mask: name, more: 1 }\n  PublicSecurity.se: all',
    ])
    expect(saidOf(text)).toEqual([
      'p.yaml: fields.PublicSecurity.sex.mask: must be string; write it so',
      'p.yaml: fields.PublicSecurity.sexes: unknown key `more`; remove it',
      `p.yaml: ${NO_FORM.replace('sex:', 'se: `all`')}`,
    ])
  })

  it('tells the faults of its fields beside all others, once each', () => {
    const text = setting(setting(setting(GOOD, SEX, { mask: 7 }), 'basis', []), 'limits/children', 'many')
    expect(saidOf(text)).toEqual([
      'p.yaml: limits.children: must be integer; write it so',
      'p.yaml: basis: must hold 1 entry at least; write it so',
      'p.yaml: fields.PublicSecurity.sex.mask: must be string; write it so',
    ])
  })

  it('is told what a form lacks where two words are missing, and which forms there are where more is wrong', () => {
    expect(saidOf(setting(GOOD, 'basis', { status: 'DRAFT' }))).toEqual([
      'p.yaml: basis: lacks `instrument`; add it',
      'p.yaml: basis: lacks `article`; add it',
    ])
    expect(saidOf(setting(GOOD, 'basis', {}))).toEqual([
      'p.yaml: basis: fits none of the forms it may have; write { instrument, article, status } or a list of these',
    ])
  })

  it('is told its other faults beside a key that stands twice further in', () => {
    const twice = changed(['PublicSecurity.sex: reveal', 'PublicSecurity.sex: reveal\n  PublicSecurity.sex: reveal'])
    const text = twice.replace('children: 20', 'children: many')
    expect(saidOf(text)).toEqual([
      'p.yaml: line 17, column 3: one key stands here twice: `PublicSecurity.sex`; keep one of the two',
      'p.yaml: limits.children: must be integer; write it so',
    ])
    expect(readPolicyDocument(text, 'p.yaml').legible).toMatchObject({ policy: 'street-file', role: 'STREET' })
  })

  it('has its places named as they are written, slashes and tildes too', () => {
    expect(saidOf(setting(GOOD, 'values', { 'a/b~c~1d': [] }))).toEqual([
      'p.yaml: values.a/b~c~1d: must hold 1 entry at least; write it so',
    ])
  })

  it('is not read where it is a few lines that unfold to thousands', () => {
    const lists = Array.from(
      { length: 6 },
      (_, at) => `  v${at}: &v${at} [${'*w, '.repeat(20).replaceAll('w', `v${at - 1}`)}]`,
    )
    const text = `${GOOD}values:\n${lists.join('\n').replace(/\*v-1/g, 'x')}\n`
    expect(saidOf(text)).toEqual([
      'p.yaml: more than 100 aliases, or one of nothing that stands before it; write them out',
    ])
    expect(readPolicyDocument(text, 'p.yaml').value).toBeNull()
  })

  it('may name a list once and use it again', () => {
    const text = `${GOOD}values: { Benefit: &some [MEDICAL_AID], Tier: *some }\n`
    expect(read(text).values).toEqual({ Benefit: ['MEDICAL_AID'], Tier: ['MEDICAL_AID'] })
  })
})
