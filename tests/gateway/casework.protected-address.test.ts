// A child whose address is protected: whoever works nearby may not find where the child lives or who keeps it, and may
// not even learn that something is being hidden.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
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

const ONE = 'query One($ref: ID!) { child(ref: $ref) { publicSecurity { displayName residenceAddress } } }'
const NOWHERE = 'c1.AAAAAAAAAAAAAAAAAAAAAA'

const sources = recordedSources()
let registry: OwnRegistry
let town: Town
/** The same, but the village's children are those registered there, wherever they live. */
let registered: Town

beforeAll(async () => {
  registry = await openOwnRegistry('protected')
  await protect(CHILD, '2026-10-01', null)
  const open = { databaseUrl: registry.databaseUrl, wrapSource: sources.wrapSource }
  town = await openTown(open)
  const policies = await readPolicyFolder('policies')
  const text = policies.get('village-care-archive.yaml') ?? ''
  const byHukou = text.replace('relation: residence-division', 'relation: hukou-division')
  expect(byHukou).not.toBe(text)
  registered = await openTown({ ...open, policies: new Map([...policies, ['village-care-archive.yaml', byHukou]]) })
})
afterAll(async () => {
  await town.close()
  await registered.close()
  await registry.drop()
})

async function protect(child: string, from: string, to: string | null): Promise<void> {
  await registry.loader.query(
    `insert into registry.protection (child_id, kind, valid_from, valid_to, recorded_at, source, source_record_time, fetched_at)
     values ($1, 'ADDRESS', $2, $3, '2026-10-01', 'MZJ', '2026-10-01', '2026-10-01')`,
    [child, from, to],
  )
}

async function nodes(of: Town, variables: Record<string, unknown> = {}): Promise<Node[]> {
  const response = await of.ask({ as: 'village', purpose: 'P07', query: LIST, variables })
  expect(response.status).toBe(200)
  return response.body.data.children.nodes
}

function protectedRef(): string {
  return town.gateway.rooms.childRefs(VILLAGE).refOf(CHILD)
}

function refs(found: readonly Node[]): string[] {
  return found.map(({ childRef }) => childRef)
}

describe('to the child director of the village where it lives, the protected child', () => {
  it('is not there: to be on the list would say where it lives', async () => {
    const found = refs(await nodes(town))
    expect(found.length).toBeGreaterThan(0)
    expect(found).not.toContain(protectedRef())
  })

  it('is found by no filter, and asked for by reference it is answered like nobody', async () => {
    expect(refs(await nodes(town, { filter: { residenceDivision: '330106901901' } }))).not.toContain(protectedRef())
    const ask = (ref: string) => town.ask({ as: 'village', purpose: 'P07', query: ONE, variables: { ref } })
    const nobody = await ask(town.gateway.rooms.childRefs(VILLAGE).refOf('00000000-0000-4000-8000-000000000000'))
    sources.take()
    const protectedOne = await ask(protectedRef())
    expect(protectedOne.text).toBe(nobody.text)
    expect(protectedOne.body).toEqual({ data: { child: null } })
    // The walk goes to its end with a key that matches nothing.
    expect(sources.take().map(({ source }) => source)).toEqual(['GAJ'])
    expect((await ask(NOWHERE)).body.data?.child ?? null).toBeNull()
  })

  it('leaves its neighbours as they were', async () => {
    for (const { publicSecurity } of await nodes(town)) {
      if (publicSecurity) expect(publicSecurity.residenceAddress).toMatch(/村\d+号$/)
    }
  })

  it('is no part of what the journal says was shown', async () => {
    await town.newEntries()
    const shown = await nodes(town)
    const [, outcome] = await town.newEntries()
    expect(outcome?.body.resolved).toHaveLength(shown.length)
  })

  it('is there again once the protection has ended', async () => {
    await registry.loader.query(`update registry.protection set valid_to = '2026-11-23' where child_id = $1`, [CHILD])
    const child = (await nodes(town)).find(({ childRef }) => childRef === protectedRef())
    expect(child?.publicSecurity?.residenceAddress).toMatch(/村\d+号$/)
    await registry.loader.query(`update registry.protection set valid_to = null where child_id = $1`, [CHILD])
  })
})

describe('to a child director for whom it is on record by its registration, the protected child', () => {
  it('has no place of residence and no guardian, as if the sources had none', async () => {
    const child = (await nodes(registered)).find(({ childRef }) => childRef === protectedRef())
    expect(child?.publicSecurity).toMatchObject({
      displayName: '唐晓禾',
      residenceAddress: null,
      residenceDivision: null,
    })
    expect(child?.civilAffairs).toBeNull()
  })

  it('has no word beside those cells, which looking absent means', async () => {
    const response = await registered.ask({ as: 'village', purpose: 'P07', query: LIST })
    const { nodes: found } = response.body.data.children as { nodes: Node[] }
    const at = refs(found).indexOf(protectedRef())
    const disclosure: { path: (string | number)[] }[] = response.body.extensions?.disclosure ?? []
    expect(disclosure.filter(({ path }) => path[2] === at)).toEqual([])
  })

  it('is found by no filter on where it lives', async () => {
    const found = refs(await nodes(registered, { filter: { residenceDivision: '330106901901' } }))
    expect(found.length).toBeGreaterThan(0)
    expect(found).not.toContain(protectedRef())
  })

  it('is protected in the source’s own statement: no answer of a department holds the cells', async () => {
    sources.take()
    await registered.ask({ as: 'village', purpose: 'P07', query: ONE, variables: { ref: protectedRef() } })
    const [call] = sources.take()
    expect(call?.text).toMatch(/case when .*subject_key" = any\(\$\d+::uuid\[\]\).* then .*residence_address_sealed/)
  })

  it('is journalled with the condition that stood on each cell', async () => {
    await registered.newEntries()
    await nodes(registered)
    const [intent] = await registered.newEntries()
    const fields = new Map(intent?.body.fields as readonly (readonly [string, string])[])
    expect(fields.get('PublicSecurity.residenceAddress')).toContain('where:address-not-protected')
  })
})

describe('to the county’s adjudicator', () => {
  it('a protected child shows what the county must know', async () => {
    const ref = town.gateway.rooms.childRefs('1133019999000XH06C').refOf(CHILD)
    const query =
      'query One($ref: ID!) { child(ref: $ref) { publicSecurity { residenceDivision } civilAffairs { guardian { relation } } } }'
    const response = await town.ask({ as: 'adjudicator', purpose: 'P08', query, variables: { ref } })
    expect(response.body.data.child.publicSecurity.residenceDivision).toBe('330106901')
    expect(response.body.data.child.civilAffairs.guardian.relation).not.toBeNull()
  })
})
