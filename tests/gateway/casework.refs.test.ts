// Casework: what does a child's reference tell two organisations that compare theirs? Nothing: each holds its own.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST, PROTECTION_CASE } from '../../src/city/cast.ts'
import { DEMO_ACCOUNTS } from '../../src/demo/accounts.ts'
import { openTown, type Town } from '../world/town.ts'

const REFS = '{ children(first: 200) { nodes { childRef } } }'
const ONE = 'query One($ref: ID!) { child(ref: $ref) { childRef } }'

let town: Town

beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

async function refsOf(as: string, purpose: string): Promise<string[]> {
  const response = await town.ask({ as, purpose, query: REFS })
  return response.body.data.children.nodes.map(({ childRef }: { childRef: string }) => childRef)
}

describe('the references of one child', () => {
  it('are another for each organisation', () => {
    const of = (organisation: string) => town.gateway.rooms.childRefs(organisation).refOf(CAST.villageChild.id)
    const refs = ['1133019999000XH06C', '1133019999000XH09M', '5433019999000CN011', '1233019999000HA17Y'].map(of)
    expect(new Set(refs).size).toBe(4)
  })

  it('never meet in the lists of a village and of its county, which share children', async () => {
    const village = await refsOf('village', 'P07')
    const county = new Set(await refsOf('adjudicator', 'P08'))
    expect(village.length).toBeGreaterThan(0)
    expect(village.filter((ref) => county.has(ref))).toEqual([])
  })

  it('open for nobody else: the county gets null for the village’s', async () => {
    for (const ref of await refsOf('village', 'P07')) {
      const response = await town.ask({ as: 'adjudicator', purpose: 'P08', query: ONE, variables: { ref } })
      expect(response.body).toEqual({ data: { child: null } })
    }
  })

  it('open in no other work of the same bureau when a named case gave them', async () => {
    const named = { as: 'protection', purpose: 'P10', case: PROTECTION_CASE.caseNumber }
    const list = await town.ask({ ...named, query: '{ children(first: 1) { nodes { childRef } } }' })
    expect(list.body.errors).toBeUndefined()
    const [{ childRef }] = list.body.data.children.nodes
    expect((await town.ask({ ...named, query: ONE, variables: { ref: childRef } })).body).toEqual({
      data: { child: { childRef } },
    })
    const other = await town.ask({ as: 'adjudicator', purpose: 'P08', query: ONE, variables: { ref: childRef } })
    expect(other.body).toEqual({ data: { child: null } })
  })

  it('are the same each time for the one who may ask', async () => {
    const [ref] = await refsOf('village', 'P07')
    const response = await town.ask({ as: 'village', purpose: 'P07', query: ONE, variables: { ref } })
    expect(response.body).toEqual({ data: { child: { childRef: ref } } })
  })
})

describe('the order of one list of children', () => {
  async function idsOf(as: string): Promise<string[]> {
    const organisationId = DEMO_ACCOUNTS.find(({ key }) => key === as)?.organisationId ?? ''
    const { childIdOf } = town.gateway.rooms.childRefs(organisationId)
    return (await refsOf(as, 'P08')).map((ref) => childIdOf(ref) ?? '')
  }

  // Both are of one county, and are shown the first two hundred of its children.
  it('is another for each organisation, so that nobody joins two lists line by line', async () => {
    const [bureau, federation] = [await idsOf('adjudicator'), await idsOf('cl')]
    const places = bureau.map((id) => federation.indexOf(id)).filter((place) => place >= 0)
    expect(bureau.filter((id, line) => federation[line] === id).length).toBeLessThan(10)
    expect(places.length).toBeGreaterThan(30)
    const pairs = places.flatMap((place, at) => places.slice(at + 1).map((later) => place < later))
    const alike = pairs.filter(Boolean).length / pairs.length
    expect(alike).toBeGreaterThan(0.35)
    expect(alike).toBeLessThan(0.65)
  })

  it('is that of nobody’s ids', async () => {
    const bureau = await idsOf('adjudicator')
    expect(bureau).not.toEqual([...bureau].sort())
  })
})
