// X02: what does a school learn that tries the running numbers of one birth date? Nothing: every answer is the same, the
// fifth number shows the plan and locks the person, without a plan the eleventh miss does; a hit costs what a miss does.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { numbered, strangers } from '../limits/strangers.ts'
import { clearLimits, missesOfAll } from '../world/limits.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { ABSENT, byCitizenId, dayQuestion, recordedSources, type Subject, seen } from './questions.ts'

const QUESTION = dayQuestion('items')
const TOO_MANY = { errors: [{ message: '查询已达上限，请稍后再试', extensions: { code: 'TOO_MANY' } }] }
const sources = recordedSources()
let registry: OwnRegistry
let town: Town

beforeAll(async () => {
  registry = await openOwnRegistry('running')
  town = await openTown({ databaseUrl: registry.databaseUrl, wrapSource: sources.wrapSource })
})
afterAll(async () => {
  await town.close()
  await registry.drop()
})
beforeEach(async () => {
  await clearLimits(limits())
  await town.newEntries()
  town.events.length = 0
})

function limits() {
  return town.pool('REGISTRY', 'hutong_gateway')
}

function ask(subject: Subject, as = 'school') {
  return town.ask({ as, purpose: 'P05', query: QUESTION, variables: { subject, benefit: 'EDUCATION_AID' } })
}

// Numbers of the pupil's own birth date: one of them is the pupil's.
function runningNumbers(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, at) => numbered('20160910', from + at))
}

const [firstPart = '', lastPart = ''] = [CAST.pupil.name.slice(0, 1), CAST.pupil.name.slice(1)]

describe('a school that tries running numbers', () => {
  it('gets the same bytes for each of four, and for the fifth TOO_MANY like for whatever follows', async () => {
    const wanted = seen(await ask({ citizenId: ABSENT.citizenId, fullName: ABSENT.name }))
    for (const [at, citizenId] of runningNumbers(100, 4).entries()) {
      const response = await ask({ citizenId, fullName: `${firstPart}${at % 2 === 0 ? '' : '小'}${lastPart}` })
      expect(response.body.data.eligibility.status).toBe('NONE_CONFIRMED')
      expect(seen(response)).toEqual(wanted)
    }
    const [fifth = '', ...more] = runningNumbers(104, 3)
    const locked = await ask({ citizenId: fifth, fullName: CAST.pupil.name })
    expect([locked.status, locked.body]).toEqual([429, TOO_MANY])
    sources.take()
    await town.newEntries()
    for (const citizenId of [...more, CAST.pupil.citizenId ?? '']) {
      const response = await ask({ citizenId, fullName: CAST.pupil.name })
      expect(seen(response)).toEqual(seen(locked))
    }
    expect(sources.take()).toEqual([])
    expect(JSON.stringify(await town.newEntries())).not.toContain('"RELEASED"')
  })

  it('is put on record once, with the pattern and no number, and told to the operator', async () => {
    for (const citizenId of runningNumbers(200, 8)) await ask({ citizenId, fullName: CAST.pupil.name })
    const lock = { pattern: 'RUNNING_SEQUENCE', lookUps: 5, purpose: 'P05' }
    expect(town.events).toMatchObject([{ event: 'caller-locked', personId: 'demo-person-school', ...lock }])
    const entries = await town.newEntries()
    const acts = entries.filter(({ kind }) => kind === 'ACT')
    expect(acts).toMatchObject([
      {
        body: {
          act: 'CALLER_LOCKED',
          personId: null,
          subjects: [],
          facts: { lockedPerson: 'demo-person-school', until: '2026-11-23T03:00:00.000Z', ...lock },
        },
      },
    ])
    const written = JSON.stringify([entries, town.events])
    for (const citizenId of runningNumbers(200, 8)) expect(written).not.toContain(citizenId.slice(6, 14))
  })

  it('is locked as a person: a colleague of another school is not', async () => {
    for (const citizenId of runningNumbers(300, 5)) await ask({ citizenId, fullName: CAST.pupil.name })
    expect((await ask(byCitizenId(CAST.pupil))).status).toBe(429)
    expect((await ask(byCitizenId(CAST.otherPupil), 'other-school')).status).toBe(200)
  })

  it('may ask again when the hour is over, and is locked for the day when it goes on slowly', async () => {
    const from = town.clock.now()
    const later = async (minutes: number): Promise<void> => {
      town.clock.moveTo(new Date(from.getTime() + minutes * 60_000))
      await town.gateway.rooms.roster.refresh()
    }
    // One every twenty minutes: never more than three within an hour. The tests' token ends before; the limiter goes on.
    const { limiter } = town.gateway.rooms
    const caller = {
      holder: { personId: 'slow', organisationId: 'school', purpose: 'P05' },
      allowance: {
        missesPerHour: 10,
        missesPerHourOfOrganisation: 100,
        childrenPerDay: 400,
        childrenPerDayOfOrganisation: 400,
      },
    }
    const { submittedSubject } = await import('../../src/questions/subject.ts')
    const answers: boolean[] = []
    for (const [at, citizenId] of runningNumbers(400, 8).entries()) {
      await later(20 * at)
      const { lookUp } = submittedSubject({ citizenId, fullName: `王${at}` }, town.gateway.rooms)
      await limiter.expectOpen(caller)
      answers.push(await limiter.count(caller, { lookUps: [{ ...lookUp, isMiss: true }], page: 0 }))
    }
    expect(answers).toEqual([true, true, true, true, true, true, true, false])
    await later(20 * 7 + 23 * 60)
    await expect(limiter.expectOpen(caller)).rejects.toMatchObject({ code: 'TOO_MANY' })
    await later(20 * 7 + 24 * 60)
    await expect(limiter.expectOpen(caller)).resolves.toBeUndefined()
    await later(0)
  })
})

describe('a school that looks up whoever comes to mind', () => {
  it('gets ten answers that are one, then TOO_MANY, its own pupil included', async () => {
    const answers = []
    for (const subject of strangers(11)) answers.push(seen(await ask(subject)))
    expect(new Set(answers.slice(0, 10).map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[10]).toMatchObject({ status: 429 })
    expect(seen(await ask(byCitizenId(CAST.pupil)))).toEqual(answers[10])
    expect(await missesOfAll(limits())).toBe(10)
    expect(town.events).toEqual([])
  })

  it('finds no odd answer where the number is a pupil’s and the name is not', async () => {
    const wrongName = await ask({ citizenId: CAST.pupil.citizenId ?? '', fullName: '沈乐' })
    const nobody = await ask({ citizenId: ABSENT.citizenId, fullName: ABSENT.name })
    const otherRoll = await ask(byCitizenId(CAST.otherPupil))
    const notEntitled = await ask(byCitizenId(CAST.plainPupil))
    for (const response of [wrongName, otherRoll, notEntitled]) expect(seen(response)).toEqual(seen(nobody))
    expect(await missesOfAll(limits())).toBe(3)
  })

  it('finds no odd cost: a hit and a miss write the same rows and two entries each', async () => {
    const costs = []
    for (const subject of [byCitizenId(CAST.pupil), { citizenId: ABSENT.citizenId, fullName: ABSENT.name }]) {
      sources.take()
      await clearLimits(limits())
      await town.newEntries()
      expect((await ask(subject)).status).toBe(200)
      const { rows } = await limits().query<{ counter: number; child: number; trace: number; lock: number }>(
        `select (select count(*) from registry.limit_counter)::int as counter,
           (select count(*) from registry.limit_child)::int as child,
           (select count(*) from registry.limit_trace)::int as trace,
           (select count(*) from registry.limit_lock)::int as lock`,
      )
      costs.push({ rows, entries: (await town.newEntries()).map(({ kind }) => kind), calls: sources.take() })
    }
    expect(costs[0]).toMatchObject({
      rows: [{ counter: 1, child: 2, trace: 1, lock: 0 }],
      entries: ['INTENT', 'OUTCOME'],
    })
    expect(costs[1]).toEqual(costs[0])
  })

  it('gets BAD_INPUT for a wrong check digit, before any look-up and without counting', async () => {
    const [good = ''] = runningNumbers(500, 1)
    const citizenId = `${good.slice(0, 17)}${good.endsWith('1') ? '2' : '1'}`
    sources.take()
    const response = await ask({ citizenId, fullName: CAST.pupil.name })
    expect(response.body.errors[0].extensions.code).toBe('BAD_INPUT')
    expect(sources.take()).toEqual([])
    expect(await missesOfAll(limits())).toBe(0)
  })
})
