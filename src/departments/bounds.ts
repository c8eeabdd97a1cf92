// What a source bears, as its department declares it: how much at once, how fast, at which hours. What goes beyond is not
// sent at all; a department that is asked within its bounds stays one that likes to be asked.
import { addDays, type Day, shanghaiDay, startOfDay } from '../clock.ts'

/** Hours of the day in Shanghai, `HH:MM`, half open. `22:00` to `06:00` runs over midnight. */
export interface OpeningHours {
  readonly from: string
  readonly to: string
}

/** An announced time without service, half open. */
export interface Maintenance {
  readonly from: Date
  readonly to: Date
}

/** Calls that may begin in a time, of all gateways and jobs of the city together. */
export interface Rate {
  /** In any second, wherever it begins; below 1, one call in as many seconds. */
  readonly perSecond: number
  /** Of calls that nobody made before, so many may come at once; 1, if left out: none come together. */
  readonly burst?: number
}

/** Of so many calls the last ones are weighed. */
export const WEIGHED_CALLS = 20

export interface SourceBounds {
  /** Longest wait for an answer, standing in line and a second try included. */
  readonly deadlineMs: number
  /** Most keys of one call; 1 for a source that answers about one record at a time. */
  readonly batch: number
  /** Calls under way at once, of one gateway. */
  readonly atOnce: number
  /** Calls that may stand in line behind those; one more fails at once. */
  readonly inLine: number
  readonly breaker: {
    /** The source counts as out when at least this many of the last twenty calls failed, and half of those made. */
    readonly failures: number
    /** Then one call tries it after so long; the last figure stands for every later try. */
    readonly againAfterMs: readonly number[]
  }
  /** Most bytes of one answer, beyond which it is cut off; 4 MiB of a database and 1 MB of a service, if left out. */
  readonly mostBytes?: number
  /** When the source answers; always, if left out. */
  readonly hours?: OpeningHours
  readonly maintenance?: readonly Maintenance[]
  /** How fast the source may be asked; as fast as it answers, if left out. */
  readonly rate?: Rate
  /** Calls of one day in Shanghai, of all gateways and jobs together; any number, if left out. */
  readonly dailyQuota?: number
  /** The part of rate and quota, 0 to 1, that jobs leave to those who wait for an answer. */
  readonly desksShare?: number
}

/** Where nothing else was agreed, jobs take three quarters of what nobody at a desk asks for. */
export const DESKS_SHARE = 0.25

/** What a database or a service of the city's own bears. */
export const ORDINARY_BOUNDS: SourceBounds = {
  deadlineMs: 3_000,
  batch: 5_000,
  atOnce: 10,
  inLine: 500,
  breaker: { failures: 5, againAfterMs: [250, 500, 1_000, 2_000, 5_000] },
}

/**
 * Most bytes of one answer of a department's database. A page of 200 children with every cell stays below a quarter of it,
 * and so does the largest list of keys with the value that it is sorted by.
 */
export const MOST_ANSWER_BYTES = 4 * 1024 * 1024

/** Keys of one call to a service in the form that was made for this gateway. */
export const MOST_KEYS = 200

/** Whether the source answers at this moment, by its hours and its announced maintenance. */
export function isOpen({ hours, maintenance = [] }: Pick<SourceBounds, 'hours' | 'maintenance'>, now: Date): boolean {
  if (maintenance.some(({ from, to }) => from <= now && now < to)) return false
  if (!hours) return true
  const [from, to] = [minutes(hours.from), minutes(hours.to)]
  const minute = minuteOf(now)
  return from <= to ? from <= minute && minute < to : from <= minute || minute < to
}

/** The first moment from `now` on at which the source answers; null when its hours never open. */
export function opensAt(bounds: Pick<SourceBounds, 'hours' | 'maintenance'>, now: Date): Date | null {
  const { hours, maintenance = [] } = bounds
  if (hours && hours.from === hours.to) return null
  let at = now
  // Each turn leaves one maintenance or one night behind.
  while (!isOpen(bounds, at)) {
    const under = maintenance.filter(({ from, to }) => from <= at && at < to)
    at =
      under.length > 0
        ? new Date(Math.max(...under.map(({ to }) => to.getTime())))
        : nextTime(hours?.from ?? '00:00', at)
  }
  return at
}

/** The first moment after `now` at which a source that is open closes, or may: the turn of its day; null when it never does. */
export function closesAt(
  { hours, maintenance = [] }: Pick<SourceBounds, 'hours' | 'maintenance'>,
  now: Date,
): Date | null {
  const ends = maintenance.filter(({ from, to }) => from > now && from < to).map(({ from }) => from)
  if (hours) ends.push(nextTime(hours.to, now))
  return ends.length === 0 ? null : new Date(Math.min(...ends.map((end) => end.getTime())))
}

// The next moment after `now` at which the clocks in Shanghai show this time.
function nextTime(time: string, now: Date): Date {
  const day = shanghaiDay(now)
  const on = (date: Day): Date => new Date(startOfDay(date).getTime() + minutes(time) * 60_000)
  const first = on(day)
  return first > now ? first : on(addDays(day, 1))
}

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

function minuteOf(now: Date): number {
  const day: Day = shanghaiDay(now)
  return Math.floor((now.getTime() - startOfDay(day).getTime()) / 60_000)
}
