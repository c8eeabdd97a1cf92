// H07 and what comes after it: a question that a source was out for waits in the list of its unit. The gateway repeats it once the source is back,
// with the rights of that day, and until the account may be claimed no more.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import type { Source } from '../../src/departments/reader.ts'
import { ABSENT, byCitizenId, moveTo, STAY } from '../gateway/questions.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { deskOf } from './desk.ts'

const NOW = '2026-11-23T10:00:00+08:00'
const LIST = `{ unansweredQuestions { question encounter benefit from to repeatedUntil state endedBecause
  answers { answerId status tier validOn displayName sources { source } } } }`
const STAYS = byCitizenId(CAST.stay)

let registry: OwnRegistry
let town: Town
let isOut = false
let isRecordOut = false
let calls = 0
const { days, close } = deskOf(() => town)

const wrapSource = (code: string, real: Source): Source => ({
  ...real,
  async fetch(...asked) {
    if (code !== 'YBJ') return real.fetch(...asked)
    calls += 1
    if (isOut) throw new Error('out')
    const found = await real.fetch(...asked)
    if (isRecordOut && found.rows.length > 0) throw new Error('out for a record')
    return found
  },
})

beforeAll(async () => {
  registry = await openOwnRegistry('unanswered')
  // A breaker counts real time, and here the clock stands still.
  const bounds = { YBJ: { breaker: { failures: 20, againAfterMs: [0] } } }
  town = await openTown({ databaseUrl: registry.databaseUrl, wrapSource, bounds })
})
afterAll(async () => {
  await town?.close()
  await registry?.drop()
})
beforeEach(async () => {
  for (const table of ['settlement.question', 'settlement.closing', 'registry.limit_child', 'registry.limit_counter']) {
    await registry.owner.query(`delete from ${table}`)
  }
  await registry.loader.query('update roster.assignment set valid_to = null')
  await unitOf('demo-person-hospital', 'SETTLEMENT')
  await moveTo(town, NOW)
  isRecordOut = false
  await out(false)
  await town.newEntries()
})

/** From a moment on: what was put off is due some time later. */
async function out(toDesk: boolean, moment = NOW): Promise<void> {
  isOut = toDesk
  await moveTo(town, moment)
}

const LATER = '2026-11-23T10:03:00+08:00'

const unitOf = (person: string, unit: string) =>
  registry.loader.query('update roster.assignment set unit = $2 where person_id = $1', [person, unit])

interface Listed {
  readonly state: string
  readonly endedBecause: string | null
  readonly encounter: string
  readonly answers: readonly Record<string, unknown>[] | null
}

async function list(as = 'hospital'): Promise<readonly Listed[]> {
  const { body } = await town.ask({ as, purpose: 'P01', query: LIST })
  return body.data.unansweredQuestions
}

const repeat = () => town.gateway.repeats.run()

async function askedWhileOut(subject = STAYS, number = 'E-2026-0002'): Promise<void> {
  await out(true)
  expect(await days(number, subject)).toEqual(['UNDETERMINED null null'])
}

describe('a question that a source was out for', () => {
  it('waits once, whoever it is about, and is in the list of no other unit, hospital or purpose', async () => {
    const seen = []
    for (const subject of [STAYS, STAYS, byCitizenId(CAST.plain), byCitizenId(ABSENT)]) {
      await askedWhileOut(subject)
      const [first] = await list()
      seen.push([(await list()).length, { ...first, question: '' }])
    }
    const [one] = seen
    expect(seen.map(([count]) => count)).toEqual([1, 1, 2, 3])
    expect(seen.map(([, row]) => row)).toEqual(seen.map(() => one?.[1]))
    expect(one?.[1]).toMatchObject({
      encounter: 'E-2026-0002',
      state: 'WAITING',
      repeatedUntil: '2027-11-23',
      answers: null,
    })
    for (const as of ['nurse', 'other-hospital']) expect(await list(as)).toEqual([])
    const { body } = await town.ask({ as: 'hospital', purpose: 'P02', query: LIST })
    expect(body.errors[0].extensions.code).toBe('REFUSED')
  })

  it('is repeated when the source is back, and not before: meanwhile it costs one call about nobody and no entry', async () => {
    await askedWhileOut()
    await askedWhileOut(byCitizenId(CAST.plain), 'E-2026-0007')
    await town.newEntries()
    await out(true, LATER)
    calls = 0
    await repeat()
    expect(calls).toBe(1)
    expect(await town.newEntries()).toEqual([])
    expect((await list()).map(({ state }) => state)).toEqual(['WAITING', 'WAITING'])
    await out(false, '2026-11-23T10:06:00+08:00')
    await town.newEntries()
    await repeat()
    const asked = (await town.newEntries()).filter(({ kind }) => kind === 'INTENT').map(({ body }) => body)
    const byClerk = { personId: 'demo-person-hospital', purpose: 'P01', count: 1 }
    expect(asked).toMatchObject([byClerk, byClerk])
    expect(asked.map(({ caseNumber }) => caseNumber).sort()).toEqual(['E-2026-0002', 'E-2026-0007'])
    const answered = (await list()).map(({ encounter, state, answers }) => [
      ...[encounter, state, answers?.map(({ status, tier }) => `${status} ${tier}`)],
    ])
    expect(answered.sort()).toEqual([
      ['E-2026-0002', 'ANSWERED', ['CONFIRMED T70']],
      ['E-2026-0007', 'ANSWERED', ['NONE_CONFIRMED null']],
    ])
    const outcome = (await town.newEntries()).find(({ kind }) => kind === 'OUTCOME')?.body
    expect(outcome).toMatchObject({ status: 'RELEASED', answers: [{ answerId: expect.any(String) }, {}] })
    expect(outcome?.resolved).toHaveLength(2)
  })

  it('waits an hour where the source answers and the child’s own record cannot be read', async () => {
    await askedWhileOut()
    isRecordOut = true
    const repetitions = []
    for (const moment of [
      LATER,
      '2026-11-23T10:06:00+08:00',
      '2026-11-23T11:02:59+08:00',
      '2026-11-23T11:03:00+08:00',
    ]) {
      await out(false, moment)
      await town.newEntries()
      await repeat()
      repetitions.push((await town.newEntries()).filter(({ kind }) => kind === 'INTENT').length)
    }
    expect(repetitions).toEqual([1, 0, 0, 1])
    const { rows } = await registry.owner.query('select state from settlement.question')
    expect(rows).toEqual([{ state: 'WAITING' }])
  })

  it('is not asked by whoever left, and a colleague sees that it ended', async () => {
    await askedWhileOut()
    await out(false, LATER)
    await registry.loader.query(
      `update roster.assignment set valid_to = '2026-11-23' where person_id = 'demo-person-hospital'`,
    )
    await moveTo(town, LATER)
    await town.newEntries()
    await repeat()
    expect(await town.newEntries()).toEqual([])
    expect(await list('hospital-system')).toMatchObject([
      { state: 'ENDED', endedBecause: 'RIGHTS_ENDED', answers: null },
    ])
  })

  it('is not asked for the unit that whoever asked works at since, nor for the one that they left', async () => {
    await askedWhileOut()
    await out(false, LATER)
    await unitOf('demo-person-hospital', 'WARD-3')
    await moveTo(town, LATER)
    await town.newEntries()
    await repeat()
    expect(await town.newEntries()).toEqual([])
    expect(await list('hospital-system')).toMatchObject([
      { state: 'ENDED', endedBecause: 'RIGHTS_ENDED', answers: null },
    ])
  })

  it('is not asked under a closed encounter, and what was answered before shows no longer', async () => {
    await askedWhileOut()
    await out(false, LATER)
    await repeat()
    expect(await list()).toMatchObject([{ state: 'ANSWERED' }])
    await out(true, LATER)
    await days('E-2026-0001', STAYS, { from: '2026-05-03' })
    await close(['E-2026-0001', 'E-2026-0002'])
    await out(false, '2026-11-23T10:06:00+08:00')
    await town.newEntries()
    await repeat()
    expect(await town.newEntries()).toEqual([])
    const ended = { state: 'ENDED', endedBecause: 'ENCOUNTER_CLOSED', answers: null }
    expect(await list()).toMatchObject([ended, ended])
  })

  it('ends with the day by which the account must be claimed', async () => {
    await out(true)
    await days('E-2026-0001', STAYS, { from: '2026-05-03' })
    expect(await list()).toMatchObject([{ repeatedUntil: '2027-05-03' }])
    await registry.owner.query(`update settlement.question set claim_by = '2026-11-23'`)
    await repeat()
    expect(await list()).toMatchObject([{ state: 'WAITING' }])
    await registry.owner.query(`update settlement.question set claim_by = '2026-11-22'`)
    await repeat()
    expect(await list()).toMatchObject([{ state: 'ENDED', endedBecause: 'CLAIM_DEADLINE' }])
    await registry.owner.query(`update settlement.question set claim_by = '2026-10-23'`)
    await repeat()
    expect(await list()).toEqual([])
  })

  it('is kept sealed, and an agent’s question waits for nobody', async () => {
    await askedWhileOut()
    const { rows } = await registry.owner.query('select row_to_json(q)::text as text from settlement.question q')
    for (const secret of [STAYS.citizenId, STAYS.fullName, 'T70']) expect(rows[0]?.text).not.toContain(secret)
    await registry.owner.query('delete from settlement.question')
    await town.ask({
      ...{ as: 'hospital-agent', purpose: 'P01', case: 'E-2026-0002', query: STAY.replace(' displayName', '') },
      variables: { subject: STAYS, from: '2026-11-23', to: '2026-11-23' },
    })
    expect(await list()).toEqual([])
  })
})
