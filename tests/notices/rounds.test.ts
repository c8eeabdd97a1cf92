// The standing work of a gateway: one round at a time, failures do not end it, and nothing runs after it was stopped.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FixedClock } from '../../src/clock.ts'
import { startRounds } from '../../src/notices/rounds.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const clock = new FixedClock('2026-11-22T00:00:00Z')

describe('rounds', () => {
  it('never overlap, go on after one that failed, and end with `stop`', async () => {
    const failures: unknown[] = []
    const ends: (() => void)[] = []
    let isFailing = false
    let begun = 0
    const rounds = startRounds({
      ...{ clock, everyMs: 1_000, onFailure: (error: unknown) => failures.push(error) },
      run: (now) => {
        begun += 1
        expect(now).toEqual(clock.now())
        if (isFailing) return Promise.reject(new Error('no database'))
        return new Promise<void>((resolve) => ends.push(resolve))
      },
    })
    await vi.advanceTimersByTimeAsync(3_500)
    expect(begun).toBe(1)
    ends.pop()?.()
    isFailing = true
    await vi.advanceTimersByTimeAsync(2_000)
    expect([begun, failures.length]).toEqual([3, 2])
    isFailing = false
    await vi.advanceTimersByTimeAsync(1_000)
    let isStopped = false
    const stopping = rounds.stop().then(() => {
      isStopped = true
    })
    await vi.advanceTimersByTimeAsync(5_000)
    expect([begun, isStopped]).toEqual([4, false])
    ends.pop()?.()
    await stopping
    await vi.advanceTimersByTimeAsync(5_000)
    expect(begun).toBe(4)
  })
})
