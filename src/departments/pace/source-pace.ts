// A source's agreed rate and quota as those who call it meet them. A desk is given its moments ahead, and waits for them a
// short while; a job asks for each call at the moment at which it would make it, and gets what no desk has asked for: a desk
// that comes waits for one call of a job at most.
import { addDays, shanghaiDay, startOfDay, type Timer } from '../../clock.ts'
import { coalesce } from '../../database/coalesce.ts'
import { GatewayError } from '../../errors.ts'
import { isOpen, opensAt, type SourceBounds } from '../bounds.ts'
import { SourceBusy, SourceClosed } from '../source-fault.ts'
import { CountedAhead } from './counted-ahead.ts'
import type { Asked, PaceCounter } from './counter.ts'
import { isPaced, LATEST_MS, paceOf } from './pace.ts'

/** For whom a source is read: somebody who waits for the answer, or work that can wait. */
export type Lane = 'DESK' | 'JOB'

/** The calls of one read: each waits for its own. */
export interface Turns {
  /** Resolves when a call may begin, which then begins at once. Rejects with SourceBusy. */
  next(signal: AbortSignal): Promise<void>
}

export interface SourcePace {
  /** For a read of so many calls; none of them is made when not all can be by `until`. */
  desk(calls: number, until: Date): Turns
  /** Resolves when a job may make one call, which it then makes at once. Rejects with SourceBusy when that is not by `until`, with SourceClosed when it closes. */
  job(until: Date, signal?: AbortSignal): Promise<void>
  /**
   * Resolves when the source is open and jobs have calls left; that may be tomorrow. Rejects with SOURCE_UNAVAILABLE where it
   * never is, as SourceBusy when calls cannot be counted.
   */
  readyForJob(signal?: AbortSignal): Promise<void>
  /** Calls that jobs may still make today; null where no quota was agreed. */
  leftToJobs(): Promise<number | null>
}

export interface PaceParts {
  /** Code of the department. */
  readonly source: string
  readonly bounds: SourceBounds
  readonly counter: PaceCounter
  readonly clock: Timer
}

const AT_ONCE: Turns = { next: () => Promise.resolve() }
const LARGEST_GROUP = 64

export function createSourcePace({ source, bounds, counter, clock }: PaceParts): SourcePace {
  const pace = paceOf(bounds)
  const asked = (): Asked => {
    const now = clock.now()
    return { source, pace, now, day: shanghaiDay(now) }
  }
  // Without a rate no moment is better than another.
  const latestMs = pace.spacingMs > 0 ? LATEST_MS : Number.POSITIVE_INFINITY
  const ahead = new CountedAhead(counter, pace, clock)
  // One statement of a process at a time: what many ask for meanwhile is reserved in one piece, and the row is nobody's queue.
  const reserve = coalesce<Wish, readonly number[]>({
    largest: LARGEST_GROUP,
    inFlight: 1,
    isItemFault: (cause) => cause instanceof SourceBusy,
    run: async (wishes) => {
      const until = new Date(Math.max(...wishes.map((wish) => wish.until.getTime())))
      const moments = [...(await ahead.reserve({ ...asked(), calls: sumOf(wishes), until }))]
      return wishes.map(({ calls }) => moments.splice(0, calls))
    },
  })

  async function job(until: Date, signal?: AbortSignal): Promise<void> {
    for (;;) {
      if (!isOpen(bounds, clock.now())) throw new SourceClosed()
      if (!isPaced(pace)) return
      const taken = await counted(counter.take(asked()))
      signal?.throwIfAborted()
      if (taken.kind === 'GRANTED') return
      if (taken.kind === 'SPENT') throw new SourceBusy('jobs have made their calls of the day')
      if (taken.again > until) throw new SourceBusy('no call of a job comes in at the agreed rate')
      await clock.waitUntil(taken.again, signal)
    }
  }

  return {
    desk: (calls, until) =>
      isPaced({ ...pace, jobQuota: null }) ? deskTurns({ calls, until, reserve, clock, latestMs }) : AT_ONCE,
    job,
    async readyForJob(signal) {
      for (;;) {
        const now = clock.now()
        const opens = opensAt(bounds, now)
        if (opens === null || pace.jobQuota === 0) throw neverOpen()
        if (opens > now) await clock.waitUntil(opens, signal)
        const asking = asked()
        const left = pace.jobQuota === null ? null : await counted(counter.leftToJobs(asking))
        if (left === null || left > 0) {
          if (isOpen(bounds, clock.now())) return
          // The day after the one that was asked about, which may have ended meanwhile.
        } else await clock.waitUntil(startOfDay(addDays(asking.day, 1)), signal)
      }
    },
    leftToJobs: () => (pace.jobQuota === null ? Promise.resolve(null) : counted(counter.leftToJobs(asked()))),
  }
}

interface Wish {
  readonly calls: number
  readonly until: Date
}

interface DeskParts extends Wish {
  readonly clock: Timer
  readonly latestMs: number
  readonly reserve: (wish: Wish) => Promise<readonly number[]>
}

// What adding and taking away leaves of a millisecond.
const NOTHING_MS = 0.01

// The moments of a whole read are reserved when its first call is about to be made: what a breaker holds back costs nothing.
function deskTurns({ calls, until, clock, latestMs, reserve }: DeskParts): Turns {
  let reserved: Promise<number[]> | undefined
  return {
    async next(signal) {
      reserved ??= reserve({ calls, until }).then((moments) => [...moments])
      let moment = (await reserved).shift()
      for (;;) {
        // A second try, or a call that came too late for its moment, needs one of its own.
        moment ??= (await reserve({ calls: 1, until }))[0] ?? 0
        signal.throwIfAborted()
        await clock.waitUntil(new Date(Math.ceil(moment - NOTHING_MS)), signal)
        if (clock.now().getTime() <= moment + latestMs) return
        moment = undefined
      }
    },
  }
}

function neverOpen(): GatewayError {
  return new GatewayError('SOURCE_UNAVAILABLE', 'the source is never open to jobs')
}

function sumOf(wishes: readonly Wish[]): number {
  return wishes.reduce((sum, { calls }) => sum + calls, 0)
}

async function counted<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer
  } catch (cause) {
    throw new SourceBusy('the calls of the source cannot be counted', { cause })
  }
}
