// X02: what does a school learn that tries the running numbers of one birth date? Nothing: every answer is the same, ten
// misses lock the person for the hour, the pattern reaches the operator's log, and a hit costs the writes of a miss.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { citizenIdWithCheck } from '../../src/masking/citizen-id.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { ABSENT, byCitizenId, dayQuestion, recordedSources, type Subject, seen } from './questions.ts'

const QUESTION = dayQuestion('items')
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
  await limits().query('delete from registry.limit_counter')
  await town.newEntries()
})

function limits() {
  return town.pool('REGISTRY', 'hutong_gateway')
}

async function points(): Promise<number> {
  const { rows } = await limits().query<{ points: number }>('select points from registry.limit_counter')
  expect(rows.length).toBeLessThanOrEqual(1)
  return Number(rows[0]?.points ?? 0)
}

function ask(subject: Subject, as = 'school') {
  return town.ask({ as, purpose: 'P05', query: QUESTION, variables: { subject, benefit: 'EDUCATION_AID' } })
}

// Numbers of the pupil's own birth date: one of them is the pupil's.
function runningNumbers(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, at) =>
    citizenIdWithCheck(`33019920160910${String(from + at).padStart(3, '0')}`),
  )
}

describe('a school that tries running numbers', () => {
  it('gets the same bytes for every one, then TOO_MANY from the eleventh on', async () => {
    const wanted = seen(await ask({ citizenId: ABSENT.citizenId, fullName: ABSENT.name }))
    for (const citizenId of runningNumbers(100, 9)) {
      const response = await ask({ citizenId, fullName: CAST.pupil.name })
      expect(response.body.data.eligibility.status).toBe('NONE_CONFIRMED')
      expect(seen(response)).toEqual(wanted)
    }
    expect(await points()).toBe(10)
    sources.take()
    await town.newEntries()
    for (const citizenId of [...runningNumbers(200, 2), CAST.pupil.citizenId ?? '']) {
      const response = await ask({ citizenId, fullName: CAST.pupil.name })
      expect(response.status).toBe(429)
      expect(response.body).toEqual({
        errors: [{ message: '未命中次数过多，请稍后再试', extensions: { code: 'TOO_MANY' } }],
      })
    }
    expect(sources.take()).toEqual([])
    const written = JSON.stringify(await town.newEntries())
    expect(written).not.toContain('"RELEASED"')
  })

  it('is locked as a person: a colleague of another school is not', async () => {
    for (const citizenId of runningNumbers(300, 11)) await ask({ citizenId, fullName: CAST.pupil.name })
    expect((await ask(byCitizenId(CAST.pupil))).status).toBe(429)
    expect((await ask(byCitizenId(CAST.otherPupil), 'other-school')).status).toBe(200)
  })

  it('is seen: the log hears of one date and running numbers once, with the person and no number', async () => {
    town.events.length = 0
    for (const citizenId of runningNumbers(400, 8)) await ask({ citizenId, fullName: CAST.pupil.name }, 'other-school')
    expect(town.events).toEqual([
      { event: 'enumeration', personId: 'demo-person-other-school', pattern: 'same date, running sequence', count: 5 },
    ])
  })

  it('finds no odd answer where the number is a pupil’s and the name is not', async () => {
    const wrongName = await ask({ citizenId: CAST.pupil.citizenId ?? '', fullName: '沈乐' })
    const nobody = await ask({ citizenId: ABSENT.citizenId, fullName: ABSENT.name })
    const otherRoll = await ask(byCitizenId(CAST.otherPupil))
    const notEntitled = await ask(byCitizenId(CAST.plainPupil))
    for (const response of [wrongName, otherRoll, notEntitled]) expect(seen(response)).toEqual(seen(nobody))
    expect(await points()).toBe(3)
  })

  it('finds no odd cost: a hit and a miss write one row and two entries each', async () => {
    const journalled: string[][] = []
    const calls: unknown[] = []
    for (const subject of [byCitizenId(CAST.pupil), { citizenId: ABSENT.citizenId, fullName: ABSENT.name }]) {
      sources.take()
      await limits().query('delete from registry.limit_counter')
      await town.newEntries()
      expect((await ask(subject)).status).toBe(200)
      const { rowCount } = await limits().query('select from registry.limit_counter')
      expect(rowCount).toBe(1)
      journalled.push((await town.newEntries()).map(({ kind }) => kind))
      calls.push(sources.take())
    }
    expect(journalled).toEqual([
      ['INTENT', 'OUTCOME'],
      ['INTENT', 'OUTCOME'],
    ])
    expect(calls[1]).toEqual(calls[0])
  })

  it('gets BAD_INPUT for a wrong check digit, before any look-up and without counting', async () => {
    const [good = ''] = runningNumbers(500, 1)
    const citizenId = `${good.slice(0, 17)}${good.endsWith('1') ? '2' : '1'}`
    sources.take()
    const response = await ask({ citizenId, fullName: CAST.pupil.name })
    expect(response.body.errors[0].extensions.code).toBe('BAD_INPUT')
    expect(sources.take()).toEqual([])
    expect(await points()).toBe(0)
  })
})
