// What a job says of its end while it runs: laid out within the source's bounds before it begins, and corrected by how far
// apart its calls are found to lie.
import { shanghaiDay, shanghaiMinute, type Timer } from '../../clock.ts'
import { closesAt, isOpen, type SourceBounds } from '../bounds.ts'
import { finishingTime } from './finishing-time.ts'
import { paceOf } from './pace.ts'
import type { SourcePace } from './source-pace.ts'

/** `UNKNOWN`: no rate was agreed, and none was found yet. `NEVER`: within the bounds, not in ten years. */
export type Finish =
  | { readonly kind: 'AT'; readonly at: Date }
  | { readonly kind: 'UNKNOWN' }
  | { readonly kind: 'NEVER' }

export interface ForecastParts {
  readonly bounds: SourceBounds
  readonly pace: SourcePace
  readonly clock: Timer
}

/** What was found last counts for a tenth of what is known. */
const WEIGHT = 0.1

export class Forecast {
  readonly #parts: ForecastParts
  #since: Date
  #spacingMs: number | null = null

  constructor(parts: ForecastParts) {
    this.#parts = parts
    this.#since = parts.clock.now()
  }

  /** Told when so many calls are done since it was last told. Time in which the source was closed says nothing. */
  done(calls: number): void {
    const since = this.#since
    const now = this.#parts.clock.now()
    this.#since = now
    if (calls === 0 || !this.#wasOpen(since, now)) return
    const found = (now.getTime() - since.getTime()) / calls
    this.#spacingMs = this.#spacingMs === null ? found : (1 - WEIGHT) * this.#spacingMs + WEIGHT * found
  }

  /** When so many calls more will be done. Rejects with SourceBusy when what is left of the day cannot be known. */
  async finish(calls: number): Promise<Finish> {
    const { bounds, pace, clock } = this.#parts
    if (this.#spacingMs === null && paceOf(bounds).spacingMs === 0) return { kind: 'UNKNOWN' }
    const leftToday = await pace.leftToJobs()
    const found = this.#spacingMs === null ? {} : { foundSpacingMs: this.#spacingMs }
    const at = finishingTime(bounds, { calls, now: clock.now(), leftToday, ...found })
    return at ? { kind: 'AT', at } : { kind: 'NEVER' }
  }

  #wasOpen(since: Date, now: Date): boolean {
    const { bounds } = this.#parts
    if (!isOpen(bounds, since) || shanghaiDay(since) !== shanghaiDay(now)) return false
    const closes = closesAt(bounds, since)
    return closes === null || closes > now
  }
}

/** When all of them are done. One of which nothing is known is taken to be no later than those of which something is. */
export function latestOf(finishes: readonly Finish[]): Finish {
  if (finishes.some(({ kind }) => kind === 'NEVER')) return { kind: 'NEVER' }
  const moments = finishes.flatMap((finish) => (finish.kind === 'AT' ? finish.at.getTime() : []))
  return moments.length === 0 ? { kind: 'UNKNOWN' } : { kind: 'AT', at: new Date(Math.max(...moments)) }
}

/** `done at about 2026-11-24 08:05 (UTC+8)`; empty where nothing is known. */
export function wordsOf(finish: Finish): string {
  if (finish.kind === 'UNKNOWN') return ''
  if (finish.kind === 'NEVER') return 'never done within the bounds of the source'
  return `done at about ${shanghaiMinute(finish.at)} (UTC+8)`
}
