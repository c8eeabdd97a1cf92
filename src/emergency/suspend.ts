// Suspends the right of whoever left a grant unreviewed for a day. Found out at the next opening or by the gateway's own
// round, whichever comes first; several processes may look at once, and one of them writes.
import type { PoolClient } from 'pg'
import { shanghaiDay } from '../clock.ts'
import { inTransaction } from '../database/transaction.ts'
import { writeNotice } from '../notices/outbox.ts'
import type { Rooms } from '../rooms.ts'
import { recordAct } from './acts.ts'
import { type AccessGrant, holdGrant, overdueSince } from './grants.ts'
import { overseersOf } from './oversight.ts'

/** What suspending needs of the gateway. */
export type Suspending = Pick<Rooms, 'registry' | 'roster' | 'journal' | 'newId'>

const OVERDUE = `
  select g.id from emergency.access_grant g
  where g.reviewed_at is null and g.opened_at <= $1 and ($2::text is null or g.person_id = $2)
    and not exists (select from emergency.suspension s where s.grant_id = g.id and s.cause = 'UNREVIEWED')
  order by g.opened_at limit 500`

/** Of one person, or of everybody. Gives how many rights were suspended; rejects when one could not be put on record. */
export async function suspendOverdue(parts: Suspending, now: Date, personId: string | null = null): Promise<number> {
  const { rows } = await parts.registry.query<{ id: string }>({
    name: 'emergency-overdue',
    text: OVERDUE,
    values: [overdueSince(now), personId],
  })
  let suspended = 0
  for (const { id } of rows) if (await suspendUnreviewed(parts, id, now)) suspended += 1
  return suspended
}

function suspendUnreviewed(parts: Suspending, grantId: string, now: Date): Promise<boolean> {
  return inTransaction(parts.registry, async (client) => {
    const grant = await holdGrant(client, grantId)
    // Reviewed while we looked.
    if (grant === null || grant.reviewedAt !== null) return false
    return suspend(parts, client, { grant, cause: 'UNREVIEWED', now })
  })
}

const SUSPEND = `
  insert into emergency.suspension (id, person_id, grant_id, cause, since) values ($1, $2, $3, $4, $5)
  on conflict (grant_id, cause) do nothing`

export interface NewSuspension {
  readonly grant: AccessGrant
  readonly cause: 'UNREVIEWED' | 'UNJUSTIFIED'
  readonly now: Date
}

/** Within a transaction that holds the grant: the suspension, its notice and its entry. False if it was there. */
export async function suspend(
  parts: Suspending,
  client: PoolClient,
  { grant, cause, now }: NewSuspension,
): Promise<boolean> {
  const values = [parts.newId(), grant.personId, grant.id, cause, now]
  const { rowCount } = await client.query({ name: 'emergency-suspend', text: SUSPEND, values })
  if (rowCount === 0) return false
  const { officers, secondPersons } = overseersOf(parts.roster.current(), grant, shanghaiDay(now))
  const recipients = [...officers, ...secondPersons]
  // Nobody left to tell takes nothing from the suspension.
  if (recipients.length > 0) {
    const { id: about, organisationId, division } = grant
    const kind = 'EMERGENCY_SUSPENDED' as const
    await writeNotice(client, { id: parts.newId(), kind, about, organisationId, division, occurredAt: now, recipients })
  }
  await recordAct(parts, { act: 'EMERGENCY_SUSPENDED', grant, now, by: null, facts: { cause, person: grant.personId } })
  return true
}
