// What stands in the tree where a cell is neither a value nor a true null, and why.
import { UNREADABLE } from './cell-form.ts'
import type { TreatedRow, TreatedRows } from './reader.ts'

const REASONS = {
  UNAVAILABLE: 'SOURCE_OUT',
  STALE: 'TOO_OLD',
  WITHHELD: 'CONDITION_NOT_MET',
  UNDETERMINED: 'CONTRADICTORY',
} as const

export class MissingCell {
  readonly state: keyof typeof REASONS
  readonly source: string
  readonly reason:
    | (typeof REASONS)[keyof typeof REASONS]
    | 'SOURCE_CLOSED'
    | 'SOURCE_BUSY'
    | 'NOT_CONNECTED'
    | 'AMBIGUOUS'
    | 'NOT_IN_FORCE'

  constructor(state: MissingCell['state'], source: string, reason: MissingCell['reason'] = REASONS[state]) {
    this.state = state
    this.source = source
    this.reason = reason
  }
}

/** One child's row as its department gave it, null where it has none, or what stands for each of its cells. */
export function rowFor(rows: TreatedRows, source: string, key: string): TreatedRow | MissingCell | null {
  if (rows.state === 'STALE') return new MissingCell('STALE', source)
  if (rows.state === 'UNAVAILABLE') return new MissingCell('UNAVAILABLE', source, rows.reason)
  const row = rows.rows.get(key)
  return row === UNREADABLE ? new MissingCell('UNAVAILABLE', source) : (row ?? null)
}
