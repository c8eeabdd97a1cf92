// Spots enumeration (X02): one person's misses that share a birth date and run on in sequence. It sees what was
// submitted only, keeps the last hour in this process, and tells the data-protection officer's log, never the caller.
import type { Clock } from '../clock.ts'
import type { Caller } from '../identity/caller.ts'

export interface Enumeration {
  note(
    caller: Pick<Caller, 'personId'>,
    sequences: readonly { readonly series: string; readonly position: number }[],
  ): void
}

export interface EnumerationAlert {
  readonly personId: string
  readonly pattern: 'same date, running sequence'
  readonly count: number
}

const HOUR_MS = 3_600_000
/** Running numbers of one birth date that make a pattern. */
const RUN = 5
const MOST_SERIES = 10_000

export function createEnumerationWatch(clock: Clock, alert: (alert: EnumerationAlert) => void): Enumeration {
  const seen = new Map<string, { since: number; positions: Set<number>; isReported: boolean }>()
  return {
    note({ personId }, sequences) {
      const now = clock.now().getTime()
      for (const { series, position } of sequences) {
        const key = `${personId} ${series}`
        const known = seen.get(key)
        const entry =
          known && now - known.since < HOUR_MS ? known : { since: now, positions: new Set<number>(), isReported: false }
        entry.positions.add(position)
        seen.set(key, entry)
        if (!entry.isReported && longestRun(entry.positions) >= RUN) {
          entry.isReported = true
          alert({ personId, pattern: 'same date, running sequence', count: entry.positions.size })
        }
      }
      // Bounded: the oldest series go first.
      for (const key of seen.keys()) {
        if (seen.size <= MOST_SERIES) break
        seen.delete(key)
      }
    },
  }
}

function longestRun(positions: ReadonlySet<number>): number {
  const sorted = [...positions].sort((a, b) => a - b)
  let longest = 0
  let run = 0
  for (const [at, position] of sorted.entries()) {
    run = at > 0 && position === (sorted[at - 1] ?? 0) + 1 ? run + 1 : 1
    longest = Math.max(longest, run)
  }
  return longest
}
