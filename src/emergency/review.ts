// The review that every grant gets, by whoever had no part in it. JUSTIFIED gives back a right that was suspended for want
// of a review; UNJUSTIFIED closes the grant and suspends the right, until an officer finds otherwise.
import type { PoolClient } from 'pg'
import { inTransaction } from '../database/transaction.ts'
import { GatewayError } from '../errors.ts'
import { acknowledgeAbout } from '../notices/outbox.ts'
import type { Operation, Rooms, RootWalker } from '../rooms.ts'
import { recordAct } from './acts.ts'
import { type AccessGrant, COLUMNS, holdGrant, receiptOf } from './grants.ts'
import { mayOversee, overseenDivisions } from './oversight.ts'
import { by, onGrant } from './renew.ts'
import { suspend } from './suspend.ts'
import { checkedWords, openWords, sealWords } from './words.ts'

const LEAST_NOTE = 10

type Verdict = 'JUSTIFIED' | 'UNJUSTIFIED'

/** REFUSED for one's own grant or one that one renewed, for another organisation's, and where no verdict is open. */
export const walkReviewEmergency: RootWalker = (rooms, operation, root) => {
  const note = checkedWords(root.arguments.note, LEAST_NOTE)
  const verdict = root.arguments.verdict as Verdict
  return onGrant(root.arguments.grant, (grantId) =>
    inTransaction(rooms.registry, async (client) => {
      const { caller, now } = operation
      const grant = await reviewable(client, operation, grantId)
      await insertReview(rooms, client, { grant, operation, verdict, note })
      if (verdict === 'UNJUSTIFIED') await suspend(rooms, client, { grant, cause: 'UNJUSTIFIED', now })
      else await lift(client, { grant, operation })
      await acknowledgeAbout(client, { about: grant.id, personId: caller.personId, now })
      const facts = { verdict, role: caller.role, person: grant.personId }
      await recordAct(rooms, { act: 'EMERGENCY_REVIEWED', grant, now, by: by(operation), facts })
      return { grant: grant.id, verdict, reviewedAt: now.toISOString() }
    }),
  )
}

async function reviewable(client: PoolClient, { caller }: Operation, grantId: string): Promise<AccessGrant> {
  const grant = await holdGrant(client, grantId)
  if (!grant || !mayOversee(caller, grant) || grant.renewedBy === caller.personId) {
    throw new GatewayError('REFUSED', 'no grant that this person may review')
  }
  const { rows } = await client.query<{ own: boolean; suspended: boolean }>({
    name: 'emergency-verdicts',
    text: `select
        exists (select from emergency.review where grant_id = $1 and reviewer = $2) as own,
        exists (select from emergency.suspension where grant_id = $1 and lifted_at is null) as suspended`,
    values: [grantId, caller.personId],
  })
  const isOpenToOfficer = caller.role === 'DPO' && rows[0]?.suspended === true
  if (rows[0]?.own !== false || (grant.reviewedAt !== null && !isOpenToOfficer)) {
    throw new GatewayError('REFUSED', 'a verdict was given')
  }
  return grant
}

interface NewReview {
  readonly grant: AccessGrant
  readonly operation: Operation
  readonly verdict: Verdict
  readonly note: string
}

async function insertReview(
  { newId, keys }: Rooms,
  client: PoolClient,
  { grant, operation: { caller, now }, verdict, note }: NewReview,
): Promise<void> {
  const id = newId()
  await client.query({
    name: 'emergency-insert-review',
    text: `insert into emergency.review (id, grant_id, reviewer, reviewer_role, verdict, note_sealed, at)
      values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [
      ...[id, grant.id, caller.personId, caller.role, verdict],
      ...[sealWords(keys.journalSubject, { kind: 'note', id }, note), now],
    ],
  })
  await client.query({
    name: 'emergency-reviewed',
    text: `update emergency.access_grant set reviewed_at = coalesce(reviewed_at, $2),
        closed_by = case when $4 and closed_at is null then $3 else closed_by end,
        closed_at = case when $4 and closed_at is null then $2 else closed_at end
      where id = $1`,
    values: [grant.id, now, caller.personId, verdict === 'UNJUSTIFIED'],
  })
}

// The verdict of a misuse stands until an officer says otherwise; a missing review is mended by any.
async function lift(
  client: PoolClient,
  { grant, operation: { caller, now } }: { grant: AccessGrant; operation: Operation },
): Promise<void> {
  await client.query({
    name: 'emergency-lift',
    text: `update emergency.suspension set lifted_by = $2, lifted_at = $3
      where grant_id = $1 and lifted_at is null and (cause = 'UNREVIEWED' or $4)`,
    values: [grant.id, caller.personId, now, caller.role === 'DPO'],
  })
}

const TO_REVIEW = `
  select ${COLUMNS}, g.reason_sealed as "reasonSealed", g.reads::int as reads,
    exists (select from emergency.suspension s where s.grant_id = g.id and s.lifted_at is null) as suspended
  from emergency.access_grant g
  where g.id in (
      select id from emergency.access_grant where reviewed_at is null
      union all select grant_id from emergency.suspension where lifted_at is null and $4
    )
    and g.person_id <> all($1) and coalesce(g.requested_for, '') <> all($1) and g.renewed_by is distinct from $6
    and (g.organisation_id = $2 or exists (select from unnest($3::text[]) d where starts_with(g.division, d)))
    and not exists (select from emergency.review r where r.grant_id = g.id and r.reviewer = $6)
  order by g.opened_at, g.id limit $5`

interface ToReview extends AccessGrant {
  readonly reasonSealed: Buffer
  readonly reads: number
  readonly suspended: boolean
}

/** The grants that wait for a verdict of the caller, the oldest first. */
export const walkEmergenciesToReview: RootWalker = (rooms, { caller, grant: { limits } }) => ({
  subjects: [],
  subjectKind: 'list',
  count: limits.children,
  async read() {
    const { rows } = await rooms.registry.query<ToReview>({
      name: 'emergency-to-review',
      text: TO_REVIEW,
      values: [
        [caller.personId, caller.deputyFor?.personId ?? caller.personId],
        ...[caller.organisationId, overseenDivisions(caller)],
        ...[caller.role === 'DPO', limits.children, caller.personId],
      ],
    })
    const value = rows.map((row) => ({
      ...receiptOf(row),
      person: row.personId,
      organisation: row.organisationId,
      unit: row.unit,
      role: row.role,
      reason: openWords(rooms.keys.journalSubject, { kind: 'reason', id: row.id }, row.reasonSealed),
      renewedAt: row.renewedAt?.toISOString() ?? null,
      reads: row.reads,
      suspended: row.suspended,
    }))
    return { value, resolved: [], answers: [] }
  },
})
