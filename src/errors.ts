// The one error the gateway raises on purpose, and the closed list of codes a caller can meet.
// Every room may throw it; only reply/errors turns a code into words and an HTTP status.

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

/** What is wrong with the caller's own words, told beside the code: nothing that is stored decides it. */
export type Hint =
  | 'TEXT_LENGTH'
  | 'TEXT_NUMBER'
  | 'DAY_TO_COME'
  | 'NOT_A_DAY'
  | 'MOMENT_NOT_UTC'
  | 'CELLS_HAVE_NO_PAST'
  | 'UNKNOWN_FIELD'
  | 'SUBJECT_OR_REF'
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
  | 'CASE_NUMBER'
  | 'BATCH_BOUNDS'

/** How many characters a text may have. */
export interface TextBounds {
  readonly least: number
  readonly most: number
}

interface Told {
  readonly cause?: unknown
  readonly hint?: Hint | undefined
  readonly bounds?: TextBounds
}

/**
 * A refusal or a failure that the caller may be told of by its code alone, and by a hint where the fault is in what they wrote.
 * `detail` is for the log and the journal and never leaves the process; neither may ever hold a data value.
 */
export class GatewayError extends Error {
  readonly code: ErrorCode
  readonly detail: string
  readonly hint: Hint | null
  /** With TEXT_LENGTH alone. */
  readonly bounds: TextBounds | null

  constructor(code: ErrorCode, detail: string, options?: Told) {
    super(`${code}: ${detail}`, options)
    this.name = 'GatewayError'
    this.code = code
    this.detail = detail
    this.hint = options?.hint ?? null
    this.bounds = options?.bounds ?? null
  }
}

/** Throws when something that cannot be is. A failed invariant is a defect of ours, never a caller's mistake. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${message}`)
}
