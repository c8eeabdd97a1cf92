// Who holds which role where, and which tokens are revoked, as a snapshot that is never older than five seconds: rights
// end when the roster says so, not when a token runs out (X05). A roster that cannot be read in time refuses everyone.
import type { Clock } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import { Refresher } from '../refresher.ts'
import { createSnapshot, type RosterRows, type RosterSnapshot } from './roster-snapshot.ts'

export type {
  Assignment,
  DutyContact,
  Organisation,
  RosterRows,
  RosterSnapshot,
} from './roster-snapshot.ts'

export interface RosterSettings {
  /** Beyond this age, counted from before the read began, the roster refuses. */
  readonly maxAgeMs: number
  /** Default: 2,000. */
  readonly refreshEveryMs?: number
  /** Told of each failed refresh in the background. */
  readonly onFailure?: (error: unknown) => void
}

export interface Roster {
  /** Throws UNAVAILABLE when no snapshot is young enough. */
  current(): RosterSnapshot
  /** Reads now; what was committed before the call is in the snapshot after it. Rejects when the read fails. */
  refresh(): Promise<void>
  /** Reads once, then again and again in the background. Rejects, and starts nothing, when the first read fails. */
  start(): Promise<void>
  stop(): void
}

export function createRoster(readRoster: () => Promise<RosterRows>, clock: Clock, settings: RosterSettings): Roster {
  return new RefreshedRoster(readRoster, clock, settings)
}

const REFRESH_EVERY_MS = 2_000

class RefreshedRoster implements Roster {
  readonly #readRoster: () => Promise<RosterRows>
  readonly #clock: Clock
  readonly #settings: RosterSettings
  readonly #refresher: Refresher
  #snapshot: RosterSnapshot | undefined
  #takenAt = 0

  constructor(readRoster: () => Promise<RosterRows>, clock: Clock, settings: RosterSettings) {
    this.#readRoster = readRoster
    this.#clock = clock
    this.#settings = settings
    const { refreshEveryMs: everyMs = REFRESH_EVERY_MS, onFailure } = settings
    this.#refresher = new Refresher(() => this.#readOnce(), { everyMs, onFailure })
  }

  current(): RosterSnapshot {
    const age = this.#clock.now().getTime() - this.#takenAt
    if (this.#snapshot === undefined || age > this.#settings.maxAgeMs) {
      throw new GatewayError('UNAVAILABLE', 'roster is stale')
    }
    return this.#snapshot
  }

  refresh(): Promise<void> {
    return this.#refresher.refresh()
  }

  start(): Promise<void> {
    return this.#refresher.start()
  }

  stop(): void {
    this.#refresher.stop()
  }

  async #readOnce(): Promise<void> {
    const takenAt = this.#clock.now().getTime()
    const rows = await this.#readRoster()
    this.#snapshot = createSnapshot(rows)
    this.#takenAt = takenAt
  }
}
