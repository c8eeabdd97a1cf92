// The queue of the competent county: what a person is asked, who looks at it, and what was decided. The queue holds levels of
// agreement, never a value; whoever decides opens both children by reference, under the rules of casework.
import type { PoolClient } from 'pg'
import { actOn } from '../../act-walk.ts'
import { subjectPseudonym } from '../../audit/entry.ts'
import { inTransaction } from '../../database/transaction.ts'
import { checkedWords, sealWords } from '../../emergency/words.ts'
import { GatewayError } from '../../errors.ts'
import { countedPage } from '../../limits/counted-page.ts'
import type { Operation, Rooms, RootWalk, RootWalker } from '../../rooms.ts'
import { recipientOf } from '../casework.ts'
import { handedOver } from '../handed-over.ts'
import { divisionBounds } from '../scope.ts'
import { type CurrentLink, holdLink, moveRecord } from './moves.ts'

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

// Competence is the candidate's division of today; the one that the review was opened with counts while it has none.
const OWN = `r.decided_at is null and exists (select from unnest($1::text[], $2::text[]) d(lowest, highest)
  where ${inDivision('r.candidate_id')} or (r.division between d.lowest and d.highest and not ${hasDivision('r.candidate_id')}))`

function hukouOf(child: string): string {
  return `from registry.jurisdiction j where j.child_id = ${child} and j.kind = 'HUKOU' and j.superseded_at is null
    and j.valid_from <= $3 and (j.valid_to is null or j.valid_to > $3)`
}

function hasDivision(child: string): string {
  return `exists (select ${hukouOf(child)})`
}

/** Within a row `d` of the caller's divisions; the day is the third value bound. */
function inDivision(child: string): string {
  return `exists (select ${hukouOf(child)} and j.division between d.lowest::char(12) and d.highest::char(12))`
}

/** `linkReviews`: the open pairs of the caller's divisions, the oldest first. */
export const walkLinkReviews: RootWalker = (rooms, operation) => ({
  subjects: [],
  subjectKind: 'list',
  count: MOST_LISTED,
  async read() {
    const { caller, grant, now, today } = operation
    const { lowest, highest } = divisionBounds(caller.divisions)
    const rows = await countedPage(rooms, operation, async () => {
      const found = await rooms.registry.query<ReviewRow>({
        name: 'linking-reviews',
        text: `select r.*, (select s.child_id from registry.source_link s
          where s.department = r.department and s.subject_key = r.subject_key) as record_child_id
        from linking.review r where ${OWN} order by opened_at, id limit ${MOST_LISTED}`,
        values: [lowest, highest, today],
      })
      return found.rows
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
    const resolved = rows.flatMap((row) => [row.candidate_id, ...(row.record_child_id ? [row.record_child_id] : [])])
    return { value, resolved: [...new Set(resolved)], answers: [] }
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
  onReview(root.arguments.review, (reviewId) =>
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
      const from = await holdLink(client, recordOf(review))
      await recordAct(rooms, operation, { act: 'LINK_REVIEW_TAKEN', review, from })
      return { value: { review: reviewId, heldUntil: heldUntil.toISOString(), verdict: null }, review, from }
    }),
  )

/** `decideLinkReview(review, verdict, note)`, by whoever holds it. SAME moves the record to the other child. */
export const walkDecideLinkReview: RootWalker = (rooms, operation, root) => {
  const note = checkedWords(root.arguments.note, LEAST_NOTE)
  const verdict = root.arguments.verdict as 'SAME' | 'DIFFERENT'
  return onReview(root.arguments.review, (reviewId) =>
    inTransaction(rooms.registry, async (client) => {
      const { caller, now } = operation
      const review = await holdReview(client, operation, reviewId)
      if (review.held_by !== caller.personId || review.held_until === null || review.held_until <= now) {
        throw new GatewayError('REFUSED', NO_REVIEW)
      }
      const from = await holdLink(client, recordOf(review))
      if (verdict === 'SAME') await merge(rooms, client, { review, operation, from })
      await client.query({
        name: 'linking-decide',
        text: `update linking.review set verdict = $2, decided_by = $3, decided_at = $4, note_sealed = $5 where id = $1`,
        values: [
          ...[reviewId, verdict, caller.personId, now],
          sealWords(rooms.keys.journalSubject, { kind: 'linkNote', id: reviewId }, note),
        ],
      })
      await recordAct(rooms, operation, { act: 'LINK_DECIDED', review, from, verdict })
      return { value: { review: reviewId, heldUntil: null, verdict }, review, from }
    }),
  )
}

const NO_REVIEW = 'no review that this person may decide'

interface Acted {
  readonly value: unknown
  readonly review: ReviewRow
  /** Where the record stands, or stood before the act; null where it is nobody's. */
  readonly from: CurrentLink | null
}

function onReview(argument: unknown, act: (reviewId: string) => Promise<Acted>): RootWalk {
  return actOn(argument, 'a review', async (reviewId) => {
    const { value, review, from } = await act(reviewId)
    return { value, resolved: childrenOf(review, from) }
  })
}

/** Both whom the record may be of and whose it is. */
function childrenOf({ candidate_id: candidateId }: ReviewRow, from: CurrentLink | null): string[] {
  return from && from.childId !== candidateId ? [candidateId, from.childId] : [candidateId]
}

function recordOf({ department, subject_key: subjectKey }: ReviewRow) {
  return { department, subjectKey }
}

async function holdReview(client: PoolClient, { caller, today }: Operation, reviewId: string): Promise<ReviewRow> {
  const { lowest, highest } = divisionBounds(caller.divisions)
  const { rows } = await client.query<ReviewRow>({
    name: 'linking-hold-review',
    text: `select r.* from linking.review r where ${OWN} and r.id = $4 for update of r`,
    values: [lowest, highest, today, reviewId],
  })
  const [review] = rows
  if (!review) throw new GatewayError('REFUSED', NO_REVIEW)
  return review
}

interface Deciding {
  readonly review: ReviewRow
  readonly operation: Operation
  readonly from: CurrentLink | null
}

async function merge(rooms: Rooms, client: PoolClient, { review, operation, from }: Deciding): Promise<void> {
  const { caller, now } = operation
  const { department, subject_key: subjectKey, candidate_id: to } = review
  if (!from) throw new GatewayError('REFUSED', 'the record is linked to nobody')
  await expectNoOtherCounty(client, operation, from.childId)
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

// Nobody brings the record of another county's child into their own, unless that county has let the file go.
async function expectNoOtherCounty(client: PoolClient, { caller, today }: Operation, childId: string): Promise<void> {
  const { lowest, highest } = divisionBounds(caller.divisions)
  const { rows } = await client.query<{ mine: boolean }>({
    name: 'linking-of-county',
    text: `select not ${hasDivision('c.id')} or exists (
        select from unnest($1::text[], $2::text[]) d(lowest, highest) where ${inDivision('c.id')}
          or exists (select from transfer.request t where t.child_id = c.id and ${handedOver({ of: 't', today: '$3' })})) as mine
      from (select $4::uuid as id) c`,
    values: [lowest, highest, today, childId],
  })
  if (rows[0]?.mine !== true) throw new GatewayError('REFUSED', 'the record is of another county’s child')
}

interface ReviewAct {
  readonly act: 'LINK_REVIEW_TAKEN' | 'LINK_DECIDED'
  readonly review: ReviewRow
  readonly from: CurrentLink | null
  readonly verdict?: string
}

// Durable before the act is: what changes whose record it is stands on record, with everybody whose it may be.
function recordAct(
  { journal, newId, keys }: Rooms,
  { caller, grant, now }: Operation,
  { act, review, from, verdict }: ReviewAct,
): Promise<void> {
  return journal.append('ACT', {
    entryId: newId(),
    at: now.toISOString(),
    act,
    personId: caller.personId,
    organisationId: caller.organisationId,
    subjects: childrenOf(review, from).map((childId) => subjectPseudonym(keys.journalSubject, childId)),
    policyVersion: grant.version,
    facts: {
      ...{ review: review.id, source: review.department, reason: review.reason },
      ...(verdict === undefined ? {} : { verdict }),
    },
  })
}
