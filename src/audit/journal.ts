// The journal as the rest of the gateway sees it, and the intent whose constant part is serialised once per plan.
import { canonicalText } from './encoding.ts'
import type { ActBody, IntentBody, IntentConstant, IntentVariable, JobBody, OutcomeBody, RefusalBody } from './entry.ts'

/** What each kind of entry takes. */
export interface EntryBodies {
  readonly INTENT: IntentBody | { readonly prepared: PreparedIntent; readonly variable: IntentVariable }
  readonly OUTCOME: OutcomeBody
  readonly REFUSAL: RefusalBody
  readonly JOB: JobBody
  readonly ACT: ActBody
}

export interface JournalHealth {
  /** Entries taken in and not yet durable. */
  readonly pending: number
  /** Those of them whose writing has failed so far and is tried again. */
  readonly failed: number
}

export interface Journal {
  /** Resolves when the entry is durable; rejects with JOURNAL_UNAVAILABLE when it may not be, and then nothing may leave. */
  append<Kind extends keyof EntryBodies>(kind: Kind, body: EntryBodies[Kind]): Promise<void>
  /**
   * Takes an entry that nobody waits for and writes it with a later group, again and again until it is durable.
   * Throws JOURNAL_UNAVAILABLE when too many are kept already. An outcome is handed in after its intent has settled.
   */
  appendLater<Kind extends keyof EntryBodies>(kind: Kind, body: EntryBodies[Kind]): void
  health(): JournalHealth
  /** Writes what is pending and takes no more; rejects when entries could not be written. */
  close(): Promise<void>
}

/** The runs of an intent's canonical text that one plan fixes, each with its trailing comma. */
export interface PreparedIntent {
  readonly fieldsToOperation: string
  readonly policyIdsToRole: string
}

/** Serialises what a plan fixes, once. The key order of both functions is the canonical one. */
export function prepareIntent(constant: IntentConstant): PreparedIntent {
  const { fields, operation, policyIds, policyVersion, purpose, role } = constant
  return {
    fieldsToOperation: `${members({ fields, operation })},`,
    policyIdsToRole: `${members({ policyIds, policyVersion, purpose, role })},`,
  }
}

/** The canonical text of an intent: byte for byte that of the whole body. */
export function preparedIntentText(prepared: PreparedIntent, variable: IntentVariable): string {
  const { agentId, at, caseNumber, conversation, count, deputyFor, entryId, organisationId, personId } = variable
  const { subjectKind, subjects, tokenId, unit, uses } = variable
  const head = members({ agentId, at, caseNumber, conversation, count, deputyFor, entryId })
  const middle = members({ organisationId, personId })
  const tail = members({ subjectKind, subjects, tokenId, unit, uses })
  return `{${head},${prepared.fieldsToOperation}${middle},${prepared.policyIdsToRole}${tail}}`
}

function members(part: Readonly<Record<string, unknown>>): string {
  return canonicalText(part).slice(1, -1)
}

/** The canonical text of whatever a caller of the journal hands in. */
export function bodyText<Kind extends keyof EntryBodies>(body: EntryBodies[Kind]): string {
  return 'prepared' in body ? preparedIntentText(body.prepared, body.variable) : canonicalText(body)
}
