// Counts look-ups that missed the caller's own relations, per person and hour, in PostgreSQL, so that all processes share
// them. Every look-up writes, a hit too (with nought points), so that a miss costs the same. Writes of requests in flight
// are joined into one statement: a group starts when the last one is done.
import type { Pool } from 'pg'
import type { Clock } from '../clock.ts'
import { coalesce } from '../database/coalesce.ts'
import { GatewayError } from '../errors.ts'

export interface Limiter {
  /** Throws TOO_MANY when the person has used up the misses of this hour. */
  expectOpen(personId: string, missesPerHour: number): Promise<void>
  /** Resolves when counted. */
  count(personId: string, misses: number): Promise<void>
}

const HOUR_MS = 3_600_000

const COUNT = `
  insert into registry.limit_counter as c (key, window_start, points)
  select * from unnest($1::text[], $2::timestamptz[], $3::bigint[])
  on conflict (key, window_start) do update set points = c.points + excluded.points`

interface Waiting {
  readonly resolve: () => void
  readonly reject: (cause: unknown) => void
}

export function createLimiter(pool: Pool, clock: Clock): Limiter {
  let points = new Map<string, number>()
  let waiting: Waiting[] = []
  let isWriting = false
  const windowStart = (): Date => new Date(Math.floor(clock.now().getTime() / HOUR_MS) * HOUR_MS)

  async function writeGroups(): Promise<void> {
    isWriting = true
    while (waiting.length > 0) {
      const group = waiting
      const entries = [...points].sort(([a], [b]) => (a < b ? -1 : 1))
      waiting = []
      points = new Map()
      try {
        const start = windowStart()
        await pool.query({
          name: 'limit-count',
          text: COUNT,
          values: [entries.map(([key]) => key), entries.map(() => start), entries.map(([, count]) => count)],
        })
        for (const { resolve } of group) resolve()
      } catch (cause) {
        const error = new GatewayError('UNAVAILABLE', 'the limits cannot be counted', { cause })
        for (const { reject } of group) reject(error)
      }
    }
    isWriting = false
  }

  const pointsOf = coalesce<string, number>({
    largest: 64,
    inFlight: 2,
    async run(keys) {
      const { rows } = await pool.query<{ key: string; points: number }>({
        name: 'limit-read',
        text: 'select key, points from registry.limit_counter where key = any($1) and window_start = $2',
        values: [[...new Set(keys)], windowStart()],
      })
      const found = new Map(rows.map((row) => [row.key, Number(row.points)]))
      return keys.map((key) => found.get(key) ?? 0)
    },
  })

  return {
    async expectOpen(personId, missesPerHour) {
      if ((await pointsOf(keyOf(personId))) >= missesPerHour) throw new GatewayError('TOO_MANY', 'misses used up')
    },
    count(personId, misses) {
      return new Promise((resolve, reject) => {
        points.set(keyOf(personId), (points.get(keyOf(personId)) ?? 0) + misses)
        waiting.push({ resolve, reject })
        if (!isWriting) void writeGroups()
      })
    },
  }
}

function keyOf(personId: string): string {
  return `misses ${personId}`
}
