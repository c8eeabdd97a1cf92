// Promise 1, decide before resolve: for every role and purpose and every coordinate that is not granted to it, an operation
// that selects that coordinate beside granted ones is refused as a whole, and no source is called.
import { type GraphQLField, getNamedType, isEnumType, isObjectType, isRequiredArgument } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoAccount } from '../../src/demo/accounts.ts'
import type { Grant } from '../../src/policy/compile.ts'
import { openTown, type Town } from '../world/town.ts'
import { recordedSources } from './questions.ts'

const ACCOUNTS: readonly (readonly [as: string, purpose: string])[] = [
  ['hospital', 'P01'],
  ['hospital', 'P02'],
  ['checkup', 'P03'],
  ['school', 'P05'],
  ['adjudicator', 'P08'],
  ['village', 'P07'],
  ['analyst', 'P09'],
  ['rehab-doctor', 'P04'],
  ['jy', 'P06'],
  ['cl', 'P08'],
  ['pay', 'P08'],
  ['protection', 'P10'],
  ['guardian', 'P13'],
  ['rs', 'P15'],
  ['ops', 'P16'],
]

/** Operations asked side by side: each is registered before it is asked, and what is registered is read once for all of them. */
const AT_ONCE = 40

const sources = recordedSources()
let town: Town

beforeAll(async () => {
  town = await openTown({ wrapSource: sources.wrapSource })
})
afterAll(() => town.close())

const LITERALS: Readonly<Record<string, string>> = {
  ID: '"c1.AAAAAAAAAAAAAAAAAAAAAA"',
  Date: '"2026-05-03"',
  DivisionCode: '"330106"',
  MandatoryReportInput: '{ situation: OTHER, words: "有人看见的事情写在这里", inDanger: false }',
  EncounterInput: '{ encounter: "E-1", from: "2026-05-03", fullName: "周小满" }',
  SubjectInput: '{ fullName: "周小满" }',
}

// A root field with its required arguments filled in.
function callOf(field: GraphQLField<unknown, unknown>): string {
  const passed = field.args.filter(isRequiredArgument).map((argument) => {
    const type = getNamedType(argument.type)
    const value = isEnumType(type) ? type.getValues()[0]?.name : LITERALS[type.name]
    return `${argument.name}: ${value}`
  })
  return passed.length > 0 ? `${field.name}(${passed.join(', ')})` : field.name
}

/** One operation for each way from the root down to each coordinate: `{ root { edge { leaf } } }`. */
function selections(): Map<string, string> {
  const { schema } = town.gateway.rooms
  const found = new Map<string, string>()
  const walk = (typeName: string, wrap: (inside: string) => string): void => {
    const type = schema.getType(typeName)
    if (!isObjectType(type)) return
    for (const field of Object.values(type.getFields())) {
      const call = callOf(field)
      const below = getNamedType(field.type)
      const coordinate = `${typeName}.${field.name}`
      found.set(
        found.has(coordinate) ? `${coordinate} ${found.size}` : coordinate,
        wrap(isObjectType(below) ? `${call} { __typename }` : call),
      )
      if (isObjectType(below)) walk(below.name, (inside) => wrap(`${call} { __typename ${inside} }`))
    }
  }
  walk('Query', (inside) => inside)
  return found
}

// Something that the role may ask, so that the refused coordinate stands beside granted ones.
function grantedPart(grant: Grant): string {
  const root = Object.values(grant.view.getQueryType()?.getFields() ?? {})[0]
  if (!root) throw new Error('the role may ask something')
  return `granted: ${callOf(root)} { __typename }`
}

describe('an operation that selects what is not granted', () => {
  it.each(
    ACCOUNTS,
  )('is refused to %s under %s for every coordinate, with no call to any source', async (as, purpose) => {
    const grant = town.gateway.rooms.policies.grantFor(demoAccount(as).role, purpose)
    if (!grant) throw new Error('the account has a policy')
    const beside = grantedPart(grant)
    const hidden = [...selections()].filter(
      ([coordinate]) => grant.decide('select', coordinate.split(' ')[0] ?? '').effect === 'refuse',
    )
    expect(new Set(hidden.map(([coordinate]) => coordinate.split(' ')[0])).size).toBeGreaterThanOrEqual(
      purpose === 'P08' ? 30 : 60,
    )
    sources.take()
    await town.newEntries()
    const refusal = async ([coordinate, selection]: readonly [string, string]): Promise<void> => {
      const response = await town.ask({ as, purpose, case: 'E-2026-0002', query: `{ ${beside} ${selection} }` })
      const { errors, data } = response.body
      expect([coordinate, response.status, errors?.[0]?.extensions.code]).toEqual([coordinate, 403, 'REFUSED'])
      expect(data).toBeUndefined()
    }
    for (let at = 0; at < hidden.length; at += AT_ONCE) {
      await Promise.all(hidden.slice(at, at + AT_ONCE).map(refusal))
    }
    expect(sources.take()).toEqual([])
    const entries = await town.newEntries()
    expect(entries.map(({ kind }) => kind)).toEqual(hidden.map(() => 'REFUSAL'))
    for (const { body } of entries) expect(body).toMatchObject({ code: 'REFUSED', purpose, subjects: [], fields: [] })
  })

  it('counts at the sources what is asked when everything is granted', async () => {
    sources.take()
    const query = '{ children(first: 1) { nodes { childRef publicSecurity { sex } health { illnessAttested } } } }'
    expect((await town.ask({ as: 'adjudicator', purpose: 'P08', query })).status).toBe(200)
    expect(sources.take().map(({ source }) => source)).toEqual(['GAJ', 'WJW'])
  })
})
