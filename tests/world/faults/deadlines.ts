// Lets a deadline pass when a test says so, and never by the machine's clock: each department's deadline is a number of
// milliseconds that nothing else waits for, and the timer of that length is rung by hand.
import { vi } from 'vitest'

export interface Deadlines {
  /** Rings every timer of this length that was set since. */
  pass(ms: number): void
  restore(): void
}

export function heldDeadlines(): Deadlines {
  const waiting = new Map<number, (() => void)[]>()
  const real = globalThis.setTimeout
  const spy = vi.spyOn(globalThis, 'setTimeout')
  spy.mockImplementation(((ring: () => void, ms?: number, ...more: []) => {
    waiting.set(ms ?? 0, [...(waiting.get(ms ?? 0) ?? []), ring])
    return real(ring, ms, ...more)
  }) as typeof setTimeout)
  return {
    pass: (ms) => waiting.get(ms)?.forEach((ring) => void ring()),
    restore: () => spy.mockRestore(),
  }
}
