// How far each change feed has come, how far it is behind, and what waits to be mended: counts and times only.
import type { Pool } from 'pg'

export interface FeedState {
  readonly source: string
  readonly kind: string
  readonly events: number
  readonly changed: number
  /** Null where the source does not say. */
  readonly remaining: number | null
  readonly newestRecordTime: Date | null
  readonly movedAt: Date
  readonly openLetters: number
}

export async function feedStates(registry: Pool): Promise<FeedState[]> {
  const { rows } = await registry.query<FeedState>(
    `select source, kind, events, changed, remaining, newest_record_time as "newestRecordTime", moved_at as "movedAt",
       (select count(*)::int from intake.dead_letter l where l.source = p.source and l.kind = p.kind and l.state = 'OPEN')
         as "openLetters"
     from intake.position p order by source, kind`,
  )
  return rows
}
