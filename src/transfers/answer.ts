// The competent county's side: what others ask of it, its answer, and the end of what it has let go. Competent is the county of the
// household register today; a file that was let go cannot be passed on.
import type { PoolClient } from 'pg'
import { actOn, recordAct } from '../act-walk.ts'
import { subjectPseudonym } from '../audit/entry.ts'
import { addDays, type Day } from '../clock.ts'
import { inTransaction } from '../database/transaction.ts'
import { openWords } from '../emergency/words.ts'
import { GatewayError } from '../errors.ts'
import type { Caller } from '../identity/caller.ts'
import { mayApprove } from '../identity/deputy.ts'
import { countedPage } from '../limits/counted-page.ts'
import { recipientOf } from '../registry/casework.ts'
import { inForce } from '../registry/handed-over.ts'
import { divisionBounds } from '../registry/scope.ts'
import type { Operation, Rooms, RootWalk, RootWalker } from '../rooms.ts'

/** Within these the household registration has to follow the child; whoever needs longer asks again. */
const GRANTED_DAYS = 90
const MOST_LISTED = 50

interface TransferRow {
  readonly id: string
  readonly child_id: string
  readonly division: string
  readonly person_id: string
  readonly requested_for: string | null
  readonly organisation_id: string
  readonly reason_sealed: Buffer
  readonly requested_at: Date
  readonly due_on: Day
  readonly valid_until: Day | null
}

// The day is the third value bound.
const OF_OWN_CHILD = `exists (select from unnest($1::text[], $2::text[]) d(lowest, highest) join registry.jurisdiction j
  on j.division between d.lowest::char(12) and d.highest::char(12)
  where j.child_id = t.child_id and j.kind = 'HUKOU' and j.superseded_at is null
    and j.valid_from <= $3 and (j.valid_to is null or j.valid_to > $3))`
// Another county asks: what a second office of the child's own asked for is its own by the register. A city's office covers its counties.
const OF_ANOTHER = `not exists (select from registry.jurisdiction j
  where j.child_id = t.child_id and j.kind = 'HUKOU' and j.superseded_at is null
    and j.valid_from <= $3 and (j.valid_to is null or j.valid_to > $3)
    and (left(j.division, 6) = left(t.division, 6)
      or (right(t.division, 8) = '00000000' and left(j.division, 4) = left(t.division, 4))))`
const OPEN = `t.verdict is null and t.due_on > $3 and ${OF_ANOTHER}`
const IN_FORCE = inForce({ of: 't', today: '$3' })

function listOf(state: string): string {
  return `select t.* from transfer.request t where t.organisation_id <> $4 and ${state} and ${OF_OWN_CHILD}
    order by t.due_on, t.requested_at, t.id limit ${MOST_LISTED}`
}

/** `transfersToAnswer`: requests of other organisations for children of the caller's divisions, and files that are with them. */
export const walkTransfersToAnswer: RootWalker = (rooms, operation) => ({
  subjects: [],
  subjectKind: 'list',
  count: 2 * MOST_LISTED,
  async read() {
    const { caller, grant, today } = operation
    const { lowest, highest } = divisionBounds(caller.divisions)
    const rows = await countedPage(rooms, operation, async () => {
      const found = await rooms.registry.query<TransferRow>({
        name: 'transfers-to-answer',
        // Each kind has its own room: no flood of requests hides what is with others.
        text: `(${listOf(OPEN)}) union all (${listOf(IN_FORCE)})`,
        values: [lowest, highest, today, caller.organisationId],
      })
      return found.rows
    })
    const refs = rooms.childRefs(recipientOf(caller, grant))
    const value = rows.map((row) => ({
      transfer: row.id,
      division: row.division.slice(0, COUNTY_DIGITS),
      ref: refs.refOf(row.child_id),
      reason: openWords(rooms.keys.journalSubject, { kind: 'transfer', id: row.id }, row.reason_sealed),
      ...{ requestedAt: row.requested_at.toISOString(), dueOn: row.due_on, until: row.valid_until },
    }))
    return { value, resolved: [...new Set(rows.map(({ child_id: childId }) => childId))], answers: [] }
  },
})

const COUNTY_DIGITS = 6

/** `answerTransfer(transfer, verdict)`. REFUSED, in one way, for one that is not there, not of an own child, answered, due, or one's own. */
export const walkAnswerTransfer: RootWalker = (rooms, operation, root) =>
  onTransfer(rooms, root.arguments.transfer, async (client, id) => {
    const { caller, now, today } = operation
    const found = await held(client, operation, { id, where: `${OPEN} and ${OF_OWN_CHILD}` })
    if (!found || !isOtherSide(caller, found)) throw new GatewayError('REFUSED', NO_TRANSFER)
    const verdict = String(root.arguments.verdict)
    const until = verdict === 'APPROVED' ? addDays(today, GRANTED_DAYS) : null
    await client.query({
      name: 'transfer-answer',
      text: `update transfer.request set verdict = $2, answered_by = $3, answered_at = $4, valid_until = $5,
          competent = case when $5::date is not null then (select left(j.division, 6) from registry.jurisdiction j
            where j.child_id = request.child_id and j.kind = 'HUKOU' and j.superseded_at is null
              and j.valid_from <= $6 and (j.valid_to is null or j.valid_to > $6) limit 1) end
        where id = $1`,
      values: [id, verdict, caller.personId, now, until, today],
    })
    await record(rooms, operation, { act: 'TRANSFER_ANSWERED', found, facts: { verdict, until } })
    return { childId: found.child_id, until }
  })

/** `endTransfer(transfer)`, by the county that has the file or the one that let it go. REFUSED, in one way, for any other. */
export const walkEndTransfer: RootWalker = (rooms, operation, root) =>
  onTransfer(rooms, root.arguments.transfer, async (client, id) => {
    const { caller, now } = operation
    const isOurs = `(t.organisation_id = $5 or ${OF_OWN_CHILD})`
    const found = await held(client, operation, {
      id,
      where: `${IN_FORCE} and ${isOurs}`,
      more: [caller.organisationId],
    })
    if (!found || caller.delegation !== null) throw new GatewayError('REFUSED', NO_TRANSFER)
    await client.query({
      name: 'transfer-end',
      text: 'update transfer.request set ended_by = $2, ended_at = $3 where id = $1',
      values: [id, caller.personId, now],
    })
    await record(rooms, operation, { act: 'TRANSFER_ENDED', found, facts: {} })
    return { childId: found.child_id, until: null }
  })

const NO_TRANSFER = 'no transfer that this person may answer or end'

// Two organisations and two people: nobody lets a file go to where they ask from.
function isOtherSide(caller: Caller, { person_id, requested_for, organisation_id }: TransferRow): boolean {
  return (
    organisation_id !== caller.organisationId &&
    mayApprove(caller, { requestedBy: person_id, requestedFor: requested_for })
  )
}

interface Acted {
  readonly childId: string
  readonly until: Day | null
}

function onTransfer(
  rooms: Rooms,
  argument: unknown,
  act: (client: PoolClient, id: string) => Promise<Acted>,
): RootWalk {
  return actOn(argument, 'a transfer', async (id) => {
    const { childId, until } = await inTransaction(rooms.registry, (client) => act(client, id))
    return { value: { transfer: id, until }, resolved: [childId] }
  })
}

interface Held {
  readonly id: string
  readonly where: string
  /** Bound from the fifth on. */
  readonly more?: readonly unknown[]
}

async function held(client: PoolClient, { caller, today }: Operation, { id, where, more = [] }: Held) {
  const { lowest, highest } = divisionBounds(caller.divisions)
  const { rows } = await client.query<TransferRow>(
    `select t.* from transfer.request t where ${where} and t.id = $4 for update of t`,
    [lowest, highest, today, id, ...more],
  )
  return rows[0] ?? null
}

interface Done {
  readonly act: 'TRANSFER_ANSWERED' | 'TRANSFER_ENDED'
  readonly found: TransferRow
  readonly facts: Readonly<Record<string, string | null>>
}

function record(rooms: Rooms, operation: Operation, { act, found, facts }: Done): Promise<void> {
  const ref = rooms.childRefs(recipientOf(operation.caller, operation.grant)).refOf(found.child_id)
  const subject = subjectPseudonym(rooms.keys.journalSubject, ref)
  return recordAct(rooms, operation, {
    ...{ act, subjects: [subject] },
    facts: { transfer: found.id, division: found.division, ...facts },
  })
}
