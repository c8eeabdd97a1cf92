// X05: what is the token of a teacher worth who left the school yesterday? Nothing: the roster decides at each request, a
// revoked token is no token, and a roster that cannot be read in time lets nobody in.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST, type CastKey } from '../../src/city/cast.ts'
import { refFor } from '../world/child-refs.ts'
import { clearLimits } from '../world/limits.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town, tokenOf } from '../world/town.ts'
import { byCitizenId, dayQuestion, recordedSources } from './questions.ts'

const QUESTION = dayQuestion('items')
const sources = recordedSources()
let registry: OwnRegistry
let town: Town

beforeAll(async () => {
  registry = await openOwnRegistry('stale')
  town = await openTown({ databaseUrl: registry.databaseUrl, wrapSource: sources.wrapSource })
  // Each test says itself when the roster is read anew.
  town.gateway.rooms.roster.stop()
})
afterAll(async () => {
  await town.close()
  await registry.drop()
})
beforeEach(async () => {
  await registry.loader.query('update roster.assignment set valid_to = null')
  await registry.loader.query('delete from roster.revoked_token')
  await refresh()
  await town.newEntries()
  sources.take()
})

function refresh(): Promise<void> {
  return town.gateway.rooms.roster.refresh()
}

function ask(as = 'school') {
  const variables = { subject: byCitizenId(CAST.pupil), benefit: 'EDUCATION_AID' }
  return town.ask({ as, purpose: 'P05', query: QUESTION, variables })
}

async function endAssignment(person: string, on: string): Promise<void> {
  await registry.loader.query('update roster.assignment set valid_to = $2 where person_id = $1', [person, on])
  await refresh()
}

describe('a person whose rights have changed', () => {
  it('is refused from the first day outside the assignment, with the token of the same hour', async () => {
    expect((await ask()).status).toBe(200)
    sources.take()
    await endAssignment('demo-person-school', '2026-11-23')
    const response = await ask()
    expect(response.status).toBe(403)
    expect(response.body.errors[0].extensions.code).toBe('REFUSED')
    expect(sources.take()).toEqual([])
  })

  it('may still ask on the last day of the assignment', async () => {
    await endAssignment('demo-person-school', '2026-11-24')
    expect((await ask()).status).toBe(200)
  })

  it('is refused after moving to another school as the former school’s officer', async () => {
    // Both schools may ask this question; whose pupil it is about decides.
    expect((await ask('other-school')).status).toBe(200)
    await registry.loader.query(
      `update roster.assignment set organisation_id = '1233019999000XX25C' where person_id = 'demo-person-school'`,
    )
    await refresh()
    const response = await ask()
    await registry.loader.query(
      `update roster.assignment set organisation_id = '1233019999000XX17H' where person_id = 'demo-person-school'`,
    )
    expect(response.body.data.eligibility.status).toBe('NONE_CONFIRMED')
  })

  it('is UNAUTHENTICATED with a revoked token, however long it would still run', async () => {
    const [, payload = ''] = (await tokenOf(town.site.issuer, 'school')).split('.')
    const { jti } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { jti: string }
    await registry.loader.query(`insert into roster.revoked_token (jti, until) values ($1, '2026-11-24')`, [jti])
    expect((await ask()).status).toBe(200)
    sources.take()
    await refresh()
    const response = await ask()
    expect(response.status).toBe(401)
    expect(response.body).toEqual({ errors: [{ message: '未通过身份验证', extensions: { code: 'UNAUTHENTICATED' } }] })
    expect(sources.take()).toEqual([])
    expect((await ask('other-school')).status).toBe(200)
  })

  it('is UNAVAILABLE while the roster is older than five seconds, and everybody else is', async () => {
    const restart = () => town.clock.moveTo('2026-11-23T10:00:00+08:00')
    await refresh()
    town.clock.moveTo('2026-11-23T10:00:05+08:00')
    const atTheEdge = await ask()
    town.clock.moveTo('2026-11-23T10:00:05.001+08:00')
    const stale = await ask()
    restart()
    expect(atTheEdge.status).toBe(200)
    expect(stale.status).toBe(503)
    expect(stale.body.errors[0].extensions.code).toBe('UNAVAILABLE')
  })

  it('is the guardian of nobody who came of age: neither in a list nor by the reference', async () => {
    const query = '{ children { nodes { childRef } } }'
    const listed = async () => {
      const { body } = await town.ask({ as: 'guardian', purpose: 'P13', query })
      return body.data.children.nodes.map(({ childRef }: { childRef: string }) => childRef)
    }
    await registry.owner.query(
      `insert into registry.kinship (person_id, child_id, kind, valid_from, recorded_at, source, source_record_time, fetched_at)
       select 'demo-person-guardian', unnest($1::uuid[]), 'GUARDIAN', '2020-01-01', now(), 'MZJ', now(), now()`,
      [[CAST.turnsEighteen.id, CAST.villageChild.id]],
    )
    const refOf = (child: CastKey) => refFor(town, 'guardian', 'P13', child)
    expect((await listed()).sort()).toEqual([refOf('pupil'), refOf('villageChild')].sort())
    const one = 'query ($ref: ID!) { child(ref: $ref) { civilAffairs { basicAllowanceAmount } } }'
    const child = async (of: CastKey) =>
      (await town.ask({ as: 'guardian', purpose: 'P13', query: one, variables: { ref: refOf(of) } })).body.data.child
    await clearLimits(registry.owner)
    expect(await child('villageChild')).not.toBeNull()
    expect(await child('turnsEighteen')).toBeNull()
  })

  it('has no way around by another purpose of the role, or a purpose of another role', async () => {
    for (const purpose of ['P01', 'P07', 'P08', 'P09', 'P14', 'P99', 'p05', 'P05,P08']) {
      const response = await town.ask({ as: 'school', purpose, query: '{ children { nodes { childRef } } }' })
      expect(response.status).toBe(403)
    }
    expect(sources.take()).toEqual([])
  })
})
