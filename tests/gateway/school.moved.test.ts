// S06: the pupil moved to another school on 1 November. From that day the new school may ask, and the old one may not.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import type { Town } from '../world/town.ts'
import { byOperation, expectJournalled, secretsOf } from './journalled.ts'
import { byStudentNo, dayQuestion, moveTo, openTownAt } from './questions.ts'

const OLD = 'other-school'
const NEW = 'school'

let town: Town

beforeAll(async () => {
  town = await openTownAt(6, [OLD, NEW], { dataFollowClock: true })
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
  it('is no longer the old school’s to ask about', async () => {
    expect(await statusOf(OLD)).toBe('NONE_CONFIRMED')
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

  it('is the new school’s to ask about', async () => {
    expect(await statusOf(NEW)).toBe('CONFIRMED')
    const entries = await town.newEntries()
    expectJournalled(byOperation(entries)[0] ?? [], town, {
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

  it('shows neither school its days: a roll answers for today, and days asked one by one would date what happened', async () => {
    for (const on of ['2026-10-31', '2026-11-01', '2026-11-22']) {
      for (const as of [OLD, NEW]) {
        const response = await ask(as, on)
        expect([response.status, response.body.errors?.[0].extensions.code]).toEqual([400, 'BAD_INPUT'])
      }
    }
  })

  it('changes hands at midnight: one school has the right at every moment, never both', async () => {
    const rights = []
    for (const moment of ['2026-10-31T23:59:59+08:00', '2026-11-01T00:00:00+08:00']) {
      await moveTo(town, moment)
      rights.push([moment, await statusOf(OLD), await statusOf(NEW)])
    }
    expect(rights).toEqual([
      // The bureau's record is the one that names the new school.
      ['2026-10-31T23:59:59+08:00', 'ALREADY_GRANTED', 'NONE_CONFIRMED'],
      ['2026-11-01T00:00:00+08:00', 'NONE_CONFIRMED', 'CONFIRMED'],
    ])
  })
})
