// A plan depends on the document, the role, the purpose and the policies, and on nothing of the request; binding it to a
// request can only narrow it.
import { parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { bind } from '../../src/plan/bind.ts'
import { createPlanner, type Plan } from '../../src/plan/plan.ts'
import { adjudicator, catalogue, codeOf, grantFor, planOf, village } from './grants.ts'

const LIST = `query L($filter: ChildFilter, $after: String, $more: Boolean = false) {
  children(filter: $filter, after: $after) {
    nodes { childRef publicSecurity @include(if: $more) { displayName hukouDivision } }
  } }`

function bound(plan: Plan, variables: Record<string, unknown>) {
  return bind(plan, variables)
}

/** Every text in a plan, its grant and the document's own nodes aside. */
function textsIn(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null || seen.has(value)) return []
  seen.add(value)
  const parts =
    value instanceof Map
      ? [...value]
      : Object.entries(value)
          .filter(([key]) => key !== 'grant')
          .map(([, part]) => part)
  return parts.flatMap((part) => textsIn(part, seen))
}

describe('a plan', () => {
  it('says of each field its treatment, and of each masked one its mask', () => {
    const plan = planOf(LIST)
    expect(plan.fields).toEqual([
      ['Child.childRef', 'reveal'],
      ['Child.publicSecurity', 'reveal'],
      ['ChildConnection.nodes', 'reveal'],
      ['PublicSecurity.displayName', 'reveal'],
      ['PublicSecurity.hukouDivision', 'mask:division-nine'],
      ['Query.children', 'reveal'],
    ])
    expect([...plan.masks]).toEqual([['PublicSecurity.hukouDivision', 'division-nine']])
    expect([...plan.gateCoordinates].sort()).toEqual(['Child.publicSecurity', 'Query.children'])
  })

  it('is made once for a document, role and purpose, and anew for another', () => {
    const planner = createPlanner(catalogue)
    const document = parse('{ children { nodes { childRef } } }')
    const plan = planner.planFor(document, adjudicator)
    expect(planner.planFor(document, adjudicator)).toBe(plan)
    expect(planner.planFor(document, village)).not.toBe(plan)
    expect(planner.planFor(document, { ...adjudicator, version: 'another' })).not.toBe(plan)
    expect(codeOf(() => planner.planFor(document, grantFor('HOSP_CLERK', 'P01')))).toBe('REFUSED')
  })

  it('holds nothing of the variables that it was bound to', () => {
    const plan = planOf(LIST)
    const before = textsIn(plan)
    const variables = {
      filter: { category: 'ORPHAN', bornFrom: '2012-06-01' },
      after: 'a-cursor-of-one-caller',
      more: true,
    }
    expect(bound(plan, variables).roots[0]?.arguments).toMatchObject({
      filter: variables.filter,
      after: variables.after,
    })
    expect(textsIn(plan)).toEqual(before)
    for (const value of ['ORPHAN', '2012-06-01', 'a-cursor-of-one-caller']) expect(textsIn(plan)).not.toContain(value)
  })

  it('is bound to each request by itself', () => {
    const plan = planOf(LIST)
    const [one, other] = [bound(plan, { after: 'one' }), bound(plan, { filter: { sex: 'MALE' } })]
    expect(one.roots[0]?.arguments).toEqual({ after: 'one', first: 20 })
    expect(other.roots[0]?.arguments).toEqual({ filter: { sex: 'MALE' }, first: 20 })
  })

  it.each([
    ['two operations', 'query A { __typename } query B { __typename }', 'BAD_INPUT'],
    ['no operation', 'fragment F on Child { childRef }', 'BAD_INPUT'],
    ['a mutation', 'mutation { child(ref: "x") { childRef } }', 'REFUSED'],
    ['a subscription', 'subscription { child(ref: "x") { childRef } }', 'REFUSED'],
    [
      'more root fields than the policy lets',
      `{ ${Array.from({ length: 11 }, (_, at) => `c${at}: child(ref: "x") { childRef }`).join(' ')} }`,
      'TOO_COSTLY',
    ],
    ['a field that is not granted', '{ child(ref: "x") { civilAffairs { payoutAccount } } }', 'REFUSED'],
    [
      'a fragment that nothing uses, on a field that is not granted',
      '{ child(ref: "x") { childRef } } fragment F on CivilAffairs { payoutAccount }',
      'REFUSED',
    ],
    ['the schema itself beside a child', '{ __schema { types { name } } child(ref: "x") { childRef } }', 'REFUSED'],
  ])('is not made for %s', (_what, text, code) => {
    expect(codeOf(() => planOf(text))).toBe(code)
  })
})

describe('binding', () => {
  it.each([
    ['a filter that is not granted', { filter: { category: 'ORPHAN' } }, 'REFUSED'],
    ['a filter that does not exist', { filter: { shoeSize: 3 } }, 'REFUSED'],
    ['a value that does not exist', { filter: { sex: 'OTHERWISE' } }, 'REFUSED'],
    ['a value of the wrong form', { filter: { residenceDivision: '33' } }, 'BAD_INPUT'],
    ['a list where an object belongs', { filter: [{ category: 'ORPHAN' }] }, 'BAD_INPUT'],
    ['a number for a cursor', { after: 7 }, 'BAD_INPUT'],
  ])('refuses the village %s', (_what, variables, code) => {
    const plan = planOf(
      'query L($filter: ChildFilter, $after: String) { children(filter: $filter, after: $after) { nodes { childRef } } }',
      village,
    )
    expect(codeOf(() => bound(plan, variables))).toBe(code)
  })

  it('decides the uses of a root field that the variables leave out', () => {
    const plan = planOf(
      'query L($filter: ChildFilter, $no: Boolean!) { a: children { nodes { childRef } } b: children(filter: $filter) @include(if: $no) { nodes { childRef } } }',
      village,
    )
    expect(bound(plan, { no: false }).roots).toHaveLength(1)
    expect(codeOf(() => bound(plan, { no: false, filter: { category: 'ORPHAN' } }))).toBe('REFUSED')
  })

  it('takes no variable that the operation does not declare', () => {
    const plan = planOf('query L($after: String) { children(after: $after) { nodes { childRef } } }')
    expect(bound(plan, { filter: { category: 'ORPHAN' } }).roots[0]?.arguments).toEqual({ first: 20 })
  })
})
