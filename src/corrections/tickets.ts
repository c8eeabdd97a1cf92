// The department's side: what it has to check, and what it found. A steward is of one department, which their place in the roster names. An
// officer of a department has what departments say differently of the children of the own county.
import type { PoolClient } from 'pg'
import { actOn } from '../act-walk.ts'
import { inTransaction } from '../database/transaction.ts'
import { DEPARTMENTS, type DepartmentCode } from '../departments/departments.ts'
import { checkedWords, openWords, sealWords } from '../emergency/words.ts'
import { GatewayError } from '../errors.ts'
import type { Caller } from '../identity/caller.ts'
import { mayApprove } from '../identity/deputy.ts'
import { countedPage } from '../limits/counted-page.ts'
import { divisionBounds } from '../registry/scope.ts'
import type { Operation, Rooms, RootWalker } from '../rooms.ts'

const LEAST_NOTE = 10
const MOST_LISTED = 50

interface TicketRow {
  readonly id: string
  readonly kind: string
  readonly coordinate: string
  /** Null for a contradiction. */
  readonly role: string | null
  /** Null where the department holds no record of the child. */
  readonly subject_key: string | null
  readonly words_sealed: Buffer | null
  readonly opened_at: Date
  readonly due_on: string
}

/** `correctionTickets`: open ones of the steward's department, the first due first. REFUSED to the steward of no department. */
export const walkCorrectionTickets: RootWalker = (rooms, operation) => {
  const { today } = operation
  const desk = deskOf(operation)
  return {
    subjects: [],
    subjectKind: 'list',
    count: MOST_LISTED,
    async read() {
      const rows = await countedPage(rooms, operation, async () => {
        const found = await rooms.registry.query<TicketRow & { child_id: string }>({
          name: 'correction-tickets',
          text: `select t.id, t.kind, t.coordinate, t.role, t.child_id, l.subject_key, t.words_sealed, t.opened_at, t.due_on
          from correction.ticket t left join registry.source_link l on l.child_id = t.child_id and l.department = t.source
          where ${OF_DESK} order by t.due_on, t.opened_at, t.id limit ${MOST_LISTED}`,
          values: [...desk],
        })
        return found.rows
      })
      const value = rows.map((row) => shown(rooms, row, today))
      return { value, resolved: rows.map(({ child_id }) => child_id), answers: [] }
    },
  }
}

function shown({ keys }: Rooms, row: TicketRow, today: string): Readonly<Record<string, unknown>> {
  const {
    id,
    kind,
    coordinate,
    role: requester,
    subject_key: record,
    words_sealed: sealed,
    opened_at: openedAt,
    due_on: dueOn,
  } = row
  const words = sealed === null ? null : openWords(keys.journalSubject, { kind: 'correction', id }, sealed)
  const overdue = dueOn < today
  return {
    ticket: id,
    kind,
    field: coordinate,
    requester,
    record,
    words,
    openedAt: openedAt.toISOString(),
    dueOn,
    overdue,
  }
}

/** What `OF_DESK` binds: the department, the bounds of the own divisions or null where they do not matter, the day. */
type Desk = readonly [source: DepartmentCode, lowest: string[] | null, highest: string[] | null, today: string]

// Of words that somebody wrote the steward alone is told.
const OF_DESK = `t.source = $1 and t.answered_at is null and t.child_id is not null and ($2::text[] is null or (
    t.kind = 'CONTRADICTION' and exists (select from registry.jurisdiction j
      join unnest($2::text[], $3::text[]) b(lowest, highest) on j.division between b.lowest and b.highest
      where j.child_id = t.child_id and j.kind = 'HUKOU' and j.superseded_at is null
        and j.valid_from <= $4::date and (j.valid_to is null or j.valid_to > $4::date))))`

const OFFICERS: Readonly<Record<string, DepartmentCode>> = { YB_OFFICER: 'YBJ' }

function deskOf({ caller, grant, today }: Operation): Desk {
  if (grant.relation === 'none') return [departmentOfSteward(caller), null, null, today]
  const source = OFFICERS[caller.role]
  if (!source) throw new GatewayError('REFUSED', 'an officer of no department that is sent tickets')
  const { lowest, highest } = divisionBounds(caller.divisions)
  return [source, lowest, highest, today]
}

/** The department that a steward's place in the roster names. Throws REFUSED where it names none. */
export function departmentOfSteward({ unit }: Caller): DepartmentCode {
  const found = DEPARTMENTS.find(({ code }) => code === unit)
  if (!found) throw new GatewayError('REFUSED', 'the steward of no department')
  return found.code
}

/** `answerCorrection(ticket, outcome, note)`. REFUSED, in one way, for one that is not there, another department's, or answered. */
export const walkAnswerCorrection: RootWalker = (rooms, operation, root) => {
  const desk = deskOf(operation)
  const note = checkedWords(root.arguments.note, LEAST_NOTE)
  const outcome = String(root.arguments.outcome)
  return actOn(root.arguments.ticket, 'a ticket', async (id) => {
    await inTransaction(rooms.registry, (client) => answer(rooms, client, { operation, desk, id, outcome, note }))
    return { value: { ticket: id, outcome } }
  })
}

interface Answering {
  readonly operation: Operation
  readonly desk: Desk
  readonly id: string
  readonly outcome: string
  readonly note: string
}

async function answer(rooms: Rooms, client: PoolClient, answering: Answering): Promise<void> {
  const { operation, id, outcome, note } = answering
  const { caller, now } = operation
  if (!(await holdTicket(client, answering))) throw new GatewayError('REFUSED', 'no ticket that this person may answer')
  await client.query({
    name: 'correction-answer',
    text: `update correction.ticket set outcome = $2, answered_by = $3, answered_at = $4, note_sealed = $5 where id = $1`,
    values: [
      ...[id, outcome, caller.personId, now],
      sealWords(rooms.keys.journalSubject, { kind: 'correctionNote', id }, note),
    ],
  })
  await recordAnswer(rooms, answering)
}

// Four eyes: nobody answers what they asked, or what was asked by or for the person they stand in for.
async function holdTicket(client: PoolClient, { operation: { caller }, desk, id }: Answering): Promise<boolean> {
  const { rows } = await client.query<{ person_id: string | null; requested_for: string | null }>({
    name: 'correction-hold',
    text: `select person_id, requested_for from correction.ticket t where ${OF_DESK} and t.id = $5 for update`,
    values: [...desk, id],
  })
  const [ticket] = rows
  if (!ticket) return false
  return ticket.person_id === null
    ? caller.delegation === null
    : mayApprove(caller, { requestedBy: ticket.person_id, requestedFor: ticket.requested_for })
}

function recordAnswer(
  { journal, newId }: Rooms,
  { operation: { caller, grant, now }, desk: [source], id, outcome }: Answering,
): Promise<void> {
  return journal.append('ACT', {
    entryId: newId(),
    at: now.toISOString(),
    act: 'CORRECTION_ANSWERED',
    personId: caller.personId,
    organisationId: caller.organisationId,
    subjects: [],
    policyVersion: grant.version,
    facts: { ticket: id, source, outcome },
  })
}
