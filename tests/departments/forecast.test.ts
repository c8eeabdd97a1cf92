// What a job says of its end: nothing before anything is known, then what was agreed, corrected by what is found.
import { describe, expect, it } from 'vitest'
import { FixedClock } from '../../src/clock.ts'
import { ORDINARY_BOUNDS, type SourceBounds } from '../../src/departments/bounds.ts'
import { type Finish, Forecast, wordsOf } from '../../src/departments/pace/forecast.ts'
import { paceHere } from './counter-here.ts'

const NOW = '2026-11-23T17:00:00+08:00'

function begun(agreed: Partial<SourceBounds> = {}) {
  const clock = new FixedClock(NOW)
  const bounds = { ...ORDINARY_BOUNDS, ...agreed }
  const forecast = new Forecast({ bounds, clock, pace: paceHere(bounds, clock) })
  const later = (seconds: number) => clock.moveTo(new Date(clock.now().getTime() + seconds * 1_000))
  return { clock, forecast, later }
}

const at = (moment: string): Finish => ({ kind: 'AT', at: new Date(moment) })

describe('a forecast', () => {
  it('says nothing where no rate was agreed and none was found, and then goes by what was found', async () => {
    const { forecast, later } = begun()
    expect(await forecast.finish(100)).toEqual({ kind: 'UNKNOWN' })
    later(20)
    forecast.done(10)
    expect(await forecast.finish(31)).toEqual(at('2026-11-23T17:01:20+08:00'))
  })

  it('goes by the agreed rate at first, and later where the job is found to be slower', async () => {
    const { forecast, later } = begun({ rate: { perSecond: 1.05 }, desksShare: 0 })
    expect(await forecast.finish(61)).toEqual(at('2026-11-23T17:01:00+08:00'))
    later(3)
    forecast.done(1)
    expect(await forecast.finish(21)).toEqual(at('2026-11-23T17:01:03+08:00'))
  })

  it('takes no time in which the source was closed for slowness of the job', async () => {
    const { forecast, clock } = begun({ hours: { from: '08:00', to: '17:30' } })
    clock.moveTo('2026-11-23T17:29:00+08:00')
    forecast.done(1_740)
    clock.moveTo('2026-11-24T08:00:01+08:00')
    forecast.done(1)
    expect(await forecast.finish(60)).toEqual(at('2026-11-24T08:01:00+08:00'))
  })

  it('knows what jobs have used of the day', async () => {
    const clock = new FixedClock(NOW)
    const bounds = { ...ORDINARY_BOUNDS, rate: { perSecond: 1.05 }, dailyQuota: 40 }
    const pace = paceHere(bounds, clock)
    for (let call = 0; call < 30; call += 1) {
      clock.moveTo(new Date(clock.now().getTime() + 2_000))
      await pace.job(clock.now())
    }
    const forecast = new Forecast({ bounds, clock, pace })
    expect(await forecast.finish(1)).toEqual(at('2026-11-24T00:00:00+08:00'))
  })

  it('is worded by the clock of Shanghai', () => {
    expect(wordsOf(at('2026-11-24T00:05:00Z'))).toBe('done at about 2026-11-24 08:05 (UTC+8)')
    expect(wordsOf({ kind: 'UNKNOWN' })).toBe('')
    expect(wordsOf({ kind: 'NEVER' })).toBe('never done within the bounds of the source')
  })
})
