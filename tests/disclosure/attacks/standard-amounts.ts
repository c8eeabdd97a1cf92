// Sums of standard amounts: what is paid by rule is the same for nearly all, so that what a sum leaves over shows who has another amount, and
// how far it was moved shows the largest one.
import type { Ground } from './ground.ts'
import type { Outcome } from './guesses.ts'
import { type Kinds, type Known, knowingOthers } from './known-others.ts'

const COLUMN = 'waitedDays'
const STANDARD = 30
const KINDS: Kinds = {
  others: { codes: {}, value: STANDARD },
  yes: { codes: {}, value: 101 },
  no: { codes: {}, value: STANDARD },
}
/** More than a sum can be off. */
const FAR = 10_000

/** What is over the standard, and above all whether anything is left over. */
function scoreOf(sum: number, { others }: Known): number {
  return sum - (others + 1) * STANDARD + (sum % STANDARD === 0 ? 0 : FAR)
}

/** An exact sum over the county, from ten children on. */
export function plain(ground: Ground): Outcome {
  return knowingOthers(ground, KINDS, (known) => {
    const values = known.snapshot.values[COLUMN] ?? []
    let sum = 0
    const children = known.count((child) => {
      sum += values[child] ?? 0
      return true
    })
    return children === null ? 0 : scoreOf(sum, known)
  })
}

export function ours(ground: Ground): Outcome {
  return knowingOthers(ground, KINDS, (known) => {
    const sum = known.ask({ measure: 'SUM', column: COLUMN, groups: ['county'] })?.at(0)
    return scoreOf(sum ?? 0, known)
  })
}
