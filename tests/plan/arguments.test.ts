// What a request's arguments come to as uses, and that each is decided by itself: here the view shows everything, as no
// view should, and the decision alone refuses.
import { buildSchema, type GraphQLSchema, Kind, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { type Classification, STRUCTURE } from '../../src/catalogue/item.ts'
import { argumentsOf, type Use } from '../../src/plan/arguments.ts'
import { type Bound, bind } from '../../src/plan/bind.ts'
import { makePlan } from '../../src/plan/plan.ts'
import { shapeOf } from '../../src/plan/shape.ts'
import type { Grant } from '../../src/policy/compile.ts'
import { adjudicator, allBut, catalogue, planOf, refusalOf, schema, village } from './grants.ts'

type Variables = Record<string, unknown>

const children = (passed: string) => `children(${passed}) { nodes { childRef } }`
const pupils = 'query Q($p: [SubjectInput!]!) { pupilEligibility(pupils: $p, benefit: EDUCATION_AID) { position } }'
const statistics = (table: string) => `{ statistics(table: ${table}) { asOf } }`

const MASK = { mask: 'redact', policies: ['everything'] }

function boundUnder(grant: Grant, query: string, variables: Variables = {}): Bound {
  return bind(planOf(query, grant), variables)
}

describe('a use that the view shows and the policy does not grant', () => {
  it.each<[string, string, string, Variables?]>([
    ['a filter', 'filter CivilAffairs.categories', `{ ${children('filter: { category: ORPHAN }')} }`],
    ['a filter by nothing', 'filter CivilAffairs.categories', `{ ${children('filter: { category: null }')} }`],
    [
      'a filter among others',
      'filter CivilAffairs.categories',
      `{ ${children('filter: { sex: MALE, category: ORPHAN, bornTo: "2020-01-01" }')} }`,
    ],
    [
      'a filter in a variable',
      'filter CivilAffairs.categories',
      `query Q($f: ChildFilter) { ${children('filter: $f')} }`,
      { f: { category: 'ORPHAN' } },
    ],
    [
      'a filter by nothing in a variable',
      'filter CivilAffairs.categories',
      `query Q($f: ChildFilter) { ${children('filter: $f')} }`,
      { f: { category: null } },
    ],
    [
      "a filter in a variable's default",
      'filter CivilAffairs.categories',
      `query Q($f: ChildFilter = { category: ORPHAN }) { ${children('filter: $f')} }`,
    ],
    [
      'a filter of which a variable is a part',
      'filter CivilAffairs.categories',
      `query Q($c: Category) { ${children('filter: { category: $c }')} }`,
      { c: 'ORPHAN' },
    ],
    [
      'a filter of the second root field',
      'filter CivilAffairs.categories',
      `{ a: ${children('first: 1')} b: ${children('filter: { category: ORPHAN }')} }`,
    ],
    [
      'one of two filters by one field',
      'filter PublicSecurity.birthDate',
      `{ ${children('filter: { bornTo: "2020-01-01" }')} }`,
    ],
    ['an order', 'sort PublicSecurity.birthDate', `{ ${children('orderBy: { birthDate: ASCENDING }')} }`],
    ['a word about a child', 'input Query.child(ref:)', '{ child(ref: "x") { childRef } }'],
    [
      'a field of a required subject',
      'input SubjectInput.citizenId',
      'query Q($s: SubjectInput!) { eligibility(subject: $s, benefit: CHECKUP) { status } }',
      { s: { citizenId: '1', fullName: 'x' } },
    ],
    [
      'a field of the last subject of a list',
      'input SubjectInput.studentNo',
      pupils,
      { p: [{ fullName: 'x' }, { fullName: 'y', studentNo: '1' }] },
    ],
    [
      'a field of a subject where a list belongs',
      'input SubjectInput.studentNo',
      pupils,
      { p: { fullName: 'x', studentNo: '1' } },
    ],
    [
      'the first dimension of a table',
      'group PublicSecurity.hukouDivision',
      statistics('DISADVANTAGED_BY_DISTRICT_AND_CATEGORY'),
    ],
    [
      'the last dimension of a table',
      'group CivilAffairs.categories',
      statistics('DISADVANTAGED_BY_DISTRICT_AND_CATEGORY'),
    ],
    [
      'a word of an act',
      'input Mutation.openEmergency(reason:)',
      'mutation { openEmergency(subject: { fullName: "x" }, reason: "y") { grant } }',
    ],
  ])('is refused: %s', (_what, use, query, variables) => {
    expect(refusalOf(() => boundUnder(allBut([]), query, variables))).toBeNull()
    expect(refusalOf(() => boundUnder(allBut([use]), query, variables))).toBe(
      `REFUSED: ${use.replace(' ', ' by ')} is not granted`,
    )
  })

  it('is refused of a field that may be seen under a mask alone', () => {
    const grant = allBut([], { decide: (kind) => ({ effect: kind === 'filter' ? 'mask' : 'reveal', ...MASK }) })
    expect(refusalOf(() => boundUnder(grant, `{ ${children('filter: { sex: MALE }')} }`))).toBe(
      'REFUSED: filter by PublicSecurity.sex is not granted',
    )
  })

  it('refuses nothing that does not use it', () => {
    const grant = allBut([
      'filter CivilAffairs.categories',
      'group CivilAffairs.categories',
      'input SubjectInput.studentNo',
    ])
    for (const query of [
      `{ ${children('filter: { sex: MALE }')} }`,
      `{ ${children('filter: null')} }`,
      `{ ${children('first: 3')} }`,
      statistics('EDGE_NOT_COVERED_BY_DISTRICT'),
      '{ pupilEligibility(pupils: [{ fullName: "x" }], benefit: EDUCATION_AID) { position } }',
    ]) {
      expect(refusalOf(() => boundUnder(grant, query))).toBeNull()
    }
  })
})

describe('the uses of a request', () => {
  it.each<[string, string, readonly Use[]]>([
    ['none, of what is about no person', `{ ${children('first: 3, after: "x"')} }`, []],
    ['none, of a filter and an order that are null', `{ ${children('filter: null, orderBy: null')} }`, []],
    ['none, of an empty filter', `{ ${children('filter: {}')} }`, []],
    [
      'a filter and an order by one field, in the order of their names',
      `{ a: ${children('orderBy: { birthDate: ASCENDING }')} b: ${children('filter: { bornFrom: "2020-01-01" }')} }`,
      [
        ['PublicSecurity.birthDate', 'filter'],
        ['PublicSecurity.birthDate', 'sort'],
      ],
    ],
    [
      'a filter and an order by one field, that are in this order already',
      `{ ${children('filter: { bornFrom: "2020-01-01" }, orderBy: { birthDate: ASCENDING }')} }`,
      [
        ['PublicSecurity.birthDate', 'filter'],
        ['PublicSecurity.birthDate', 'sort'],
      ],
    ],
    [
      'a field that two filters use, once',
      `{ ${children('filter: { bornFrom: "2010-01-01", bornTo: "2020-01-01" }')} }`,
      [['PublicSecurity.birthDate', 'filter']],
    ],
    [
      'those of all root fields, sorted by what they use',
      `{ a: ${children('filter: { sex: MALE, category: ORPHAN }')} b: child(ref: "x") { childRef } c: ${children('filter: { sex: FEMALE }')} }`,
      [
        ['CivilAffairs.categories', 'filter'],
        ['PublicSecurity.sex', 'filter'],
        ['Query.child(ref:)', 'input'],
      ],
    ],
    [
      'those of every subject of a list',
      '{ pupilEligibility(pupils: [{ fullName: "x" }, { fullName: "y", studentNo: "1" }], benefit: EDUCATION_AID) { position } }',
      [
        ['SubjectInput.fullName', 'input'],
        ['SubjectInput.studentNo', 'input'],
      ],
    ],
    [
      'the dimensions of a table',
      statistics('DISADVANTAGED_BY_DISTRICT_AND_CATEGORY'),
      [
        ['CivilAffairs.categories', 'group'],
        ['PublicSecurity.hukouDivision', 'group'],
      ],
    ],
  ])('are %s', (_what, query, wanted) => {
    expect(boundUnder(allBut([]), query).uses).toEqual(wanted)
  })
})

describe('an argument that nobody has classified', () => {
  const without = (coordinate: string) => new Map([...catalogue].filter(([known]) => known !== coordinate))

  it.each([
    ['Query.child(ref:)', '{ child(ref: "x") { childRef } }'],
    ['Query.children(first:)', `{ ${children('after: "x"')} }`],
    ['ChildFilter.sex', `{ ${children('filter: { sex: MALE }')} }`],
  ])('is refused: %s', (coordinate, query) => {
    const plan = makePlan(parse(query), allBut([]), without(coordinate))
    expect(refusalOf(() => bind(plan, {}))).toBe(`REFUSED: ${coordinate} is not classified`)
  })

  it('is refused as a table of which nobody knows the dimensions', () => {
    const table = catalogue.get('Query.statistics(table:)') as Classification
    const known = new Map(catalogue).set('Query.statistics(table:)', {
      ...table,
      groups: { EDGE_NOT_COVERED_BY_DISTRICT: ['PublicSecurity.hukouDivision'] },
    })
    const bound = (name: string) => bind(makePlan(parse(statistics(name)), allBut([]), known), {})
    expect(bound('EDGE_NOT_COVERED_BY_DISTRICT').uses).toEqual([['PublicSecurity.hukouDivision', 'group']])
    expect(refusalOf(() => bound('DISADVANTAGED_BY_DISTRICT_AND_CATEGORY'))).toBe(
      'REFUSED: a table without known dimensions',
    )
  })

  it('is refused as a field of an input object that its type lacks', () => {
    const [root] = planOf(`{ ${children('first: 1')} }`, allBut([])).roots
    const decide = (filter: unknown) => () => root?.arguments.decide({ filter }, [])
    expect(refusalOf(decide({ sex: 'MALE' }))).toBeNull()
    expect(refusalOf(decide({ sex: 'MALE', shoeSize: 3 }))).toBe('REFUSED: a field that the view lacks')
    expect(refusalOf(decide([{ sex: 'MALE' }]))).toBe('REFUSED: a field that the view lacks')
  })
})

describe('an argument that may be left out', () => {
  const view = buildSchema(`
    type Query { search(name: String, wanted: [Wanted], pages: [[Wanted!]!]): String }
    input Wanted { name: String, parent: Wanted, siblings: [Wanted!] }
  `)
  const name: Classification = { item: 'D03', level: 'L3', source: 'GAJ' }
  const items = new Map([
    ['Query.search(name:)', name],
    ['Wanted.name', name],
    ['Wanted.parent', STRUCTURE],
    ['Wanted.siblings', STRUCTURE],
  ])
  const uses = (passed: string) => bind(makePlan(parse(`{ search${passed} }`), allBut([], { view }), items), {}).uses

  it.each<[string, string, readonly Use[]]>([
    ['no use when it is', '', []],
    ['a use when it is null', '(name: null)', [['Query.search(name:)', 'input']]],
    ['no use as a list that is null', '(wanted: null)', []],
    ['no use as an empty list', '(wanted: [])', []],
    ['no use as a list of nothing', '(wanted: [null, {}])', []],
    ['a use as a list with something', '(wanted: [null, { name: null }])', [['Wanted.name', 'input']]],
    ['a use as one where a list belongs', '(wanted: { name: "x" })', [['Wanted.name', 'input']]],
    ['a use as a list of lists', '(pages: [[], [{}, { name: "x" }]])', [['Wanted.name', 'input']]],
  ])('is %s', (_what, passed, wanted) => {
    expect(uses(passed)).toEqual(wanted)
  })

  it.each([
    'parent: { name: "x" }',
    'siblings: [{ name: "x" }]',
    'parent: null',
  ])('is refused with an input object within another, of which no field is decided: %s', (passed) => {
    expect(refusalOf(() => uses(`(wanted: { ${passed} })`))).toBe('REFUSED: an input object within another')
  })
})

describe('a root field that the view lacks', () => {
  function rootOf(text: string, whole: GraphQLSchema) {
    const document = parse(text)
    const [operation] = document.definitions
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('one operation')
    const [field] = shapeOf(document, operation, whole)
    if (!field) throw new Error('one field')
    return field
  }

  it.each([
    ['Query.statistics', statistics('EDGE_NOT_COVERED_BY_DISTRICT')],
    ['Mutation.acknowledgeNotice', 'mutation { acknowledgeNotice(notice: "x") { notice } }'],
  ])('is refused, should the shape have come from another: %s', (coordinate, text) => {
    const field = rootOf(text, schema)
    expect(refusalOf(() => argumentsOf(field, { grant: allBut([]), catalogue }))).toBeNull()
    for (const grant of [adjudicator, village])
      expect(refusalOf(() => argumentsOf(field, { grant, catalogue }))).toBe(
        `REFUSED: ${coordinate} is not in the view`,
      )
  })
})
