// Runs the standing work again and again while the gateway serves: one round at a time, and none after `stop`.
import type { Clock } from '../clock.ts'

export interface RoundsParts {
  readonly clock: Clock
  readonly everyMs: number
  readonly run: (now: Date) => Promise<void>
  /** Told of a round that failed; the next one is tried all the same. */
  readonly onFailure: (error: unknown) => void
}

export interface Rounds {
  /** Resolves when the round under way is done. */
  stop(): Promise<void>
}

export function startRounds({ clock, everyMs, run, onFailure }: RoundsParts): Rounds {
  let underWay: Promise<void> | null = null
  const timer = setInterval(() => {
    // A slow round is waited for, not joined by another.
    underWay ??= run(clock.now())
      .catch(onFailure)
      .finally(() => {
        underWay = null
      })
  }, everyMs)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await underWay
    },
  }
}
