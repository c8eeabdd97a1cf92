// Calls that a process has counted for the day before anybody asks for them. They are what it goes by while the counter is
// out: nobody is sent away from a desk because of a counter, and the day's quota holds all the same. Those that a process
// leaves behind when it ends are lost to the day.
import type { Day, Timer } from '../../clock.ts'
import { SourceBusy } from '../source-fault.ts'
import { momentsOf, type PaceCounter, type Reservation, type Reserved } from './counter.ts'
import type { Pace } from './pace.ts'

const MOST_AHEAD = 10
/** Of the day's quota, a process holds at most one part in so many. */
const PARTS_OF_QUOTA = 500

/** While the counter is out a process calls as slowly as if so many of them shared the rate. */
const GATEWAYS = 10

/** Longer than this nobody waits for the counter. */
const PATIENCE_MS = 500

export class CountedAhead {
  readonly #counter: PaceCounter
  readonly #clock: Timer
  readonly #pace: Pace
  readonly #most: number
  #left = 0
  #isFilling = false
  #day: Day = ''
  /** Not before this moment does the next call begin that the counter does not know of. */
  #next = 0

  constructor(counter: PaceCounter, pace: Pace, clock: Timer) {
    this.#counter = counter
    this.#clock = clock
    this.#pace = pace
    this.#most = pace.quota === null ? 0 : Math.min(MOST_AHEAD, Math.floor(pace.quota / PARTS_OF_QUOTA))
  }

  /** The moments of these calls. Throws SourceBusy when they are not to be had. */
  async reserve(wish: Omit<Reservation, 'counted'>): Promise<readonly number[]> {
    if (this.#day !== wish.day) {
      this.#day = wish.day
      this.#left = 0
    }
    try {
      return await this.#inTime(this.#counted(wish))
    } catch (cause) {
      if (cause instanceof SourceBusy) throw cause
      return this.#uncounted(wish, cause)
    }
  }

  async #counted(wish: Omit<Reservation, 'counted'>): Promise<readonly number[]> {
    const first = await this.#filling(wish)
    if (first.kind === 'GRANTED') return this.#noted(first.moments)
    if (first.kind === 'LATE') throw late()
    // The day is nearly spent: what was counted ahead goes first.
    const own = Math.min(this.#left, wish.calls)
    this.#left -= own
    const last = await this.#counter.reserve({ ...wish, counted: wish.calls - own })
    if (last.kind === 'GRANTED') return this.#noted(last.moments)
    if (this.#day === wish.day) this.#left += own
    throw last.kind === 'LATE' ? late() : new SourceBusy('the calls of the day are made')
  }

  // One statement at a time fills up what is ahead, or several would do it together.
  async #filling(wish: Omit<Reservation, 'counted'>): Promise<Reserved> {
    const more = this.#isFilling ? 0 : this.#most - this.#left
    if (more > 0) this.#isFilling = true
    try {
      const answer = await this.#counter.reserve({ ...wish, counted: wish.calls + more })
      if (answer.kind === 'GRANTED' && this.#day === wish.day) this.#left += more
      return answer
    } finally {
      if (more > 0) this.#isFilling = false
    }
  }

  async #inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
    const answered = new AbortController()
    const patience = new Date(this.#clock.now().getTime() + PATIENCE_MS)
    const tooLate = this.#clock.waitUntil(patience, answered.signal).then(() => {
      throw new Error('the counter did not answer in time')
    })
    try {
      return await Promise.race([answer, tooLate])
    } finally {
      answered.abort(new Error('answered'))
    }
  }

  #noted(moments: readonly number[]): readonly number[] {
    this.#next = Math.max(this.#next, (moments.at(-1) ?? 0) + GATEWAYS * this.#pace.spacingMs)
    return moments
  }

  #uncounted(wish: Omit<Reservation, 'counted'>, cause: unknown): readonly number[] {
    const isCovered = this.#pace.quota === null || this.#left >= wish.calls
    if (!isCovered) throw new SourceBusy('the calls of the source cannot be counted', { cause })
    const spacingMs = GATEWAYS * this.#pace.spacingMs
    const moments = momentsOf({ ...wish, counted: 0, pace: { ...this.#pace, spacingMs, burst: 1 } }, this.#next)
    if ((moments.at(-1) ?? 0) > wish.until.getTime()) throw late()
    if (this.#pace.quota !== null) this.#left -= wish.calls
    this.#next = (moments.at(-1) ?? 0) + spacingMs
    return moments
  }
}

function late(): SourceBusy {
  return new SourceBusy('the source is asked as often as was agreed')
}
