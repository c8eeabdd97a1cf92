// A hospital's system opens and closes encounters itself. The receipt tells nothing of any child, an encounter opens nothing to whoever
// opened it or to anybody else's unit, and closing it ends the right to ask at once.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { citizenIdWithCheck } from '../../src/masking/citizen-id.ts'
import { expectNoneOf } from '../gateway/journalled.ts'
import { ABSENT, byCitizenId, moveTo, type Subject } from '../gateway/questions.ts'
import { bringBirth } from '../world/brought-number.ts'
import { indexesOf, wasOnce } from '../world/former-identity.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { deskOf } from './desk.ts'

let registry: OwnRegistry
let town: Town
const { open, close, days } = deskOf(() => town)

beforeAll(async () => {
  registry = await openOwnRegistry('encounters')
  town = await openTown({ databaseUrl: registry.databaseUrl })
  const edge = { acceptSynthetic: true, index: town.gateway.rooms.keys.registryIndex }
  await bringBirth(registry.loader, edge, CAST.stay.id, BIRTH)
})
afterAll(async () => {
  await town?.close()
  await registry?.drop()
})
beforeEach(async () => {
  for (const table of [
    'settlement.encounter',
    'settlement.closing',
    'registry.limit_child',
    'registry.limit_counter',
  ]) {
    await registry.owner.query(`delete from ${table}`)
  }
  await town.newEntries()
})

const BIRTH = { motherId: citizenIdWithCheck('33019919900301102'), birthCertificateNo: 'T123456789' }
const STAYS = byCitizenId(CAST.stay)
const NO_CERTIFICATE = { birthCertificateNo: 'T000000000' }
const ABSENTS = byCitizenId(ABSENT)
const T70 = ['CONFIRMED T70 周*满']
const NONE = ['NONE_CONFIRMED null null']
const opening = (encounter: string, subject: Partial<Subject> = STAYS, from = '2026-11-20') => ({
  encounter,
  from,
  ...subject,
})
const receipt = (position: number, state: string | null = 'OPEN', fault: string | null = null) => ({
  position,
  state,
  fault,
})
const codeOf = ({ body }: Awaited<ReturnType<typeof open>>) => body.errors?.[0]?.extensions.code

describe('an encounter that the hospital opened', () => {
  it('opens nothing to whoever opened it, nor to another ward or another hospital', async () => {
    await open([opening('H-1')])
    expect(await days('H-1', STAYS, { as: 'hospital-system' })).toEqual(NONE)
    expect(await days('H-1', STAYS, { as: 'nurse' })).toEqual(NONE)
    expect(await days('H-1', STAYS, { as: 'other-hospital' })).toEqual(NONE)
    await open([opening('H-2')], 'hospital')
    expect(await days('H-2', STAYS)).toEqual(NONE)
  })

  it('lets the unit ask about its child, from a week before its first day, and about no other', async () => {
    expect(await days('H-1', STAYS)).toEqual(NONE)
    expect((await open([opening('H-1')])).body.data?.openEncounters).toEqual([receipt(1)])
    expect(await days('H-1', STAYS)).toEqual(T70)
    expect(await days('H-1', STAYS, { from: '2026-11-12', to: '2026-11-13' })).toEqual([...NONE, ...T70])
    expect(await days('H-1', byCitizenId(CAST.plain))).toEqual(NONE)
    expect(await days('H-1', { ...STAYS, fullName: '周小漫' })).toEqual(NONE)
  })

  it('opens and closes one by one as well', async () => {
    const ask = async (query: string, variables: object) =>
      (await town.ask({ as: 'hospital-system', purpose: 'P01', query, variables: { ...variables } })).body.data
    const one = await ask('mutation ($e: EncounterInput!) { openEncounter(encounter: $e) { position state fault } }', {
      e: opening('H-1'),
    })
    expect(one.openEncounter).toEqual(receipt(1))
    expect(await days('H-1', STAYS)).toEqual(T70)
    const other = await ask('mutation ($e: String!) { closeEncounter(encounter: $e) { state } }', { e: 'H-1' })
    expect(other.closeEncounter).toEqual({ state: 'CLOSED' })
    expect(await days('H-1', STAYS)).toEqual(NONE)
  })

  it('ends at once when it is closed, also one that the health commission brought, and is opened by no repetition', async () => {
    await open([opening('H-1'), opening('H-2')])
    expect(await days('E-2026-0002', STAYS)).toEqual(T70)
    const closed = await close(['H-1', 'E-2026-0002', 'H-1'])
    expect(closed.body.data?.closeEncounters).toEqual([1, 2, 3].map((at) => receipt(at, 'CLOSED')))
    expect(await days('H-1', STAYS)).toEqual(NONE)
    expect(await days('E-2026-0002', STAYS)).toEqual(NONE)
    expect(await days('H-2', STAYS)).toEqual(T70)
    expect((await open([opening('H-1')])).body.data?.openEncounters).toEqual([receipt(1, 'CLOSED')])
    expect(await days('H-1', STAYS)).toEqual(NONE)
  })

  it('is closed by its own unit alone: another ward or hospital gets the same receipt and changes nothing', async () => {
    await open([opening('H-1')])
    const own = await close(['H-9'])
    for (const as of ['nurse', 'other-hospital']) expect((await close(['H-1'], as)).text).toBe(own.text)
    expect(await days('H-1', STAYS)).toEqual(T70)
  })
})

describe('the receipt', () => {
  it('is byte for byte the same for a child of the city, one of another name, and nobody, and so are writes and records', async () => {
    const seen = []
    for (const subject of [STAYS, { ...STAYS, fullName: '别的人' }, ABSENTS, BIRTH, { ...BIRTH, ...NO_CERTIFICATE }]) {
      const { status, text } = await open([opening('H-1', subject)])
      const { rowCount } = await registry.owner.query('select from settlement.encounter')
      const entries = (await town.newEntries()).map(({ kind, body: { count, facts } }) => [kind, count, facts])
      seen.push({ status, text, rowCount, entries })
      await registry.owner.query('delete from settlement.encounter')
    }
    for (const each of seen) expect(each).toEqual(seen[0])
    expect(seen[0]?.entries).toEqual([
      ['INTENT', 0, undefined],
      ['ACT', undefined, { unit: 'SETTLEMENT', rows: 1, faults: 0 }],
      ['OUTCOME', undefined, undefined],
    ])
  })

  it('of a batch judges each row by itself, by what the unit itself has said', async () => {
    await open([opening('H-1')])
    const { body } = await open([
      opening('H-1'),
      opening('H-1', ABSENTS),
      opening('H-1', STAYS, '2026-11-21'),
      opening('H-2', ABSENTS),
      opening('H-3', { ...STAYS, citizenId: '330199201801019971' }),
      opening('H-4', STAYS, '2026-11-24'),
      opening('住院/5'),
      opening('H-6', { fullName: '周小满' }),
      opening('H-7', { motherId: BIRTH.motherId }),
      opening('H-8', { birthCertificateNo: BIRTH.birthCertificateNo, fullName: '周小满' }),
    ])
    const [bad, otherwise] = ['BAD_INPUT', 'OPENED_OTHERWISE']
    expect(body.data?.openEncounters).toEqual([
      ...[receipt(1), receipt(2, null, otherwise), receipt(3, null, otherwise), receipt(4)],
      ...[5, 6, 7, 8, 9, 10].map((at) => receipt(at, null, at === 7 ? 'ENCOUNTER_NUMBER' : bad)),
    ])
    expect(await days('H-1', STAYS)).toEqual(T70)
  })

  it('opens no number that `x-case` could not name: each that is opened is asked under', async () => {
    const numbers = ['ZY/2026-1', 'a.B_c-9', 'x'.repeat(64)]
    const cannot = ['', 'H 5', '住院1', 'É1', 'x'.repeat(65), String(CAST.stay.citizenId), '202611240000001']
    const { body } = await open([...numbers, ...cannot].map((number) => opening(number)))
    const faults = (body.data?.openEncounters as unknown as { fault: string | null }[]).map(({ fault }) => fault)
    expect(faults).toEqual([...numbers.map(() => null), ...cannot.map(() => 'ENCOUNTER_NUMBER')])
    for (const number of numbers) expect(await days(number, STAYS)).toEqual(T70)
    const closed = await close(['H 5', '住院1'])
    expect(closed.body.data?.closeEncounters).toEqual([1, 2].map((at) => receipt(at, null, 'ENCOUNTER_NUMBER')))
  })

  it('comes for as many children as the unit may ask about in a day; who probes by batch has learnt nothing by then', async () => {
    const many = (from: number) => Array.from({ length: 200 }, (_, at) => opening(`P-${from + at}`, ABSENTS))
    expect(codeOf(await open([...many(0), opening('P-200')]))).toBe('TOO_COSTLY')
    expect(codeOf(await open([]))).toBe('TOO_COSTLY')
    expect((await open(many(0))).status).toBe(200)
    await registry.owner.query('update registry.limit_counter set children = 100000')
    expect(codeOf(await open([opening('P-300')]))).toBe('TOO_MANY')
    const { rows } = await registry.owner.query(`select from settlement.encounter where number = 'P-300'`)
    expect(rows).toEqual([])
  })

  it('is no agent’s and no other role’s', async () => {
    expect(codeOf(await open([opening('H-1')], 'hospital-agent'))).toBe('REFUSED')
    expect(codeOf(await close(['H-1'], 'hospital-agent'))).toBe('REFUSED')
  })
})

describe('an encounter of a newborn without a number', () => {
  const BORN = ['CONFIRMED T70 null']

  it('is opened and asked about by the mother’s number and the birth certificate’s, and nothing keeps either', async () => {
    await open([opening('H-1', BIRTH)])
    expect(await days('H-1', BIRTH)).toEqual(BORN)
    const { rows } = await registry.owner.query('select * from settlement.encounter')
    expectNoneOf([...(await town.newEntries()), ...(rows as never[])], Object.values(BIRTH))
  })

  it('opens nothing by one of the two and another, nor to whoever opened it', async () => {
    await open([opening('H-1', BIRTH)])
    expect(await days('H-1', { ...BIRTH, motherId: ABSENT.citizenId })).toEqual(NONE)
    expect(await days('H-1', { ...BIRTH, ...NO_CERTIFICATE })).toEqual(NONE)
    expect(await days('H-1', BIRTH, { as: 'hospital-system' })).toEqual(NONE)
    expect(await days('H-1', BIRTH, { as: 'nurse' })).toEqual(NONE)
    await open([opening('H-2', { ...BIRTH, ...NO_CERTIFICATE })])
    expect(await days('H-2', { ...BIRTH, ...NO_CERTIFICATE })).toEqual(NONE)
    expect(await days('H-2', BIRTH)).toEqual(NONE)
  })

  it('waits for a child whom its sources bring later', async () => {
    const born = { ...BIRTH, birthCertificateNo: 'T555555555' }
    await open([opening('H-1', born)])
    expect(await days('H-1', born)).toEqual(NONE)
    const edge = { acceptSynthetic: true, index: town.gateway.rooms.keys.registryIndex }
    await bringBirth(registry.loader, edge, CAST.stay.id, born)
    expect(await days('H-1', born)).toEqual(BORN)
  })

  it('leads to the same record as the number that the child has since, each under an encounter of its own or one that was brought', async () => {
    await open([opening('H-1', BIRTH), opening('H-2', STAYS)])
    const answers = await Promise.all([days('H-1', BIRTH), days('E-2026-0002', BIRTH)])
    expect(answers).toEqual([BORN, BORN])
    expect(await Promise.all([days('H-2', STAYS), days('E-2026-0002', STAYS)])).toEqual([T70, T70])
    // As everywhere: what opened an encounter is what asks under it, so that it tells nobody that two are one.
    expect(await Promise.all([days('H-1', STAYS), days('H-2', BIRTH)])).toEqual([NONE, NONE])
  })
})

describe('whoever left', () => {
  it('asks nothing under an open encounter, and what they opened stays for the unit', async () => {
    await open([opening('H-1')])
    const left = (person: string, day: string | null) =>
      registry.loader.query('update roster.assignment set valid_to = $1 where person_id = $2', [day, person])
    await left('demo-person-hospital', '2026-11-23')
    await moveTo(town, '2026-11-23T10:00:00+08:00')
    expect(await days('H-1', STAYS)).toEqual(['REFUSED'])
    await left('demo-person-hospital', null)
    await left('demo-person-hospital-system', '2026-11-23')
    await moveTo(town, '2026-11-23T10:00:00+08:00')
    expect(await days('H-1', STAYS)).toEqual(T70)
    await left('demo-person-hospital-system', null)
    await moveTo(town, '2026-11-23T10:00:00+08:00')
  })
})

describe('a number that changes during a stay', () => {
  const ADOPTED = { citizenId: citizenIdWithCheck('33019920180101999'), fullName: '林新名' }
  const ONCE = { citizenId: citizenIdWithCheck('33019920180101998'), fullName: '顾从前' }

  /** From today the child has another number and name, and is found by its birth no more. */
  async function renamed(): Promise<void> {
    const key = town.gateway.rooms.keys.registryIndex
    const old = indexesOf(key, { citizenId: CAST.stay.citizenId ?? '', fullName: CAST.stay.name })
    await registry.owner.query(
      `update registry.identifier set valid_to = '2026-11-22' where blind_index = any($1) or (kind = 'BIRTH' and child_id = $2)`,
      [old, CAST.stay.id],
    )
    const kinds = ['CITIZEN_ID', 'NAME']
    for (const [at, index] of indexesOf(key, ADOPTED).entries())
      await registry.owner.query(
        `insert into registry.identifier (child_id, kind, blind_index, valid_from, recorded_at)
         values ($1, $2, $3, '2026-11-22', '2026-11-22')`,
        [CAST.stay.id, kinds[at], index],
      )
  }

  it('changes neither answer nor record, and the new one opens nothing', async () => {
    const told = async (number: string, subject: Partial<Subject>) => {
      await town.newEntries()
      const answer = await days(number, subject)
      const entries = (await town.newEntries()).map(({ kind, body: { subjects, resolved, count } }) => [
        ...[kind, subjects, resolved, count],
      ])
      return { answer, entries }
    }
    const all = async () => [
      ...[await told('H-1', STAYS), await told('E-2026-0002', STAYS)],
      ...[await told('H-3', BIRTH), await told('E-2026-0002', BIRTH)],
      await told('E-2026-0002', { ...BIRTH, fullName: CAST.stay.name }),
    ]
    await open([opening('H-1'), opening('H-3', BIRTH)])
    const before = await all()
    await renamed()
    expect(await all()).toEqual(before)
    const none = ['CONFIRMED T70 null']
    expect(before.map(({ answer }) => answer)).toEqual([T70, T70, none, none, T70])
    await open([opening('H-2'), opening('H-4', BIRTH)])
    expect(await days('H-2', STAYS)).toEqual(NONE)
    expect(await days('H-4', BIRTH)).toEqual(NONE)
    for (const number of ['H-1', 'E-2026-0002']) expect(await days(number, ADOPTED)).toEqual(NONE)
  })

  // The child of the test before is another one by now.
  it('is opened anew by the new one alone, for the days of what was opened so and not of what the platform brought', async () => {
    await open([opening('E-2026-0002', ADOPTED, '2026-11-23')])
    expect(await days('E-2026-0002', ADOPTED)).toEqual(T70)
    const before = { from: '2026-11-15' }
    expect(await days('E-2026-0002', STAYS, before)).toEqual(T70)
    expect(await days('E-2026-0002', ADOPTED, before)).toEqual(NONE)
  })

  it('opens nothing by what its sheet called former when it was first read, whenever the encounter began', async () => {
    const key = town.gateway.rooms.keys.registryIndex
    await wasOnce(registry.owner, { key, childId: CAST.turnsEighteen.id, identity: ONCE })
    await registry.owner.query(
      `update registry.encounter set valid_from = '2024-04-01' where number = 'E-2026-0003' and superseded_at is null`,
    )
    const asked = { from: '2026-11-20' }
    expect(await days('E-2026-0003', byCitizenId(CAST.turnsEighteen), asked)).toEqual(['CONFIRMED T70 陈*冬'])
    expect(await days('E-2026-0003', ONCE, asked)).toEqual(NONE)
  })
})
