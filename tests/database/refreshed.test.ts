// A snapshot on a slow machine: never given when it is too old, and yet got where it can be got.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { FixedClock } from '../../src/clock.ts'
import { createRefreshed } from '../../src/database/refreshed.ts'

const BEGINNING = '2026-11-23T02:00:00.000Z'

/** A snapshot whose reads take these many seconds each, the last of them for ever after; it counts its reads. */
function slow(seconds: readonly number[]) {
  const clock = new FixedClock(BEGINNING)
  let reads = 0
  const take = async () => {
    const took = seconds[Math.min(reads, seconds.length - 1)] ?? 0
    reads += 1
    clock.moveTo(new Date(clock.now().getTime() + took * 1_000))
    return reads
  }
  const settings = { name: 'the snapshot', maxAgeMs: 5_000, refreshEveryMs: 3_600_000 }
  return { refreshed: createRefreshed(take, clock, settings), reads: () => reads }
}

describe('starting', () => {
  it('reads again when the first read took longer than a snapshot may be old', async () => {
    const { refreshed, reads } = slow([7, 1])
    await refreshed.start()
    expect([refreshed.current(), reads()]).toEqual([2, 2])
    refreshed.stop()
  })

  it('reads once where that was quick enough', async () => {
    const { refreshed, reads } = slow([5])
    await refreshed.start()
    expect([refreshed.current(), reads()]).toEqual([1, 1])
    refreshed.stop()
  })

  it('gives up after five reads that were all too slow, and refuses', async () => {
    const { refreshed, reads } = slow([5.001])
    await refreshed.start()
    expect(reads()).toBe(5)
    expect(() => refreshed.current()).toThrow('UNAVAILABLE: the snapshot is stale')
    refreshed.stop()
  })
})

describe('refreshing in the background', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it('reads again at once, and once, when the read before it was under way as the next ones were due', async () => {
    vi.useFakeTimers()
    const begun: (() => void)[] = []
    const take = () => new Promise<void>((resolve) => begun.push(resolve))
    const refreshed = createRefreshed(take, new FixedClock(BEGINNING), { name: 'x', maxAgeMs: 5_000 })
    const started = refreshed.start()
    begun[0]?.()
    await started
    await vi.advanceTimersByTimeAsync(2_000)
    expect(begun.length).toBe(2)
    await vi.advanceTimersByTimeAsync(6_000)
    expect(begun.length).toBe(2)
    begun[1]?.()
    await vi.advanceTimersByTimeAsync(0)
    expect(begun.length).toBe(3)
    begun[2]?.()
    await vi.advanceTimersByTimeAsync(1_999)
    expect(begun.length).toBe(3)
    refreshed.stop()
  })
})
