// The queue of the competent county: what a person is asked, who looks at it, and what was decided. The queue holds levels of
// agreement, never a value; whoever decides opens both children by reference, under the rules of casework.
import type { PoolClient } from 'pg'
import { subjectPseudonym } from '../../audit/entry.ts'
import { inTransaction } from '../../database/transaction.ts'
import { checkedWords, sealWords } from '../../emergency/words.ts'
import { GatewayError } from '../../errors.ts'
import type { Operation, Rooms, RootWalk, RootWalker } from '../../rooms.ts'
import { recipientOf } from '../casework.ts'
import { divisionBounds } from '../scope.ts'
import { holdLink, moveRecord } from './moves.ts'

const HELD_MS = 15 * 60_000
const LEAST_NOTE = 10
const MOST_LISTED = 50

interface ReviewRow {
  readonly id: string
  readonly department: string
  readonly subject_key: string
  readonly candidate_id: string
  readonly record_child_id: string | null
  readonly reason: string
  readonly band: string
  readonly pattern: string
  readonly opened_at: Date
  readonly held_by: string | null
  readonly held_until: Date | null
}

const OWN = `decided_at is null
  and exists (select from unnest($1::text[], $2::text[]) d(lowest, highest) where division between d.lowest and d.highest)`

/** `linkReviews`: the open pairs of the caller's divisions, the oldest first. */
export const walkLinkReviews: RootWalker = (rooms, { caller, grant, now }) => ({
  subjects: [],
  subjectKind: 'list',
  count: MOST_LISTED,
  async read() {
    const { lowest, highest } = divisionBounds(caller.divisions)
    const { rows } = await rooms.registry.query<ReviewRow>({
      name: 'linking-reviews',
      text: `select r.*, (select s.child_id from registry.source_link s
          where s.department = r.department and s.subject_key = r.subject_key) as record_child_id
        from linking.review r where ${OWN} order by opened_at, id limit $3`,
      values: [lowest, highest, MOST_LISTED],
    })
    const refs = rooms.childRefs(recipientOf(caller, grant))
    const value = rows.map((row) => ({
      review: row.id,
      source: row.department,
      reason: row.reason,
      band: row.band,
      agreement: agreementOf(row.pattern),
      recordRef: row.record_child_id === null ? null : refs.refOf(row.record_child_id),
      candidateRef: refs.refOf(row.candidate_id),
      openedAt: row.opened_at.toISOString(),
      heldUntil: row.held_until !== null && row.held_until > now ? row.held_until.toISOString() : null,
    }))
    return { value, resolved: [], answers: [] }
  },
})

function agreementOf(pattern: string): { field: string; level: string }[] {
  return pattern.split(' ').map((part) => {
    const [field = '', level = ''] = part.split('=')
    return { field, level }
  })
}

/** `takeLinkReview(review)`. REFUSED, in one way, for one that is not there, not of the own county, decided, or in other hands. */
export const walkTakeLinkReview: RootWalker = (rooms, operation, root) =>
  actOn(root.arguments.review, (reviewId) =>
    inTransaction(rooms.registry, async (client) => {
      const { caller, now } = operation
      const review = await holdReview(client, operation, reviewId)
      if (review.held_by !== caller.personId && review.held_until !== null && review.held_until > now) {
        throw new GatewayError('REFUSED', NO_REVIEW)
      }
      const heldUntil = new Date(now.getTime() + HELD_MS)
      await client.query({
        name: 'linking-take',
        text: 'update linking.review set held_by = $2, held_until = $3 where id = $1',
        values: [reviewId, caller.personId, heldUntil],
      })
      return { review: reviewId, heldUntil: heldUntil.toISOString(), verdict: null }
    }),
  )

/** `decideLinkReview(review, verdict, note)`, by whoever holds it. SAME moves the record to the other child. */
export const walkDecideLinkReview: RootWalker = (rooms, operation, root) => {
  const note = checkedWords(root.arguments.note, LEAST_NOTE)
  const verdict = root.arguments.verdict as 'SAME' | 'DIFFERENT'
  return actOn(root.arguments.review, (reviewId) =>
    inTransaction(rooms.registry, async (client) => {
      const { caller, now } = operation
      const review = await holdReview(client, operation, reviewId)
      if (review.held_by !== caller.personId || review.held_until === null || review.held_until <= now) {
        throw new GatewayError('REFUSED', NO_REVIEW)
      }
      if (verdict === 'SAME') await merge(rooms, client, { review, operation })
      await client.query({
        name: 'linking-decide',
        text: `update linking.review set verdict = $2, decided_by = $3, decided_at = $4, note_sealed = $5 where id = $1`,
        values: [
          ...[reviewId, verdict, caller.personId, now],
          sealWords(rooms.keys.journalSubject, { kind: 'linkNote', id: reviewId }, note),
        ],
      })
      await recordDecision(rooms, operation, { review, verdict })
      return { review: reviewId, heldUntil: null, verdict }
    }),
  )
}

const NO_REVIEW = 'no review that this person may decide'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function actOn(argument: unknown, act: (reviewId: string) => Promise<unknown>): RootWalk {
  const reviewId = String(argument)
  if (!UUID.test(reviewId)) throw new GatewayError('BAD_INPUT', 'not the number of a review')
  return {
    subjects: [],
    subjectKind: 'none',
    count: 1,
    isAct: true,
    read: async () => ({ value: await act(reviewId), resolved: [], answers: [] }),
  }
}

async function holdReview(client: PoolClient, { caller }: Operation, reviewId: string): Promise<ReviewRow> {
  const { lowest, highest } = divisionBounds(caller.divisions)
  const { rows } = await client.query<ReviewRow>({
    name: 'linking-hold-review',
    text: `select * from linking.review where ${OWN} and id = $3 for update`,
    values: [lowest, highest, reviewId],
  })
  const [review] = rows
  if (!review) throw new GatewayError('REFUSED', NO_REVIEW)
  return review
}

interface Deciding {
  readonly review: ReviewRow
  readonly operation: Operation
}

async function merge(rooms: Rooms, client: PoolClient, { review, operation }: Deciding): Promise<void> {
  const { caller, now } = operation
  const { department, subject_key: subjectKey, candidate_id: to } = review
  const from = await holdLink(client, { department, subjectKey })
  if (!from) throw new GatewayError('REFUSED', 'the record is linked to nobody')
  if (from.childId !== to) {
    const ids = { id: rooms.newId(), formerId: rooms.newId() }
    await moveRecord(client, {
      ...{ department, subjectKey, from, to, ...ids },
      ...{ personId: caller.personId, reviewId: review.id, at: now },
    })
  }
  await client.query({
    name: 'linking-overtaken',
    text: `update linking.review set verdict = 'OVERTAKEN', decided_at = $4, held_by = null, held_until = null
      where department = $1 and subject_key = $2 and id <> $3 and decided_at is null`,
    values: [department, subjectKey, review.id, now],
  })
}

// Durable before the decision is: what changes whose record it is stands on record.
function recordDecision(
  { journal, newId, keys }: Rooms,
  { caller, grant, now }: Operation,
  { review, verdict }: { readonly review: ReviewRow; readonly verdict: string },
): Promise<void> {
  return journal.append('ACT', {
    entryId: newId(),
    at: now.toISOString(),
    act: 'LINK_DECIDED',
    personId: caller.personId,
    organisationId: caller.organisationId,
    subjects: [subjectPseudonym(keys.journalSubject, review.candidate_id)],
    policyVersion: grant.version,
    facts: { review: review.id, verdict, source: review.department, reason: review.reason },
  })
}
