// Which way a change goes: does somebody come to know more by it, or less? Where that cannot be told, it counts as more:
// a gate that lets a gain pass for a change would be no gate.
import type { Decision } from '../policy/decision.ts'
import type { TermChange } from '../policy/diff.ts'
import type { RowRule } from '../policy/policy.ts'

/** `unclear`: neither is a part of the other; a gain for whoever must look at it. */
export type Direction = 'gain' | 'loss' | 'unclear'

/** Of a cell whose treatment is another. */
export function directionOf(before: Decision, after: Decision): Direction {
  if (before.effect === 'refuse') return 'gain'
  if (after.effect === 'refuse') return 'loss'
  return together([effectDirection(before, after), rowsDirection(rowsOf(before), rowsOf(after))])
}

type Step = Direction | 'same'

function effectDirection(before: Decision, after: Decision): Step {
  const [then, now] = [rank(before), rank(after)]
  if (then !== now) return now > then ? 'gain' : 'loss'
  const isOtherMask = before.effect === 'mask' && after.effect === 'mask' && before.mask !== after.mask
  return isOtherMask ? 'unclear' : 'same'
}

function rank({ effect }: Decision): number {
  return { refuse: 0, mask: 1, reveal: 2 }[effect]
}

function rowsOf(decision: Decision): readonly RowRule[] {
  return decision.effect === 'refuse' ? [] : (decision.rows ?? [])
}

// A condition more is a loss. That a cell is withheld tells more than that it looks absent.
function rowsDirection(before: readonly RowRule[], after: readonly RowRule[]): Step {
  const [then, now] = [byCondition(before), byCondition(after)]
  const steps = [...new Set([...then.keys(), ...now.keys()])].map((where): Step => {
    const [was, is] = [then.get(where), now.get(where)]
    if (was === is) return 'same'
    if (is === undefined) return 'gain'
    if (was === undefined) return 'loss'
    return is === 'withheld' ? 'gain' : 'loss'
  })
  return togetherOrSame(steps)
}

function byCondition(rows: readonly RowRule[]): Map<string, RowRule['otherwise']> {
  const strictest = new Map<string, RowRule['otherwise']>()
  for (const { where, otherwise } of rows) {
    if (strictest.get(where) !== 'looks-absent') strictest.set(where, otherwise)
  }
  return strictest
}

function togetherOrSame(steps: readonly Step[]): Step {
  const moved = new Set(steps.filter((step) => step !== 'same'))
  if (moved.size === 0) return 'same'
  const [only] = moved
  return moved.size === 1 && only ? only : 'unclear'
}

function together(steps: readonly Step[]): Direction {
  const step = togetherOrSame(steps)
  return step === 'same' ? 'unclear' : step
}

/** Of what a policy says beside its cells. */
export function termDirection({ term, before, after }: TermChange): Direction {
  if (before === null || after === null) return term.startsWith('values.') ? valuesDirection(before, after) : 'unclear'
  if (term.startsWith('limits.')) return Number(after) > Number(before) ? 'gain' : 'loss'
  if (term.startsWith('values.')) return valuesDirection(before, after)
  // A day stands before any later day, and every day before `replaced`.
  if (term === 'until') return after > before ? 'gain' : 'loss'
  return 'unclear'
}

// An enumeration of which nothing is said is open: to say something narrows it.
function valuesDirection(before: string | null, after: string | null): Direction {
  if (before === null) return 'loss'
  if (after === null) return 'gain'
  const [then, now] = [before.split(' '), after.split(' ')]
  if (then.every((value) => now.includes(value))) return 'gain'
  return now.every((value) => then.includes(value)) ? 'loss' : 'unclear'
}
