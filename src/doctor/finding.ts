// What a check says: one line, and what to do about it.

export type Level = 'well' | 'warning' | 'fault'

export interface Finding {
  /** Which check: one word. */
  readonly check: string
  readonly level: Level
  readonly says: string
  /** What to do; null where there is nothing to do. */
  readonly fix: string | null
}

/** Findings of one check under its name. */
export interface Notes {
  well(says: string): Finding
  warning(says: string, fix: string): Finding
  fault(says: string, fix: string): Finding
}

export function notesOf(check: string): Notes {
  return {
    well: (says) => ({ check, level: 'well', says, fix: null }),
    warning: (says, fix) => ({ check, level: 'warning', says, fix }),
    fault: (says, fix) => ({ check, level: 'fault', says, fix }),
  }
}

/** What went wrong, by its kind: a stranger's message may hold an address with a password in it. */
export function kindOf(error: unknown): string {
  const { code, cause, name } = (error ?? {}) as { code?: unknown; cause?: unknown; name?: unknown }
  if (typeof code === 'string') return code
  if (cause !== undefined) return kindOf(cause)
  return typeof name === 'string' && name !== 'Error' ? name : 'failed'
}
