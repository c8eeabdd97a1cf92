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
  /** Resolves when counted, with the misses that stood before these: of look-ups under way together, all but the first see them. */
  count(personId: string, misses: number): Promise<number>
}

const HOUR_MS = 3_600_000

const COUNT = `
  insert into registry.limit_counter as c (key, window_start, points)
  select * from unnest($1::text[], $2::timestamptz[], $3::bigint[])
  on conflict (key, window_start) do update set points = c.points + excluded.points
  returning c.key, c.points`

interface Counting {
  readonly key: string
  readonly misses: number
}

export function createLimiter(pool: Pool, clock: Clock): Limiter {
  const windowStart = (): Date => new Date(Math.floor(clock.now().getTime() / HOUR_MS) * HOUR_MS)

  // One group at a time: two would wait for each other's rows.
  const counted = coalesce<Counting, number>({ largest: 256, inFlight: 1, run: (group) => countGroup(group) })

  async function countGroup(group: readonly Counting[]): Promise<number[]> {
    const sums = new Map<string, number>()
    const before = group.map(({ key, misses }) => {
      const own = sums.get(key) ?? 0
      sums.set(key, own + misses)
      return own
    })
    const { rows } = await pool.query<{ key: string; points: number }>({
      name: 'limit-count',
      text: COUNT,
      values: [[...sums.keys()], [...sums.keys()].map(windowStart), [...sums.values()]],
    })
    const after = new Map(rows.map((row) => [row.key, Number(row.points)]))
    return group.map(({ key }, at) => (after.get(key) ?? 0) - (sums.get(key) ?? 0) + (before[at] ?? 0))
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
    async count(personId, misses) {
      try {
        return await counted({ key: keyOf(personId), misses })
      } catch (cause) {
        throw new GatewayError('UNAVAILABLE', 'the limits cannot be counted', { cause })
      }
    },
  }
}

function keyOf(personId: string): string {
  return `misses ${personId}`
}
