// `openEmergency`: one child, one hour. Grant, notices and journal entry stand together or not at all, and nothing about
// them depends on whether there is such a child.
import type { PoolClient } from 'pg'
import { subjectPseudonym } from '../audit/entry.ts'
import { inTransaction } from '../database/transaction.ts'
import { GatewayError, invariant } from '../errors.ts'
import type { Caller } from '../identity/caller.ts'
import { ownDivision } from '../identity/own-division.ts'
import { countAsMiss } from '../limits/counted-miss.ts'
import { writeNotice } from '../notices/outbox.ts'
import type { Operation, Rooms, RootWalker } from '../rooms.ts'
import { recordAct } from './acts.ts'
import { type AccessGrant, COLUMNS, FIRST_MS, isOpen, receiptOf } from './grants.ts'
import { expectOverseers, type Overseers } from './oversight.ts'
import { type EmergencySubject, emergencySubject } from './subject.ts'
import { suspendOverdue } from './suspend.ts'
import { checkedWords, sealWords } from './words.ts'

const LEAST_REASON = 20

/** REFUSED for whoever's right is suspended or who left this child's last grant unreviewed, and where nobody hears of it. */
export const walkOpenEmergency: RootWalker = (rooms, operation, root) => {
  const subject = emergencySubject(root.arguments.subject, rooms)
  const reason = checkedWords(root.arguments.reason, LEAST_REASON)
  return {
    subjects: [subject.submitted],
    subjectKind: 'submitted-identifier',
    count: 1,
    isAct: true,
    async read() {
      const { caller, now, today } = operation
      const named = subjectPseudonym(rooms.keys.journalSubject, subject.named)
      const former = await formerGrant(rooms.registry, operation, named)
      // Who lost the number asks again, and must not be locked out of a child in need for it.
      if (!former || !isOpen(former, now)) await countAsMiss(rooms, operation, subject.lookUp)
      const requestedFor = caller.deputyFor?.personId ?? null
      const division = ownDivision(rooms, caller)
      const overseers = expectOverseers(rooms.roster.current(), { ...caller, requestedFor, division }, today)
      await suspendOverdue(rooms, now, caller.personId)
      const childId = await subject.find(rooms.registry, today)
      const grant = await openGrant(rooms, operation, { subject, reason, childId, division, overseers })
      return { value: receiptOf(grant), resolved: childId === null ? [] : [childId], answers: [] }
    },
  }
}

interface Opening {
  readonly subject: EmergencySubject
  readonly reason: string
  readonly childId: string | null
  readonly division: string
  readonly overseers: Overseers
}

function openGrant(rooms: Rooms, operation: Operation, opening: Opening): Promise<AccessGrant> {
  const { caller, grant: policy, now } = operation
  const pseudonym = (text: string): string => subjectPseudonym(rooms.keys.journalSubject, text)
  const namedSubject = pseudonym(opening.subject.named)
  return inTransaction(rooms.registry, async (client) => {
    await oneAtATime(client, caller.personId)
    await expectNotSuspended(client, caller)
    const former = await formerGrant(client, operation, namedSubject)
    if (former && isOpen(former, now)) return former
    // Otherwise whoever opens again and again would need no second person.
    if (former) throw new GatewayError('REFUSED', 'the last grant for this child is not reviewed')
    const subject = pseudonym(opening.subject.submitted)
    const grant = await insertGrant(client, rooms, { ...opening, operation, subject, namedSubject })
    await tell(client, rooms, { grant, overseers: opening.overseers })
    const { personId } = caller
    const facts = { expiresAt: grant.expiresAt.toISOString(), role: caller.role }
    await recordAct(rooms, {
      ...{ act: 'EMERGENCY_OPENED', grant, now, facts },
      by: { personId, policyVersion: policy.version },
    })
    return grant
  })
}

// Two openings sent together would each find no former one.
async function oneAtATime(client: PoolClient, personId: string): Promise<void> {
  await client.query({
    name: 'emergency-one-at-a-time',
    text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
    values: [`emergency of ${personId}`],
  })
}

// A deputy fills the place of a person, and has no right there that the person has lost.
async function expectNotSuspended(client: PoolClient, { personId, deputyFor }: Caller): Promise<void> {
  const { rowCount } = await client.query({
    name: 'emergency-suspended',
    text: 'select from emergency.suspension where person_id = any($1) and lifted_at is null limit 1',
    values: [[personId, deputyFor?.personId ?? personId]],
  })
  if (rowCount !== 0) throw new GatewayError('REFUSED', 'the right to open is suspended')
}

const FORMER = `
  select ${COLUMNS} from emergency.access_grant g
  where g.person_id = $1 and g.reviewed_at is null and g.named_subject = $2
    and g.role = $3 and g.organisation_id = $4 and g.unit = $5 and g.purpose = $6
  order by g.opened_at desc limit 1`

async function formerGrant(
  client: Pick<PoolClient, 'query'>,
  { caller, purpose }: Operation,
  namedSubject: string,
): Promise<AccessGrant | null> {
  const { rows } = await client.query<AccessGrant>({
    name: 'emergency-former',
    text: FORMER,
    values: [caller.personId, namedSubject, caller.role, caller.organisationId, caller.unit, purpose],
  })
  return rows[0] ?? null
}

const INSERT = `
  insert into emergency.access_grant as g (id, person_id, organisation_id, division, unit, role, purpose, child_id,
    subject, named_subject, reason_sealed, opened_at, expires_at, requested_for)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
  returning ${COLUMNS}`

interface NewGrant extends Opening {
  readonly operation: Operation
  readonly namedSubject: string
}

async function insertGrant(
  client: PoolClient,
  { newId, keys }: Rooms,
  { operation, reason, childId, division, subject, namedSubject }: Omit<NewGrant, 'subject'> & { subject: string },
): Promise<AccessGrant> {
  const { caller, purpose, now } = operation
  const id = newId()
  const { rows } = await client.query<AccessGrant>({
    name: 'emergency-insert-grant',
    text: INSERT,
    values: [
      ...[id, caller.personId, caller.organisationId, division, caller.unit, caller.role, purpose, childId],
      ...[subject, namedSubject, sealWords(keys.journalSubject, { kind: 'reason', id }, reason)],
      ...[now, new Date(now.getTime() + FIRST_MS), caller.deputyFor?.personId ?? null],
    ],
  })
  const [grant] = rows
  invariant(grant, 'an inserted grant comes back')
  return grant
}

// Both hear of it at once, each with the other behind them.
async function tell(
  client: PoolClient,
  { newId }: Rooms,
  { grant, overseers: { officers, secondPersons } }: { grant: AccessGrant; overseers: Overseers },
): Promise<void> {
  const { id: about, organisationId, division, openedAt: occurredAt } = grant
  const notice = { kind: 'EMERGENCY_OPENED' as const, about, organisationId, division, occurredAt }
  for (const recipients of [
    [...officers, ...secondPersons],
    [...secondPersons, ...officers],
  ]) {
    await writeNotice(client, { ...notice, id: newId(), recipients })
  }
}
