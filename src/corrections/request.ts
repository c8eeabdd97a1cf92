// Asking for a correction, and what came of it. The ticket is written in the same way, and the receipt says the same, whether the
// reference is of a child in the requester's scope, of another, or of none.
import type { PoolClient } from 'pg'
import { recordAct } from '../act-walk.ts'
import { subjectPseudonym } from '../audit/entry.ts'
import { inTransaction } from '../database/transaction.ts'
import type { DepartmentCode } from '../departments/departments.ts'
import { checkedWords, openWords, sealWords } from '../emergency/words.ts'
import { GatewayError } from '../errors.ts'
import { expectFewNotYetDue } from '../limits/not-yet-due.ts'
import type { BoundRoot } from '../plan/bind.ts'
import { caseworkScope } from '../registry/casework.ts'
import { referredChild } from '../registry/referred-child.ts'
import { inScope } from '../registry/scope.ts'
import type { Operation, Rooms, RootWalker } from '../rooms.ts'
import { isSeen } from './disputes.ts'
import { dueDay } from './due-day.ts'
import { departmentOfField } from './fields.ts'

const LEAST_WORDS = 10
const MOST_LISTED = 200
const LISTED_MS = 365 * 24 * 3_600_000

interface Wanted {
  readonly ref: string
  readonly coordinate: string
  readonly source: DepartmentCode
  readonly words: string
}

/**
 * `requestCorrection(ref, field, words)`. BAD_INPUT for a field that is no department's cell, words that are too short, too long or
 * hold a number of a person; TOO_MANY beyond the limits, or with twenty requests that are not yet due.
 */
export const walkRequestCorrection: RootWalker = (rooms, operation, root) => {
  const { caller, today } = operation
  if (caller.delegation !== null) throw new GatewayError('REFUSED', 'an agent asks for no correction')
  const wanted = wantedBy(root)
  const lookUp = referredChild(rooms, operation, wanted.ref, { lent: 'in scope' })
  return {
    subjects: [wanted.ref],
    subjectKind: 'child-ref',
    count: 1,
    isAct: true,
    async read() {
      const found = await lookUp()
      const receipt = await inTransaction(rooms.registry, (client) =>
        open(rooms, client, { operation, wanted, childId: found?.childId ?? null }),
      )
      const value = { receipt, source: wanted.source, dueOn: dueDay(today) }
      return { value, resolved: found ? [found.childId] : [], answers: [] }
    },
  }
}

function wantedBy(root: BoundRoot): Wanted {
  const words = checkedWords(root.arguments.words, LEAST_WORDS)
  const coordinate = String(root.arguments.field)
  const source = departmentOfField(coordinate)
  if (!source) throw new GatewayError('BAD_INPUT', 'not a field of a department', { hint: 'UNKNOWN_FIELD' })
  return { ref: String(root.arguments.ref), coordinate, source, words }
}

interface Opening {
  readonly operation: Operation
  readonly wanted: Wanted
  readonly childId: string | null
}

async function open(rooms: Rooms, client: PoolClient, opening: Opening): Promise<string> {
  const { operation, wanted, childId } = opening
  const { caller, now, today } = operation
  await expectFewNotYetDue(client, { table: 'correction.ticket', personId: caller.personId, today })
  const id = rooms.newId()
  await client.query({
    name: 'correction-open',
    text: `insert into correction.ticket (id, kind, child_id, coordinate, source, person_id, requested_for, organisation_id, role,
        words_sealed, opened_at, due_on) values ($1, 'REQUEST', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    values: [
      ...[id, childId, wanted.coordinate, wanted.source, caller.personId],
      ...[caller.deputyFor?.personId ?? null, caller.organisationId, caller.role],
      ...[sealWords(rooms.keys.journalSubject, { kind: 'correction', id }, wanted.words), now, dueDay(today)],
    ],
  })
  await recordRequest(rooms, opening, id)
  return id
}

// The pseudonym is of the reference as it was given, and the same entry is written where there is no child.
function recordRequest(rooms: Rooms, { operation, wanted }: Opening, ticket: string): Promise<void> {
  return recordAct(rooms, operation, {
    act: 'CORRECTION_REQUESTED',
    subjects: [subjectPseudonym(rooms.keys.journalSubject, wanted.ref)],
    facts: { ticket, source: wanted.source, field: wanted.coordinate },
  })
}

interface RequestRow {
  readonly id: string
  readonly child_id: string | null
  readonly coordinate: string
  readonly source: string
  readonly opened_at: Date
  readonly due_on: string
  readonly outcome: string | null
  readonly note_sealed: Buffer | null
}

/**
 * `corrections`: the caller's own requests in this role, and for the same person where they stand in for one. What the department found is
 * told of a child that is in scope today and of a cell that the caller may see; every other request is CLOSED on the day it is due, whoever
 * it is about and whatever was found.
 */
export const walkCorrections: RootWalker = (rooms, operation) => ({
  subjects: [],
  subjectKind: 'none',
  count: 0,
  async read() {
    const { caller, grant, now, today } = operation
    const { rows } = await rooms.registry.query<RequestRow>({
      name: 'corrections-own',
      text: `select id, child_id, coordinate, source, opened_at, due_on, outcome, note_sealed from correction.ticket
        where person_id = $1 and organisation_id = $2 and role = $3 and requested_for is not distinct from $4 and opened_at > $5
        order by opened_at desc, id limit ${MOST_LISTED}`,
      values: [
        ...[caller.personId, caller.organisationId, caller.role, caller.deputyFor?.personId ?? null],
        new Date(now.getTime() - LISTED_MS),
      ],
    })
    const seen = rows.filter(({ coordinate }) => isSeen(grant, coordinate))
    const children = [...new Set(seen.flatMap(({ child_id: childId }) => childId ?? []))]
    const own = await inScope(rooms.registry, caseworkScope(operation, []), children)
    const told = new Set(seen.filter(({ child_id: childId }) => childId !== null && own.has(childId)))
    const value = rows.map((row) => ({
      ...{ receipt: row.id, field: row.coordinate, source: row.source },
      ...{ openedAt: row.opened_at.toISOString(), dueOn: row.due_on },
      ...(told.has(row) ? answerOf(rooms, row) : { outcome: row.due_on <= today ? 'CLOSED' : null, note: null }),
    }))
    return { value, resolved: [], answers: [] }
  },
})

function answerOf({ keys }: Rooms, { id, outcome, note_sealed: sealed }: RequestRow) {
  return {
    outcome,
    note: sealed === null ? null : openWords(keys.journalSubject, { kind: 'correctionNote', id }, sealed),
  }
}
