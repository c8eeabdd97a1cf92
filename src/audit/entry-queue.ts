// What still has to be written, in two lines: entries somebody waits for, and entries that are kept until they are durable.
// Those with a waiter go first, but never so that the others starve.
import type { SealedEntry } from './sealed-entry.ts'

export interface WaitingEntry {
  readonly entry: SealedEntry
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export interface KeptEntry {
  readonly entry: SealedEntry
  hasFailed: boolean
}

export interface Group {
  readonly waiting: readonly WaitingEntry[]
  readonly kept: readonly KeptEntry[]
}

export class EntryQueue {
  #waiting: WaitingEntry[] = []
  #kept: KeptEntry[] = []
  #inFlight = 0
  #failed = 0

  get waitingCount(): number {
    return this.#waiting.length
  }

  get keptCount(): number {
    return this.#kept.length
  }

  get pendingCount(): number {
    return this.#waiting.length + this.#kept.length + this.#inFlight
  }

  get failedCount(): number {
    return this.#failed
  }

  wait(waiting: WaitingEntry): void {
    this.#waiting.push(waiting)
  }

  keep(entry: SealedEntry): void {
    this.#kept.push({ entry, hasFailed: false })
  }

  /** Up to `maxRows` entries, at least half of them from the kept ones where there are so many. */
  take(maxRows: number): Group {
    const keptShare = Math.min(this.#kept.length, Math.floor(maxRows / 2))
    const waiting = this.#waiting.splice(0, maxRows - keptShare)
    const kept = this.#kept.splice(0, maxRows - waiting.length)
    this.#inFlight = waiting.length + kept.length
    return { waiting, kept }
  }

  resolve(group: Group): void {
    this.#inFlight = 0
    for (const one of group.waiting) one.resolve()
    this.#failed -= group.kept.filter((one) => one.hasFailed).length
  }

  /** Rejects those who wait; what nobody waits for goes back to the front of its line. */
  reject(group: Group, error: unknown): void {
    this.#inFlight = 0
    for (const one of group.waiting) one.reject(error)
    for (const one of group.kept) {
      if (!one.hasFailed) this.#failed += 1
      one.hasFailed = true
    }
    this.#kept = [...group.kept, ...this.#kept]
  }

  /** The group without the kept entries that were found on disk; the line of kept entries loses them too. */
  without(group: Group, durableLeafHashes: ReadonlySet<string>): Group {
    if (durableLeafHashes.size === 0) return group
    const isMissing = (one: KeptEntry) => {
      const isDurable = durableLeafHashes.has(one.entry.leafHash.toString('hex'))
      if (isDurable && one.hasFailed) this.#failed -= 1
      return !isDurable
    }
    this.#kept = this.#kept.filter(isMissing)
    return { waiting: group.waiting, kept: group.kept.filter(isMissing) }
  }
}
