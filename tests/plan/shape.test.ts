// The shape of a selection: the same field written twice, by fragments or by parts, is one field; an alias is a key of the
// answer and never a name to decide by.

import { type DocumentNode, Kind, parse, visit } from 'graphql'
import { describe, expect, it } from 'vitest'
import { everyField, isIncluded, MAX_ALIAS, MAX_DEPTH, MAX_FIELDS, shapeOf } from '../../src/plan/shape.ts'
import { allBut, codeOf, planOf, refusalOf, schema, shapeText } from './grants.ts'

const child = (inside: string, more = '') => `{ child(ref: "x") { ${inside} } } ${more}`

describe('a selection', () => {
  it.each([
    ['a field written twice', child('childRef childRef'), 'child(childRef)'],
    [
      'an edge written in parts',
      child('health { illnessAttested } childRef health { familyDoctorContract }'),
      'child(health(illnessAttested, familyDoctorContract), childRef)',
    ],
    [
      'a named fragment',
      child('...F childRef', 'fragment F on Child { childRef health { illnessAttested } }'),
      'child(childRef, health(illnessAttested))',
    ],
    [
      'an inline fragment',
      child('... { childRef } ... on Child { health { illnessAttested } }'),
      'child(childRef, health(illnessAttested))',
    ],
    [
      'fragments within fragments',
      child('...A ...B', 'fragment A on Child { ...B } fragment B on Child { childRef }'),
      'child(childRef)',
    ],
    [
      'one edge by two fragments',
      child(
        '...A ...B',
        'fragment A on Child { health { illnessAttested } } fragment B on Child { health { familyDoctorContract illnessAttested } }',
      ),
      'child(health(illnessAttested, familyDoctorContract))',
    ],
    [
      'the same root by a fragment',
      '{ ...R child(ref: "x") { childRef } } fragment R on Query { child(ref: "x") { health { illnessAttested } } }',
      'child(health(illnessAttested), childRef)',
    ],
  ])('with %s is merged into one', (_what, text, wanted) => {
    expect(shapeText(text)).toBe(wanted)
  })

  it('keeps two aliases of one field apart, and one alias of it in one', () => {
    expect(shapeText(child('a: health { illnessAttested } b: health { familyDoctorContract }'))).toBe(
      'child(a=health(illnessAttested), b=health(familyDoctorContract))',
    )
    expect(shapeText(child('a: childRef a: childRef'))).toBe('child(a=childRef)')
  })

  it('says of each field which type it is of and whether there are several', () => {
    const fields = [
      ...everyField(
        planOf(
          `{
            pupilEligibility(pupils: [], benefit: CHECKUP) { position }
            statistics(table: EDGE_NOT_COVERED_BY_DISTRICT) { asOf cells { value } }
            children { __typename nodes { civilAffairs { categories guardian { name } } } }
          }`,
          allBut([]),
        ).shape,
      ),
    ]
    expect(fields.map(({ coordinate, isList }) => `${coordinate}${isList ? ' []' : ''}`)).toEqual([
      'Query.pupilEligibility []',
      'PupilAnswer.position',
      'Query.statistics',
      'StatTable.asOf',
      'StatTable.cells []',
      'StatCell.value',
      'Query.children',
      'ChildConnection.__typename',
      'ChildConnection.nodes []',
      'Child.civilAffairs',
      'CivilAffairs.categories []',
      'CivilAffairs.guardian',
      'Guardian.name',
    ])
  })

  it('is decided by coordinate: an alias borrowed from a granted field changes nothing', () => {
    expect(codeOf(() => planOf(child('civilAffairs { careSetting: payoutAccount }')))).toBe('REFUSED')
    const plan = planOf(child('publicSecurity { sex: citizenId displayName: hukouAddress }'))
    expect([...plan.masks]).toEqual([
      ['PublicSecurity.citizenId', 'one-and-one'],
      ['PublicSecurity.hukouAddress', 'street'],
    ])
  })

  it('reads each leaf once, however often and under whatever name it is selected', () => {
    const plan = planOf(child('a: publicSecurity { x: sex y: sex } b: publicSecurity { sex }'))
    expect(plan.roots[0]?.leaves).toEqual([{ coordinate: 'PublicSecurity.sex', mask: null, rows: [] }])
  })

  it('refuses two fields under one key, which no answer could hold', () => {
    expect(codeOf(() => planOf(child('publicSecurity { a: sex a: birthDate }')))).toBe('BAD_INPUT')
    expect(codeOf(() => planOf('{ c: child(ref: "x") { childRef } c: child(ref: "y") { childRef } }'))).toBe(
      'BAD_INPUT',
    )
  })
})

describe('@skip and @include', () => {
  const conditional = (inside: string) =>
    `query Q($a: Boolean!, $b: Boolean!) { child(ref: "x") { ${inside} } } fragment F on Child { childRef }`
  const included = (inside: string, variables: Record<string, boolean>) => {
    const document = parse(conditional(inside))
    const [operation] = document.definitions
    if (operation?.kind !== 'OperationDefinition') throw new Error('one operation')
    return [...everyField(shapeOf(document, operation, schema))]
      .filter((field) => isIncluded(field, variables))
      .map(({ key }) => key)
  }

  it.each([
    ['childRef @include(if: $a)', { a: true, b: false }, true],
    ['childRef @include(if: $a)', { a: false, b: true }, false],
    ['childRef @skip(if: $a)', { a: true, b: false }, false],
    ['childRef @skip(if: $a) @include(if: $b)', { a: false, b: true }, true],
    ['childRef @skip(if: $a) @include(if: $b)', { a: true, b: true }, false],
    ['childRef @include(if: $a) childRef @include(if: $b)', { a: false, b: true }, true],
    ['childRef @include(if: $a) childRef @include(if: $b)', { a: false, b: false }, false],
    ['childRef @include(if: $a) childRef', { a: false, b: false }, true],
    ['childRef childRef @include(if: $a)', { a: false, b: false }, true],
    ['... @include(if: $a) { childRef @skip(if: $b) }', { a: true, b: false }, true],
    ['... @include(if: $a) { childRef @skip(if: $b) }', { a: true, b: true }, false],
    ['... @include(if: false) { childRef }', { a: true, b: true }, false],
    ['... @include(if: $a) { ... @skip(if: $b) { childRef } }', { a: true, b: true }, false],
    ['... @include(if: $a) { ... @skip(if: $b) { childRef } }', { a: true, b: false }, true],
    ['...F @include(if: $a)', { a: false, b: true }, false],
    ['...F @include(if: $a)', { a: true, b: false }, true],
    ['childRef @include(if: true)', { a: false, b: false }, true],
    ['childRef @skip(if: true)', { a: false, b: false }, false],
    ['childRef @skip(if: false)', { a: false, b: false }, true],
    ['childRef childRef @include(if: $a) childRef @include(if: $b)', { a: false, b: false }, true],
    ['childRef @include(if: $a) childRef @include(if: $b) childRef', { a: false, b: false }, true],
    ['childRef @include(if: $a) childRef @include(if: false) childRef @include(if: $b)', { a: true, b: false }, true],
    ['childRef @include(if: $a) childRef @include(if: false) childRef @include(if: $b)', { a: false, b: true }, true],
    ['health @include(if: $a) { key: illnessAttested } childRef', { a: false, b: false }, true],
    ['childRef @cached(if: $a)', { a: false, b: false }, true],
    ['childRef @cached(if: $a)', { a: true, b: false }, true],
    ['childRef @include', { a: false, b: false }, true],
  ])('let in what all of one occurrence let in: %s with %o', (inside, variables, isIn) => {
    expect(included(inside, variables).includes('childRef')).toBe(isIn)
  })

  it('are none where one occurrence has none, or where they say nothing', () => {
    for (const inside of ['childRef', 'childRef @include(if: true) childRef', 'childRef @cached', 'childRef @include'])
      expect(shapeText(child(inside))).toBe('child(childRef)')
    expect(shapeText(child('childRef @include(if: true)'))).toBe('child(childRef?)')
  })

  it('stay with the fields below their occurrence, for another occurrence has its own', () => {
    const inside = 'health @include(if: $a) { illnessAttested } health { familyDoctorContract }'
    expect(included(inside, { a: false, b: false })).toEqual(['child', 'health', 'familyDoctorContract'])
    expect(included(inside, { a: true, b: false })).toContain('illnessAttested')
  })

  it('let nothing in where they say neither yes nor no', () => {
    expect(included('childRef @include(if: "yes")', { a: true, b: true })).toEqual(['child'])
    expect(included('childRef @skip(if: "yes")', { a: true, b: true })).toEqual(['child'])
    expect(included('childRef @include(if: $c)', { a: true, b: true })).toEqual(['child'])
  })

  it('count as used whatever they say: a refused field under them refuses the operation', () => {
    for (const directive of ['@skip(if: true)', '@include(if: false)', '@include(if: $a)']) {
      const inside = `childRef civilAffairs ${directive} { payoutAccount }`
      const text = directive.includes('$') ? conditional(inside).replace(', $b: Boolean!', '') : child(inside)
      expect(codeOf(() => planOf(text))).toBe('REFUSED')
    }
  })

  it('leave the field among those that the journal and the guard hear of', () => {
    const plan = planOf(child('childRef health @skip(if: true) { illnessAttested }'))
    expect(plan.fields.map(([coordinate]) => coordinate)).toContain('Health.illnessAttested')
    expect(plan.gateCoordinates).toContain('Child.health')
  })
})

describe('a selection beyond what the gateway serves', () => {
  const TOO_DEEP = `TOO_COSTLY: deeper than ${MAX_DEPTH}`
  const TOO_WIDE = `TOO_COSTLY: more than ${MAX_FIELDS} fields`
  const around = (levels: number, inside: string) => `${'... {'.repeat(levels)} ${inside} ${'}'.repeat(levels)}`

  it(`is TOO_COSTLY when deeper than ${MAX_DEPTH}`, () => {
    const deep = (levels: number) => child(around(levels, 'childRef'))
    expect(refusalOf(() => planOf(deep(MAX_DEPTH - 2)))).toBeNull()
    expect(refusalOf(() => planOf(deep(MAX_DEPTH - 1)))).toBe(TOO_DEEP)
  })

  it('is as deep by named fragments and by fields as by any other', () => {
    const named = (levels: number) => {
      const fragments = Array.from({ length: levels }, (_, at) => `fragment F${at} on Child { ...F${at + 1} }`)
      return child('...F0', `${fragments.join(' ')} fragment F${levels} on Child { childRef }`)
    }
    expect(refusalOf(() => planOf(named(MAX_DEPTH - 3)))).toBeNull()
    expect(refusalOf(() => planOf(named(MAX_DEPTH - 2)))).toBe(TOO_DEEP)
    const edges = (levels: number) => child(around(levels, 'civilAffairs { guardian { name } }'))
    expect(refusalOf(() => planOf(edges(MAX_DEPTH - 4)))).toBeNull()
    expect(refusalOf(() => planOf(edges(MAX_DEPTH - 3)))).toBe(TOO_DEEP)
  })

  it(`is TOO_COSTLY when wider than ${MAX_FIELDS}`, () => {
    const wide = (count: number) => child(Array.from({ length: count }, (_, at) => `r${at}: childRef`).join(' '))
    expect(refusalOf(() => planOf(wide(MAX_FIELDS - 1)))).toBeNull()
    expect(refusalOf(() => planOf(wide(MAX_FIELDS)))).toBe(TOO_WIDE)
  })

  it('is counted by occurrence, so that repeating one field is no way around', () => {
    expect(refusalOf(() => planOf(child('childRef '.repeat(MAX_FIELDS - 1))))).toBeNull()
    expect(refusalOf(() => planOf(child('childRef '.repeat(MAX_FIELDS))))).toBe(TOO_WIDE)
  })

  it(`is TOO_COSTLY with an alias of more than ${MAX_ALIAS} characters`, () => {
    const named = (length: number) => child(`${'a'.repeat(length)}: childRef`)
    expect(refusalOf(() => planOf(named(MAX_ALIAS)))).toBeNull()
    expect(refusalOf(() => planOf(named(MAX_ALIAS + 1)))).toBe(
      `TOO_COSTLY: an alias of more than ${MAX_ALIAS} characters`,
    )
  })
})

describe('a selection that no answer could hold', () => {
  it.each(['__proto__', '__typename', '__'])('is BAD_INPUT: the alias %s', (alias) => {
    expect(refusalOf(() => planOf(child(`${alias}: childRef`)))).toBe('BAD_INPUT: a reserved alias')
    expect(refusalOf(() => planOf(child(`a${alias}: childRef`)))).toBeNull()
  })

  it.each([
    ['a fragment that is not there', child('...Nothing'), 'BAD_INPUT: unknown fragment'],
    ['a leaf with fields', child('childRef { x }'), 'BAD_INPUT: a leaf has no fields'],
    ['fields of what is not there', child('nothing { x }'), 'BAD_INPUT: a leaf has no fields'],
    ['fragments in a circle', `${child('...F')} fragment F on Child { ...F }`, `TOO_COSTLY: deeper than ${MAX_DEPTH}`],
    ['the schema', '{ __schema { types { name } } }', 'REFUSED: introspection is no part of the walk'],
    [
      'the schema under an alias',
      '{ a: __schema { types { name } } }',
      'REFUSED: introspection is no part of the walk',
    ],
    ['a type of it', '{ __type(name: "Child") { name } }', 'REFUSED: introspection is no part of the walk'],
  ])('is refused also where nobody has validated it: %s', (_what, text, wanted) => {
    expect(refusalOf(() => shapeText(text))).toBe(wanted)
  })
})

describe('a document that was not read from text', () => {
  it('may leave out the lists that would be empty', () => {
    const document = parse(
      'query ($a: Boolean!) { child(ref: "x") { childRef @include ... { health { illnessAttested } } } }',
    )
    const bare: DocumentNode = visit(document, {
      leave: (node) => Object.fromEntries(Object.entries(node).filter(([, part]) => !isEmpty(part))),
    })
    const shapes = [document, bare].map((each) => {
      const [operation] = each.definitions
      if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('one operation')
      return [...everyField(shapeOf(each, operation, schema))].map(({ key, conditions }) => [key, conditions])
    })
    expect(shapes[1]).toEqual(shapes[0])
  })
})

function isEmpty(part: unknown): boolean {
  return Array.isArray(part) && part.length === 0
}
