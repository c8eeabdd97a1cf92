// X04: may an officer of 330106 look up a child of 330109? No; and what decides is the division that is competent today,
// not the digits of a number, nor where the child once was.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST, type CastKey } from '../../src/city/cast.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { CHILD_FILE, FILE_DEPARTMENTS, recordedSources } from './questions.ts'

const OFFICES = { adjudicator: '1133019999000XH06C', 'other-adjudicator': '1133019999000XH09M' } as const
type Office = keyof typeof OFFICES

const sources = recordedSources()
let registry: OwnRegistry
let town: Town

beforeAll(async () => {
  registry = await openOwnRegistry('county')
  town = await openTown({ databaseUrl: registry.databaseUrl, wrapSource: sources.wrapSource })
})
afterAll(async () => {
  await town.close()
  await registry.drop()
})

function ask(as: Office, child: CastKey) {
  const ref = town.gateway.rooms.childRefs(OFFICES[as]).refOf(CAST[child].id)
  return town.ask({ as, purpose: 'P08', query: CHILD_FILE, variables: { ref } })
}

describe('an officer of one county', () => {
  it('gets null for a child of another, and the county’s own officer gets the child', async () => {
    // The number’s first digits are those of neither county.
    expect(CAST.otherDistrictChild.citizenId?.slice(0, 6)).toBe('330199')
    await town.newEntries()
    const refused = await ask('adjudicator', 'otherDistrictChild')
    expect(refused.body).toEqual({ data: { child: null } })
    expect(await town.newEntries()).toMatchObject([
      { kind: 'INTENT', body: { subjectKind: 'child-ref', count: 1 } },
      { kind: 'OUTCOME', body: { status: 'RELEASED', resolved: [] } },
    ])
    const own = await ask('other-adjudicator', 'otherDistrictChild')
    expect(own.body.data.child.publicSecurity.displayName).toBe(CAST.otherDistrictChild.name)
  })

  it('costs the departments the same calls for a child of another county as for one of its own', async () => {
    sources.take()
    await ask('adjudicator', 'stay')
    const own = sources.take()
    await ask('adjudicator', 'otherDistrictChild')
    expect(sources.take()).toEqual(own)
    expect(own).toHaveLength(FILE_DEPARTMENTS.length)
  })

  it('loses a child on the day the household registration moves, and the other county gains it', async () => {
    expect((await ask('adjudicator', 'rareName')).body.data.child).not.toBeNull()
    await moveRegistration('rareName', '330109903902')
    expect((await ask('adjudicator', 'rareName')).body).toEqual({ data: { child: null } })
    expect((await ask('other-adjudicator', 'rareName')).body.data.child.publicSecurity.displayName).toBe(
      CAST.rareName.name,
    )
  })

  it('keeps a child whose move begins tomorrow', async () => {
    await moveRegistration('interpunctName', '330109903902', '2026-11-24')
    expect((await ask('adjudicator', 'interpunctName')).body.data.child).not.toBeNull()
    expect((await ask('other-adjudicator', 'interpunctName')).body.data.child).toBeNull()
  })
})

async function moveRegistration(child: CastKey, division: string, from = '2026-11-23'): Promise<void> {
  const { id } = CAST[child]
  await registry.loader.query(
    `update registry.jurisdiction set valid_to = $2 where child_id = $1 and kind = 'HUKOU' and valid_to is null`,
    [id, from],
  )
  await registry.loader.query(
    `insert into registry.jurisdiction (child_id, kind, division, valid_from, recorded_at) values ($1, 'HUKOU', $2, $3, now())`,
    [id, division, from],
  )
}
