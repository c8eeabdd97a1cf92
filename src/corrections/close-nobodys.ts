// A request about nobody's child has no department that answers it. On the day it is due it ends like one that the department cannot
// serve, so that what stays open tells nothing either.
import type { Pool } from 'pg'
import type { Day } from '../clock.ts'

/** Gives how many were closed. */
export async function closeNobodys(
  registry: Pool,
  { now, today }: { readonly now: Date; readonly today: Day },
): Promise<number> {
  const { rowCount } = await registry.query({
    name: 'corrections-of-nobody',
    text: `update correction.ticket set outcome = 'NOT_HELD', answered_at = $1
      where kind = 'REQUEST' and child_id is null and answered_at is null and due_on <= $2`,
    values: [now, today],
  })
  return rowCount ?? 0
}
