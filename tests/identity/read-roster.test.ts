// The roster as it is read from PostgreSQL, by the role that the gateway has and with the demo's own rows.
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyRows } from '../../src/database/copy.ts'
import { demoRosterRows } from '../../src/demo/accounts.ts'
import { readRosterFrom } from '../../src/identity/read-roster.ts'
import { createRoster } from '../../src/identity/roster.ts'
import { type FreshDatabases, freshDatabases } from '../world/database.ts'
import { clockAt, NOW } from './issuer.ts'

const ISSUER = 'https://login.example'
const DAY = '2026-11-23'

let databases: FreshDatabases
let loader: pg.Pool
let gateway: pg.Pool

beforeAll(async () => {
  databases = await freshDatabases('hutong_test_identity')
  loader = databases.pool('REGISTRY', 'hutong_loader')
  gateway = databases.pool('REGISTRY', 'hutong_gateway')
  await load(demoRosterRows(DAY, ISSUER))
}, 60_000)
afterAll(() => databases.drop())

async function load(rows: ReturnType<typeof demoRosterRows>): Promise<void> {
  const { organisation, person, account, assignment, dutyContact } = rows
  await copyRows(
    loader,
    'roster.organisation',
    ['id', 'kind', 'name_zh', 'name_en', 'division', 'outside'],
    organisation.map((each) => [each.id, each.kind, each.nameZh, each.nameEn, each.division, each.outside]),
  )
  await copyRows(
    loader,
    'roster.person',
    ['id'],
    person.map((each) => [each.id]),
  )
  await copyRows(
    loader,
    'roster.account',
    ['issuer', 'subject', 'person_id'],
    account.map((each) => [each.issuer, each.subject, each.personId]),
  )
  await copyRows(
    loader,
    'roster.assignment',
    ['id', 'person_id', 'role', 'organisation_id', 'unit', 'divisions', 'valid_from'],
    assignment.map((each) => [
      each.id,
      each.personId,
      each.role,
      each.organisationId,
      each.unit,
      each.divisions,
      each.validFrom,
    ]),
  )
  await copyRows(
    loader,
    'roster.duty_contact',
    ['division', 'name_zh', 'name_en', 'phone'],
    dutyContact.map((each) => [each.division, each.nameZh, each.nameEn, each.phone]),
  )
}

describe('reading the roster', () => {
  it('takes a revocation and the end of an assignment into the next snapshot', async () => {
    const roster = createRoster(readRosterFrom(gateway), clockAt(), { maxAgeMs: 5000 })
    await roster.refresh()
    const before = roster.current()
    expect(before.isRevoked('token-9')).toBe(false)
    expect(before.assignmentsOf('demo-person-checkup', DAY)).toHaveLength(1)

    await loader.query('insert into roster.revoked_token (jti, until) values ($1, to_timestamp($2))', [
      'token-9',
      NOW + 900,
    ])
    await loader.query('update roster.assignment set valid_to = $1 where person_id = $2', [DAY, 'demo-person-checkup'])
    await roster.refresh()
    expect(roster.current().isRevoked('token-9')).toBe(true)
    expect(roster.current().assignmentsOf('demo-person-checkup', DAY)).toEqual([])
    expect(before.isRevoked('token-9')).toBe(false)
  })

  it('gives the people, assignments, organisations and contacts as they were loaded', async () => {
    const roster = createRoster(readRosterFrom(gateway), clockAt(), { maxAgeMs: 5000 })
    await roster.refresh()
    const snapshot = roster.current()
    expect(snapshot.personFor(ISSUER, 'demo-adjudicator')).toBe('demo-person-adjudicator')
    expect(snapshot.assignmentsOf('demo-person-adjudicator', DAY)).toMatchObject([
      { role: 'MZ_ADJUDICATOR', divisions: ['330106'], validFrom: '2025-11-23', validTo: null },
    ])
    expect(snapshot.organisation('1233019999000XX17H')).toMatchObject({ kind: 'SCHOOL', outside: true })
    expect(snapshot.dutyContactFor('330106901901')).toMatchObject({ phone: '12000000911' })
  })

  it('fails, so that the roster grows stale, when the database is out', async () => {
    const pool = databases.pool('REGISTRY', 'hutong_gateway')
    await pool.end()
    const roster = createRoster(readRosterFrom(pool), clockAt(), { maxAgeMs: 5000 })
    await expect(roster.refresh()).rejects.toThrow()
    expect(() => roster.current()).toThrow('roster is stale')
  })
})
