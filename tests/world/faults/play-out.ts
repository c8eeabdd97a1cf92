// A job beside faulty lines, played out without a moment passing on the machine's clock: the job's own clock is moved to whoever waits
// by it, and a deadline passes when a question hangs on a line.
import type { FixedClock } from '../../../src/clock.ts'
import { heldDeadlines } from './deadlines.ts'
import type { FaultyLine } from './fault.ts'
import { turn } from './faulty-town.ts'

/** Nothing else waits for so long; see `heldDeadlines`. */
export const JOB_DEADLINE_MS = 59_001

export interface Played {
  readonly clock: FixedClock
  readonly lines?: readonly FaultyLine[]
  /** Told at each turn. */
  readonly onTurn?: () => void
}

/** The bounds of the sources must have JOB_DEADLINE_MS for a deadline where a line hangs. */
export async function playOut<Result>(
  { clock, lines = [], onTurn }: Played,
  work: () => Promise<Result>,
): Promise<Result> {
  const deadlines = heldDeadlines()
  let isOver = false
  const working = work().finally(() => {
    isOver = true
    deadlines.restore()
  })
  // Its failure is the caller's.
  working.catch(() => undefined)
  let held = 0
  while (!isOver) {
    await turn()
    onTurn?.()
    const before = held
    held = lines.reduce((sum, line) => sum + line.held(), 0)
    if (held > before) deadlines.pass(JOB_DEADLINE_MS)
    const next = clock.nextWaited()
    if (next) clock.moveTo(next)
  }
  return working
}
