// S06: the pupil moved to another school on 1 November. From that day the new school may ask, and the old one may not.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import type { Town } from '../world/town.ts'
import { byOperation, expectJournalled, secretsOf } from './journalled.ts'
import { byStudentNo, dayQuestion, moveTo, openTownAt, seen } from './questions.ts'

const OLD = 'other-school'
const NEW = 'school'

let town: Town

beforeAll(async () => {
  town = await openTownAt(6, [OLD, NEW])
})
afterAll(() => town.close())

const ask = (as: string, on?: string, child: (typeof CAST)['movedPupil' | 'plainPupil'] = CAST.movedPupil) =>
  town.ask({
    as,
    purpose: 'P05',
    query: dayQuestion('items'),
    variables: { subject: byStudentNo(child), benefit: 'EDUCATION_AID', ...(on ? { on } : {}) },
  })

const statusOf = async (as: string, on?: string): Promise<string> => (await ask(as, on)).body.data.eligibility.status

describe('a pupil who moved on 1 November', () => {
  it('is no longer the old school’s to ask about, not even for its own days', async () => {
    for (const on of ['2026-10-15', '2026-10-31', '2026-11-01', '2026-11-23']) {
      expect([on, await statusOf(OLD, on)]).toEqual([on, 'NONE_CONFIRMED'])
    }
    const entries = await town.newEntries()
    expectJournalled(byOperation(entries)[0] ?? [], town, {
      policy: 'school-aid',
      role: 'SCH_AID_OFFICER',
      purpose: 'P05',
      case: null,
      fields: ['EligibilityAnswer.items', 'Query.eligibility'],
      statuses: ['NONE_CONFIRMED'],
      resolved: 0,
      secrets: secretsOf(CAST.movedPupil),
    })
  })

  it('is the new school’s to ask about from 1 November, and not for the days before', async () => {
    const statuses = []
    for (const on of ['2026-10-31', '2026-11-01', '2026-11-23']) statuses.push(await statusOf(NEW, on))
    expect(statuses).toEqual(['NONE_CONFIRMED', 'CONFIRMED', 'CONFIRMED'])
    const entries = await town.newEntries()
    expectJournalled(byOperation(entries)[1] ?? [], town, {
      policy: 'school-aid',
      role: 'SCH_AID_OFFICER',
      purpose: 'P05',
      case: null,
      fields: ['EligibilityAnswer.items', 'Query.eligibility'],
      statuses: ['CONFIRMED'],
      resolved: 1,
      secrets: secretsOf(CAST.movedPupil),
    })
  })

  it('shows the new school nothing of the old term: a day before the move is answered as for a pupil without aid', async () => {
    const before = await ask(NEW, '2026-10-31')
    expect(seen(before)).toEqual(seen(await ask(NEW, '2026-10-31', CAST.plainPupil)))
  })

  it('changes hands at midnight: one school has the right at every moment, never both', async () => {
    const rights = []
    for (const moment of ['2026-10-31T23:59:59+08:00', '2026-11-01T00:00:00+08:00']) {
      await moveTo(town, moment)
      rights.push([moment, await statusOf(OLD), await statusOf(NEW)])
    }
    expect(rights).toEqual([
      ['2026-10-31T23:59:59+08:00', 'CONFIRMED', 'NONE_CONFIRMED'],
      ['2026-11-01T00:00:00+08:00', 'NONE_CONFIRMED', 'CONFIRMED'],
    ])
  })
})
