// When a job will be done, held against a job that is played through call by call and minute by minute.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shanghaiDay } from '../../src/clock.ts'
import { isOpen, ORDINARY_BOUNDS, type SourceBounds } from '../../src/departments/bounds.ts'
import { finishingTime, type WorkLeft } from '../../src/departments/pace/finishing-time.ts'
import { paceOf } from '../../src/departments/pace/pace.ts'

const START = Date.parse('2026-11-23T00:00:00+08:00')
const MINUTE = 60_000

const pad = (value: number): string => String(value).padStart(2, '0')
const time = fc
  .integer({ min: 0, max: 47 })
  .map((half) => `${pad(Math.floor(half / 2))}:${half % 2 === 0 ? '00' : '30'}`)
const hours = fc
  .tuple(time, time)
  .filter(([from, to]) => from !== to)
  .map(([from, to]) => ({ from, to }))
const maintenance = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 72 * 60 }), fc.integer({ min: 1, max: 600 })).map(([from, length]) => ({
    from: new Date(START + from * MINUTE),
    to: new Date(START + (from + length) * MINUTE),
  })),
  { maxLength: 3 },
)

const bounds: fc.Arbitrary<SourceBounds> = fc
  .record(
    {
      hours,
      maintenance,
      // Calls lie a minute or more apart, so that minute by minute misses none of them.
      rate: fc.integer({ min: 1, max: 30 }).map((every) => ({ perSecond: 1 / (every * 60) })),
      dailyQuota: fc.integer({ min: 10, max: 60 }),
      desksShare: fc.constantFrom(0, 0.25, 0.5),
    },
    { requiredKeys: [] },
  )
  .map((agreed) => ({ ...ORDINARY_BOUNDS, ...agreed }))

const work: fc.Arbitrary<WorkLeft> = fc.record({
  calls: fc.integer({ min: 1, max: 60 }),
  now: fc.integer({ min: 0, max: 24 * 60 }).map((minute) => new Date(START + minute * MINUTE)),
  leftToday: fc.option(fc.integer({ min: 0, max: 60 })),
})

/** A job that makes each call as soon as it may, looked at every millisecond that can matter. */
function played(agreed: SourceBounds, { calls, now, leftToday }: WorkLeft): Date {
  const { jobSpacingMs, jobQuota } = paceOf(agreed)
  const made = new Map<string, number>()
  if (jobQuota !== null) made.set(shanghaiDay(now), jobQuota - Math.min(jobQuota, leftToday ?? jobQuota))
  let at = now.getTime()
  for (let call = 1; ; call += 1) {
    const isFree = () => {
      const day = shanghaiDay(new Date(at))
      return isOpen(agreed, new Date(at)) && (jobQuota === null || (made.get(day) ?? 0) < jobQuota)
    }
    // Openings and days begin on full minutes.
    while (!isFree()) at = (Math.floor(at / MINUTE) + 1) * MINUTE
    if (call === calls) return new Date(at)
    const day = shanghaiDay(new Date(at))
    made.set(day, (made.get(day) ?? 0) + 1)
    at += jobSpacingMs
  }
}

describe('the finishing time of a job', () => {
  it('is that of a job that makes each call as soon as it may: never earlier than possible', () => {
    fc.assert(
      fc.property(bounds, work, (agreed, left) => {
        // Fractions of a millisecond add up differently.
        const apart = (finishingTime(agreed, left)?.getTime() ?? 0) - played(agreed, left).getTime()
        expect(Math.abs(apart)).toBeLessThanOrEqual(1)
      }),
      { seed: 20_261_123, numRuns: 150 },
    )
  })

  it('lies in open hours, and not before that of a job with fewer calls or a faster one', () => {
    fc.assert(
      fc.property(
        bounds,
        work,
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 10 }),
        (agreed, left, more, slower) => {
          const finish = finishingTime(agreed, left) as Date
          expect(isOpen(agreed, finish)).toBe(true)
          expect(finish >= left.now).toBe(true)
          const longer = finishingTime(agreed, { ...left, calls: left.calls + more }) as Date
          expect(longer >= finish).toBe(true)
          const slow = finishingTime(agreed, { ...left, foundSpacingMs: slower * MINUTE }) as Date
          expect(slow >= finish).toBe(true)
        },
      ),
      { seed: 20_261_124, numRuns: 400 },
    )
  })

  it('is over closed nights: 1,400 calls at 3.57 a second, begun three minutes before closing', () => {
    const agreed: SourceBounds = {
      ...ORDINARY_BOUNDS,
      hours: { from: '08:00', to: '17:30' },
      rate: { perSecond: 5 },
      dailyQuota: 1_000,
    }
    const now = new Date('2026-11-23T17:27:00+08:00')
    // 643 before closing, 750 on the next day, which is what is left to jobs, 7 on the day after.
    expect(finishingTime(agreed, { calls: 1_400, now, leftToday: 750 })).toEqual(
      new Date('2026-11-25T08:00:01.680+08:00'),
    )
  })

  it('is never where jobs may make no call, or the source never opens', () => {
    const now = new Date(START)
    const agreed = { ...ORDINARY_BOUNDS, rate: { perSecond: 5 } }
    expect(finishingTime({ ...agreed, desksShare: 1 }, { calls: 1, now, leftToday: null })).toBeNull()
    expect(finishingTime({ ...agreed, dailyQuota: 1 }, { calls: 1, now, leftToday: null })).toBeNull()
    const never = { ...agreed, hours: { from: '08:00', to: '08:00' } }
    expect(finishingTime(never, { calls: 1, now, leftToday: null })).toBeNull()
  })

  it('is further away than anybody plans for: ten years and more are never', () => {
    const agreed = { ...ORDINARY_BOUNDS, dailyQuota: 4 }
    const now = new Date(START)
    expect(finishingTime(agreed, { calls: 3 * 3_000, now, leftToday: null })).not.toBeNull()
    expect(finishingTime(agreed, { calls: 3 * 4_000, now, leftToday: null })).toBeNull()
  })
})
