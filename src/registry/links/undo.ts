// Undoing a link that was wrong: the record goes back to the child that it stood at before, or to one of its own; the history
// keeps both, and the wrong link is an incident with a person's name and reason.
import type { PoolClient } from 'pg'
import { subjectPseudonym } from '../../audit/entry.ts'
import { inTransaction } from '../../database/transaction.ts'
import { checkedWords, sealWords } from '../../emergency/words.ts'
import { GatewayError } from '../../errors.ts'
import type { Operation, Rooms, RootWalker } from '../../rooms.ts'
import { recipientOf } from '../casework.ts'
import { referredChild } from '../referred-child.ts'
import { holdLink, moveRecord } from './moves.ts'
import { LINKED_DEPARTMENTS } from './read-sheets.ts'

const LEAST_NOTE = 10
const NOTHING = 'no link that this person may undo'

/** `undoLink(ref, source, note)`. REFUSED, in one way, for a child out of scope or only lent, without such a record, or whose record founded it. */
export const walkUndoLink: RootWalker = (rooms, operation, root) => {
  const { caller, grant } = operation
  const note = checkedWords(root.arguments.note, LEAST_NOTE)
  const ref = String(root.arguments.ref)
  const lookUp = referredChild(rooms, operation, ref, { lent: 'out of scope' })
  const source = String(root.arguments.source)
  if (!LINKED_DEPARTMENTS.some((each) => each === source))
    throw new GatewayError('BAD_INPUT', 'not a linked department', { hint: 'UNKNOWN_DEPARTMENT' })
  return {
    subjects: [ref],
    subjectKind: 'child-ref',
    count: 1,
    isAct: true,
    async read() {
      const found = await lookUp()
      const keys: Readonly<Record<string, string | undefined>> = found?.keys ?? {}
      const subjectKey = keys[source]
      if (found === null || subjectKey === undefined) throw new GatewayError('REFUSED', NOTHING)
      const { childId } = found
      const undone = await inTransaction(rooms.registry, (client) =>
        undo(rooms, client, { operation, department: source, subjectKey, childId, note }),
      )
      const restoredRef = rooms.childRefs(recipientOf(caller, grant)).refOf(undone.restoredId)
      const value = { incident: undone.incident, restoredRef }
      return { value, resolved: [childId, undone.restoredId], answers: [] }
    },
  }
}

interface Undoing {
  readonly operation: Operation
  readonly department: string
  readonly subjectKey: string
  readonly childId: string
  readonly note: string
}

async function undo(rooms: Rooms, client: PoolClient, undoing: Undoing) {
  const { operation, department, subjectKey, childId, note } = undoing
  const { caller, now } = operation
  const from = await holdLink(client, { department, subjectKey })
  // What founded a child is of that child; moving it would leave the child to nobody.
  if (!from || from.childId !== childId || from.decidedBy === 'FOUNDED') throw new GatewayError('REFUSED', NOTHING)
  const restoredId = (await childBefore(client, undoing)) ?? (await newChild(rooms, client, now))
  const ids = { id: rooms.newId(), formerId: rooms.newId() }
  const ended = await moveRecord(client, {
    ...{ department, subjectKey, from, to: restoredId, ...ids },
    ...{ personId: caller.personId, reviewId: null, at: now },
  })
  const incident = rooms.newId()
  await client.query({
    name: 'linking-incident',
    text: `insert into linking.incident (id, link_id, restored_id, found_by, found_at, note_sealed)
      values ($1, $2, $3, $4, $5, $6)`,
    values: [
      ...[incident, ended, restoredId, caller.personId, now],
      sealWords(rooms.keys.journalSubject, { kind: 'incident', id: incident }, note),
    ],
  })
  await recordUndoing(rooms, undoing, { incident, restoredId })
  return { incident, restoredId }
}

/** The child at which the record last stood before it came to this one, if it has no other record of the department now. */
async function childBefore(client: PoolClient, { department, subjectKey, childId }: Undoing): Promise<string | null> {
  const { rows } = await client.query<{ child_id: string }>({
    name: 'linking-before',
    text: `select l.child_id from linking.link l
      where l.department = $1 and l.subject_key = $2 and l.superseded_at is not null and l.child_id <> $3
        and not exists (select from registry.source_link s where s.child_id = l.child_id and s.department = $1)
      order by l.superseded_at desc, l.id limit 1`,
    values: [department, subjectKey, childId],
  })
  return rows[0]?.child_id ?? null
}

async function newChild(rooms: Rooms, client: PoolClient, now: Date): Promise<string> {
  const id = rooms.newId()
  await client.query({
    name: 'linking-new-child',
    text: 'insert into registry.child (id, adult_on, recorded_at) values ($1, null, $2)',
    values: [id, now],
  })
  return id
}

function recordUndoing(
  { journal, newId, keys }: Rooms,
  { operation: { caller, grant, now }, department, childId }: Undoing,
  { incident, restoredId }: { readonly incident: string; readonly restoredId: string },
): Promise<void> {
  return journal.append('ACT', {
    entryId: newId(),
    at: now.toISOString(),
    act: 'LINK_UNDONE',
    personId: caller.personId,
    organisationId: caller.organisationId,
    subjects: [childId, restoredId].map((each) => subjectPseudonym(keys.journalSubject, each)),
    policyVersion: grant.version,
    facts: { incident, source: department },
  })
}
