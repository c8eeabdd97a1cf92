// What is left of a decision for one child of whom it is known which conditions hold, in the words of a diff's treatments.
import type { Decision } from '../policy/decision.ts'
import type { Condition, RowRule } from '../policy/policy.ts'

/** For one child: `refuse`, `reveal`, `mask:name`, `withheld` or `looks-absent`. A condition that is not named holds. */
export function treatmentFor(decision: Decision, holds: Holding): string {
  if (decision.effect === 'refuse') return 'refuse'
  const failing = (decision.rows ?? []).filter(({ where }) => holds[where] === false)
  if (failing.length > 0) return strictest(failing)
  return decision.effect === 'mask' ? `mask:${decision.mask}` : 'reveal'
}

/** Which conditions hold of a child. */
export type Holding = Partial<Readonly<Record<Condition, boolean>>>

// If one that fails says that the cell looks absent, it does, whatever the others say.
function strictest(failing: readonly RowRule[]): RowRule['otherwise'] {
  return failing.some(({ otherwise }) => otherwise === 'looks-absent') ? 'looks-absent' : 'withheld'
}

/** The conditions that a decision rests on, each once. */
export function conditionsOf(decision: Decision): Condition[] {
  return decision.effect === 'refuse' ? [] : [...new Set((decision.rows ?? []).map(({ where }) => where))]
}
