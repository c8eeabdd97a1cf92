// The second wall, asked past the first: it refuses by itself what no policy lists, and hands back the ticket of this
// operation alone.
import { describe, expect, it } from 'vitest'
import type { GateContext } from '../../src/catalogue/ticket.ts'
import { DEPARTMENTS } from '../../src/departments/departments.ts'
import { compilePolicies } from '../../src/policy/compile.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { createGate } from '../../src/policy/shield.ts'
import { parts, schema } from './policies.ts'

const policies = compilePolicies(await readPolicyFolder('policies'), parts)
const edges = DEPARTMENTS.map(({ edge }) => edge)
const gate = createGate(schema, policies, edges)

function asking(role: string, purpose: string): GateContext {
  return { ticket: { operation: Symbol('test') }, role, purpose }
}

const ROOTS = Object.keys(schema.getQueryType()?.getFields() ?? {}).map((name) => `Query.${name}`)
const GATED = [...ROOTS, ...edges.map((edge) => `Child.${edge}`)]

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
