// An operator who may write every table, and whom no issuer of tokens gives another role: what they write into the roster and the
// relations makes them nobody that their token does not say.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { demoAccount } from '../../src/demo/accounts.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { recordedSources } from './questions.ts'

const XIHU = '1133019999000XH06C'
const OPERATOR = demoAccount('ops')
const CHILD = 'query ($ref: ID!) { child(ref: $ref) { childRef publicSecurity { sex } } }'

const sources = recordedSources()
let registry: OwnRegistry
let town: Town

beforeAll(async () => {
  registry = await openOwnRegistry('operatortables')
  town = await openTown({ databaseUrl: registry.databaseUrl, wrapSource: sources.wrapSource })
  // The roles and the places of those who may see: an adjudicator of the county, its village, the child's guardian, its case.
  for (const role of ['MZ_ADJUDICATOR', 'VILLAGE', 'GUARDIAN', 'PROTECTION_TEAM']) {
    await registry.owner.query(
      `insert into roster.assignment
       select (jsonb_populate_record(a, jsonb_build_object('id', $1::text, 'person_id', $2::text, 'role', $3::text,
         'organisation_id', $4::text, 'divisions', array['330106']))).* from roster.assignment a where person_id = $2 limit 1`,
      [randomUUID(), OPERATOR.personId, role, XIHU],
    )
  }
  await registry.owner.query(`update roster.assignment set divisions = array['3301'] where person_id = $1`, [
    OPERATOR.personId,
  ])
  await registry.owner.query(
    `insert into registry.kinship (person_id, child_id, kind, valid_from, recorded_at, source, source_record_time, fetched_at)
     values ($1, $2, 'GUARDIAN', '2026-01-01', '2026-01-01', 'MZJ', '2026-01-01', '2026-01-01')`,
    [OPERATOR.personId, CAST.stay.id],
  )
  await town.gateway.rooms.roster.refresh()
})
afterAll(async () => {
  await town?.close()
  await registry?.drop()
})

describe('an operator who wrote themselves into the roster and into a family', () => {
  it.each(['P07', 'P08', 'P10', 'P13', 'P16'])('sees no cell for %s, and no source is asked', async (purpose) => {
    for (const organisation of [XIHU, OPERATOR.organisationId]) {
      const ref = town.gateway.rooms.childRefs(organisation).refOf(CAST.stay.id)
      const { status, body } = await town.ask({ as: 'ops', purpose, query: CHILD, variables: { ref } })
      expect([status, body.errors[0].extensions.code]).toEqual([403, 'REFUSED'])
      expect(body.data ?? null).toBeNull()
    }
    expect(sources.take()).toEqual([])
    const entries = await town.newEntries()
    expect(entries.map(({ kind, body }) => [kind, body.personId])).toEqual(
      Array(2).fill(['REFUSAL', OPERATOR.personId]),
    )
  })

  it('is still the operator, for what operators may ask', async () => {
    const { status } = await town.ask({ as: 'ops', purpose: 'P16', query: '{ reference { __typename } }' })
    expect(status).toBe(200)
  })
})
