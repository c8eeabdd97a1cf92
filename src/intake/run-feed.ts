// Follows a department's change feed to its end. Facts, dead letters and the place it has come to are one transaction per page,
// so that a process killed at any moment goes on where it was, and what comes again changes nothing.
import type { Pool, PoolClient } from 'pg'
import type { Journal } from '../audit/journal.ts'
import type { Clock } from '../clock.ts'
import { inTransaction } from '../database/transaction.ts'
import { AnswerFault } from '../departments/source-fault.ts'
import type { BlindIndexKey } from '../masking/blind-index.ts'
import type { Keyring } from '../masking/keyring.ts'
import { openerFor, seal } from '../masking/sealed-cell.ts'
import { stampSync } from './apply.ts'
import { type Authority, journalled } from './authority.ts'
import type { ChangePage, ChangeSource } from './change-source.ts'
import { FIRST_LETTER, holdLetter, LETTER_PLACE, letterFailed, openLetters, settleLetter } from './dead-letters.ts'
import type { Fed } from './feeds.ts'
import type { FieldFault } from './field-reader.ts'
import { readEvent } from './read-event.ts'
import type { Edge } from './read-record.ts'
import { holdFeed } from './staging.ts'
import { type TakenIn, takeIn, takeRound } from './take-in.ts'

export interface FeedJob {
  readonly fed: Fed
  /** Pool of the role hutong_importer. */
  readonly registry: Pool
  readonly index: BlindIndexKey
  /** The department's own: its letters are sealed with it. */
  readonly keyring: Keyring
  readonly acceptSynthetic: boolean
  readonly authority: Authority
  readonly journal: Journal
  readonly clock: Clock
  readonly newId: () => string
}

export interface FeedProgress extends TakenIn {
  readonly remaining: number | null
}

const NOTHING: TakenIn = { events: 0, changed: 0, letters: 0, newest: null }

/** To the end of the feed. Rejects when the source is out; what was taken in until then stays. */
export async function followFeed(
  job: FeedJob,
  source: ChangeSource,
  { signal, onPage }: { readonly signal: AbortSignal; readonly onPage?: (progress: FeedProgress) => void },
): Promise<TakenIn> {
  return journalled(
    { job: 'feed', ...job },
    async () => {
      let total = NOTHING
      for (;;) {
        const cursor = await cursorOf(job.registry, job.fed)
        const askedAt = job.clock.now()
        const page = await source.pageAfter(job.fed.feed.kind, cursor, signal)
        // It would go round in a circle.
        if (page.hasMore && page.next === cursor) throw new AnswerFault('the change feed does not go on')
        const taken = await inTransaction(job.registry, (client) => onePage(job, client, { cursor, page, askedAt }))
        // Another process took this page in.
        if (taken === null) continue
        total = sumOf(total, taken)
        onPage?.({ ...total, remaining: page.remaining })
        if (!page.hasMore || signal.aborted) return total
      }
    },
    ({ events }) => ({ status: 'FINISHED', count: events }),
  )
}

interface Asked {
  readonly cursor: string | null
  readonly page: ChangePage
  readonly askedAt: Date
}

async function onePage(job: FeedJob, client: PoolClient, { cursor, page, askedAt }: Asked): Promise<TakenIn | null> {
  const { fed, newId, keyring } = job
  await holdFeed(client, fed)
  if ((await cursorOf(client, fed)) !== cursor) return null
  const edge = edgeOf(job)
  const sealed = (id: string, text: string): Buffer => seal(keyring, LETTER_PLACE, id, text)
  const taken = await takeIn(client, { fed, edge, newId, seal: sealed }, page.events)
  await moveOn(client, fed, { page, taken, at: edge.now })
  if (!page.hasMore) await stampSync(client, fed, askedAt)
  return taken
}

function edgeOf({ index, acceptSynthetic, clock }: FeedJob): Edge {
  return { index, acceptSynthetic, now: clock.now() }
}

async function cursorOf(client: Pick<PoolClient, 'query'>, { feed, source }: Fed): Promise<string | null> {
  const { rows } = await client.query<{ cursor: string | null }>(
    'select cursor from intake.position where source = $1 and kind = $2',
    [source, feed.kind],
  )
  return rows[0]?.cursor ?? null
}

interface Move {
  readonly page: ChangePage
  readonly taken: TakenIn
  readonly at: Date
}

async function moveOn(client: PoolClient, { feed, source }: Fed, { page, taken, at }: Move): Promise<void> {
  await client.query(
    `insert into intake.position as p (source, kind, cursor, pages, events, changed, remaining, newest_record_time, moved_at)
     values ($1, $2, $3, 1, $4, $5, $6, $7, $8)
     on conflict (source, kind) do update set cursor = excluded.cursor, pages = p.pages + 1, events = p.events + excluded.events,
       changed = p.changed + excluded.changed, remaining = excluded.remaining,
       newest_record_time = greatest(p.newest_record_time, excluded.newest_record_time), moved_at = excluded.moved_at`,
    [source, feed.kind, page.next, taken.events, taken.changed, page.remaining, taken.newest, at],
  )
}

function sumOf(one: TakenIn, other: TakenIn): TakenIn {
  return {
    events: one.events + other.events,
    changed: one.changed + other.changed,
    letters: one.letters + other.letters,
    newest: [one.newest, other.newest].reduce((a, b) => (a === null || (b !== null && b > a) ? b : a)),
  }
}

export interface Retried {
  readonly applied: number
  readonly open: number
}

const LETTERS_AT_ONCE = 100

/** Tries every open letter once, in the order of the source's numbers; a letter behind one that fails again is left. */
export async function retryLetters(job: FeedJob): Promise<Retried> {
  return journalled(
    { job: 'feed-retry', ...job },
    async () => {
      let [applied, open] = [0, 0]
      for (let after = FIRST_LETTER; ; ) {
        const letters = await openLetters(job.registry, job.fed, { after, size: LETTERS_AT_ONCE })
        for (const { id, sequence } of letters) {
          const isApplied = await inTransaction(job.registry, (client) => retryOne(job, client, id))
          if (isApplied) applied += 1
          else open += 1
          after = { sequence: sequence ?? 0, id }
        }
        if (letters.length < LETTERS_AT_ONCE) return { applied, open }
      }
    },
    ({ applied }) => ({ status: 'FINISHED', count: applied }),
  )
}

async function retryOne(job: FeedJob, client: PoolClient, id: string): Promise<boolean> {
  await holdFeed(client, job.fed)
  const sealed = await holdLetter(client, id)
  if (sealed === null) return false
  const fault = await attempt(job, client, { id, sealed })
  if (fault) await letterFailed(client, id, fault)
  else await settleLetter(client, job.fed, { id, state: 'APPLIED', at: job.clock.now(), by: null })
  return fault === null
}

interface SealedLetter {
  readonly id: string
  readonly sealed: Buffer
}

async function attempt(job: FeedJob, client: PoolClient, letter: SealedLetter): Promise<FieldFault | null> {
  const text = opened(job.keyring, letter)
  if (text === null) return { field: null, reason: 'NOT_OPENED' }
  const edge = edgeOf(job)
  const event = readEvent(job.fed, JSON.parse(text), edge)
  if (!event.reading.ok) return event.reading.fault
  const { fed, newId } = job
  const { faults } = await takeRound(client, { fed, edge, newId }, [{ event, record: event.reading.record }])
  return faults[0]?.fault ?? null
}

function opened(keyring: Keyring, { id, sealed }: SealedLetter): string | null {
  try {
    // No mask: the event is read at the edge again, in the step that opened it.
    return openerFor(keyring, LETTER_PLACE, undefined, '')(sealed, id) as string
  } catch {
    return null
  }
}
