// Decides by the counts whether a caller may go on: misses and distinct children, per person and per organisation, each
// purpose apart. What counts is what the caller sent; every look-up is counted, a hit like a miss. Look-ups of requests in
// flight are counted together: a group starts when the last one is done.
import { type Clock, shanghaiDay, startOfDay } from '../clock.ts'
import { coalesce } from '../database/coalesce.ts'
import { GatewayError } from '../errors.ts'
import type { Allowance, CountedCaller } from './counted-caller.ts'
import { patternIn } from './patterns.ts'
import type { Counted, Counting, Holder, LimitStore, Lock, LookUp, Standing, Sums, Window } from './store.ts'

export interface Tally {
  readonly lookUps: readonly LookUp[]
  /** Children that a list may show; 0 where each is submitted by itself. */
  readonly page: number
}

export interface Limiter {
  /** Throws TOO_MANY when the caller is locked or has used up a limit, UNAVAILABLE when that cannot be known. */
  expectOpen(caller: CountedCaller): Promise<void>
  /**
   * Resolves when counted: whether the answer may leave. Nothing of a batch leaves that goes beyond a limit, and of
   * look-ups under way together no more leave than the limit lets. Throws UNAVAILABLE when it cannot be counted.
   */
  count(caller: CountedCaller, tally: Tally): Promise<boolean>
}

export interface LimiterParts {
  readonly store: LimitStore
  readonly clock: Clock
  /** Puts a new lock on record; when it cannot, the lock is taken away again and nothing leaves. */
  readonly onLocked: (lock: Lock) => Promise<void>
  /** Told of a failure that no caller waits for. */
  readonly onFailure: (cause: unknown) => void
}

const HOUR_MS = 3_600_000

export function createLimiter({ store, clock, onLocked, onFailure }: LimiterParts): Limiter {
  const standing = coalesce<Holder & Window, Standing>({
    largest: 64,
    inFlight: 2,
    run: (group) => store.standing(group),
  })
  // One group at a time: two would wait for each other's rows.
  const counted = coalesce<Counting, Counted>({ largest: 256, inFlight: 1, run: (group) => store.count(group) })
  const window = (): Window => windowAt(clock.now())
  let prunedHour = 0

  // The first look-up of an hour sees to it, and nobody waits for it.
  function pruneOnceAnHour({ at, hourStart }: Window): void {
    if (hourStart.getTime() === prunedHour) return
    prunedHour = hourStart.getTime()
    store.prune(at).catch(onFailure)
  }

  async function lockWhenPlanned(holder: Holder, tally: Tally, { traces, at }: Counted & Window): Promise<boolean> {
    const missed = tally.lookUps.flatMap(({ isMiss, marks }) => (isMiss && marks ? [marks] : []))
    const found = missed.length === 0 ? null : patternIn(traces, missed, at)
    if (!found) return false
    const { pattern, lookUps, withinMs } = found
    const lock = { ...holder, pattern, lookUps, since: at, until: new Date(at.getTime() + withinMs) }
    if (await answered(store.lock(lock))) await onRecord(lock)
    return true
  }

  async function onRecord(lock: Lock): Promise<void> {
    try {
      await onLocked(lock)
    } catch (error) {
      await answered(store.unlock(lock))
      throw error
    }
  }

  return {
    async expectOpen({ holder, allowance }) {
      const now = await answered(standing({ ...holder, ...window() }))
      if (now.isLocked) throw new GatewayError('TOO_MANY', 'locked for a pattern of misses')
      const used = usedUp(now, allowance)
      if (used) throw new GatewayError('TOO_MANY', used)
    },
    async count({ holder, allowance }, tally) {
      const current = window()
      const sums = await answered(counted({ ...holder, ...current, ...tally }))
      pruneOnceAnHour(current)
      if (await lockWhenPlanned(holder, tally, { ...sums, ...current })) return false
      const misses = tally.lookUps.filter(({ isMiss }) => isMiss).length
      return !isBeyond(sums, allowance) && usedUp(without(sums, misses), allowance) === null
    },
  }
}

function windowAt(at: Date): Window {
  const day = shanghaiDay(at)
  return { at, hourStart: new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS), day, dayStart: startOfDay(day) }
}

// The last miss is answered and closes the door; children asked about before may be asked about again.
function usedUp(sums: Sums, allowance: Allowance): string | null {
  if (sums.misses >= allowance.missesPerHour) return 'misses used up'
  if (sums.missesOfOrganisation >= allowance.missesPerHourOfOrganisation) return 'misses of the organisation used up'
  if (sums.children > allowance.childrenPerDay) return 'children used up'
  if (sums.childrenOfOrganisation > allowance.childrenPerDayOfOrganisation)
    return 'children of the organisation used up'
  return null
}

function isBeyond(sums: Sums, allowance: Allowance): boolean {
  return sums.misses > allowance.missesPerHour || sums.missesOfOrganisation > allowance.missesPerHourOfOrganisation
}

/** The sums as they stood before these misses. */
function without(sums: Sums, misses: number): Sums {
  return { ...sums, misses: sums.misses - misses, missesOfOrganisation: sums.missesOfOrganisation - misses }
}

async function answered<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked
  } catch (cause) {
    throw new GatewayError('UNAVAILABLE', 'the limits cannot be counted', { cause })
  }
}
