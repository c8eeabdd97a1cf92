// That an office asked about somebody under their consent: one row a day, before the answer leaves. About nobody it is written alike.
import type { Pool } from 'pg'
import { addDays, type Day } from '../clock.ts'
import type { Operation, Rooms } from '../rooms.ts'

/** For so long a person is shown who asked about them. */
export const SHOWN_DAYS = 365

/** Nothing is written where the caller's relation is another. */
export async function noteAsked(
  { registry }: Pick<Rooms, 'registry'>,
  { caller, grant, today }: Operation,
  childIds: readonly string[],
): Promise<void> {
  if (grant.relation !== 'consenting-adult') return
  await registry.query({
    name: 'consent-asked',
    text: `insert into consent.asked (child_id, asked_on, organisation_id, role)
      select child_id, $2, $3, $4 from unnest($1::uuid[]) child_id on conflict do nothing`,
    values: [childIds, today, caller.organisationId, grant.role],
  })
}

/** Removes what nobody is shown any more; gives how many. */
export async function eraseAsked(pool: Pick<Pool, 'query'>, today: Day): Promise<number> {
  const { rowCount } = await pool.query('delete from consent.asked where asked_on <= $1', [addDays(today, -SHOWN_DAYS)])
  return rowCount ?? 0
}
