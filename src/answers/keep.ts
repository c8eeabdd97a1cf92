// Keeps what was answered with what it was weighed on. One row a question, whoever it was about; the rows of requests in
// flight share a statement.
import type { KeyObject } from 'node:crypto'
import type { Pool } from 'pg'
import { addDays, type Day, shanghaiDay } from '../clock.ts'
import { coalesce } from '../database/coalesce.ts'
import type { Answer } from '../eligibility/evaluate.ts'
import type { RuleInputs, RuleSource } from '../eligibility/inputs.ts'
import type { Benefit } from '../eligibility/rule-pack.ts'
import { sealContent } from './content.ts'

/** As long as a claim for the last of its days may still be settled and disputed. */
export const KEPT_FOR_DAYS = 400

/** One question about one child, or about nobody, with an answer for each day. */
export interface AnsweredQuestion {
  readonly id: string
  readonly askedAt: Date
  readonly asker: { readonly organisationId: string; readonly unit: string | null; readonly purpose: string }
  readonly caseNumber: string | null
  readonly childId: string
  readonly benefit: Benefit
  readonly policyVersion: string
  readonly content: AnswerContent
}

export interface AnswerContent {
  /** The day on which it was asked. */
  readonly today: Day
  /** Six digits, of whoever asked: whose school calendar counted. Of an answer from before it was kept, the city's did. */
  readonly county?: string
  readonly inputs: RuleInputs
  /** When each source was last brought over, ISO 8601; null while it was out. */
  readonly sources: Readonly<Partial<Record<RuleSource, string | null>>>
  readonly answers: readonly KeptAnswer[]
}

export interface KeptAnswer {
  readonly answerId: string
  /** The hash of the text of the pack that answered. */
  readonly pack: string
  readonly answer: Answer
}

export interface KeptAnswers {
  /** Resolves when all of them are durable. */
  keep(questions: readonly AnsweredQuestion[]): Promise<void>
}

const INSERT = `
  insert into answer.question (id, asked_at, organisation_id, unit, purpose, case_number, child_id, benefit, first_day,
    last_day, policy_version, packs, answer_ids, content_sealed, expires_on)
  select id, asked_at, organisation_id, unit, purpose, case_number, child_id, benefit, first_day, last_day, policy_version,
    string_to_array(packs, ','), string_to_array(answer_ids, ',')::uuid[], content_sealed, expires_on
  from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::text[], $9::date[],
    $10::date[], $11::text[], $12::text[], $13::text[], $14::bytea[], $15::date[])
    as kept (id, asked_at, organisation_id, unit, purpose, case_number, child_id, benefit, first_day, last_day, policy_version,
      packs, answer_ids, content_sealed, expires_on)
  on conflict (id) do nothing`

/** `key`: what the answers' content is sealed under. */
export function createKeptAnswers(pool: Pool, key: KeyObject): KeptAnswers {
  const insert = async (questions: readonly AnsweredQuestion[]): Promise<void> => {
    const rows = questions.map((question) => rowOf(question, key))
    const columns = Array.from({ length: COLUMNS }, (_, at) => rows.map((row) => row[at]))
    await pool.query({ name: 'keep-answers', text: INSERT, values: columns })
  }
  const one = coalesce<readonly AnsweredQuestion[], true>({
    largest: 64,
    inFlight: 2,
    async run(groups) {
      await insert(groups.flat())
      return groups.map(() => true as const)
    },
  })
  return {
    async keep(questions) {
      if (questions.length > 0) await one(questions)
    },
  }
}

const COLUMNS = 15

function rowOf(question: AnsweredQuestion, key: KeyObject): readonly unknown[] {
  const { id, askedAt, asker, caseNumber, childId, benefit, policyVersion, content } = question
  const days = content.answers.map(({ answer }) => answer.validOn).sort()
  const [firstDay = content.today] = days
  const lastDay = days.at(-1) ?? firstDay
  const packs = [...new Set(content.answers.map(({ pack }) => pack))]
  const row = [
    ...[id, askedAt, asker.organisationId, asker.unit, asker.purpose, caseNumber, childId, benefit],
    ...[firstDay, lastDay, policyVersion, packs.join(','), content.answers.map(({ answerId }) => answerId).join(',')],
    sealContent(key, id, content),
    addDays(shanghaiDay(askedAt), KEPT_FOR_DAYS),
  ]
  return row
}

/** Removes what has ended; gives how many. */
export async function eraseEnded(pool: Pick<Pool, 'query'>, today: Day): Promise<number> {
  const { rowCount } = await pool.query('delete from answer.question where expires_on <= $1', [today])
  return rowCount ?? 0
}
