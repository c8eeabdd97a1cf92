// Kleene's three-valued logic. A source that is down, late or contradictory is UNKNOWN, and the three operators are
// monotone: learning more can turn UNKNOWN into an answer, never one answer into the other (domain 0.3).

export type Truth = 'TRUE' | 'FALSE' | 'UNKNOWN'

export function not(a: Truth): Truth {
  if (a === 'UNKNOWN') return 'UNKNOWN'
  return a === 'TRUE' ? 'FALSE' : 'TRUE'
}

/** FALSE when any is FALSE, TRUE when all are TRUE (so of none: TRUE), otherwise UNKNOWN. */
export function and(...operands: readonly Truth[]): Truth {
  if (operands.includes('FALSE')) return 'FALSE'
  return operands.includes('UNKNOWN') ? 'UNKNOWN' : 'TRUE'
}

/** TRUE when any is TRUE, FALSE when all are FALSE (so of none: FALSE), otherwise UNKNOWN. */
export function or(...operands: readonly Truth[]): Truth {
  if (operands.includes('TRUE')) return 'TRUE'
  return operands.includes('UNKNOWN') ? 'UNKNOWN' : 'FALSE'
}

export function truthOf(value: boolean): Truth {
  return value ? 'TRUE' : 'FALSE'
}
