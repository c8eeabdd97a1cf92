// Questions that stayed unanswered because a source was out, kept for their unit until the day by which the account must be claimed. What was
// sent is sealed; a question about nobody is kept like one about a child.
import { createHmac, type KeyObject } from 'node:crypto'
import type { Pool } from 'pg'
import type { Day } from '../clock.ts'
import type { Benefit } from '../eligibility/rule-pack.ts'
import { openWords, sealWords } from '../emergency/words.ts'
import type { Caller, Purpose } from '../identity/caller.ts'

export const QUESTION_STATES = ['WAITING', 'ANSWERED', 'ENDED'] as const
export type QuestionState = (typeof QUESTION_STATES)[number]
/** Why a question is repeated no more. */
export type EndReason = 'RIGHTS_ENDED' | 'ENCOUNTER_CLOSED' | 'CLAIM_DEADLINE' | 'FAILED'

/** What was asked, as it was sent. */
export interface SentQuestion {
  readonly subject: unknown
  /** What the journal's pseudonym is made from. */
  readonly submitted: string
}

export interface UnansweredQuestion {
  readonly caller: Caller
  readonly purpose: Purpose
  readonly caseNumber: string
  readonly benefit: Benefit
  readonly from: Day
  readonly to: Day
  readonly sent: SentQuestion
  readonly askedAt: Date
  /** The last day on which it is repeated. */
  readonly claimBy: Day
}

export interface UnansweredQuestions {
  /** The same question of the same person waits once. Resolves when it is durable. */
  add(question: UnansweredQuestion): Promise<void>
}

const INSERT = `
  insert into settlement.question (id, organisation_id, unit, purpose, case_number, person_id, caller, benefit, first_day, last_day,
    same_as, sent_sealed, asked_at, claim_by, state, due_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'WAITING', $13) on conflict do nothing`

interface Parts {
  readonly pool: Pool
  readonly key: KeyObject
  readonly newId: () => string
}

export function createUnansweredQuestions({ pool, key, newId }: Parts): UnansweredQuestions {
  return {
    async add({ caller, purpose, caseNumber, benefit, from, to, sent, askedAt, claimBy }) {
      const id = newId()
      const { organisationId, unit, personId, deputyFor } = caller
      const asked = [organisationId, unit, personId, deputyFor?.personId, purpose, caseNumber, benefit, from, to]
      await pool.query({
        name: 'question-unanswered',
        text: INSERT,
        values: [
          ...[id, organisationId, unit, purpose, caseNumber, personId, caller, benefit, from, to],
          createHmac('sha256', key)
            .update(JSON.stringify([asked, sent.submitted]))
            .digest(),
          sealWords(key, { kind: 'unanswered', id }, JSON.stringify(sent)),
          ...[askedAt, claimBy],
        ],
      })
    },
  }
}

export interface StoredQuestion {
  readonly id: string
  readonly caller: Caller
  readonly purpose: Purpose
  readonly caseNumber: string
  readonly benefit: Benefit
  readonly from: Day
  readonly to: Day
  readonly sentSealed: Buffer
  readonly isClosed: boolean
}

export interface Holding {
  readonly by: string
  readonly now: Date
  readonly until: Date
}

const IS_CLOSED = `exists (select from settlement.closing c
  where c.organisation_id = q.organisation_id and c.unit = q.unit and c.number = q.case_number)`

/** The question that has waited longest, held; null when none is due. One whose holder fell silent is taken over. */
export async function holdNext(pool: Pool, { by, now, until }: Holding): Promise<StoredQuestion | null> {
  const { rows } = await pool.query<StoredQuestion>({
    name: 'question-hold',
    text: `update settlement.question q set held_by = $1, held_until = $3 where id = (
        select id from settlement.question
        where state = 'WAITING' and due_at <= $2 and (held_until is null or held_until <= $2)
        order by due_at, asked_at, id limit 1 for update skip locked)
      returning id, caller, purpose, case_number as "caseNumber", benefit, first_day::text as "from", last_day::text as "to",
        sent_sealed as "sentSealed", ${IS_CLOSED} as "isClosed"`,
    values: [by, now, until],
  })
  return rows[0] ?? null
}

export function openSent(key: KeyObject, { id, sentSealed }: Pick<StoredQuestion, 'id' | 'sentSealed'>): SentQuestion {
  return JSON.parse(openWords(key, { kind: 'unanswered', id }, sentSealed)) as SentQuestion
}

/** Lets go of a question until a moment. */
export async function putOff(pool: Pool, id: string, by: string, dueAt: Date): Promise<void> {
  await pool.query({
    name: 'question-put-off',
    text: 'update settlement.question set due_at = $3, held_by = null, held_until = null where id = $1 and held_by = $2',
    values: [id, by, dueAt],
  })
}

export interface Ending {
  readonly id: string
  readonly by: string
  readonly now: Date
  readonly reason: EndReason | null
  /** Null where it ended without an answer. */
  readonly answersSealed: Buffer | null
}

export async function endQuestion(pool: Pool, { id, by, now, reason, answersSealed }: Ending): Promise<void> {
  await pool.query({
    name: 'question-end',
    text: `update settlement.question set state = $3, reason = $4, answers_sealed = $5, ended_at = $6, held_by = null, held_until = null
      where id = $1 and held_by = $2 and state = 'WAITING'`,
    values: [id, by, answersSealed === null ? 'ENDED' : 'ANSWERED', reason, answersSealed, now],
  })
}

/** How long a list shows what can be claimed no more. */
const SHOWN_AFTER_DAYS = 30

/** Ends what can be claimed no more, and erases what was shown long enough. */
export async function endUnclaimed(
  pool: Pool,
  { now, today }: { readonly now: Date; readonly today: Day },
): Promise<void> {
  await pool.query({
    name: 'questions-unclaimed',
    text: `update settlement.question set state = 'ENDED', reason = 'CLAIM_DEADLINE', ended_at = $2
      where state = 'WAITING' and claim_by < $1`,
    values: [today, now],
  })
  await pool.query({
    name: 'questions-erase',
    text: `delete from settlement.question where claim_by < $1::date - ${SHOWN_AFTER_DAYS}`,
    values: [today],
  })
}

export interface ListedQuestion
  extends Pick<StoredQuestion, 'id' | 'caseNumber' | 'benefit' | 'from' | 'to' | 'sentSealed' | 'isClosed'> {
  readonly askedAt: Date
  readonly claimBy: Day
  readonly state: QuestionState
  readonly reason: EndReason | null
  readonly answersSealed: Buffer | null
}

const MOST_LISTED = 50

/** Of an encounter that somebody opened themselves they see no answer in a list either. `q` is the row. */
export const NOT_OPENED_BY = (persons: string): string => `not exists (select from settlement.encounter e
    where e.organisation_id = q.organisation_id and e.unit = q.unit and e.number = q.case_number
      and (e.opened_by = any(${persons}::text[]) or e.opened_for = any(${persons}::text[])))`

/** The person, and for whom they stand in. */
export function personsOf({ personId, deputyFor }: Caller): readonly string[] {
  return deputyFor ? [personId, deputyFor.personId] : [personId]
}

const LISTED = `
  select q.id, case_number as "caseNumber", benefit, first_day::text as "from", last_day::text as "to", sent_sealed as "sentSealed",
    asked_at as "askedAt", claim_by::text as "claimBy", state, reason, answers_sealed as "answersSealed", ${IS_CLOSED} as "isClosed"
  from settlement.question q
  where organisation_id = $1 and unit = $2 and purpose = $3 and ${NOT_OPENED_BY('$4')}
  order by asked_at desc, id limit ${MOST_LISTED}`

/** The unit's own, newest first. */
export async function listQuestions(
  pool: Pool,
  { caller, purpose }: { readonly caller: Caller; readonly purpose: Purpose },
): Promise<readonly ListedQuestion[]> {
  const { rows } = await pool.query<ListedQuestion>({
    name: 'questions-of-unit',
    text: LISTED,
    values: [caller.organisationId, caller.unit, purpose, personsOf(caller)],
  })
  return rows
}
