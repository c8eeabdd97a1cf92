// A snapshot of something in the database that is never older than it may be: read again and again in the background,
// and refused when it could not be read in time. What ends in the database ends here within that age, in every process.
import type { Clock } from '../clock.ts'
import { GatewayError } from '../errors.ts'

export interface RefreshSettings {
  /** What the snapshot is of, for the refusal's detail. */
  readonly name: string
  /** Beyond this age, counted from before the read began, the snapshot refuses. */
  readonly maxAgeMs: number
  /** Default: 2,000. */
  readonly refreshEveryMs?: number
  /** Told of each failed refresh in the background. */
  readonly onFailure?: (error: unknown) => void
}

export interface Refreshed<Snapshot> {
  /** Throws UNAVAILABLE when no snapshot is young enough. */
  current(): Snapshot
  /** The newest one, however old. Throws UNAVAILABLE where there never was one. */
  last(): Snapshot
  /** Reads now; what was committed before the call is in the snapshot after it. Rejects when the read fails. */
  refresh(): Promise<void>
  /**
   * Reads until the snapshot is young enough, a few times at most, then again and again in the background. Rejects, and
   * starts nothing, when a read fails before that.
   */
  start(): Promise<void>
  stop(): void
}

export function createRefreshed<Snapshot>(
  take: () => Promise<Snapshot>,
  clock: Clock,
  settings: RefreshSettings,
): Refreshed<Snapshot> {
  return new RefreshedSnapshot(take, clock, settings)
}

const REFRESH_EVERY_MS = 2_000
const MOST_FURTHER_READS = 4

class RefreshedSnapshot<Snapshot> implements Refreshed<Snapshot> {
  readonly #take: () => Promise<Snapshot>
  readonly #clock: Clock
  readonly #settings: RefreshSettings
  #snapshot: Snapshot | undefined
  #takenAt = 0
  #reading: Promise<void> | undefined
  #next: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(take: () => Promise<Snapshot>, clock: Clock, settings: RefreshSettings) {
    this.#take = take
    this.#clock = clock
    this.#settings = settings
  }

  current(): Snapshot {
    if (this.#isStale()) throw new GatewayError('UNAVAILABLE', `${this.#settings.name} is stale`)
    return this.last()
  }

  last(): Snapshot {
    if (this.#snapshot === undefined) throw new GatewayError('UNAVAILABLE', `${this.#settings.name} was never read`)
    return this.#snapshot
  }

  refresh(): Promise<void> {
    if (!this.#reading) return this.#read()
    // The read under way may have begun before the caller's change; one more read serves all who wait.
    this.#next ??= this.#reading
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined
        return this.#read()
      })
    return this.#next
  }

  async start(): Promise<void> {
    if (this.#timer) return
    await this.refresh()
    // The first read may do what no later one repeats (a set of policies is compiled), and be too old when it is done.
    for (let more = MOST_FURTHER_READS; more > 0 && this.#isStale(); more -= 1) await this.refresh()
    this.#timer = setInterval(() => this.#refreshInBackground(), this.#settings.refreshEveryMs ?? REFRESH_EVERY_MS)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  // A read that is still under way when the next is due is followed by it at once: where reads are slow, waiting for the
  // tick after it would let the snapshot grow too old.
  #refreshInBackground(): void {
    if (this.#next) return
    this.refresh().catch((error: unknown) => this.#settings.onFailure?.(error))
  }

  #isStale(): boolean {
    return this.#clock.now().getTime() - this.#takenAt > this.#settings.maxAgeMs
  }

  #read(): Promise<void> {
    this.#reading = this.#readOnce().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  async #readOnce(): Promise<void> {
    const takenAt = this.#clock.now().getTime()
    this.#snapshot = await this.#take()
    this.#takenAt = takenAt
  }
}
