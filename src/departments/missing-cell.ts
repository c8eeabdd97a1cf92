// What stands in the tree where a cell is neither a value nor a true null, and why.
import type { TreatedRows } from './reader.ts'

const REASONS = {
  UNAVAILABLE: 'SOURCE_OUT',
  STALE: 'TOO_OLD',
  WITHHELD: 'CONDITION_NOT_MET',
  UNDETERMINED: 'CONTRADICTORY',
} as const

export class MissingCell {
  readonly state: keyof typeof REASONS
  readonly source: string
  readonly reason: (typeof REASONS)[keyof typeof REASONS] | 'SOURCE_CLOSED' | 'SOURCE_BUSY' | 'NOT_CONNECTED'

  constructor(state: MissingCell['state'], source: string, reason: MissingCell['reason'] = REASONS[state]) {
    this.state = state
    this.source = source
    this.reason = reason
  }
}

/** What stands for every cell of a department that gave no fresh answer; null where it gave one. */
export function missingFrom(rows: TreatedRows, source: string): MissingCell | null {
  if (rows.state === 'STALE') return new MissingCell('STALE', source)
  return rows.state === 'UNAVAILABLE' ? new MissingCell('UNAVAILABLE', source, rows.reason) : null
}
