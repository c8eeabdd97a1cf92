// X13: is there a way around, from a school to its pupils to their siblings and guardians? No edge leads back from an
// organisation to children, none from one child to another, and none from an answer to a child.
import { type GraphQLSchema, getNamedType, isObjectType } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { DEPARTMENTS } from '../../src/departments/departments.ts'
import type { Grant } from '../../src/policy/compile.ts'
import { buildGatewaySchema } from '../../src/schema.ts'
import { openTown, type Town } from '../world/town.ts'
import { recordedSources } from './questions.ts'

const sources = recordedSources()
let town: Town

beforeAll(async () => {
  town = await openTown({ wrapSource: sources.wrapSource })
})
afterAll(() => town.close())

/** Object types that selections below a type can reach. */
function reached(schema: GraphQLSchema, from: string): Set<string> {
  const found = new Set<string>()
  const open = [from]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const type = schema.getType(name)
    if (!isObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const below = getNamedType(field.type)
      if (!isObjectType(below) || found.has(below.name)) continue
      found.add(below.name)
      open.push(below.name)
    }
  }
  return found
}

/** The type behind each department's edge of a child. */
const EDGES = DEPARTMENTS.map(({ edge }) => {
  const child = buildGatewaySchema().getType('Child')
  const field = isObjectType(child) ? child.getFields()[edge] : undefined
  if (!field) throw new Error(`Child has the edge ${edge}`)
  return getNamedType(field.type).name
})

function grantsOf(...roles: string[]): Grant[] {
  return town.gateway.rooms.policies.grants().filter(({ role }) => roles.includes(role))
}

describe('the schema', () => {
  it('leads from no answer to a child or a department’s edge', () => {
    const { schema } = town.gateway.rooms
    for (const type of ['EligibilityAnswer', 'PupilAnswer']) {
      for (const hidden of ['Child', ...EDGES, 'Guardian', 'ParentLink']) {
        expect(reached(schema, type)).not.toContain(hidden)
      }
    }
  })

  it('leads from no department’s edge back to a child, and from no child to another', () => {
    const { schema } = town.gateway.rooms
    for (const type of ['Child', ...EDGES, 'Guardian', 'ParentLink'])
      expect(reached(schema, type)).not.toContain('Child')
  })

  it('holds no circle of object types, so that a path is never longer than the schema is deep', () => {
    const { schema } = town.gateway.rooms
    for (const name of Object.keys(schema.getTypeMap())) {
      if (!name.startsWith('__')) expect(reached(schema, name)).not.toContain(name)
    }
  })

  it('shows hospitals and schools nothing of Child at all', () => {
    for (const { view } of grantsOf('HOSP_CLERK', 'SCH_AID_OFFICER')) {
      for (const type of ['Child', 'ChildConnection', ...EDGES]) expect(view.getType(type)).toBeUndefined()
    }
  })
})

describe('a school that looks for a way around', () => {
  it.each([
    '{ school { pupils { siblings { guardian { phone } } } } }',
    '{ pupilEligibility { answer { child { civilAffairs { categories } } } } }',
    '{ children { nodes { education { school { pupils { childRef } } } } } }',
    '{ pupilEligibility(pupils: [], benefit: EDUCATION_AID) { answer { ... on Child { childRef } } } }',
    '{ pupilEligibility(pupils: [], benefit: EDUCATION_AID) { ... on Guardian { phone } } }',
    '{ _entities(representations: []) { __typename } }',
    '{ node(id: "x") { id } }',
  ])('is refused, with no source called: %s', async (query) => {
    sources.take()
    await town.newEntries()
    const response = await town.ask({ as: 'school', purpose: 'P05', case: 'B-2026-0001', query })
    expect(response.status).toBe(403)
    expect(sources.take()).toEqual([])
    expect(await town.newEntries()).toMatchObject([{ kind: 'REFUSAL', body: { code: 'REFUSED' } }])
  })
})

describe('a path', () => {
  it('of more than ten steps is TOO_COSTLY, fragments counted', async () => {
    const ref = town.gateway.rooms.childRefs('1133019999000XH06C').refOf(CAST.stay.id)
    const at = (depth: number) => `{ child(ref: "${ref}") { ${'... {'.repeat(depth)} childRef ${'}'.repeat(depth)} } }`
    const ask = (query: string) => town.ask({ as: 'adjudicator', purpose: 'P08', query })
    expect((await ask(at(8))).status).toBe(200)
    sources.take()
    const response = await ask(at(9))
    expect(response.body.errors[0].extensions.code).toBe('TOO_COSTLY')
    expect(sources.take()).toEqual([])
  })
})
