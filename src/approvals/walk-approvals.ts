// Giving, ending and listing approvals. Who may is in the policies; whether it serves whoever gave it is decided where it is used.
import type { PoolClient } from 'pg'
import { actAboutNobody, recordAct } from '../act-walk.ts'
import type { Act } from '../audit/entry.ts'
import { boundedDay } from '../bounded-day.ts'
import { addDays, type Day } from '../clock.ts'
import { inTransaction } from '../database/transaction.ts'
import { GatewayError } from '../errors.ts'
import { sentCaseNumber } from '../identity/case-number.ts'
import type { BoundRoot } from '../plan/bind.ts'
import type { Operation, Rooms, RootWalk, RootWalker } from '../rooms.ts'

/** As many as a roll may hold. */
const MOST_PUPILS = 3000
const PUPILS = { least: 1, most: MOST_PUPILS }
const MOST_DAYS = 365
const LISTED_DAYS = 365
const MOST_LISTED = 200

interface ApprovalRow {
  readonly case_number: string
  readonly approved_by: string
  readonly approved_for: string | null
  readonly largest_batch: number
  readonly valid_from: Day
  readonly valid_to: Day | null
}

const COLUMNS = 'case_number, approved_by, approved_for, largest_batch::int, valid_from::text, valid_to::text'

/** `batchApprovals`: those in force and those of the last year. */
export const walkBatchApprovals: RootWalker = ({ registry }, { caller, purpose, today }) => ({
  subjects: [],
  subjectKind: 'none',
  count: 0,
  async read() {
    const { rows } = await registry.query<ApprovalRow>({
      name: 'approvals-own',
      text: `select ${COLUMNS} from registry.approval
        where organisation_id = $1 and purpose = $2 and superseded_at is null and (valid_to is null or valid_to > $3)
        order by recorded_at desc, case_number limit ${MOST_LISTED}`,
      values: [caller.organisationId, purpose, addDays(today, -LISTED_DAYS)],
    })
    return { value: rows.map(shown), resolved: [], answers: [] }
  },
})

/** `approveBatch(batch, pupils, until)`. BAD_INPUT for what is no batch number, for none or too many pupils, for a day past or beyond a year. */
export const walkApproveBatch: RootWalker = (rooms, operation, root) => {
  const { caller, today } = operation
  const batch = batchOf(root)
  const pupils = Number(root.arguments.pupils)
  if (pupils < 1 || pupils > MOST_PUPILS)
    throw new GatewayError('BAD_INPUT', 'a batch of none, or of too many', { hint: 'BATCH_SIZE', bounds: PUPILS })
  const until = boundedDay(String(root.arguments.until), { least: today, most: addDays(today, MOST_DAYS) })
  return approvalWalk(rooms, operation, { act: 'BATCH_APPROVED', batch }, (former) => ({
    case_number: batch,
    ...{ approved_by: caller.personId, approved_for: caller.deputyFor?.personId ?? null },
    ...{ largest_batch: pupils, valid_from: earlier(former?.valid_from, today), valid_to: addDays(until, 1) },
  }))
}

/** `endBatch(batch)`. REFUSED where none is in force. */
export const walkEndBatch: RootWalker = (rooms, operation, root) =>
  approvalWalk(rooms, operation, { act: 'BATCH_ENDED', batch: batchOf(root) }, (former) => {
    if (!former) throw new GatewayError('REFUSED', 'no such approval in force')
    return { ...former, valid_from: earlier(former.valid_from, operation.today), valid_to: operation.today }
  })

function earlier(day: Day | undefined, today: Day): Day {
  return day !== undefined && day < today ? day : today
}

function batchOf(root: BoundRoot): string {
  return sentCaseNumber(String(root.arguments.batch))
}

interface Approving {
  readonly act: Act
  readonly batch: string
}

/** What takes the place of the approval in force. */
type Following = (former: ApprovalRow | null) => ApprovalRow

function approvalWalk(rooms: Rooms, operation: Operation, { act, batch }: Approving, following: Following): RootWalk {
  if (operation.caller.delegation !== null) throw new GatewayError('REFUSED', 'an agent approves and ends nothing')
  return actAboutNobody(async () => {
    const row = await inTransaction(rooms.registry, async (client) => {
      const next = following(await superseded(client, operation, batch))
      await insert(client, operation, next)
      const { largest_batch: pupils, valid_from: from, valid_to: to } = next
      await recordAct(rooms, operation, { act, subjects: [], facts: { batch, pupils, from, to } })
      return next
    })
    return shown(row)
  })
}

// Two words about one number follow each other. What is over makes room for a new approval, and is not what is prolonged.
async function superseded(
  client: PoolClient,
  { caller, purpose, now, today }: Operation,
  batch: string,
): Promise<ApprovalRow | null> {
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `approval ${caller.organisationId} ${batch}`,
  ])
  const { rows } = await client.query<ApprovalRow>({
    name: 'approval-supersede',
    text: `update registry.approval set superseded_at = $4
      where organisation_id = $1 and purpose = $2 and case_number = $3 and superseded_at is null returning ${COLUMNS}`,
    values: [caller.organisationId, purpose, batch, now],
  })
  const [row] = rows
  return row && (row.valid_to === null || row.valid_to > today) ? row : null
}

// Of another purpose the number is taken.
async function insert(client: PoolClient, { caller, purpose, now }: Operation, row: ApprovalRow): Promise<void> {
  const { rowCount } = await client.query({
    name: 'approval-give',
    text: `insert into registry.approval (case_number, organisation_id, purpose, approved_by, approved_for, largest_batch,
        valid_from, valid_to, recorded_at, source, source_record_time, fetched_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $2, $9, $9) on conflict do nothing`,
    values: [
      ...[row.case_number, caller.organisationId, purpose, row.approved_by, row.approved_for],
      ...[row.largest_batch, row.valid_from, row.valid_to, now],
    ],
  })
  if (rowCount !== 1) throw new GatewayError('REFUSED', 'the number is of something else')
}

function shown({ case_number, largest_batch, valid_from, valid_to, approved_by }: ApprovalRow) {
  return {
    ...{ batch: case_number, pupils: largest_batch, approvedBy: approved_by },
    ...{ from: valid_from, until: valid_to === null ? null : addDays(valid_to, -1) },
  }
}
