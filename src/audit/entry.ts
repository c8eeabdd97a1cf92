// What the journal says: one body per kind of entry, and the pseudonym under which a subject stands in it.
// Bodies hold coordinates, treatments, counts and pseudonyms; never a value that was read, nor an identifier in clear.
import { createHmac, type KeyObject } from 'node:crypto'

export const ENTRY_KINDS = ['INTENT', 'OUTCOME', 'REFUSAL', 'JOB', 'ACT'] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]

export type SubjectKind = 'submitted-identifier' | 'child-ref' | 'emergency-grant' | 'list' | 'none'

/** A schema coordinate (`Child.birthDate`) with the treatment its use was granted. */
export type FieldTreatment = readonly [coordinate: string, treatment: string]

export type FieldUseEntry = readonly [coordinate: string, use: string]

/** What one plan fixes for every operation under it: the same document, role, purpose and policy version. */
export interface IntentConstant {
  readonly role: string
  readonly purpose: string
  /** Keyed digest of the document: the same operation, the same name; no literal of it can be guessed. */
  readonly operation: string
  readonly policyIds: readonly string[]
  readonly policyVersion: string
  readonly fields: readonly FieldTreatment[]
}

/** What differs from one operation to the next. */
export interface IntentVariable {
  readonly entryId: string
  /** ISO instant. */
  readonly at: string
  readonly personId: string
  /** The program that asked for the person; null when the person asked. */
  readonly agentId: string | null
  /** Keyed digest of the conversation that the agent's token named. */
  readonly conversation: string | null
  /** Whose assignment the person fills as a deputy; null for their own. */
  readonly deputyFor: string | null
  readonly organisationId: string
  readonly unit: string | null
  readonly caseNumber: string | null
  readonly tokenId: string
  /** Keyed pseudonyms of the subjects as submitted: an absent child costs the same entry as one that exists. */
  readonly subjects: readonly string[]
  readonly subjectKind: SubjectKind
  readonly count: number
  /** Coordinates used otherwise than selected (`filter`, `sort`, `input`), also where only a variable shows the use. */
  readonly uses: readonly FieldUseEntry[]
}

/** Durable before anything is released: who asks what, about whom, and by which policy. */
export interface IntentBody extends IntentConstant, IntentVariable {}

export const CELL_STATES = ['VALUE', 'NULL', 'MASKED', 'WITHHELD', 'UNAVAILABLE', 'STALE', 'UNDETERMINED'] as const
export type CellState = (typeof CELL_STATES)[number]
export type CellCounts = Readonly<Record<CellState, number>>

export const NO_CELLS: CellCounts = {
  VALUE: 0,
  NULL: 0,
  MASKED: 0,
  WITHHELD: 0,
  UNAVAILABLE: 0,
  STALE: 0,
  UNDETERMINED: 0,
}

export interface AnswerEntry {
  readonly answerId: string
  readonly subject: string
  readonly status: string
}

/** How the operation of an intent came out. */
export interface OutcomeBody {
  readonly intentId: string
  readonly at: string
  readonly status: 'RELEASED' | 'REFUSED' | 'ABORTED'
  /** Why a relation refused, or held of nobody, in the gateway's own words; the caller learns only that it did. */
  readonly detail?: string
  readonly cells: CellCounts
  readonly answers?: readonly AnswerEntry[]
  /** Pseudonyms of the subjects that the submitted identifiers resolved to. */
  readonly resolved: readonly string[]
}

/** An operation refused before any read; it needs no outcome. */
export interface RefusalBody extends IntentBody {
  readonly code: string
  readonly detail: string
}

/** One run of a job against one source, under the system role and policies that the job has. */
export interface JobBody {
  readonly entryId: string
  readonly at: string
  readonly job: string
  readonly role: string
  readonly source: string
  readonly policyIds: readonly string[]
  readonly policyVersion: string
  readonly fields: readonly FieldTreatment[]
  readonly status: 'STARTED' | 'FINISHED' | 'FAILED'
  readonly count: number
}

/** Acts of governance that are no reading of data: each changes who may read what, or says that somebody must look. */
export const ACTS = [
  'POLICY_ACTIVATED',
  'POLICY_REFUSED',
  'EMERGENCY_OPENED',
  'EMERGENCY_RENEWED',
  'EMERGENCY_CLOSED',
  'EMERGENCY_REVIEWED',
  'EMERGENCY_SUSPENDED',
  'CALLER_LOCKED',
  'CALLER_UNLOCKED',
  'DEPUTY_APPOINTED',
  'DEPUTY_ACCEPTED',
  'DEPUTY_ENDED',
  'OPERATION_REGISTERED',
  'OPERATION_ENDED',
  'LINK_REVIEW_TAKEN',
  'LINK_DECIDED',
  'LINK_UNDONE',
  'KEY_ROTATED',
  'KEY_RETIRED',
  'CHILD_REFS_RENEWED',
  'CHILD_REFS_TRADED',
  'DEAD_LETTER_DISCARDED',
  'CORRECTION_REQUESTED',
  'CORRECTION_ANSWERED',
  'TRANSFER_REQUESTED',
  'TRANSFER_ANSWERED',
  'TRANSFER_ENDED',
  'REPORT_FILED',
  'REPORT_OPENED',
  'REPORT_ACKNOWLEDGED',
  'REPORT_OVERDUE',
  'REPORTER_OPENED',
  'VISIT_RECORDED',
  'ASSESSMENT_RECORDED',
  'ASSESSMENT_COUNTERSIGNED',
  'ASSESSMENT_RETURNED',
  'SUBSIDY_CHOICE_RECORDED',
  'BATCH_APPROVED',
  'BATCH_ENDED',
  'CONSENT_GIVEN',
  'CONSENT_WITHDRAWN',
  'ROLL_SENT',
  'ROLL_LOOKED_UP',
  'ROLL_FETCHED',
  'ROLL_CANCELLED',
  'ENCOUNTERS_OPENED',
  'ENCOUNTERS_CLOSED',
  'RESETTLED',
  'TASKS_WEIGHED',
  'TASK_DECIDED',
  'STREAM_ENDED',
] as const
export type Act = (typeof ACTS)[number]

export type Fact = string | number | boolean | null | readonly string[]

/** One act: who did it, to whom, and the facts of it by name; no data value and no identifier among them. */
export interface ActBody {
  readonly entryId: string
  /** ISO instant. */
  readonly at: string
  readonly act: Act
  /** Null where the gateway itself acts. */
  readonly personId: string | null
  readonly organisationId: string | null
  /** Keyed pseudonyms. */
  readonly subjects: readonly string[]
  readonly policyVersion: string | null
  readonly facts: Readonly<Record<string, Fact>>
}

/** The pseudonym of a subject under the journal's own key: it joins with no other room's pseudonyms. */
export function subjectPseudonym(key: KeyObject, text: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('base64url')
}
