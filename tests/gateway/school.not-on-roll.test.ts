// S03: a pupil who is not on my roll gets what a pupil of mine without aid gets, and nobody can tell the two apart.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import type { Town } from '../world/town.ts'
import { expectJournalled, secretsOf } from './journalled.ts'
import {
  ABSENT,
  byCitizenId,
  byStudentNo,
  dayQuestion,
  openTownAt,
  recordedSources,
  type Subject,
  seen,
} from './questions.ts'

const MINE = byStudentNo(CAST.plainPupil)
const NOT_MINE: Readonly<Record<string, Subject>> = {
  'a pupil of another school': byStudentNo(CAST.otherPupil),
  'a child that goes to no school': byCitizenId(CAST.villageChild),
  'a child that is in no register': byStudentNo(ABSENT),
  'my pupil under another name': { ...byStudentNo(CAST.pupil), fullName: '沈乐妍' },
}

const ask = (town: Town, subject: Subject) =>
  town.ask({
    as: 'school',
    purpose: 'P05',
    query: dayQuestion('items'),
    variables: { subject, benefit: 'EDUCATION_AID' },
  })

const journalled = {
  policy: 'school-aid',
  role: 'SCH_AID_OFFICER',
  purpose: 'P05',
  case: null,
  fields: ['EligibilityAnswer.items', 'Query.eligibility'],
  secrets: [CAST.plainPupil, CAST.otherPupil, CAST.villageChild, CAST.pupil]
    .flatMap(secretsOf)
    .concat(ABSENT.studentNo, ABSENT.citizenId, ABSENT.name),
} as const

const counter = async (town: Town) => {
  const { rows } = await town
    .pool('REGISTRY', 'hutong_gateway')
    .query<{ version: string; misses: number }>(
      'select xmin::text as version, misses from registry.limit_counter where person_id = $1 and hour_start = $2',
      ['demo-person-school', town.clock.now()],
    )
  return rows
}

describe('a pupil who is not on the roll', () => {
  const sources = recordedSources()
  let town: Town

  beforeAll(async () => {
    town = await openTownAt(3, ['school'], sources)
    await ask(town, MINE)
    await town.newEntries()
  })
  afterAll(() => town.close())

  it.each(Object.entries(NOT_MINE))('%s is answered byte for byte as a pupil of mine without aid', async (_, other) => {
    sources.take()
    const mine = await ask(town, MINE)
    const calls = sources.take()
    const entries = await town.newEntries()
    expect(mine.body.data.eligibility.status).toBe('NONE_CONFIRMED')
    const wanted = { ...journalled, statuses: ['NONE_CONFIRMED'] }
    expectJournalled(entries, town, { ...wanted, resolved: 1 })

    const notMine = await ask(town, other)
    expect(seen(notMine)).toEqual(seen(mine))
    expect(sources.take()).toEqual(calls)
    const otherEntries = await town.newEntries()
    expectJournalled(otherEntries, town, { ...wanted, resolved: 0 })
    expect(otherEntries.map(({ body }) => Object.keys(body))).toEqual(entries.map(({ body }) => Object.keys(body)))
  })

  it('costs one write of the counter, whether the pupil is mine or not; a miss alone adds to it', async () => {
    const misses = []
    const versions = new Set<string>()
    for (const subject of [MINE, byStudentNo(CAST.otherPupil), MINE, byStudentNo(ABSENT)]) {
      await ask(town, subject)
      const rows = await counter(town)
      expect(rows).toHaveLength(1)
      versions.add(rows[0]?.version ?? '')
      misses.push(rows[0]?.misses ?? 0)
    }
    expect(versions.size).toBe(4)
    const [first = 0] = misses
    expect(misses).toEqual([first, first + 1, first + 1, first + 2])
  })
})

describe('a pupil who is not on the roll, while a source is out', () => {
  const outages = {
    'education bureau': { databaseUrl: (code: string, url: string) => (code === 'JYJ' ? unreachable(url) : url) },
    'public security, which gives only the name,': {
      databaseUrl: (code: string, url: string) => (code === 'GAJ' ? unreachable(url) : url),
    },
  }

  it('is undetermined whenever a pupil of mine would be, with or without aid', async () => {
    const town = await openTownAt(4, ['school'], outages['education bureau'])
    const mine = await ask(town, MINE)
    expect(mine.body.data.eligibility).toMatchObject({
      status: 'UNDETERMINED',
      items: null,
      sources: [
        { source: 'JYJ', syncedAt: null },
        { source: 'MZJ', syncedAt: '2026-11-22T16:00:00.000Z' },
      ],
      manualPath: { phone: '12000000901' },
    })
    await town.newEntries()
    for (const subject of [...Object.values(NOT_MINE), byStudentNo(CAST.pupil)]) {
      expect(seen(await ask(town, subject))).toEqual(seen(mine))
      const [, outcome] = await town.newEntries()
      expect(outcome?.body).toMatchObject({ status: 'RELEASED', answers: [{ status: 'UNDETERMINED' }] })
    }
    await town.close()
  })

  it('is answered as ever where the outage touches the name alone', async () => {
    const town = await openTownAt(5, ['school'], outages['public security, which gives only the name,'])
    const mine = await ask(town, MINE)
    expect(mine.body.data.eligibility.status).toBe('NONE_CONFIRMED')
    for (const subject of Object.values(NOT_MINE)) expect(seen(await ask(town, subject))).toEqual(seen(mine))
    const entitled = await ask(town, byStudentNo(CAST.pupil))
    expect(entitled.body).toMatchObject({
      data: { eligibility: { status: 'CONFIRMED', displayName: null } },
      extensions: {
        disclosure: [
          { path: ['eligibility', 'displayName'], state: 'UNAVAILABLE', reason: 'SOURCE_OUT', source: 'GAJ' },
        ],
      },
    })
    await town.close()
  })
})

// Nothing listens on port 1.
function unreachable(url: string): string {
  const address = new URL(url)
  address.port = '1'
  return address.href
}
