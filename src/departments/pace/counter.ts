// What keeps a source's rate and quota for all gateways and jobs of the city: each call is counted before it is made. What
// was counted and is not made after all, because its process ended, is lost to the day; nothing is ever counted too little.
import type { Day } from '../../clock.ts'
import type { Pace } from './pace.ts'

export interface Asked {
  /** Code of the department. */
  readonly source: string
  readonly pace: Pace
  readonly now: Date
  /** The day in Shanghai that `now` lies in. */
  readonly day: Day
}

/** For desks: all of it, or nothing. */
export interface Reservation extends Asked {
  /** Calls that are to be given their moments. */
  readonly calls: number
  /** Calls to count for the day: less than `calls` where some were counted ahead, more where some are. */
  readonly counted: number
  /** The last moment that is of use. */
  readonly until: Date
}

/** `LATE`: not within the time that was given. `SPENT`: not today. */
export type Reserved =
  | { readonly kind: 'GRANTED' /** One per call, in milliseconds since 1970. */; readonly moments: readonly number[] }
  | { readonly kind: 'LATE' | 'SPENT' }

/** Whether a job may make one call at this very moment, or when it may ask again. */
export type Taken =
  | { readonly kind: 'GRANTED' }
  | { readonly kind: 'SPENT' }
  | { readonly kind: 'LATER'; readonly again: Date }

/** Each member rejects when it cannot be counted. */
export interface PaceCounter {
  reserve(reservation: Reservation): Promise<Reserved>
  /** One call of a job: only where nobody at a desk is before it, and jobs have not had their share. */
  take(asked: Asked): Promise<Taken>
  /** Calls that jobs may still make on this day; null where no quota was agreed. */
  leftToJobs(asked: Asked): Promise<number | null>
}

/** When calls are made that were reserved one after the other: as the generic cell rate algorithm has it, by its virtual schedule. */
export function momentsOf({ pace, now, calls }: Reservation, before: number): number[] {
  const first = Math.max(before, now.getTime())
  // A call may come before its theoretical moment by as much as the burst allows.
  const tolerance = (pace.burst - 1) * pace.spacingMs
  return Array.from({ length: calls }, (_, at) => Math.max(now.getTime(), first + at * pace.spacingMs - tolerance))
}
