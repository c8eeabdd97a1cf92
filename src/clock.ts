// The only module that reads the wall clock or waits by it, and the arithmetic of days in the city's time zone.
// Every room is handed a Clock, so that a test can stand at any moment (domain A9: days turn at 00:00 Asia/Shanghai).

import { setTimeout as pause } from 'node:timers/promises'

/** A calendar day in Asia/Shanghai, `YYYY-MM-DD`. Days compare correctly as strings. */
export type Day = string

export interface Clock {
  now(): Date
}

/** A clock that one can wait by. */
export interface Timer extends Clock {
  /** Resolves when the clock shows this moment or a later one; rejects with the signal's reason when it is aborted first. */
  waitUntil(moment: Date, signal?: AbortSignal): Promise<void>
}

// Node's timers hold at most 24 days; and who waits for tomorrow notices a clock that was set within the hour.
const LONGEST_PAUSE_MS = 3_600_000

export const systemClock: Timer = {
  now: () => new Date(),
  async waitUntil(moment, signal) {
    signal?.throwIfAborted()
    for (;;) {
      const left = moment.getTime() - Date.now()
      if (left <= 0) return
      try {
        await pause(Math.min(left, LONGEST_PAUSE_MS), undefined, signal ? { signal } : {})
      } catch (cause) {
        throw signal?.aborted ? signal.reason : cause
      }
    }
  },
}

interface Waiter {
  readonly until: number
  readonly wake: () => void
}

/** A clock that stands still until it is moved; who waits by it is woken by the move. */
export class FixedClock implements Timer {
  #now: Date
  readonly #waiting = new Set<Waiter>()

  constructor(now: Date | string) {
    this.#now = new Date(now)
  }

  now(): Date {
    return new Date(this.#now)
  }

  moveTo(now: Date | string): void {
    this.#now = new Date(now)
    for (const waiter of [...this.#waiting]) if (waiter.until <= this.#now.getTime()) waiter.wake()
  }

  /** The first moment that somebody waits for; null when nobody waits. */
  nextWaited(): Date | null {
    const moments = [...this.#waiting].map(({ until }) => until)
    return moments.length === 0 ? null : new Date(Math.min(...moments))
  }

  waitUntil(moment: Date, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      if (moment <= this.#now) return resolve()
      const leave = (): void => {
        this.#waiting.delete(waiter)
        signal?.removeEventListener('abort', abort)
      }
      const abort = (): void => {
        leave()
        reject(signal?.reason)
      }
      const wake = (): void => {
        leave()
        resolve()
      }
      const waiter: Waiter = { until: moment.getTime(), wake }
      this.#waiting.add(waiter)
      signal?.addEventListener('abort', abort)
    })
  }
}

// China has kept UTC+8 without summer time since 1991, the birth years of every child here included.
const SHANGHAI_OFFSET_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

export function shanghaiDay(instant: Date): Day {
  return new Date(instant.getTime() + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10)
}

/** `2026-11-24 08:05`, by the clocks of Shanghai. */
export function shanghaiMinute(instant: Date): string {
  return new Date(instant.getTime() + SHANGHAI_OFFSET_MS).toISOString().slice(0, 16).replace('T', ' ')
}

/** The instant at which a day begins in Shanghai. */
export function startOfDay(day: Day): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) - SHANGHAI_OFFSET_MS)
}

/** True for a day that exists: `2026-02-29` does not, nor does any of the year 0. */
export function isDay(text: string): boolean {
  if (!/^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(text)) return false
  // Every month has 28 days; only what lies beyond needs the calendar.
  return text.slice(8) <= '28' || new Date(Date.parse(`${text}T00:00:00Z`)).toISOString().slice(0, 10) === text
}

export function addDays(day: Day, count: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10)
}

export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS)
}

/** The same day of the month `count` months later; a day that the month lacks becomes the first of the next (A9). */
export function addMonths(day: Day, count: number): Day {
  const [year, month, date] = parts(day)
  const total = year * 12 + (month - 1) + count
  const targetYear = Math.floor(total / 12)
  const targetMonth = total - targetYear * 12 + 1
  const candidate = `${pad(targetYear, 4)}-${pad(targetMonth, 2)}-${pad(date, 2)}`
  if (isDay(candidate)) return candidate
  return firstOfMonth(targetMonth === 12 ? targetYear + 1 : targetYear, targetMonth === 12 ? 1 : targetMonth + 1)
}

/** Full years of age on a day; one born on 29 February turns a year older on 1 March in common years (A9). */
export function ageAt(birthDate: Day, day: Day): number {
  let age = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4))
  if (day < addMonths(birthDate, age * 12)) age -= 1
  return age
}

export function endOfMonth(day: Day): Day {
  return addDays(addMonths(`${day.slice(0, 8)}01`, 1), -1)
}

export function endOfYear(day: Day): Day {
  return `${day.slice(0, 4)}-12-31`
}

function firstOfMonth(year: number, month: number): Day {
  return `${pad(year, 4)}-${pad(month, 2)}-01`
}

function parts(day: Day): [number, number, number] {
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))]
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}
