// The one error the gateway raises on purpose, and the closed list of codes a caller can meet.
// Every room may throw it; only reply/errors turns a code into words and an HTTP status.

import type { Day } from './clock.ts'

export const ERROR_CODES = [
  'UNAUTHENTICATED',
  'PURPOSE_REQUIRED',
  'CASE_REQUIRED',
  'REFUSED',
  'BAD_INPUT',
  'TOO_COSTLY',
  'TOO_MANY',
  'SOURCE_UNAVAILABLE',
  'JOURNAL_UNAVAILABLE',
  'REPORT_NOT_KEPT',
  'UNAVAILABLE',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

/**
 * What is wrong with the caller's own words, told beside the code. The words, the schema that is open to the caller and the day decide it,
 * or what this caller did before: nothing that is stored of a child.
 */
export type Hint =
  | 'NOT_IN_YOUR_SCHEMA'
  | 'NOT_HTTP'
  | 'HEADERS'
  | 'MEDIA_TYPE'
  | 'PATH_OR_METHOD'
  | 'BODY_NOT_JSON'
  | 'BODY_MEMBERS'
  | 'DOCUMENT_ID'
  | 'DOCUMENT_SYNTAX'
  | 'DOCUMENT_FORM'
  | 'ONE_OPERATION'
  | 'VARIABLE_FORM'
  | 'STREAM'
  | 'CASE_NUMBER'
  | 'NOT_AN_ID'
  | 'NOT_A_CHILD_REF'
  | 'CURSOR'
  | 'FIRST'
  | 'ONE_SORT_KEY'
  | 'KEY_REUSED'
  | 'NOT_A_DAY'
  | 'MOMENT_NOT_UTC'
  | 'DAY_TO_COME'
  | 'DAY_OUTSIDE'
  | 'DAYS_BACKWARDS'
  | 'TOO_MANY_DAYS'
  | 'ROLL_NOT_DONE'
  | 'CELLS_HAVE_NO_PAST'
  | 'TEXT_LENGTH'
  | 'TEXT_NUMBER'
  | 'ONE_NUMBER'
  | 'FULL_NAME'
  | 'NUMBER_FORM'
  | 'DIVISION_FORM'
  | 'UNKNOWN_FIELD'
  | 'UNKNOWN_DEPARTMENT'
  | 'UNKNOWN_KIND'
  | 'SUBJECT_OR_REF'
  | 'PRINCIPAL_AND_ROLE'
  | 'NOTHING_FOUND'
  | 'AWAY_AND_SINCE'
  | 'REASON_IF_RETURNED'
  | 'REASON_OF_DECISION'
  | 'ALREADY_DECIDED'
  | 'NOT_ON_MENU'
  | 'TOO_MANY_GROUPS'
  | 'TOO_MANY_CELLS'
  | 'PERIOD_OVER'
  | 'NO_SUCH_TABLE'
  | 'TABLES_DIFFER'
  | 'ANALYST_BUDGET'
  | 'POOLED_BUDGET'
  | 'SENSITIVE_BUDGET'
  | 'SERIES_BUDGET'
  | 'BATCH_SIZE'

/** The least and the most of what was asked for: of characters or rows a number, else a day. */
export interface Bounds<Value extends number | Day = number | Day> {
  readonly least: Value
  readonly most: Value
}

/** Where in the caller's own request the fault is. */
export type Place =
  | { readonly line: number; readonly column: number }
  /** The variable, and the way into its value in fields of the schema that is open to the caller and places in lists. */
  | { readonly variable: readonly (string | number)[] }

interface Told {
  readonly cause?: unknown
  readonly hint?: Hint | undefined
  readonly bounds?: Bounds | undefined
  readonly place?: Place | undefined
}

/** Whoever is told that their request is wrong is told what to mend: without a hint it does not compile. */
export type Said =
  | [code: 'BAD_INPUT', detail: string, told: Told & { readonly hint: Hint }]
  | [code: Exclude<ErrorCode, 'BAD_INPUT'>, detail: string, told?: Told | undefined]

/**
 * A refusal or a failure that the caller may be told of by its code alone, and by a hint where the fault is in what they wrote.
 * `detail` is for the log and the journal and never leaves the process; neither may ever hold a data value.
 */
export class GatewayError extends Error {
  /** What it was made of, for one that takes its place. */
  readonly said: Said
  readonly code: ErrorCode
  readonly detail: string
  readonly hint: Hint | null
  readonly bounds: Bounds | null
  readonly place: Place | null

  constructor(...said: Said) {
    const [code, detail, told] = said
    super(`${code}: ${detail}`, told)
    this.name = 'GatewayError'
    this.said = said
    this.code = code
    this.detail = detail
    this.hint = told?.hint ?? null
    this.bounds = told?.bounds ?? null
    this.place = told?.place ?? null
  }
}

/** Throws when something that cannot be is. A failed invariant is a defect of ours, never a caller's mistake. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${message}`)
}
