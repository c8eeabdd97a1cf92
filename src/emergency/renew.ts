// `renewEmergency`, by a second person and once, and `closeEmergency`, by whoever opened it.
import type { PoolClient } from 'pg'
import { inTransaction } from '../database/transaction.ts'
import { GatewayError, invariant } from '../errors.ts'
import { acknowledgeAbout, writeNotice } from '../notices/outbox.ts'
import type { Operation, Rooms, RootWalk, RootWalker } from '../rooms.ts'
import { sentNumber } from '../uuid.ts'
import { recordAct } from './acts.ts'
import { type AccessGrant, COLUMNS, holdGrant, IN_ALL_MS, isOpen, receiptOf } from './grants.ts'
import { mayOversee, overseersOf } from './oversight.ts'

/** REFUSED, in one and the same way, for a grant that is not there, not of this organisation, one's own, over, or renewed. */
export const walkRenewEmergency: RootWalker = (rooms, operation, root) =>
  onGrant(root.arguments.grant, (grantId) =>
    inTransaction(rooms.registry, async (client) => {
      const grant = await renewable(client, operation, grantId)
      const renewed = await update(client, grant, {
        name: 'emergency-renew',
        set: 'renewed_by = $2, renewed_at = $3, expires_at = $4',
        values: [operation.caller.personId, operation.now, new Date(grant.openedAt.getTime() + IN_ALL_MS)],
      })
      await tellOfRenewal(rooms, client, { grant: renewed, operation })
      const facts = { expiresAt: renewed.expiresAt.toISOString() }
      await recordAct(rooms, { act: 'EMERGENCY_RENEWED', grant, now: operation.now, by: by(operation), facts })
      return receiptOf(renewed)
    }),
  )

/** REFUSED for any grant but an open one of one's own. */
export const walkCloseEmergency: RootWalker = (rooms, operation, root) =>
  onGrant(root.arguments.grant, (grantId) =>
    inTransaction(rooms.registry, async (client) => {
      const { caller, now } = operation
      const grant = await holdGrant(client, grantId)
      if (!grant || grant.personId !== caller.personId || !isOpen(grant, now)) {
        throw new GatewayError('REFUSED', 'no open grant of this person')
      }
      const closed = await update(client, grant, {
        name: 'emergency-close',
        set: 'closed_by = $2, closed_at = $3',
        values: [caller.personId, now],
      })
      await recordAct(rooms, { act: 'EMERGENCY_CLOSED', grant, now, by: by(operation) })
      return receiptOf(closed)
    }),
  )

/** The walk of an act on one grant, whose number stands for the child in the journal. */
export function onGrant(argument: unknown, act: (grantId: string) => Promise<unknown>): RootWalk {
  const grantId = sentNumber(argument, 'a grant')
  return {
    subjects: [grantId],
    subjectKind: 'emergency-grant',
    count: 1,
    isAct: true,
    read: async () => ({ value: await act(grantId), resolved: [], answers: [] }),
  }
}

/** Who acts, as the journal says it. */
export function by({ caller, grant }: Operation): { personId: string; policyVersion: string } {
  return { personId: caller.personId, policyVersion: grant.version }
}

async function renewable(client: PoolClient, { caller, now }: Operation, grantId: string): Promise<AccessGrant> {
  const grant = await holdGrant(client, grantId)
  // Renewing is the second person's; an officer hears of it and reviews.
  if (!grant || caller.role !== 'SECOND_PERSON' || !mayOversee(caller, grant)) {
    throw new GatewayError('REFUSED', 'no grant that this person may renew')
  }
  if (grant.renewedAt !== null || !isOpen(grant, now)) throw new GatewayError('REFUSED', 'renewed already, or over')
  const { rowCount } = await client.query({
    name: 'emergency-suspended-or-reviewed',
    text: `select from emergency.suspension s where s.person_id = $1 and s.lifted_at is null limit 1`,
    values: [grant.personId],
  })
  if (rowCount !== 0) throw new GatewayError('REFUSED', 'the right of whoever opened it is suspended')
  return grant
}

interface Change {
  readonly name: string
  /** `column = $n`, from $2 on. */
  readonly set: string
  readonly values: readonly unknown[]
}

async function update(client: PoolClient, { id }: AccessGrant, { name, set, values }: Change): Promise<AccessGrant> {
  const { rows } = await client.query<AccessGrant>({
    name,
    text: `update emergency.access_grant g set ${set} where g.id = $1 returning ${COLUMNS}`,
    values: [id, ...values],
  })
  const [changed] = rows
  invariant(changed, 'a grant that is held can be changed')
  return changed
}

async function tellOfRenewal(
  { roster, newId }: Rooms,
  client: PoolClient,
  { grant, operation: { caller, now, today } }: { grant: AccessGrant; operation: Operation },
): Promise<void> {
  const { id: about, organisationId, division } = grant
  const { officers, secondPersons } = overseersOf(roster.current(), grant, today)
  const recipients = [...officers, ...secondPersons].filter((each) => each !== caller.personId)
  if (recipients.length === 0) throw new GatewayError('REFUSED', 'nobody to tell of the renewal')
  const kind = 'EMERGENCY_RENEWED' as const
  await writeNotice(client, { id: newId(), kind, about, organisationId, division, occurredAt: now, recipients })
  await acknowledgeAbout(client, { about, personId: caller.personId, now })
}
