// Where a process that works on a roll is killed.

/** Points of a chunk's work, in their order. At those of the text of a statement the process never sends it. */
export const KILL_POINTS = {
  BEFORE_ROLL_IS_READ: 'related-by-roll',
  BEFORE_INTENT: null,
  INTENT_DURABLE: null,
  BEFORE_RESULTS: 'update roll.roll set answered',
  RESULTS_HALF_WRITTEN: 'insert into roll.answer',
  BEFORE_COMMIT: 'commit',
  BEFORE_END: 'update roll.roll set state',
} as const

export interface KillAt {
  readonly point: keyof typeof KILL_POINTS
  /** The how manieth time that it comes there. */
  readonly time: number
}

/** Of a chunk that was killed here the pupils are asked about once more: it is on record, and its results are not written. */
export const ASKED_AGAIN: ReadonlySet<KillAt['point']> = new Set([
  'INTENT_DURABLE',
  'BEFORE_RESULTS',
  'RESULTS_HALF_WRITTEN',
  'BEFORE_COMMIT',
])
