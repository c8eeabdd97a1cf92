// Delivers what stands in the outbox. A row is held by its lock while it is sent and marked in the same transaction:
// whoever is killed in between leaves it as it was, and it is sent again under the same key. Several processes may deliver.
import type { Pool, PoolClient } from 'pg'
import { inTransaction } from '../database/transaction.ts'
import { type NoticeChannel, NoticeFault, type OutgoingNotice } from './channel.ts'
import { dutyDesk, type NoticeKind, PATIENCE_MS } from './outbox.ts'

export type NoticeEvent =
  /** Nobody took it this time; it is tried again. */
  | { readonly event: 'notice-not-delivered'; readonly notice: string; readonly cause: string }
  /** Not acknowledged in time: the next recipient is told. */
  | { readonly event: 'notice-escalated'; readonly notice: string }
  /** No recipient acknowledged it: the city's duty desk is told. */
  | { readonly event: 'notice-unheard'; readonly notice: string }
  /** The last who is told could not be reached: a person must look. */
  | { readonly event: 'notice-failed'; readonly notice: string; readonly cause: string }

export interface DeliveryParts {
  /** Of the gateway's role, and not the pool that requests wait for. */
  readonly pool: Pool
  /** One at least; a notice is delivered when one of them took it. */
  readonly channels: readonly NoticeChannel[]
  readonly log: (event: NoticeEvent) => void
}

export interface Round {
  readonly delivered: number
  readonly failed: number
  readonly escalated: number
}

export interface Delivery {
  /** Escalates what nobody acknowledged and sends what is due. Rejects when the outbox cannot be read. */
  runOnce(now: Date): Promise<Round>
}

/** Rows sent at the same time; each holds a connection. */
const LANES = 4

export function createDelivery(parts: DeliveryParts): Delivery {
  return {
    async runOnce(now) {
      const escalated = await escalate(parts, now)
      const lanes = await Promise.all(Array.from({ length: LANES }, () => lane(parts, now)))
      const sum = (of: (one: { delivered: number; failed: number }) => number): number =>
        lanes.reduce((total, one) => total + of(one), 0)
      return { delivered: sum((one) => one.delivered), failed: sum((one) => one.failed), escalated }
    },
  }
}

const ESCALATE = `
  update notices.notice n set turn = n.turn + 1, state = 'PENDING', attempts = 0, next_attempt_at = $1, last_failure = null,
    escalate_at = case when n.turn + 1 < cardinality(n.recipients) then $2::timestamptz end
  where n.id in (
    select id from notices.notice where state in ('PENDING', 'SENT') and escalate_at <= $1
    order by escalate_at for update skip locked
  )
  returning n.id, n.turn = cardinality(n.recipients) as unheard`

async function escalate({ pool, log }: DeliveryParts, now: Date): Promise<number> {
  const { rows } = await pool.query<{ id: string; unheard: boolean }>({
    name: 'notices-escalate',
    text: ESCALATE,
    values: [now, new Date(now.getTime() + PATIENCE_MS)],
  })
  for (const { id, unheard } of rows) {
    log({ event: unheard ? 'notice-unheard' : 'notice-escalated', notice: id })
  }
  return rows.length
}

async function lane(parts: DeliveryParts, now: Date): Promise<{ delivered: number; failed: number }> {
  const counts = { delivered: 0, failed: 0 }
  for (let sent = await sendNext(parts, now); sent !== null; sent = await sendNext(parts, now)) counts[sent] += 1
  return counts
}

// Invariant: a row that was tried is due later than `now`, so that no lane meets it again.
function sendNext(parts: DeliveryParts, now: Date): Promise<'delivered' | 'failed' | null> {
  return inTransaction(parts.pool, async (client) => {
    const due = await claim(client, now)
    if (due === null) return null
    const fault = await send(parts.channels, await addressed(client, due), now)
    if (fault === null) await markSent(client, due, now)
    else await markFailed(parts, client, { due, fault, now })
    return fault === null ? 'delivered' : 'failed'
  })
}

interface Due {
  readonly id: string
  readonly kind: NoticeKind
  readonly about: string
  readonly organisationId: string
  readonly occurredAt: Date
  readonly turn: number
  readonly attempts: number
  /** Null when there is nobody after this recipient. */
  readonly escalateAt: Date | null
  /** Null when it is the duty desk's turn. */
  readonly personId: string | null
  readonly deskDivision: string
}

const CLAIM = `
  select id, kind, about, organisation_id as "organisationId", occurred_at as "occurredAt", turn, attempts,
    recipients[turn + 1] as "personId", escalate_at as "escalateAt", desk_division as "deskDivision"
  from notices.notice where state = 'PENDING' and next_attempt_at <= $1
  order by next_attempt_at limit 1 for update skip locked`

async function claim(client: PoolClient, now: Date): Promise<Due | null> {
  const { rows } = await client.query<Due>({ name: 'notices-claim', text: CLAIM, values: [now] })
  return rows[0] ?? null
}

// The desk has its telephone on the roster, and may have a work account like anybody.
const ADDRESSES = `
  select
    coalesce(
      (select address from notices.address where recipient = $1 and channel = 'SMS'),
      (select phone from roster.duty_contact where 'duty-desk:' || division = $1)
    ) as phone,
    (select address from notices.address where recipient = $1 and channel = 'WORK_NOTICE') as "workAccount"`

async function addressed(client: PoolClient, due: Due): Promise<OutgoingNotice> {
  const recipient = due.personId ?? dutyDesk(due.deskDivision)
  const { rows } = await client.query<Pick<OutgoingNotice, 'phone' | 'workAccount'>>({
    name: 'notices-addresses',
    text: ADDRESSES,
    values: [recipient],
  })
  return {
    key: `${due.id}.${due.turn}`,
    notice: due.id,
    kind: due.kind,
    about: due.about,
    organisation: due.organisationId,
    at: due.occurredAt,
    recipient,
    phone: rows[0]?.phone ?? null,
    workAccount: rows[0]?.workAccount ?? null,
  }
}

/** Null when a channel took it; else why none did. All are tried: they do not stand in for one another. */
async function send(channels: readonly NoticeChannel[], notice: OutgoingNotice, now: Date): Promise<string | null> {
  const tried = await Promise.allSettled(channels.map((channel) => channel.send(notice, now)))
  if (tried.some(({ status }) => status === 'fulfilled')) return null
  return tried.map((one, at) => `${channels[at]?.name}: ${faultOf(one)}`).join(', ')
}

function faultOf(tried: PromiseSettledResult<void>): string {
  return tried.status === 'rejected' && tried.reason instanceof NoticeFault ? tried.reason.message : 'failed'
}

async function markSent(client: PoolClient, { id, personId }: Due, now: Date): Promise<void> {
  await client.query({
    name: 'notices-sent',
    text: 'update notices.notice set state = $2, sent_at = $3, last_failure = null where id = $1',
    values: [id, personId === null ? 'ESCALATED' : 'SENT', now],
  })
}

const FIRST_PAUSE_MS = 5_000
const LONGEST_PAUSE_MS = 5 * 60_000
/** Tries at the last who is told, in most cases the duty desk, before a person must look: more than an hour. */
const MOST_ATTEMPTS = 20

/** 5 s, 10 s, 20 s … and five minutes at most. */
export function pauseMs(attempts: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempts)
}

interface Failure {
  readonly due: Due
  readonly fault: string
  readonly now: Date
}

async function markFailed({ log }: DeliveryParts, client: PoolClient, { due, fault, now }: Failure): Promise<void> {
  const isGivenUp = due.escalateAt === null && due.attempts + 1 >= MOST_ATTEMPTS
  await client.query({
    name: 'notices-not-sent',
    text: `update notices.notice set state = $2, attempts = attempts + 1, next_attempt_at = $3, last_failure = $4
      where id = $1`,
    values: [due.id, isGivenUp ? 'FAILED' : 'PENDING', new Date(now.getTime() + pauseMs(due.attempts)), fault],
  })
  log({ event: isGivenUp ? 'notice-failed' : 'notice-not-delivered', notice: due.id, cause: fault })
}
