// Asking for the file of another county's child, and what came of it. The request is written in the same way, and the receipt says the
// same, whether the child is another county's, one's own, or nobody's; and what is not granted ends in one way for all of them.
import type { Pool, PoolClient } from 'pg'
import { recordAct } from '../act-walk.ts'
import { subjectPseudonym } from '../audit/entry.ts'
import type { Day } from '../clock.ts'
import { dueDay } from '../corrections/due-day.ts'
import { inTransaction } from '../database/transaction.ts'
import { checkedWords, sealWords } from '../emergency/words.ts'
import { GatewayError } from '../errors.ts'
import { ownDivision } from '../identity/own-division.ts'
import { countAsMiss } from '../limits/counted-miss.ts'
import { countedPage, pageSize } from '../limits/counted-page.ts'
import { digestOf } from '../limits/marks.ts'
import { expectFewNotYetDue } from '../limits/not-yet-due.ts'
import type { LookUp } from '../limits/store.ts'
import type { BoundRoot } from '../plan/bind.ts'
import { namedChild } from '../questions/named-child.ts'
import { recipientOf } from '../registry/casework.ts'
import { inForce } from '../registry/handed-over.ts'
import type { Operation, Rooms, RootWalker } from '../rooms.ts'

const LEAST_REASON = 20
const MOST_LISTED = 200
const LISTED_MS = 365 * 24 * 3_600_000

/** Whose file is asked for, as submitted. */
interface Asked {
  /** What the journal's pseudonym is made from. */
  readonly submitted: string
  readonly lookUp: Omit<LookUp, 'isMiss'>
  find(pool: Pool, today: Day): Promise<string | null>
}

/**
 * `requestTransfer(subject or ref, reason)`. BAD_INPUT for both or neither, for words that are too short, too long or hold a number of a
 * person; TOO_MANY beyond the limits, each request being a miss, or with twenty that are not yet due.
 */
export const walkRequestTransfer: RootWalker = (rooms, operation, root) => {
  if (operation.caller.delegation !== null) throw new GatewayError('REFUSED', 'an agent asks for no file')
  const asked = askedFor(rooms, operation, root)
  const reason = checkedWords(root.arguments.reason, LEAST_REASON)
  return {
    subjects: [asked.submitted],
    subjectKind: typeof root.arguments.ref === 'string' ? 'child-ref' : 'submitted-identifier',
    count: 1,
    isAct: true,
    async read() {
      await countAsMiss(rooms, operation, asked.lookUp)
      const childId = await asked.find(rooms.registry, operation.today)
      const transfer = await inTransaction(rooms.registry, (client) =>
        open(rooms, client, { operation, asked, reason, childId }),
      )
      const value = { transfer, dueOn: dueDay(operation.today) }
      return { value, resolved: childId === null ? [] : [childId], answers: [] }
    },
  }
}

function askedFor(rooms: Rooms, { caller, grant }: Operation, root: BoundRoot): Asked {
  const { subject, ref } = root.arguments
  const given = [subject, ref].filter((each) => each !== null && each !== undefined)
  if (given.length !== 1)
    throw new GatewayError('BAD_INPUT', 'either a subject or a reference', { hint: 'SUBJECT_OR_REF' })
  if (typeof ref !== 'string') return namedChild(subject, rooms)
  const childId = rooms.childRefs(recipientOf(caller, grant)).childIdOf(ref)
  if (childId === null) throw new GatewayError('BAD_INPUT', 'not a child reference', { hint: 'NOT_A_CHILD_REF' })
  const lookUp = { child: digestOf(rooms.keys.limits, 'child', ref), marks: null }
  return { submitted: ref, lookUp, find: (pool) => childThere(pool, childId) }
}

async function childThere(pool: Pool, childId: string): Promise<string | null> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'transfer-child',
    text: 'select id from registry.child where id = $1',
    values: [childId],
  })
  return rows[0]?.id ?? null
}

interface Opening {
  readonly operation: Operation
  readonly asked: Asked
  readonly reason: string
  readonly childId: string | null
}

async function open(rooms: Rooms, client: PoolClient, opening: Opening): Promise<string> {
  const { operation, asked, reason, childId } = opening
  const { caller, now, today } = operation
  const { personId, organisationId, deputyFor } = caller
  await expectFewNotYetDue(client, { table: 'transfer.request', personId, today })
  const id = rooms.newId()
  const division = ownDivision(rooms, caller)
  await client.query({
    name: 'transfer-open',
    text: `insert into transfer.request
        (id, child_id, division, person_id, requested_for, organisation_id, reason_sealed, requested_at, due_on)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      ...[id, childId, division, personId, deputyFor?.personId ?? null, organisationId],
      ...[sealWords(rooms.keys.journalSubject, { kind: 'transfer', id }, reason), now, dueDay(today)],
    ],
  })
  const subject = subjectPseudonym(rooms.keys.journalSubject, asked.submitted)
  await recordAct(rooms, operation, {
    act: 'TRANSFER_REQUESTED',
    subjects: [subject],
    facts: { transfer: id, division },
  })
  return id
}

interface RequestRow {
  readonly id: string
  readonly child_id: string | null
  readonly requested_at: Date
  readonly due_on: Day
  readonly valid_until: Day | null
  readonly in_force: boolean
}

/** `transfers`: those of the caller's organisation. One that was refused is OPEN and then CLOSED, like one about nobody. */
export const walkTransfers: RootWalker = (rooms, operation, root) => {
  const first = pageSize(root.arguments.first, MOST_LISTED)
  return {
    subjects: [],
    subjectKind: 'list',
    count: first,
    async read() {
      const { caller, grant, today } = operation
      let rows: readonly RequestRow[] = []
      const granted = await countedPage(rooms, operation, async () => {
        rows = await ownRequests(rooms, operation, first)
        return rows.filter((row) => row.in_force && row.child_id !== null)
      })
      const refs = rooms.childRefs(recipientOf(caller, grant))
      const theirs = new Set(granted)
      const value = rows.map((row) => {
        const isTheirs = theirs.has(row)
        return {
          ...{
            transfer: row.id,
            state: stateOf(row, today),
            requestedAt: row.requested_at.toISOString(),
            dueOn: row.due_on,
          },
          ref: isTheirs && row.child_id !== null ? refs.refOf(row.child_id) : null,
          until: isTheirs ? row.valid_until : null,
        }
      })
      return { value, resolved: [...new Set(granted.flatMap((row) => row.child_id ?? []))], answers: [] }
    },
  }
}

async function ownRequests(
  { registry }: Rooms,
  { caller, now, today }: Operation,
  first: number,
): Promise<readonly RequestRow[]> {
  const { rows } = await registry.query<RequestRow>({
    name: 'transfers-own',
    text: `select id, child_id, requested_at, due_on, valid_until, (${inForce({ of: 't', today: '$3' })}) is true as in_force
      from transfer.request t
      where organisation_id = $1 and requested_at > $2 order by requested_at desc, id limit $4`,
    values: [caller.organisationId, new Date(now.getTime() - LISTED_MS), today, first],
  })
  return rows
}

function stateOf({ valid_until: until, in_force: isInForce, due_on: dueOn }: RequestRow, today: Day): string {
  if (until !== null) return isInForce ? 'GRANTED' : 'ENDED'
  return dueOn <= today ? 'CLOSED' : 'OPEN'
}
