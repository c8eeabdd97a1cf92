// Limits at the door: per person and per organisation, misses by the hour and children by the day, each purpose apart; of
// a batch that goes beyond a limit nothing leaves; what counts is what was sent.
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CAST, CLASS_OF_45, SCHOOL_BATCH } from '../../src/city/cast.ts'
import { HOSPITAL, SCHOOL } from '../../src/city/organisations.ts'
import { blindIndex } from '../../src/masking/blind-index.ts'
import { type Keys, readKeyFile } from '../../src/masking/key-file.ts'
import { normalName } from '../../src/masking/normal-name.ts'
import type { Limits } from '../../src/policy/policy.ts'
import { byCitizenId, byStudentNo, CLASS, dayQuestion, type Subject } from '../gateway/questions.ts'
import { clearLimits, missesOfAll } from '../world/limits.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { withLimits } from './changed-limits.ts'
import { numbered, type Stranger, strangers } from './strangers.ts'

let registry: OwnRegistry
const towns: Town[] = []

beforeAll(async () => {
  registry = await openOwnRegistry('limitsdoor')
})
afterAll(() => registry.drop())
afterEach(async () => {
  const [town] = towns
  if (town) await clearLimits(town.pool('REGISTRY', 'hutong_gateway'))
  await Promise.all(towns.splice(0).map((each) => each.close()))
})

async function openWith(policy: string, limits: Partial<Limits>): Promise<Town> {
  const town = await openTown({ databaseUrl: registry.databaseUrl, policies: await withLimits(policy, limits) })
  towns.push(town)
  return town
}

function askHospital(town: Town, subject: Subject, { as = 'hospital', purpose = 'P01' } = {}) {
  const benefit = purpose === 'P01' ? 'MEDICAL_AID' : 'PREMIUM_SUBSIDY'
  const variables = { subject, benefit }
  return town.ask({ as, purpose, case: 'E-2026-0002', query: dayQuestion(), variables })
}

function askClass(town: Town, pupils: readonly Subject[]) {
  return town.ask({ as: 'school', purpose: 'P05', case: SCHOOL_BATCH.caseNumber, query: CLASS, variables: { pupils } })
}

// Tokens end long before an hour or a day does.
function isOpen({ gateway }: Town, personId: string): Promise<void> {
  const limits = gateway.rooms.policies.grantFor('HOSP_CLERK', 'P01')?.limits
  if (!limits) throw new Error('the clerk has a policy')
  const holder = { personId, organisationId: HOSPITAL, purpose: 'P01' }
  return gateway.rooms.limiter.expectOpen({ holder, allowance: limits })
}

describe('the misses of an organisation', () => {
  it('are those of its people together, and lock all of them until the hour ends', async () => {
    const town = await openWith('hospital-settlement', { missesPerHour: 2, missesPerHourOfOrganisation: 3 })
    const [a, b, c, d] = strangers(4)
    for (const [as, subject, status] of [
      ['hospital', a, 200],
      ['hospital', b, 200],
      ['nurse', c, 200],
      ['nurse', d, 429],
      ['hospital', byCitizenId(CAST.stay), 429],
      ['other-hospital', d, 200],
    ] as const) {
      expect((await askHospital(town, subject as Subject, { as })).status, as).toBe(status)
    }
    town.clock.moveTo('2026-11-23T10:59:59+08:00')
    await expect(isOpen(town, 'demo-person-nurse')).rejects.toMatchObject({ code: 'TOO_MANY' })
    town.clock.moveTo('2026-11-23T11:00:00+08:00')
    await expect(isOpen(town, 'demo-person-nurse')).resolves.toBeUndefined()
  })

  it('of one purpose do not count for another', async () => {
    const town = await openWith('hospital-settlement', { missesPerHour: 1, missesPerHourOfOrganisation: 1 })
    const [a, b] = strangers(2)
    expect((await askHospital(town, a as Subject)).status).toBe(200)
    expect((await askHospital(town, b as Subject)).status).toBe(429)
    expect((await askHospital(town, b as Subject, { purpose: 'P02' })).status).toBe(200)
  })
})

describe('a plan', () => {
  it('follows the person to every other purpose, and locks there with the first miss', async () => {
    const town = await openWith('hospital-settlement', {})
    const running = Array.from({ length: 6 }, (_, at) => ({
      citizenId: numbered('20160910', 300 + at),
      fullName: `王${at}`,
    }))
    const statuses = []
    for (const subject of running.slice(0, 5)) statuses.push((await askHospital(town, subject)).status)
    expect(statuses).toEqual([200, 200, 200, 200, 429])
    expect((await askHospital(town, byCitizenId(CAST.stay), { purpose: 'P02' })).status).toBe(200)
    expect((await askHospital(town, running[5] as Subject, { purpose: 'P02' })).status).toBe(429)
    expect((await askHospital(town, byCitizenId(CAST.stay), { purpose: 'P02' })).status).toBe(429)
    expect(town.events).toMatchObject([
      { event: 'caller-locked', purpose: 'P01' },
      { event: 'caller-locked', purpose: 'P02' },
    ])
  })

  it('is not what a clerk has who mistypes twice, nor what one has who asks about twins', async () => {
    const town = await openWith('hospital-settlement', {})
    const right = { citizenId: CAST.stay.citizenId ?? '', fullName: CAST.stay.name }
    const mistyped = [
      { ...right, citizenId: numbered('20180101', 979) },
      { ...right, citizenId: numbered('20180110', 997) },
      { ...right, fullName: '周小蛮' },
      { ...right, fullName: '周晓满' },
      { citizenId: numbered('20170909', 501), fullName: '沈小言' },
      { citizenId: numbered('20170909', 502), fullName: '沈小语' },
    ]
    for (const subject of [...mistyped, right]) expect((await askHospital(town, subject)).status).toBe(200)
    expect(town.events).toEqual([])
  })
})

describe('the children of a day', () => {
  it('are counted by what was submitted: those asked about may be asked about again, the next one locks', async () => {
    const town = await openWith('hospital-settlement', { childrenPerDay: 2, childrenPerDayOfOrganisation: 10 })
    const [a, b] = strangers(2)
    const mine = byCitizenId(CAST.stay)
    for (const subject of [mine, a, mine, a, mine]) {
      expect((await askHospital(town, subject as Subject)).status).toBe(200)
    }
    expect((await askHospital(town, b as Subject)).status).toBe(429)
    expect((await askHospital(town, mine)).status).toBe(429)
    town.clock.moveTo('2026-11-23T23:59:59+08:00')
    await expect(isOpen(town, 'demo-person-hospital')).rejects.toMatchObject({ code: 'TOO_MANY' })
    town.clock.moveTo('2026-11-24T00:00:00+08:00')
    await expect(isOpen(town, 'demo-person-hospital')).resolves.toBeUndefined()
  })

  it('of an organisation count once whoever asks', async () => {
    const town = await openWith('hospital-settlement', { childrenPerDay: 2, childrenPerDayOfOrganisation: 2 })
    const [a, b, c] = strangers(3)
    for (const [as, subject, status] of [
      ['hospital', a, 200],
      ['nurse', a, 200],
      ['nurse', b, 200],
      ['hospital', b, 200],
      ['hospital', c, 429],
      ['nurse', a, 429],
    ] as const) {
      expect((await askHospital(town, subject as Subject, { as })).status).toBe(status)
    }
  })

  it('are as many as a list may show, whatever it shows, and one per reference', async () => {
    const town = await openWith('village-care-archive', {
      children: 40,
      childrenPerDay: 42,
      childrenPerDayOfOrganisation: 100,
    })
    const list = (first: number) =>
      town.ask({ as: 'village', purpose: 'P07', query: `{ children(first: ${first}) { nodes { childRef } } }` })
    const page = await list(40)
    const [{ childRef: ref }] = page.body.data.children.nodes
    const one = () => town.ask({ as: 'village', purpose: 'P07', query: `{ child(ref: "${ref}") { childRef } }` })
    for (let time = 0; time < 3; time += 1) expect((await one()).body).toEqual({ data: { child: { childRef: ref } } })
    expect((await list(1)).status).toBe(200)
    const beyond = await list(1)
    expect([beyond.status, beyond.body.data]).toEqual([429, undefined])
    expect((await one()).status).toBe(429)
  })
})

/** A child of the school that the tests ask as, with nothing known of it but its number and name. */
async function enrol(loader: pg.Pool, { registryIndex }: Keys, { citizenId, fullName }: Stranger): Promise<void> {
  const id = randomUUID()
  const since = ['2026-09-01', '2026-09-01T00:00:00+08:00']
  await loader.query('insert into registry.child (id, recorded_at) values ($1, $2)', [id, since[1]])
  for (const [kind, text] of [
    ['CITIZEN_ID', citizenId],
    ['NAME', normalName(fullName)],
  ] as const) {
    await loader.query(
      'insert into registry.identifier (child_id, kind, blind_index, valid_from, recorded_at) values ($1, $2, $3, $4, $5)',
      [id, kind, blindIndex(registryIndex, kind, text), ...since],
    )
  }
  await loader.query(
    'insert into registry.enrolment (organisation_id, child_id, valid_from, recorded_at) values ($1, $2, $3, $4)',
    [SCHOOL, id, ...since],
  )
}

describe('a batch', () => {
  const pupils = CLASS_OF_45.slice(0, 5).map(byStudentNo)

  it('counts each row', async () => {
    const town = await openWith('school-aid', { missesPerHour: 10 })
    const response = await askClass(town, [...pupils, ...strangers(4)])
    expect(response.status).toBe(200)
    expect(await missesOfAll(town.pool('REGISTRY', 'hutong_gateway'))).toBe(4)
  })

  it('is answered whole up to the limit of misses, and not at all beyond it', async () => {
    const town = await openWith('school-aid', { missesPerHour: 4 })
    expect((await askClass(town, [...pupils, ...strangers(3)])).status).toBe(200)
    await town.newEntries()
    const beyond = await askClass(town, [...pupils, ...strangers(2, 10)])
    expect([beyond.status, beyond.body.data]).toEqual([429, undefined])
    const [, outcome] = await town.newEntries()
    expect(outcome).toMatchObject({ kind: 'OUTCOME', body: { status: 'REFUSED', resolved: [] } })
    expect((await askClass(town, pupils)).status).toBe(429)
  })

  it('of one’s own pupils may be asked for as often as need be, though their numbers run on', async () => {
    const town = await openWith('school-aid', { childrenPerDay: 60 })
    const keys = await readKeyFile(town.site.keyFile)
    const all = Array.from({ length: 20 }, (_, at) => ({
      citizenId: numbered('20170909', 400 + at),
      fullName: '沈小言',
    }))
    for (const pupil of all) await enrol(registry.loader, keys, pupil)
    for (let time = 0; time < 12; time += 1) expect((await askClass(town, all)).status).toBe(200)
    expect(await missesOfAll(town.pool('REGISTRY', 'hutong_gateway'))).toBe(0)
    expect(town.events).toEqual([])
  })

  it('of more children than a day has left is not answered', async () => {
    const town = await openWith('school-aid', { childrenPerDay: 60 })
    const all = CLASS_OF_45.map(byStudentNo)
    expect((await askClass(town, all)).status).toBe(200)
    expect((await askClass(town, strangers(9))).status).toBe(200)
    expect((await askClass(town, [...strangers(1, 20), ...all.slice(0, 6)])).status).toBe(200)
    expect((await askClass(town, [...all.slice(0, 6), ...strangers(6, 30)])).status).toBe(429)
  })
})

describe('several roots of one operation', () => {
  it('count each, and nothing leaves when one is beyond the limit', async () => {
    const town = await openWith('adjudicator-casework', { missesPerHour: 2 })
    const refs = (await town.ask({ as: 'village', purpose: 'P07', query: '{ children { nodes { childRef } } }' })).body
      .data.children.nodes as { childRef: string }[]
    const roots = (count: number): string =>
      refs
        .slice(0, count)
        .map(({ childRef }, at) => `c${at}: child(ref: "${childRef}") { childRef }`)
        .join(' ')
    const ask = (count: number) => town.ask({ as: 'adjudicator', purpose: 'P08', query: `{ ${roots(count)} }` })
    const beyond = await ask(3)
    expect([beyond.status, beyond.body.data]).toEqual([429, undefined])
    expect((await ask(1)).status).toBe(429)
  })
})
