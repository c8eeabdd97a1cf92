// The shape of a selection: the same field written twice, by fragments or by parts, is one field; an alias is a key of the
// answer and never a name to decide by.

import { parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { everyField, isIncluded, MAX_DEPTH, MAX_FIELDS, shapeOf } from '../../src/plan/shape.ts'
import { codeOf, planOf, schema, shapeText } from './grants.ts'

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
  const conditional = (inside: string) => `query Q($a: Boolean!, $b: Boolean!) { child(ref: "x") { ${inside} } }`
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
  ])('let in what all of one occurrence let in: %s with %o', (inside, variables, isIn) => {
    expect(included(inside, variables).includes('childRef')).toBe(isIn)
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
  it(`is TOO_COSTLY when deeper than ${MAX_DEPTH} or wider than ${MAX_FIELDS}`, () => {
    const deep = (levels: number) => child(`${'... {'.repeat(levels)} childRef ${'}'.repeat(levels)}`)
    expect(codeOf(() => planOf(deep(MAX_DEPTH - 2)))).toBeNull()
    expect(codeOf(() => planOf(deep(MAX_DEPTH - 1)))).toBe('TOO_COSTLY')
    const wide = (count: number) => child(Array.from({ length: count }, (_, at) => `r${at}: childRef`).join(' '))
    expect(codeOf(() => planOf(wide(MAX_FIELDS - 1)))).toBeNull()
    expect(codeOf(() => planOf(wide(MAX_FIELDS)))).toBe('TOO_COSTLY')
  })

  it('is counted by occurrence, so that repeating one field is no way around', () => {
    expect(codeOf(() => planOf(child('childRef '.repeat(MAX_FIELDS))))).toBe('TOO_COSTLY')
  })
})
