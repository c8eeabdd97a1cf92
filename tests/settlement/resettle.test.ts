// RESETTLE: what is recorded or withdrawn later changes an answer that was given for the same service day. The unit that asked is told the new tier,
// never why, and nobody else is told anything.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { resettle } from '../../src/settlement/resettle.ts'
import { byCitizenId, moveTo } from '../gateway/questions.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { deskOf } from './desk.ts'

const NOW = '2026-11-23T10:00:00+08:00'
const LIST = '{ resettlements { answerId encounter serviceDays newStatus newTier toldOn } }'
const PLAIN = byCitizenId(CAST.plain)
const ENCOUNTER = 'E-2026-0007'
const DAYS = { from: '2026-11-21', to: '2026-11-23' }

let registry: OwnRegistry
let town: Town
const { days, open, close } = deskOf(() => town)

beforeAll(async () => {
  registry = await openOwnRegistry('resettle')
  town = await openTown({ databaseUrl: registry.databaseUrl })
})
afterAll(async () => {
  await town?.close()
  await registry?.drop()
})
beforeEach(async () => {
  for (const table of ['changed', 'resettlement', 'closing', 'encounter']) {
    await registry.owner.query(`delete from settlement.${table}`)
  }
  for (const table of ['answer.question', 'registry.limit_child', 'registry.limit_counter']) {
    await registry.owner.query(`delete from ${table}`)
  }
  await registry.owner.query(`delete from registry.outcome where source_record_time = $1`, [MARK])
  await registry.owner.query('delete from settlement.changed')
  await registry.owner.query('delete from notices.notice')
  await registry.loader.query('update roster.assignment set valid_to = null')
  await moveTo(town, NOW)
  await town.newEntries()
})

// By which the tests know their own rows.
const MARK = '2026-11-01T00:00:00Z'

const recorded = (kind: string, value: string, from: string, to: string | null = null, child = CAST.plain) =>
  registry.loader.query(
    `insert into registry.outcome (child_id, kind, value, valid_from, valid_to, recorded_at, source, source_record_time, fetched_at)
     values ($1, $2, $3, $4, $5, $6, 'MZJ', $7, $6)`,
    [child.id, kind, value, from, to, NOW, MARK],
  )
const withdrawn = () =>
  registry.loader.query(`update registry.outcome set superseded_at = $1 where source_record_time = $2`, [NOW, MARK])

// On the day before, each time a while later: the list has what was told until then.
let evening = Date.parse('2026-11-22T18:00:00+08:00')

/** A change is weighed a minute after it was seen; gives how many answers were told of. */
async function weighed(from?: string): Promise<number> {
  const seen = from === undefined ? evening : Date.parse(from)
  evening += 120_000
  await moveTo(town, new Date(seen).toISOString())
  await resettle(town.gateway.rooms)
  await moveTo(town, new Date(seen + 61_000).toISOString())
  const told = await resettle(town.gateway.rooms)
  await moveTo(town, NOW)
  return told
}

interface Listed {
  readonly encounter: string
  readonly toldOn: string
  readonly serviceDays: readonly string[]
  readonly newStatus: string
  readonly newTier: string | null
}

async function list(as = 'hospital'): Promise<readonly Listed[]> {
  const { body } = await town.ask({ as, purpose: 'P01', query: LIST })
  return body.data.resettlements
}
const told = async (as?: string) =>
  (await list(as)).map(({ serviceDays, newStatus, newTier }) => [serviceDays.join(' '), newStatus, newTier])

describe('an outcome that is recorded later', () => {
  it('changes the answers of the days on which it held, and tells the unit the new tier and no reason', async () => {
    expect(await days(ENCOUNTER, PLAIN, DAYS)).toEqual(Array(3).fill('NONE_CONFIRMED null null'))
    await recorded('HOUSEHOLD_AID', 'DIBAO', '2026-11-22')
    expect(await weighed()).toBe(1)
    const { body, text } = await town.ask({ as: 'hospital', purpose: 'P01', query: LIST })
    expect(body.data.resettlements).toEqual([
      {
        ...{ answerId: expect.any(String), encounter: ENCOUNTER, serviceDays: ['2026-11-22', '2026-11-23'] },
        ...{ newStatus: 'CONFIRMED', newTier: 'T70', toldOn: '2026-11-23' },
      },
    ])
    expect(text).not.toMatch(/DIBAO|HOUSEHOLD|MZJ/)
    expect(await weighed()).toBe(0)
  })

  it('is as good as a birth date that is corrected later: what was told of days after the eighteenth birthday is told anew', async () => {
    await recorded('HOUSEHOLD_AID', 'DIBAO', '2026-11-01')
    await registry.owner.query('delete from settlement.changed')
    expect(await days(ENCOUNTER, PLAIN, DAYS)).toEqual(Array(3).fill(expect.stringMatching(/^CONFIRMED T70 /)))
    const born = (day: string) =>
      registry.owner.query('update registry.child set adult_on = $2 where id = $1', [CAST.plain.id, day])
    const { rows } = await registry.owner.query<{ adult_on: string }>(
      'select adult_on::text from registry.child where id = $1',
      [CAST.plain.id],
    )
    const before = rows[0]?.adult_on ?? ''
    await born(before)
    expect(await weighed()).toBe(0)
    await born('2026-11-23')
    expect(await weighed()).toBe(1)
    const [row] = await list()
    expect([row?.serviceDays, row?.newStatus, row?.newTier]).toEqual([['2026-11-23'], 'UNDETERMINED', null])
    await born(before)
    expect(await weighed()).toBe(1)
  })

  it('is told to no other ward or hospital, not to the opener of the encounter, and stands in the journal without a value', async () => {
    await open([{ encounter: 'H-1', from: '2026-11-20', ...PLAIN }])
    await days('H-1', PLAIN)
    await days(ENCOUNTER, PLAIN, { as: 'nurse' })
    await town.newEntries()
    await recorded('HOUSEHOLD_AID', 'DIBAO', '2026-11-22')
    await weighed()
    const acts = (await town.newEntries()).filter(({ kind }) => kind === 'ACT').map(({ body }) => body)
    expect(acts).toMatchObject([
      { act: 'RESETTLED', personId: null, subjects: [], facts: { unit: 'SETTLEMENT', days: 1 } },
    ])
    expect(JSON.stringify(acts)).not.toMatch(/T70|DIBAO/)
    const notices = await registry.owner.query(
      'select kind, recipients, occurred_at, escalate_at from notices.notice order by recipients',
    )
    expect(notices.rows).toEqual(
      ['demo-person-hospital', 'demo-person-hospital-system'].map((person) => ({
        ...{ kind: 'RESETTLE', recipients: [person], escalate_at: null },
        occurred_at: new Date('2026-11-23T00:00:00+08:00'),
      })),
    )
    expect(await told()).toHaveLength(1)
    for (const as of ['nurse', 'other-hospital', 'hospital-system']) expect(await told(as)).toEqual([])
    const { rows } = await registry.owner.query('select row_to_json(r)::text as text from settlement.resettlement r')
    expect(rows[0]?.text).not.toMatch(/T70|2026-11-2[23]"/)
  })

  it('reaches the unit after the encounter was closed, and the colleagues of a clerk who left', async () => {
    await days(ENCOUNTER, PLAIN)
    await close([ENCOUNTER])
    await registry.loader.query(
      `update roster.assignment set valid_to = '2026-11-23' where person_id = 'demo-person-hospital'`,
    )
    await recorded('HOUSEHOLD_AID', 'DIBAO', '2026-11-22')
    await weighed()
    expect(await told('hospital-system')).toEqual([['2026-11-23', 'CONFIRMED', 'T70']])
  })

  it('tells of one child under two numbers as of two children: all of a day at once, with no moment and in the order of the numbers', async () => {
    const opened = [PLAIN, byCitizenId(CAST.plainPupil), PLAIN].map((subject, at) => ({
      ...{ encounter: `H-${at + 1}`, from: '2026-11-20', ...subject },
    }))
    await open(opened)
    for (const { encounter, from: _, ...subject } of opened) await days(encounter, subject)
    await recorded('HOUSEHOLD_AID', 'DIBAO', '2026-11-22')
    expect(await weighed()).toBe(2)
    await recorded('HOUSEHOLD_AID', 'DIBAO', '2026-11-22', null, CAST.plainPupil)
    expect(await weighed()).toBe(1)
    const rows = (await list()).map(({ encounter, toldOn }) => [encounter, toldOn])
    expect(rows).toEqual(['H-1', 'H-2', 'H-3'].map((encounter) => [encounter, '2026-11-23']))
  })

  it('is in no list on the day itself, so that nobody sees what is told at one moment', async () => {
    await days(ENCOUNTER, PLAIN)
    await recorded('HOUSEHOLD_AID', 'DIBAO', '2026-11-22')
    expect(await weighed(NOW)).toBe(1)
    expect(await told()).toEqual([])
  })

  it('tells nothing where the answer stays what it was, or of days that it does not hold on', async () => {
    await days(ENCOUNTER, PLAIN, DAYS)
    await recorded('HOUSEHOLD_AID', 'GENERAL', '2026-11-01')
    await recorded('CARE_SETTING', 'COMMUNITY', '2026-11-01')
    await recorded('CATEGORY', 'ORPHAN', '2026-11-01', '2026-11-21')
    expect(await weighed()).toBe(0)
    expect(await told()).toEqual([])
  })
})

describe('an adjudication that is withdrawn', () => {
  it('takes back what was told on it, and what was told since counts in place of the first answer', async () => {
    await recorded('HOUSEHOLD_AID', 'DIBAO', '2026-11-01')
    expect(await days(ENCOUNTER, PLAIN)).toEqual([expect.stringMatching(/^CONFIRMED T70/)])
    await withdrawn()
    await weighed()
    await recorded('HOUSEHOLD_AID', 'DIBAO_EDGE', '2026-11-01')
    await weighed()
    expect(await told()).toEqual([
      ['2026-11-23', 'CONFIRMED', 'OTHER'],
      ['2026-11-23', 'NONE_CONFIRMED', null],
    ])
  })

  it('tells nothing of a day that the unit asked about again since', async () => {
    await recorded('HOUSEHOLD_AID', 'DIBAO', '2026-11-01')
    await days(ENCOUNTER, PLAIN)
    await withdrawn()
    await moveTo(town, '2026-11-23T10:05:00+08:00')
    expect(await days(ENCOUNTER, PLAIN)).toEqual(['NONE_CONFIRMED null null'])
    expect(await weighed()).toBe(0)
  })
})

describe('a change', () => {
  it('is noted in the transaction of the fact, and not weighed while a question may be under way', async () => {
    await days(ENCOUNTER, PLAIN)
    const client = await registry.loader.connect()
    await client.query('begin')
    await client.query(
      `insert into registry.outcome (child_id, kind, value, valid_from, recorded_at, source, source_record_time, fetched_at)
       values ($1, 'HOUSEHOLD_AID', 'DIBAO', '2026-11-01', $2, 'MZJ', $3, $2)`,
      [CAST.plain.id, NOW, MARK],
    )
    expect(await weighed(NOW)).toBe(0)
    await client.query('commit')
    client.release()
    expect(await resettle(town.gateway.rooms)).toBe(0)
    expect(await weighed(NOW)).toBe(1)
  })

  it('of a child that nobody asked about is forgotten', async () => {
    await registry.loader.query(
      `insert into registry.outcome (child_id, kind, value, valid_from, recorded_at, source, source_record_time, fetched_at)
       values ($1, 'CATEGORY', 'ORPHAN', '2026-11-01', $2, 'MZJ', $3, $2)`,
      [randomUUID(), NOW, MARK],
    )
    expect(await weighed()).toBe(0)
    expect((await registry.owner.query('select from settlement.changed')).rowCount).toBe(0)
  })
})
