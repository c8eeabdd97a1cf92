// Adjudicated outcomes of civil affairs as the registry holds them, and when each source was last brought over.
import type { Pool } from 'pg'
import type { Clock } from '../clock.ts'
import { coalesce } from '../database/coalesce.ts'
import type { Outcome } from '../eligibility/inputs.ts'

const OUTCOMES = `
  select child_id, kind, value, valid_from, valid_to from registry.outcome
  where child_id = any($1::uuid[]) and superseded_at is null
  order by child_id, kind, value, valid_from`

interface OutcomeRow {
  readonly child_id: string
  readonly kind: Outcome['kind']
  readonly value: string
  readonly valid_from: string
  readonly valid_to: string | null
}

/** Outcomes by child; a child that has none has no entry. One call for a whole list. */
async function readOutcomes(pool: Pool, childIds: readonly string[]): Promise<Map<string, Outcome[]>> {
  const { rows } = await pool.query<OutcomeRow>({ name: 'outcomes', text: OUTCOMES, values: [childIds] })
  const outcomes = new Map<string, Outcome[]>()
  for (const row of rows) {
    const known = outcomes.get(row.child_id) ?? []
    known.push({ kind: row.kind, value: row.value, validFrom: row.valid_from, validTo: row.valid_to })
    outcomes.set(row.child_id, known)
  }
  return outcomes
}

export interface Outcomes {
  of(childIds: readonly string[]): Promise<ReadonlyMap<string, readonly Outcome[]>>
}

/** Look-ups of requests in flight share a round trip. */
export function createOutcomes(pool: Pool): Outcomes {
  const one = coalesce<string, readonly Outcome[]>({
    largest: 64,
    inFlight: 2,
    async run(childIds) {
      const outcomes = await readOutcomes(pool, childIds)
      return childIds.map((childId) => outcomes.get(childId) ?? [])
    },
  })
  return {
    async of(childIds) {
      const [only] = childIds
      if (only === undefined || childIds.length > 1) return readOutcomes(pool, childIds)
      return new Map([[only, await one(only)]])
    },
  }
}

/** How long outcomes may rest on an old synchronisation before they count as out. */
const OUTCOMES_FRESH_FOR_HOURS = 48
const SNAPSHOT_MS = 2_000

export interface SyncTimes {
  /** When the source was last brought over; null when never, or longer ago than outcomes may rest on. */
  freshSince(source: string): Promise<Date | null>
}

/** Reads the one small table of synchronisation times at most every two seconds. */
export function createSyncTimes(pool: Pool, clock: Clock): SyncTimes {
  let taken: { at: number; times: Promise<Map<string, Date>> } | undefined
  const read = async (): Promise<Map<string, Date>> => {
    const { rows } = await pool.query<{ source: string; synced_at: Date }>(
      'select source, synced_at from registry.source_sync',
    )
    return new Map(rows.map((row) => [row.source, row.synced_at]))
  }
  return {
    async freshSince(source) {
      const now = clock.now().getTime()
      if (!taken || now - taken.at > SNAPSHOT_MS || now < taken.at) {
        const times = read()
        times.catch(() => {
          taken = undefined
        })
        taken = { at: now, times }
      }
      const synced = (await taken.times).get(source)
      if (!synced || now - synced.getTime() > OUTCOMES_FRESH_FOR_HOURS * 3_600_000) return null
      return synced
    },
  }
}
