// Whether somebody whom a command names as responsible is a member of staff: an act in the journal names nobody made up.
import type { Pool } from 'pg'
import type { Day } from '../clock.ts'

/** Whether the person has an assignment on the day. */
export async function isOnStaff(registry: Pool, person: string, day: Day): Promise<boolean> {
  const { rowCount } = await registry.query(
    `select from roster.assignment where person_id = $1 and valid_from <= $2 and (valid_to is null or valid_to > $2)`,
    [person, day],
  )
  return rowCount !== null && rowCount > 0
}
