// Keeps the demo's open encounters open: a city that was loaded last week is started again today.
import type pg from 'pg'
import { type Day, daysBetween } from '../clock.ts'

/** Shifts every open encounter by the days between the two days; returns how many were moved. */
export async function moveEncounters(registry: pg.Pool, fromDay: Day, toDay: Day): Promise<number> {
  const days = daysBetween(fromDay, toDay)
  if (days === 0) return 0
  const moved = await registry.query(
    `UPDATE registry.encounter
        SET valid_from = valid_from + $1::integer, recorded_at = recorded_at + make_interval(days => $1::integer)
      WHERE valid_to IS NULL AND superseded_at IS NULL`,
    [days],
  )
  return moved.rowCount ?? 0
}
