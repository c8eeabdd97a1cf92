// Items of departments that the gateway does not read yet: decided, guarded and journalled like any other, and answered
// UNAVAILABLE with the department's code, for every child alike and without a call.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CastKey } from '../../src/city/cast.ts'
import { type DemoAccountKey, demoAccount } from '../../src/demo/accounts.ts'
import { UNBUILT_DEPARTMENTS } from '../../src/departments/unbuilt/departments.ts'
import { refFor } from '../world/child-refs.ts'
import { openTown, type Town } from '../world/town.ts'
import { recordedSources } from './questions.ts'

const sources = recordedSources()
let town: Town

beforeAll(async () => {
  town = await openTown({ wrapSource: sources.wrapSource })
})
afterAll(() => town.close())

async function ask(as: DemoAccountKey, purpose: string, selection: string, child: CastKey = 'stay') {
  sources.take()
  await town.newEntries()
  const query = `query One($ref: ID!) { child(ref: $ref) { ${selection} } }`
  const case_ = purpose === 'P10' ? { case: 'C-2026-0001' } : {}
  return town.ask({ as, purpose, query, variables: { ref: refFor(town, as, purpose, child) }, ...case_ })
}

describe('an item of a department that is not read yet', () => {
  it.each([
    ['the ground behind k8Satisfied', 'adjudicator', 'P08', 'justice { parentSituations { imprisonment } }'],
    ['the county’s court to the village', 'village', 'P07', 'court { guardianshipRevoked }'],
    ['a parent’s situation to the village', 'village', 'P07', 'justice { parentSituations { k8Satisfied } }'],
    ['the case to the village', 'village', 'P07', 'community { protectionCase }'],
    ['entrusted care to the county', 'adjudicator', 'P08', 'community { entrustedCare }'],
    ['the state of housing to its officer', 'zf', 'P15', 'housing { state priority }'],
    ['the other department’s flag', 'zf', 'P15', 'employment { priority }'],
  ] as const)('is refused like any other field: %s', async (_what, as, purpose, selection) => {
    const response = await ask(as, purpose, selection)
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([403, 'REFUSED'])
    expect(sources.take()).toEqual([])
    expect((await town.newEntries()).map(({ kind }) => kind)).toEqual(['REFUSAL'])
  })

  it.each([
    ['adjudicator', 'P08', 'justice { parentSituations { relation k8Satisfied } }', 'justice', 'SFJ'],
    ['adjudicator', 'P08', 'court { guardianshipRevoked }', 'court', 'FYJ'],
    ['zf', 'P15', 'housing { priority }', 'housing', 'ZFJ'],
    ['rs', 'P15', 'employment { priority }', 'employment', 'RSJ'],
  ] as const)('is UNAVAILABLE to %s for %s, and calls nobody: %s', async (as, purpose, selection, edge, source) => {
    const response = await ask(as, purpose, selection)
    expect(response.body).toEqual({
      data: { child: { [edge]: null } },
      extensions: { disclosure: [{ path: ['child', edge], state: 'UNAVAILABLE', reason: 'NOT_CONNECTED', source }] },
    })
    expect(sources.take()).toEqual([])
    const [intent, outcome] = await town.newEntries()
    expect(intent).toMatchObject({ kind: 'INTENT', body: { role: demoAccount(as).role, purpose } })
    expect(outcome).toMatchObject({ kind: 'OUTCOME', body: { status: 'RELEASED', cells: { UNAVAILABLE: 1 } } })
  })

  it('is UNAVAILABLE to the village beside what the village does see', async () => {
    const response = await ask('village', 'P07', 'childRef community { entrustedCare }', 'villageChild')
    expect(response.body.data.child.community).toBeNull()
    expect(response.body.extensions.disclosure).toEqual([
      { path: ['child', 'community'], state: 'UNAVAILABLE', reason: 'NOT_CONNECTED', source: 'XZJ' },
    ])
  })

  it('is UNAVAILABLE for every child of a page, each said once', async () => {
    const query = '{ children(first: 3) { nodes { court { guardianshipRevoked } } } }'
    const { body } = await town.ask({ as: 'adjudicator', purpose: 'P08', query })
    expect(body.data.children.nodes).toEqual([{ court: null }, { court: null }, { court: null }])
    expect(body.extensions.disclosure).toEqual(
      [0, 1, 2].map((at) => ({
        path: ['children', 'nodes', at, 'court'],
        state: 'UNAVAILABLE',
        reason: 'NOT_CONNECTED',
        source: 'FYJ',
      })),
    )
  })

  it('tells nothing of a child that is not the caller’s: there is no edge without a child', async () => {
    const response = await ask('adjudicator', 'P08', 'court { guardianshipRevoked }', 'otherDistrictChild')
    expect(response.body).toEqual({ data: { child: null } })
  })

  it('is UNAVAILABLE to the named team, beside the edges that are read', async () => {
    const selection =
      'publicSecurity { displayName ageBand } court { guardianshipRevoked } community { protectionCase }'
    const response = await ask('protection', 'P10', selection, 'protectedChild')
    expect(response.body.data.child).toMatchObject({
      publicSecurity: { displayName: '某' },
      court: null,
      community: null,
    })
    expect(response.body.extensions.disclosure).toEqual([
      {
        path: ['child', 'publicSecurity', 'displayName'],
        state: 'MASKED',
        reason: 'MINIMUM_NECESSARY',
        mask: 'surname-unknown',
      },
      { path: ['child', 'court'], state: 'UNAVAILABLE', reason: 'NOT_CONNECTED', source: 'FYJ' },
      { path: ['child', 'community'], state: 'UNAVAILABLE', reason: 'NOT_CONNECTED', source: 'XZJ' },
    ])
  })
})

it('the guard knows each of their edges: one that a policy lacks does not pass', async () => {
  const { gate } = town.gateway.rooms
  const ticket = { operation: Symbol('test') }
  for (const { edge } of UNBUILT_DEPARTMENTS) {
    expect(await gate.lets([`Child.${edge}`], { ticket, role: 'HOSP_CLERK', purpose: 'P01' })).toBe(false)
  }
  expect(await gate.lets(['Child.court'], { ticket, role: 'MZ_ADJUDICATOR', purpose: 'P08' })).toBe(true)
})
