// Casework: what does the village's child director see? The children who live in the village, their address in clear,
// and nothing that the care archive does not need.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST, type CastKey } from '../../src/city/cast.ts'
import { openTown, type Town } from '../world/town.ts'
import { recordedSources } from './questions.ts'

const VILLAGE = '5433019999000CN011'
const LIST = /* GraphQL */ `
  query Village($first: Int, $after: String, $filter: ChildFilter) {
    children(first: $first, after: $after, filter: $filter) {
      nodes {
        childRef
        publicSecurity { displayName ageBand residenceDivision residenceAddress }
        civilAffairs { guardian { relation name phone } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }`
const ONE = 'query One($ref: ID!) { child(ref: $ref) { childRef publicSecurity { displayName residenceAddress } } }'

const sources = recordedSources()
let town: Town

beforeAll(async () => {
  town = await openTown({ wrapSource: sources.wrapSource })
})
afterAll(() => town.close())

function ask(query: string, variables: Record<string, unknown> = {}) {
  return town.ask({ as: 'village', purpose: 'P07', query, variables })
}

function refOf(child: CastKey): string {
  return town.gateway.rooms.childRefs(VILLAGE).refOf(CAST[child].id)
}

describe('the village’s child director', () => {
  it.each([
    '{ children { nodes { childRef publicSecurity { birthDate } } } }',
    '{ children { nodes { childRef publicSecurity { sex } } } }',
    '{ children(filter: { sex: MALE }) { nodes { childRef } } }',
    '{ children { nodes { childRef publicSecurity { citizenId } } } }',
    '{ children { nodes { childRef publicSecurity { displayName hukouAddress } } } }',
    '{ children { nodes { childRef publicSecurity { parentLinks { vitalStatus } } } } }',
    '{ children { nodes { childRef civilAffairs { categories } } } }',
    '{ children { nodes { childRef civilAffairs { guardian { name } householdAidClass } } } }',
    '{ children { nodes { childRef health { illnessAttested } } } }',
    '{ children { nodes { childRef } } child(ref: "c1.AAAAAAAAAAAAAAAAAAAAAA") { disability { severe } } }',
  ])('is refused the whole operation for one field too many: %s', async (query) => {
    sources.take()
    await town.newEntries()
    const response = await ask(query)
    expect(response.status).toBe(403)
    expect(response.body.errors[0].extensions.code).toBe('REFUSED')
    expect(response.body.data).toBeUndefined()
    expect(sources.take()).toEqual([])
    expect(await town.newEntries()).toMatchObject([
      {
        kind: 'REFUSAL',
        body: { code: 'REFUSED', personId: 'demo-person-village', policyIds: ['village-care-archive'] },
      },
    ])
  })

  it('gets null for a child of another village', async () => {
    const response = await ask(ONE, { ref: refOf('stay') })
    expect(response.body).toEqual({ data: { child: null } })
  })

  it('gets the children who live in the village, all of them and no other, with the address in clear', async () => {
    const { rows } = await town.pool('REGISTRY', 'hutong_loader').query<{ child_id: string }>(
      `select child_id from registry.jurisdiction where kind = 'RESIDENCE' and division = '330106901901'
         and superseded_at is null and valid_from <= '2026-11-23' and (valid_to is null or valid_to > '2026-11-23')`,
    )
    const response = await ask(LIST, { first: 200 })
    const { nodes } = response.body.data.children
    const refs = town.gateway.rooms.childRefs(VILLAGE)
    expect(nodes.map(({ childRef }: { childRef: string }) => childRef).sort()).toEqual(
      rows.map((row) => refs.refOf(row.child_id)).sort(),
    )
    for (const { publicSecurity: person } of nodes) {
      if (person === null) continue
      expect(person.residenceAddress).toMatch(/村\d+号$/)
    }
    expect(response.body.extensions).toBeUndefined()
  })

  it('gets a child’s band of age and guardian, and the read stands in the journal', async () => {
    await town.newEntries()
    const response = await ask(LIST, { first: 200 })
    const ref = refOf('villageChild')
    const child = response.body.data.children.nodes.find((node: { childRef: string }) => node.childRef === ref)
    expect(child.publicSecurity).toMatchObject({ displayName: '唐晓禾', ageBand: 'AGE_16_17' })
    expect(child.civilAffairs.guardian.phone).toMatch(/^120\d{8}$/)
    const [intent, outcome] = await town.newEntries()
    expect(intent).toMatchObject({ body: { purpose: 'P07', subjectKind: 'list', policyIds: ['village-care-archive'] } })
    expect(outcome).toMatchObject({ body: { status: 'RELEASED', cells: { MASKED: 0 } } })
    expect(JSON.stringify([intent, outcome])).not.toContain('唐晓禾')
  })

  it('finds nobody outside the village by a filter', async () => {
    const response = await ask(LIST, { filter: { residenceDivision: '330109' } })
    expect(response.body.data.children).toEqual({ nodes: [], pageInfo: { hasNextPage: false, endCursor: null } })
  })
})
