// What an operation must have left in the journal: the intent with fields, treatments and pseudonyms, the outcome that
// belongs to it, or one refusal; and no identifier in clear.
import { expect } from 'vitest'
import type { CastChild } from '../../src/city/cast.ts'
import type { JournalEntry, Town } from '../world/town.ts'

const COMMON_FIELDS: readonly (readonly [string, string])[] = [
  ['DutyContact.name', 'reveal'],
  ['DutyContact.phone', 'reveal'],
  ['EligibilityAnswer.answerId', 'reveal'],
  ['EligibilityAnswer.benefit', 'reveal'],
  ['EligibilityAnswer.displayName', 'mask:name'],
  ['EligibilityAnswer.manualPath', 'reveal'],
  ['EligibilityAnswer.rule', 'reveal'],
  ['EligibilityAnswer.sources', 'reveal'],
  ['EligibilityAnswer.status', 'reveal'],
  ['EligibilityAnswer.tier', 'reveal'],
  ['EligibilityAnswer.validOn', 'reveal'],
  ['EligibilityAnswer.validUntil', 'reveal'],
  ['RuleRef.id', 'reveal'],
  ['RuleRef.pack', 'reveal'],
  ['SourceStamp.source', 'reveal'],
  ['SourceStamp.syncedAt', 'reveal'],
]

export interface Asked {
  readonly policy: string
  readonly role: string
  readonly purpose: string
  readonly case: string | null
  /** Coordinates beside the common ones of an answer, all revealed. */
  readonly fields: readonly string[]
  readonly statuses: readonly string[]
  /** Pupils or patients asked about; one unless said. */
  readonly subjects?: number
  /** How many of them the caller's relation covers. */
  readonly resolved: number
  /** What must not stand in the journal. */
  readonly secrets: readonly (string | null)[]
}

const PSEUDONYM = /^[A-Za-z0-9_-]{43}$/

/** One released operation: a full intent, its outcome, pseudonyms only. */
export function expectJournalled(entries: readonly JournalEntry[], town: Town, asked: Asked): void {
  const count = asked.subjects ?? 1
  expect(entries.map(({ kind }) => kind)).toEqual(['INTENT', 'OUTCOME'])
  const [intent, outcome] = entries.map(({ body }) => body)
  expect(intent).toMatchObject({
    role: asked.role,
    purpose: asked.purpose,
    caseNumber: asked.case,
    policyIds: [asked.policy],
    policyVersion: town.gateway.rooms.policies.version,
    subjectKind: 'submitted-identifier',
    count,
  })
  const fields = [...COMMON_FIELDS, ...asked.fields.map((coordinate) => [coordinate, 'reveal'] as const)]
  expect(intent?.fields).toEqual(fields.sort(([a], [b]) => (a < b ? -1 : 1)))
  const subjects = intent?.subjects as readonly string[]
  expect(subjects).toHaveLength(count)
  for (const subject of subjects) expect(subject).toMatch(PSEUDONYM)
  expect(outcome).toMatchObject({ intentId: intent?.entryId, status: 'RELEASED' })
  const answers = outcome?.answers as readonly { answerId: string; subject: string; status: string }[]
  expect(answers.map(({ status }) => status)).toEqual(asked.statuses)
  expect(new Set(answers.map(({ subject }) => subject))).toEqual(new Set(subjects))
  expect(outcome?.resolved).toHaveLength(asked.resolved)
  expectNoneOf(entries, asked.secrets)
}

/** Several operations' entries by operation, in the order asked: an outcome may come after the next intent. */
export function byOperation(entries: readonly JournalEntry[]): JournalEntry[][] {
  return entries
    .filter(({ kind }) => kind !== 'OUTCOME')
    .map((entry) => [entry, ...entries.filter(({ body }) => body.intentId === entry.body.entryId)])
}

/** One refusal and nothing else: no field, no subject, the policy that refused. */
export function expectRefusalJournalled(
  entries: readonly JournalEntry[],
  wanted: { code: string; policy: string; purpose: string; secrets: readonly (string | null)[] },
): void {
  expect(entries.map(({ kind }) => kind)).toEqual(['REFUSAL'])
  expect(entries[0]?.body).toMatchObject({
    code: wanted.code,
    purpose: wanted.purpose,
    policyIds: [wanted.policy],
    fields: [],
    subjects: [],
  })
  expectNoneOf(entries, wanted.secrets)
}

/** No identifier stands in the journal in clear, nor the student number made of it. */
export function expectNoneOf(entries: readonly JournalEntry[], secrets: readonly (string | null)[]): void {
  const text = JSON.stringify(entries)
  for (const secret of secrets) if (secret) expect(text.includes(secret)).toBe(false)
}

/** What of a child must stand nowhere. */
export function secretsOf({ citizenId, studentNo, name, id }: CastChild): (string | null)[] {
  return [citizenId, studentNo, name, id]
}
