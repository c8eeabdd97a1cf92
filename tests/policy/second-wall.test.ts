// The second wall, asked past the first: it refuses by itself what no policy lists, and hands back the ticket of this
// operation alone.
import { buildSchema, type GraphQLObjectType } from 'graphql'
import { describe, expect, it } from 'vitest'
import type { GateContext } from '../../src/catalogue/ticket.ts'
import { compilePolicies, type Grant, type PolicySet } from '../../src/policy/compile.ts'
import type { Decision } from '../../src/policy/decision.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { createGate } from '../../src/policy/shield.ts'
import { CHILD_EDGES } from '../../src/schema.ts'
import { parts, schema } from './policies.ts'

const policies = compilePolicies(await readPolicyFolder('policies'), parts)
const edges = CHILD_EDGES
const gate = createGate(schema, policies, edges)

function asking(role: string, purpose: string): GateContext {
  return { ticket: { operation: Symbol('test') }, role, purpose }
}

const rootsOf = (root: GraphQLObjectType | null | undefined) =>
  Object.keys(root?.getFields() ?? {}).map((name) => `${root?.name}.${name}`)
const ROOTS = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap(rootsOf)
const GATED = [...ROOTS, ...edges.map((edge) => `Child.${edge}`)]

/** A set in which one decision stands for all that is asked. */
function always(decision: Decision | undefined): PolicySet {
  const decided = decision && { ...(policies.grants()[0] as Grant), decide: () => decision }
  return { ...policies, grantFor: () => decided }
}

describe('the guard', () => {
  it.each(
    policies.grants().map((grant) => [grant.role, grant.purpose, grant] as const),
  )('decides every root field and every edge for %s under %s as the policy does', async (role, purpose, grant) => {
    for (const coordinate of GATED) {
      const wanted = grant.decide('select', coordinate).effect !== 'refuse'
      expect([coordinate, await gate.lets([coordinate], asking(role, purpose))]).toEqual([coordinate, wanted])
    }
  })

  it('refuses the whole list for one coordinate in it', async () => {
    const adjudicator = asking('MZ_ADJUDICATOR', 'P08')
    expect(await gate.lets(['Query.child', 'Child.health'], adjudicator)).toBe(true)
    expect(await gate.lets(['Query.child', 'Query.statistics', 'Child.health'], adjudicator)).toBe(false)
    const village = asking('VILLAGE', 'P07')
    expect(await gate.lets(['Query.child', 'Child.publicSecurity'], village)).toBe(true)
    expect(await gate.lets(['Query.child', 'Child.health'], village)).toBe(false)
  })

  it.each([
    ['a role without a policy', 'NOBODY', 'P08'],
    ['a purpose of another role', 'HOSP_CLERK', 'P08'],
    ['no role', '', ''],
  ])('refuses everything to %s', async (_who, role, purpose) => {
    for (const coordinate of GATED) expect(await gate.lets([coordinate], asking(role, purpose))).toBe(false)
  })

  it.each([
    'Query.*',
    '*',
    'Query.nothing',
    'Child.nothing',
    'Mutation.child',
    'Nothing.child',
    'Query',
    '',
    'Child.childRef',
    'PublicSecurity.sex',
    'ChildConnection.nodes',
    'String',
  ])('refuses what is not listed: `%s`', async (coordinate) => {
    expect(await gate.lets([coordinate], asking('MZ_ADJUDICATOR', 'P08'))).toBe(false)
  })

  it('refuses an edge that was left out of its list, although the policy grants it', async () => {
    const narrow = createGate(
      schema,
      policies,
      edges.filter((edge) => edge !== 'health'),
    )
    expect(await narrow.lets(['Child.publicSecurity'], asking('MZ_ADJUDICATOR', 'P08'))).toBe(true)
    expect(await narrow.lets(['Child.health'], asking('MZ_ADJUDICATOR', 'P08'))).toBe(false)
  })

  it.each<[string, Decision | undefined, boolean]>([
    ['lets through what is revealed', { effect: 'reveal', policies: [] }, true],
    ['lets through what is masked', { effect: 'mask', mask: 'name', policies: [] }, true],
    ['refuses what is refused', { effect: 'refuse', policies: [], reason: 'not granted' }, false],
    ['refuses what no policy is there for', undefined, false],
  ])('%s', async (_what, decision, isLet) => {
    const deciding = createGate(schema, always(decision), edges)
    for (const coordinate of ['Query.child', 'Mutation.endDeputy', 'Child.health']) {
      expect(await deciding.lets([coordinate], asking('MZ_ADJUDICATOR', 'P08'))).toBe(isLet)
    }
  })

  it('asks the policies anew each time, so that a new set holds at once', async () => {
    let set = always({ effect: 'reveal', policies: [] })
    const live = createGate(schema, { ...policies, grantFor: (...asked) => set.grantFor(...asked) }, edges)
    const context = asking('MZ_ADJUDICATOR', 'P08')
    expect(await live.lets(['Query.child'], context)).toBe(true)
    set = always(undefined)
    expect(await live.lets(['Query.child'], context)).toBe(false)
  })

  it('refuses where deciding fails', async () => {
    const failing: PolicySet = {
      ...policies,
      grantFor() {
        throw new Error('no set is in force')
      },
    }
    const village = asking('VILLAGE', 'P07')
    expect(await createGate(schema, failing, edges).lets(['Query.child'], village)).toBe(false)
    // Nothing can be noted on such a context, so that the guard itself fails.
    expect(await gate.lets(['Query.child'], Object.freeze(asking('VILLAGE', 'P07')))).toBe(false)
    expect(await gate.lets(['Query.child'], village)).toBe(true)
  })

  it('stands before a schema without mutations as well', async () => {
    const reading = buildSchema('type Query { child: Child } type Child { health: String }')
    const field = reading.getQueryType()?.getFields().child
    if (field) field.resolve = (_parent, _arguments, { ticket }: GateContext) => ticket
    const letsWith = (decision: Decision | undefined) =>
      createGate(reading, always(decision), ['health']).lets(['Query.child'], asking('VILLAGE', 'P07'))
    expect(await letsWith({ effect: 'reveal', policies: [] })).toBe(true)
    expect(await letsWith(undefined)).toBe(false)
  })

  it('lets nothing through on the ticket of another operation', async () => {
    const one = asking('MZ_ADJUDICATOR', 'P08')
    const other = {
      ...asking('MZ_ADJUDICATOR', 'P08'),
      get ticket() {
        return { operation: Symbol('new each time') }
      },
    }
    expect(await gate.lets(['Query.child'], one)).toBe(true)
    expect(await gate.lets(['Query.child'], other)).toBe(false)
  })
})
