// Moving a record from one child to another, in one transaction: the row that readers use, the history's row that ends and
// the one that begins. Nothing is deleted, so every move can be taken back.
import type { PoolClient } from 'pg'
import { GatewayError } from '../../errors.ts'
import type { RecordName } from './store.ts'

export interface CurrentLink {
  /** Of the history; null where the link was brought along and has none yet. */
  readonly id: string | null
  readonly childId: string
  readonly decidedBy: string
  readonly decidedAt: Date
}

/** The record's link, held until the transaction ends; null for a record that is nobody's. */
export async function holdLink(
  client: PoolClient,
  { department, subjectKey }: Pick<RecordName, 'subjectKey'> & { readonly department: string },
): Promise<CurrentLink | null> {
  const { rows } = await client.query<{ id: string | null; child_id: string; decided_by: string; decided_at: Date }>({
    name: 'linking-hold',
    text: `select l.id, s.child_id, coalesce(l.decided_by, 'IMPORT') as decided_by,
        coalesce(l.decided_at, s.recorded_at) as decided_at
      from registry.source_link s
      left join linking.link l on l.department = s.department and l.subject_key = s.subject_key and l.superseded_at is null
      where s.department = $1 and s.subject_key = $2 for update of s`,
    values: [department, subjectKey],
  })
  const [row] = rows
  return row ? { id: row.id, childId: row.child_id, decidedBy: row.decided_by, decidedAt: row.decided_at } : null
}

export interface Move {
  readonly department: string
  readonly subjectKey: string
  readonly from: CurrentLink
  readonly to: string
  /** The id of the history's new row. */
  readonly id: string
  /** Where the link was brought along: the id of the row that is written for it. */
  readonly formerId: string
  readonly personId: string
  readonly reviewId: string | null
  readonly at: Date
}

/** REFUSED where the other child has a record of this department already. Returns the id of the row that ended. */
export async function moveRecord(client: PoolClient, move: Move): Promise<string> {
  const { department, subjectKey, from, to, personId, reviewId, at } = move
  const { rowCount: taken } = await client.query({
    name: 'linking-occupied',
    text: 'select from registry.source_link where child_id = $1 and department = $2',
    values: [to, department],
  })
  if (taken !== 0) throw new GatewayError('REFUSED', 'the child has a record of this department')
  const ended = from.id ?? (await writeFormer(client, move))
  await client.query({
    name: 'linking-end',
    text: 'update linking.link set superseded_at = $2 where id = $1 and superseded_at is null',
    values: [ended, at],
  })
  await client.query({
    name: 'linking-begin',
    text: `insert into linking.link (id, department, subject_key, child_id, decided_by, person_id, review_id, decided_at)
      values ($1, $2, $3, $4, 'PERSON', $5, $6, $7)`,
    values: [move.id, department, subjectKey, to, personId, reviewId, at],
  })
  await client.query({
    name: 'linking-move',
    text: 'update registry.source_link set child_id = $3 where department = $1 and subject_key = $2',
    values: [department, subjectKey, to],
  })
  // What the department brought under the record is of whom the record is of: left behind it would be a wrong yes for one
  // child and a wrong no for the other.
  await client.query({
    name: 'linking-move-facts',
    text: 'select linking.move_facts($1, $2, $3, $4, $5)',
    values: [department, subjectKey, from.childId, to, at],
  })
  return ended
}

async function writeFormer(client: PoolClient, { department, subjectKey, from, formerId }: Move): Promise<string> {
  await client.query({
    name: 'linking-former',
    text: `insert into linking.link (id, department, subject_key, child_id, decided_by, decided_at)
      values ($1, $2, $3, $4, 'IMPORT', $5)`,
    values: [formerId, department, subjectKey, from.childId, from.decidedAt],
  })
  return formerId
}
