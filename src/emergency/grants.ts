// Grants as the registry holds them. What a read rests on (`readUnderGrant`) is one statement, whatever it finds.
import type { Pool, PoolClient } from 'pg'
import type { Day } from '../clock.ts'
import type { Caller } from '../identity/caller.ts'

export const FIRST_MS = 60 * 60_000
export const IN_ALL_MS = 4 * 60 * 60_000
export const REVIEW_MS = 24 * 60 * 60_000

export interface AccessGrant {
  readonly id: string
  readonly personId: string
  /** In whose place a deputy opened it. */
  readonly requestedFor: string | null
  readonly organisationId: string
  readonly division: string
  readonly unit: string
  readonly role: string
  /** The journal's pseudonym of the subject as submitted. */
  readonly subject: string
  readonly openedAt: Date
  readonly expiresAt: Date
  readonly renewedBy: string | null
  readonly renewedAt: Date | null
  readonly closedAt: Date | null
  readonly reviewedAt: Date | null
}

export const COLUMNS = `g.id, g.person_id as "personId",
  g.requested_for as "requestedFor", g.organisation_id as "organisationId", g.division, g.unit, g.role,
  g.subject, g.opened_at as "openedAt", g.expires_at as "expiresAt", g.renewed_by as "renewedBy",
  g.renewed_at as "renewedAt", g.closed_at as "closedAt", g.reviewed_at as "reviewedAt"`

export function isOpen({ closedAt, expiresAt }: AccessGrant, now: Date): boolean {
  return closedAt === null && now < expiresAt
}

/** Opened so long ago that its review is overdue. */
export function overdueSince(now: Date): Date {
  return new Date(now.getTime() - REVIEW_MS)
}

/** The grant, held until the transaction ends; null for a number that is none. */
export async function holdGrant(client: PoolClient, id: string): Promise<AccessGrant | null> {
  const { rows } = await client.query<AccessGrant>({
    name: 'emergency-hold-grant',
    text: `select ${COLUMNS} from emergency.access_grant g where g.id = $1 for update`,
    values: [id],
  })
  return rows[0] ?? null
}

// Closed, expired, another person's, unit's or purpose's, or of a person whose right is or should be suspended: no row.
// Whoever has come of age signs for themselves, and is no child to be opened.
const READ_UNDER = `
  with held as (
    update emergency.access_grant g set reads = g.reads + 1
    where g.id = $1 and g.person_id = $2 and g.role = $3 and g.organisation_id = $4 and g.unit = $5 and g.purpose = $6
      and g.opened_at <= $7 and g.expires_at > $7 and g.closed_at is null
      and not exists (select from emergency.suspension s where s.person_id = $2 and s.lifted_at is null)
      and not exists (
        select from emergency.access_grant o where o.person_id = $2 and o.reviewed_at is null and o.opened_at <= $8
      )
    returning g.child_id
  )
  select c.id as "childId",
    (select l.subject_key from registry.source_link l where l.child_id = c.id and l.department = 'MZJ') as key
  from held left join registry.child c on c.id = held.child_id and (c.adult_on is null or c.adult_on > $9)`

export interface GrantQuestion {
  readonly id: string
  readonly caller: Caller
  readonly purpose: string
  readonly now: Date
  readonly today: Day
}

/** What a grant in force opens: its child and civil affairs' key of it, null where there is none. */
export interface Opened {
  readonly childId: string | null
  readonly key: string | null
}

/** Null when the caller holds no such grant at this moment; else the read is counted. */
export async function readUnderGrant(pool: Pool, question: GrantQuestion): Promise<Opened | null> {
  const { id, caller, purpose, now, today } = question
  const { rows } = await pool.query<Opened>({
    name: 'emergency-read-under-grant',
    text: READ_UNDER,
    values: [
      ...[id, caller.personId, caller.role, caller.organisationId, caller.unit, purpose],
      ...[now, overdueSince(now), today],
    ],
  })
  return rows[0] ?? null
}

/** As it is shown to whoever acts on it. */
export function receiptOf(grant: AccessGrant): Readonly<Record<string, unknown>> {
  return {
    grant: grant.id,
    openedAt: grant.openedAt.toISOString(),
    expiresAt: grant.expiresAt.toISOString(),
    reviewBy: new Date(grant.openedAt.getTime() + REVIEW_MS).toISOString(),
    closedAt: grant.closedAt?.toISOString() ?? null,
  }
}
