// A plan depends on the document, the role, the purpose and the policies, and on nothing of the request; binding it to a
// request can only narrow it.
import { buildSchema, GraphQLSchema, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { bind } from '../../src/plan/bind.ts'
import { createPlanner, type Plan } from '../../src/plan/plan.ts'
import type { RowRule } from '../../src/policy/policy.ts'
import { adjudicator, allBut, catalogue, codeOf, grantFor, planOf, refusalOf, schema, village } from './grants.ts'

const LIST = `query L($filter: ChildFilter, $after: String, $more: Boolean = false) {
  children(filter: $filter, after: $after) {
    nodes { childRef publicSecurity @include(if: $more) { displayName hukouDivision } }
  } }`

const ALONE = 'BAD_INPUT: a document holds exactly one operation'
const UNSEEN = 'REFUSED: a name is not in the view'
const AMISS = 'BAD_INPUT: the document does not validate'
const CHANGED = 'workListChanged { task }'

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

  it('is told apart from another of the same document, and both are kept', () => {
    const planner = createPlanner(catalogue)
    const document = parse('{ children { nodes { childRef } } }')
    const [one, other] = [planner.planFor(document, adjudicator), planner.planFor(document, village)]
    expect([one.grant, other.grant]).toEqual([adjudicator, village])
    expect(planner.planFor(document, adjudicator)).toBe(one)
    expect(planner.planFor(document, village)).toBe(other)
  })

  it('counts the fields below each root, aliases too, and lists the leaves once', () => {
    const { roots } = planOf(`{
      a: child(ref: "x") { childRef __typename publicSecurity { one: sex other: sex hukouDivision __typename } }
      b: child(ref: "y") { childRef }
      __typename
    }`)
    expect(roots.map(({ field, fieldCount }) => [field.key, fieldCount])).toEqual([
      ['a', 7],
      ['b', 1],
    ])
    expect(roots[0]?.leaves).toEqual([
      { coordinate: 'Child.childRef', mask: null, rows: [] },
      { coordinate: 'PublicSecurity.sex', mask: null, rows: [] },
      { coordinate: 'PublicSecurity.hukouDivision', mask: 'division-nine', rows: [] },
    ])
  })

  it('has names of types in its shape, and nowhere among what is read or journalled', () => {
    const plan = planOf('{ __typename child(ref: "x") { __typename } }')
    expect(plan.shape.map(({ name, typeName }) => [name, typeName])).toEqual([
      ['__typename', 'Query'],
      ['child', 'Query'],
    ])
    expect(plan.roots.map(({ leaves }) => leaves)).toEqual([[]])
    expect(plan.fields).toEqual([['Query.child', 'reveal']])
    expect(plan.gateCoordinates).toEqual(['Query.child'])
  })

  it('may be of nothing but the name of a type', () => {
    expect(planOf('{ __typename }')).toMatchObject({ roots: [], fields: [], gateCoordinates: [] })
  })

  it('says under which conditions a field is granted', () => {
    const own = { where: 'residence-in-own-division', otherwise: 'withheld' }
    const safe = { where: 'address-not-protected', otherwise: 'looks-absent' }
    const plan = planOf('{ child(ref: "x") { publicSecurity { residenceDivision } } }', village)
    expect(plan.fields.at(-2)).toEqual([
      'PublicSecurity.residenceDivision',
      'reveal where:residence-in-own-division where:address-not-protected',
    ])
    expect(plan.roots[0]?.leaves).toEqual([
      { coordinate: 'PublicSecurity.residenceDivision', mask: null, rows: [own, safe] },
    ])
  })

  it('says the conditions of a field beside its mask', () => {
    const rows: RowRule[] = [{ where: 'residence-in-own-division', otherwise: 'withheld' }]
    const plan = planOf('{ child(ref: "x") { childRef } }', {
      ...adjudicator,
      decide: (_kind, coordinate) =>
        coordinate === 'Child.childRef'
          ? { effect: 'mask', mask: 'redact', policies: [], rows }
          : { effect: 'reveal', policies: [] },
    })
    expect(plan.fields).toEqual([
      ['Child.childRef', 'mask:redact where:residence-in-own-division'],
      ['Query.child', 'reveal'],
    ])
    expect(plan.roots[0]?.leaves).toEqual([{ coordinate: 'Child.childRef', mask: 'redact', rows }])
    expect([...plan.masks]).toEqual([['Child.childRef', 'redact']])
  })

  it('asks the second wall for root fields, acts and edges, each once, and for nothing below', () => {
    const edges = '{ nodes { childRef publicSecurity { sex } health { illnessAttested } } pageInfo { hasNextPage } }'
    expect(planOf(`{ a: children ${edges} b: children ${edges} }`).gateCoordinates).toEqual([
      'Query.children',
      'Child.publicSecurity',
      'Child.health',
    ])
    const act = planOf('mutation { endDeputy(appointment: "x") { id } }', grantFor('VILLAGE', 'P14'))
    expect(act.gateCoordinates).toEqual(['Mutation.endDeputy'])
    const view = buildSchema('type Query { saved: SavedQuery } type SavedQuery { text: String }')
    expect(planOf('{ saved { text } }', allBut([], { view })).gateCoordinates).toEqual(['Query.saved'])
  })

  it('has one name for one operation, however it is written', () => {
    const hash = '1c046d66d7583c30548afb9a85dc0d080ba3c0cf683c36426df47d7b2f19e97b'
    expect(planOf('{ child(ref: "x") { childRef } }').documentHash).toBe(hash)
    expect(planOf('query {\n  # a child\n  child(ref: "x"), { childRef }\n}').documentHash).toBe(hash)
    expect(planOf('{ child(ref: "y") { childRef } }').documentHash).not.toBe(hash)
  })

  it('is made for as many root fields as the policy lets, names of types aside', () => {
    const roots = (count: number) =>
      `{ __typename ${Array.from({ length: count }, (_, at) => `c${at}: child(ref: "x") { childRef }`).join(' ')} }`
    expect(refusalOf(() => planOf(roots(10)))).toBeNull()
    expect(refusalOf(() => planOf(roots(11)))).toBe('TOO_COSTLY: too many root fields')
  })

  it('is made for one act at a time', () => {
    const act = (name: string) => `${name}: endDeputy(appointment: "x") { id }`
    const acts = (...names: string[]) => planOf(`mutation { ${names.map(act).join(' ')} }`, allBut([]))
    expect(acts('a').roots).toHaveLength(1)
    expect(refusalOf(() => acts('a', 'b'))).toBe('TOO_COSTLY: one act at a time')
    expect(refusalOf(() => planOf('mutation { __typename }', allBut([])))).toBe('TOO_COSTLY: one act at a time')
  })

  it('is not made for a mutation or a subscription where none is granted', () => {
    for (const kind of ['mutation', 'subscription']) {
      const text = `${kind} { child(ref: "x") { childRef } }`
      expect(refusalOf(() => planOf(text, grantFor('HOSP_CLERK', 'P03')))).toBe(`REFUSED: no ${kind} is granted`)
    }
  })

  it.each([
    ['two operations', 'query A { __typename } query B { __typename }', ALONE],
    ['no operation', 'fragment F on Child { childRef }', ALONE],
    ['a query that is written as a mutation', 'mutation { child(ref: "x") { childRef } }', UNSEEN],
    ['a query that is written as a subscription', 'subscription { child(ref: "x") { childRef } }', UNSEEN],
    ['a subscription of two fields', `subscription { a: ${CHANGED} b: ${CHANGED} }`, AMISS],
    [
      'a subscription on a condition',
      'subscription ($a: Boolean!) { workListChanged @include(if: $a) { task } }',
      AMISS,
    ],
    ['a field that is not granted', '{ child(ref: "x") { civilAffairs { payoutAccount } } }', UNSEEN],
    ['a field that does not exist', '{ child(ref: "x") { civilAffairs { shoeSize } } }', UNSEEN],
    [
      'a fragment that nothing uses, on a field that is not granted',
      '{ child(ref: "x") { childRef } } fragment F on CivilAffairs { payoutAccount }',
      UNSEEN,
    ],
    ['a fragment on a type that does not exist', '{ ... on Shoe { size } }', UNSEEN],
    ['a variable of a type that is not granted', 'query Q($t: StatisticTable) { __typename }', UNSEEN],
    ['an argument that does not exist', '{ child(ref: "x", size: 3) { childRef } }', UNSEEN],
    [
      'a filter that is not granted',
      '{ children(filter: { residenceDivision: "330100000000" }) { nodes { childRef } } }',
      UNSEEN,
    ],
    ['a value that does not exist', '{ children(filter: { sex: OTHERWISE }) { nodes { childRef } } }', UNSEEN],
    [
      'a text where the name of a value belongs',
      '{ children(filter: { sex: "MALE" }) { nodes { childRef } } }',
      UNSEEN,
    ],
    ['a name that is not granted beside other faults', '{ child(ref: "x") { shoeSize childRef { x } } child }', UNSEEN],
    ['a leaf with fields', '{ child(ref: "x") { childRef { x } } }', AMISS],
    ['a child without fields', '{ child(ref: "x") }', AMISS],
    ['a missing argument', '{ child { childRef } }', AMISS],
    ['a directive that does not exist', '{ child(ref: "x") { childRef @nothing } }', AMISS],
    ['a fragment that does not exist', '{ child(ref: "x") { ...Nothing } }', AMISS],
    ['fragments in a circle', '{ ...A } fragment A on Query { ...A }', AMISS],
    [
      'a value of the wrong form, though it reads like a name that is not granted',
      '{ children(first: "Cannot query field") { nodes { childRef } } }',
      AMISS,
    ],
    [
      'the schema itself beside a child',
      '{ __schema { types { name } } child(ref: "x") { childRef } }',
      'REFUSED: introspection is no part of the walk',
    ],
  ])('is not made for %s', (_what, text, wanted) => {
    expect(refusalOf(() => planOf(text))).toBe(wanted)
  })

  it('is not made for a document after whose first twenty faults nobody looks for more', () => {
    const wrong = (count: number) => 'a: children(first: "x") { nodes { childRef } } '.repeat(count)
    expect(refusalOf(() => planOf(`{ ${wrong(19)} shoeSize }`))).toBe(UNSEEN)
    expect(refusalOf(() => planOf(`{ ${wrong(20)} shoeSize }`))).toBe(AMISS)
  })

  it.each([
    ['a role to which nothing is shown', grantFor('SYSTEM_CLASSIFY', 'P08')],
    [
      'acts without a query, which is no schema',
      allBut([], { view: new GraphQLSchema({ mutation: schema.getMutationType() ?? null }) }),
    ],
  ])('is not made for %s', (_what, grant) => {
    for (const text of ['{ __typename }', 'mutation { endDeputy(appointment: "x") { id } }'])
      expect(refusalOf(() => planOf(text, grant))).toBe('REFUSED: nothing is granted')
  })
})

describe('a plan under a view that shows too much', () => {
  it.each([
    ['a leaf', 'PublicSecurity.sex', '{ child(ref: "x") { publicSecurity { sex } } }'],
    ['a leaf under another name', 'PublicSecurity.sex', '{ child(ref: "x") { publicSecurity { birthDate: sex } } }'],
    ['a leaf that is skipped', 'PublicSecurity.sex', '{ child(ref: "x") { publicSecurity { sex @skip(if: true) } } }'],
    ['an edge', 'Child.publicSecurity', '{ child(ref: "x") { publicSecurity { sex } } }'],
    ['a root field', 'Query.child', '{ child(ref: "x") { publicSecurity { sex } } }'],
    ['an act', 'Mutation.endDeputy', 'mutation { endDeputy(appointment: "x") { id } }'],
    ['what is followed', 'Subscription.workListChanged', 'subscription { workListChanged { task } }'],
  ])('is not made for %s that the decision refuses', (_what, coordinate, text) => {
    expect(refusalOf(() => planOf(text, allBut([])))).toBeNull()
    expect(refusalOf(() => planOf(text, allBut([`select ${coordinate}`])))).toBe(`REFUSED: ${coordinate}: kept back`)
  })
})

describe('binding', () => {
  const REFUSED = 'REFUSED: the variables do not fit the operation'
  const BAD_INPUT = 'BAD_INPUT: the variables do not fit the operation'

  it.each([
    ['a filter that is not granted', { filter: { category: 'ORPHAN' } }, REFUSED],
    ['a filter that does not exist', { filter: { shoeSize: 3 } }, REFUSED],
    ['a value of the wrong form', { filter: { residenceDivision: '33' } }, BAD_INPUT],
    ['a list where an object belongs', { filter: [{ category: 'ORPHAN' }] }, BAD_INPUT],
    ['a number for a cursor', { after: 7 }, BAD_INPUT],
    [
      'a filter that is not granted beside a number for a cursor',
      { after: 7, filter: { category: 'ORPHAN' } },
      REFUSED,
    ],
  ])('refuses the village %s', (_what, variables, wanted) => {
    const plan = planOf(
      'query L($filter: ChildFilter, $after: String) { children(filter: $filter, after: $after) { nodes { childRef } } }',
      village,
    )
    expect(refusalOf(() => bound(plan, variables))).toBe(wanted)
  })

  it('refuses a value that does not exist like a name that is not granted', () => {
    const plan = planOf('query L($sex: Sex) { children(filter: { sex: $sex }) { nodes { childRef } } }')
    expect(refusalOf(() => bound(plan, { sex: 'MALE' }))).toBeNull()
    expect(refusalOf(() => bound(plan, { sex: 'OTHERWISE' }))).toBe(REFUSED)
    expect(refusalOf(() => bound(plan, { sex: 3 }))).toBe(BAD_INPUT)
  })

  it('refuses null for an argument that must have a value, and says to the log what was wrong', () => {
    const plan = planOf('query L($first: Int = 5) { children(first: $first) { nodes { childRef } } }')
    expect(bound(plan, {}).roots[0]?.arguments).toEqual({ first: 5 })
    const refused = () => bound(plan, { first: null })
    expect(refusalOf(refused)).toBe('BAD_INPUT: an argument does not fit')
    expect(refused).toThrow(expect.objectContaining({ hint: 'VARIABLE_FORM' }))
    expect(refused).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ message: expect.stringContaining('"first"') }) }),
    )
  })

  it('hands on the variables with their defaults, and the roots that they let in', () => {
    const plan = planOf(LIST)
    expect({ ...bound(plan, { after: 'one' }).variables }).toEqual({ after: 'one', more: false })
    const two = planOf(
      'query L($no: Boolean!) { a: child(ref: "x") { childRef } b: child(ref: "y") @skip(if: $no) { childRef } }',
    )
    const keys = (no: boolean) => bound(two, { no }).roots.map(({ plan: { field } }) => field.key)
    expect([keys(true), keys(false)]).toEqual([['a'], ['a', 'b']])
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
