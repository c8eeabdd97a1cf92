// A child whose address is protected: whoever works nearby may not find where the child lives or who keeps it, and may
// not even learn that something is being hidden.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { recordedSources } from './questions.ts'

const VILLAGE = '5433019999000CN011'
const CHILD = CAST.villageChild.id
const LIST = /* GraphQL */ `
  query Village($filter: ChildFilter) {
    children(first: 200, filter: $filter) {
      nodes {
        childRef
        publicSecurity { displayName residenceDivision residenceAddress }
        civilAffairs { guardian { relation name phone } }
      }
    }
  }`

interface Node {
  readonly childRef: string
  readonly publicSecurity: Readonly<Record<string, unknown>> | null
  readonly civilAffairs: { readonly guardian: unknown } | null
}

const sources = recordedSources()
let registry: OwnRegistry
let town: Town

beforeAll(async () => {
  registry = await openOwnRegistry('protected')
  await protect(CHILD, '2026-10-01', null)
  town = await openTown({ databaseUrl: registry.databaseUrl, wrapSource: sources.wrapSource })
})
afterAll(async () => {
  await town.close()
  await registry.drop()
})

async function protect(child: string, from: string, to: string | null): Promise<void> {
  await registry.loader.query(
    `insert into registry.protection (child_id, kind, valid_from, valid_to, recorded_at, source, source_record_time, fetched_at)
     values ($1, 'ADDRESS', $2, $3, '2026-10-01', 'MZJ', '2026-10-01', '2026-10-01')`,
    [child, from, to],
  )
}

function ask(as: string, purpose: string, query: string, variables: Record<string, unknown> = {}) {
  return town.ask({ as, purpose, query, variables })
}

async function nodes(variables: Record<string, unknown> = {}): Promise<Node[]> {
  const response = await ask('village', 'P07', LIST, variables)
  expect(response.status).toBe(200)
  expect(response.body.extensions).toBeUndefined()
  return response.body.data.children.nodes
}

function protectedRef(): string {
  return town.gateway.rooms.childRefs(VILLAGE).refOf(CHILD)
}

describe('to the village’s child director, the protected child', () => {
  it('has no place of residence and no guardian, as if the sources had none, and no word says why', async () => {
    const child = (await nodes()).find(({ childRef }) => childRef === protectedRef())
    expect(child?.publicSecurity).toEqual({
      displayName: '唐晓禾',
      residenceDivision: null,
      residenceAddress: null,
    })
    expect(child?.civilAffairs).toEqual({ guardian: null })
  })

  it('leaves its neighbours as they were', async () => {
    const others = (await nodes()).filter(({ childRef }) => childRef !== protectedRef())
    expect(others.length).toBeGreaterThan(0)
    for (const { publicSecurity } of others) {
      if (publicSecurity) expect(publicSecurity.residenceAddress).toMatch(/村\d+号$/)
    }
  })

  it('is found by no filter on its residence', async () => {
    const found = (await nodes({ filter: { residenceDivision: '330106901901' } })).map(({ childRef }) => childRef)
    expect(found.length).toBeGreaterThan(0)
    expect(found).not.toContain(protectedRef())
    expect((await nodes()).map(({ childRef }) => childRef)).toContain(protectedRef())
  })

  it('is protected in the source’s own statement: no answer of a department holds the cells', async () => {
    sources.take()
    const one = 'query One($ref: ID!) { child(ref: $ref) { publicSecurity { residenceAddress } } }'
    const response = await ask('village', 'P07', one, { ref: protectedRef() })
    expect(response.body).toEqual({ data: { child: { publicSecurity: { residenceAddress: null } } } })
    const [call] = sources.take()
    expect(call?.text).toMatch(/case when .*subject_key" = any\(\$\d+::uuid\[\]\) then .*residence_address_sealed/)
  })

  it('is journalled like any other, with the condition that stood on each cell', async () => {
    await town.newEntries()
    await nodes()
    const [intent, outcome] = await town.newEntries()
    expect(intent?.body.fields).toContainEqual([
      'PublicSecurity.residenceAddress',
      'reveal where:residence-in-own-division where:address-not-protected',
    ])
    expect(outcome?.body.cells).toMatchObject({ WITHHELD: 0 })
  })

  it('is as it was once the protection has ended', async () => {
    await registry.loader.query(`update registry.protection set valid_to = '2026-11-23' where child_id = $1`, [CHILD])
    const child = (await nodes()).find(({ childRef }) => childRef === protectedRef())
    expect(child?.publicSecurity?.residenceAddress).toMatch(/村\d+号$/)
    await registry.loader.query(`update registry.protection set valid_to = null where child_id = $1`, [CHILD])
  })
})

describe('to the county’s adjudicator', () => {
  it('a protected child shows what the county must know', async () => {
    const ref = town.gateway.rooms.childRefs('1133019999000XH06C').refOf(CHILD)
    const one =
      'query One($ref: ID!) { child(ref: $ref) { publicSecurity { residenceDivision } civilAffairs { guardian { relation } } } }'
    const response = await ask('adjudicator', 'P08', one, { ref })
    expect(response.body.data.child.publicSecurity.residenceDivision).toBe('330106901')
    expect(response.body.data.child.civilAffairs.guardian.relation).not.toBeNull()
  })
})
