// Is a list of this length approved? Asked before each class and before each chunk of a roll.
import type { Pool } from 'pg'
import type { Day } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import { mayApprove } from '../identity/deputy.ts'
import type { Operation, Rooms } from '../rooms.ts'

/** Throws REFUSED where no approval in force, of somebody else, lets the organisation ask for so many. */
export async function expectApproval(
  rooms: Pick<Rooms, 'registry'>,
  { caller, purpose, today }: Pick<Operation, 'caller' | 'purpose' | 'today'>,
  { caseNumber, size }: { caseNumber: string; size: number },
): Promise<void> {
  const approval = await approvedBatch(rooms.registry, {
    caseNumber,
    organisationId: caller.organisationId,
    purpose,
    today,
  })
  if (!approval || size > approval.largest) throw new GatewayError('REFUSED', 'the batch is not approved')
  const deputyFor = approval.approvedFor === null ? null : { personId: approval.approvedFor }
  const approver = { personId: approval.approvedBy, deputyFor, delegation: null }
  const request = { requestedBy: caller.personId, requestedFor: caller.deputyFor?.personId ?? null }
  if (!mayApprove(approver, request)) throw new GatewayError('REFUSED', 'the batch was approved by who asks')
}

// A list longer than the roll holds others than pupils of this school, whoever approved it.
const APPROVED_BATCH = `
  select least(a.largest_batch, (
      select count(*) from registry.enrolment e
      where e.organisation_id = a.organisation_id and e.superseded_at is null
        and e.valid_from <= $4 and (e.valid_to is null or e.valid_to > $4)
    ))::int as largest, a.approved_by, a.approved_for
  from registry.approval a
  where a.case_number = $1 and a.organisation_id = $2 and a.purpose = $3
    and a.superseded_at is null and a.valid_from <= $4 and (a.valid_to is null or a.valid_to > $4)`

interface ApprovedBatch {
  /** The largest batch that the organisation may ask for, its roll at most. */
  readonly largest: number
  readonly approvedBy: string
  /** Whom a deputy approved in place of. */
  readonly approvedFor: string | null
}

/** The approval in force for this organisation and purpose; null without one. */
async function approvedBatch(
  pool: Pool,
  approval: {
    readonly caseNumber: string
    readonly organisationId: string
    readonly purpose: string
    readonly today: Day
  },
): Promise<ApprovedBatch | null> {
  const { rows } = await pool.query<{ largest: number; approved_by: string; approved_for: string | null }>({
    name: 'approved-batch',
    text: APPROVED_BATCH,
    values: [approval.caseNumber, approval.organisationId, approval.purpose, approval.today],
  })
  const [row] = rows
  return row ? { largest: row.largest, approvedBy: row.approved_by, approvedFor: row.approved_for } : null
}
