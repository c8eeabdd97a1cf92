// An answer once more: from the inputs it was weighed on, under the words of the pack that answered, and beside them what
// the registry knew at that moment of the days asked about.
import type { KeyObject } from 'node:crypto'
import type { Pool } from 'pg'
import type { ActivePack } from '../activation/compile-bundle.ts'
import { hashOfText } from '../document-id.ts'
import { evaluateWithTrace, type Trace } from '../eligibility/evaluate.ts'
import type { Outcome } from '../eligibility/inputs.ts'
import { type RulePack, readRulePack } from '../eligibility/rule-pack.ts'
import { inCounty } from '../eligibility/terms.ts'
import { openContent } from './content.ts'
import type { AnswerContent, KeptAnswer } from './keep.ts'

export interface Replayed {
  readonly answerId: string
  /** An id that no child has, where nobody was asked about. */
  readonly childId: string
  readonly sources: AnswerContent['sources']
  readonly askedAt: Date
  readonly benefit: string
  readonly policyVersion: string
  readonly kept: KeptAnswer['answer']
  /** Fields of the answer that come out otherwise now; empty: identical. */
  readonly differences: readonly string[]
  /** True when the registry, asked for what it knew at that moment, gives the outcomes that were weighed. */
  readonly isRegistrySame: boolean
  readonly trace: Trace
}

/** `NO_ANSWER`: none is kept under this id (erased, or never given). `NO_PACK`: the text that answered is in no release. */
export type ReplayFailure = 'NO_ANSWER' | 'NO_PACK'

type Registry = Pick<Pool, 'query'>

/** Where packs are looked for: among those in force, then among the stored releases. */
export interface Packs {
  readonly registry: Registry
  readonly packs: readonly ActivePack[]
}

interface KeptRow {
  readonly id: string
  readonly asked_at: Date
  readonly benefit: Parameters<typeof evaluateWithTrace>[1]
  readonly policy_version: string
  readonly child_id: string
  readonly content_sealed: Buffer
}

const KEPT = `select id, asked_at, benefit, policy_version, child_id, content_sealed from answer.question
  where answer_ids @> array[$1::uuid] and ($2::uuid is null or child_id = $2)`

/**
 * `registry`: a pool that may read kept answers, releases and outcomes. `ofChild`: whose answer it must be, or it is not there; null for a job,
 * which asks about anybody's. Throws for a row that was altered.
 */
export async function replay(
  from: Packs,
  key: KeyObject,
  { answerId, ofChild }: { readonly answerId: string; readonly ofChild: string | null },
): Promise<Replayed | ReplayFailure> {
  const { registry } = from
  const { rows } = await registry.query<KeptRow>(KEPT, [answerId, ofChild])
  const [row] = rows
  if (!row) return 'NO_ANSWER'
  const content = openContent(key, row.id, row.content_sealed)
  const kept = content.answers.find((each) => each.answerId === answerId)
  if (!kept) return 'NO_ANSWER'
  const text = await packOf(from, kept.pack)
  if (!text) return 'NO_PACK'
  const pack = inCounty(text, content.county ?? '')
  const { answer, trace } = evaluateWithTrace(pack, row.benefit, content.inputs, kept.answer.validOn, content.today)
  return {
    ...{ answerId, askedAt: row.asked_at, benefit: row.benefit, policyVersion: row.policy_version },
    ...{ childId: row.child_id, sources: content.sources },
    ...{ kept: kept.answer, differences: differences(kept.answer, answer), trace },
    isRegistrySame: await isRegistrySame(registry, row, content),
  }
}

const RULE_TEXTS = `select distinct file.value as text from activation.bundle, jsonb_each_text(bundle.files) file
  where file.key like 'rules/%'`

/** The pack of this hash; null where none has it. */
export async function packOf({ packs, registry }: Packs, hash: string): Promise<RulePack | null> {
  const inForce = packs.find((pack) => pack.hash === hash)
  if (inForce) return inForce
  const { rows } = await registry.query<{ text: string }>(RULE_TEXTS)
  const found = rows.find(({ text }) => hashOfText(text) === hash)
  return found ? readRulePack(found.text, 'rules') : null
}

function differences(kept: KeptAnswer['answer'], again: KeptAnswer['answer']): string[] {
  const before = kept as unknown as Record<string, unknown>
  const after = again as unknown as Record<string, unknown>
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
}

const KNOWN_THEN = `
  select kind, value, valid_from::text as "validFrom", valid_to::text as "validTo" from registry.outcome
  where child_id = $1 and recorded_at <= $2 and (superseded_at is null or superseded_at > $2)`

// Outcomes that were not weighed, because their source was out, say nothing of what the registry held.
async function isRegistrySame(registry: Registry, row: KeptRow, { inputs }: AnswerContent): Promise<boolean> {
  if (inputs.outcomes === 'UNKNOWN') return true
  const { rows } = await registry.query<Outcome>(KNOWN_THEN, [row.child_id, row.asked_at])
  return JSON.stringify(inOrder(rows)) === JSON.stringify(inOrder(inputs.outcomes))
}

function inOrder(outcomes: readonly Outcome[]): string[] {
  return outcomes.map(({ kind, value, validFrom, validTo }) => [kind, value, validFrom, validTo].join('|')).sort()
}
