// What was decided, expired or was withdrawn is kept for three years: as long as the record of an assessment of impact must be at least (PIPL
// 56), so that what came of a rule can be held against it; and no longer (PIPL 19, 47). Whatever still holds then is proposed anew.
import type { PoolClient } from 'pg'
import { addMonths, type Day, startOfDay } from '../clock.ts'

const KEPT_MONTHS = 36

export async function eraseEnded(client: PoolClient, today: Day): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `delete from worklist.task where state <> 'RAISED' and ended_at < $1 returning id`,
    [startOfDay(addMonths(today, -KEPT_MONTHS))],
  )
  await client.query('delete from worklist.about where task_id = any($1::uuid[])', [rows.map(({ id }) => id)])
}
