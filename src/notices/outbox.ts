// Writes notices in the transaction of what they tell of: without the row that stays undone, and the other way round.
import type { Pool, PoolClient } from 'pg'

export const NOTICE_KINDS = [
  'EMERGENCY_OPENED',
  'EMERGENCY_RENEWED',
  'EMERGENCY_SUSPENDED',
  'REPORT_FILED',
  'REPORT_OVERDUE',
  'RESETTLE',
] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

/** All that a notice says. Nothing of it is about a child. */
export interface NewNotice {
  readonly id: string
  readonly kind: NoticeKind
  /** The grant, the report or the resettlement it is about. */
  readonly about: string
  /** Where it lies; of a report the desk that is told, never where it came from. */
  readonly organisationId: string
  /** The organisation's division: its city's duty desk is told last. */
  readonly division: string
  readonly occurredAt: Date
  /** Members of staff or duty desks in the order in which they are told; one at least. */
  readonly recipients: readonly string[]
  /** True where nobody else is told when they do not acknowledge it. */
  readonly isForThemAlone?: true
}

/** How long one recipient has to acknowledge before the next one is told. */
export const PATIENCE_MS = 10 * 60_000

const WRITE = `
  insert into notices.notice
    (id, kind, about, organisation_id, occurred_at, recipients, desk_division, next_attempt_at, escalate_at)
  values ($1, $2, $3, $4, $5, $6, $7, $5, $8)`

/** Rejects when the row cannot be written; then the caller's transaction must not commit. */
export async function writeNotice(client: PoolClient, notice: NewNotice): Promise<void> {
  const { id, kind, about, organisationId, division, occurredAt, recipients, isForThemAlone } = notice
  const escalateAt = isForThemAlone ? null : new Date(occurredAt.getTime() + PATIENCE_MS)
  const values = [id, kind, about, organisationId, occurredAt, recipients, cityOf(division), escalateAt]
  await client.query({ name: 'notice-write', text: WRITE, values })
}

/** A duty desk as the recipient of a notice, by its division of twelve digits. */
export function dutyDesk(division: string): string {
  return `duty-desk:${division}`
}

export function cityOf(division: string): string {
  return division.slice(0, 4).padEnd(12, '0')
}

// Whoever says it twice is told the same.
const ACKNOWLEDGE = `
  update notices.notice set state = 'ACKNOWLEDGED',
    acknowledged_by = coalesce(acknowledged_by, $2), acknowledged_at = coalesce(acknowledged_at, $3)
  where id = $1 and $2 = any(recipients)
  returning acknowledged_at`

export interface Acknowledgement {
  readonly noticeId: string
  readonly personId: string
  readonly now: Date
}

/** When the notice was acknowledged first; null for one that is not there or not this person's. */
export async function acknowledge(pool: Pool, { noticeId, personId, now }: Acknowledgement): Promise<Date | null> {
  const { rows } = await pool.query<{ acknowledged_at: Date }>({
    name: 'notice-acknowledge',
    text: ACKNOWLEDGE,
    values: [noticeId, personId, now],
  })
  return rows[0]?.acknowledged_at ?? null
}

const ACKNOWLEDGE_ABOUT = `
  update notices.notice set state = 'ACKNOWLEDGED', acknowledged_by = $2, acknowledged_at = $3
  where about = $1 and $4 = any(recipients) and state <> 'ACKNOWLEDGED'`

export interface Heard {
  readonly about: string
  readonly personId: string
  /** Whom the notice was for; the person when left out. */
  readonly recipient?: string
  readonly now: Date
}

/** Whoever acts on a matter has heard of it. */
export async function acknowledgeAbout(
  client: PoolClient,
  { about, personId, recipient = personId, now }: Heard,
): Promise<void> {
  const values = [about, personId, now, recipient]
  await client.query({ name: 'notice-acknowledge-about', text: ACKNOWLEDGE_ABOUT, values })
}
