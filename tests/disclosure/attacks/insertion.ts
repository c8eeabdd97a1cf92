// Before and after one insertion: has this child come? Within a period the tables do not move. At the next one others have come and gone
// too, and the attacker sums up how the target's own cells moved in every table that may be had again.
import { MemoryLedger } from '../../../src/disclosure/ledger.ts'
import { VARIANCE } from '../../../src/disclosure/perturbation-table.ts'
import { asking, codeOf, type Ground, plainCount, shuffle, snapshotOf } from './ground.ts'
import { guessed, type Outcome } from './guesses.ts'

/** Of the children, those who come and those who go from one period to the next. */
const TURNOVER = 0.03

/** Live and exact: the target's street before and after. */
export function plain({ children, targets }: Ground): Outcome {
  return guessed(
    targets.map(({ child, isYes }) => {
      const inStreet = (other: number): boolean =>
        codeOf(children, 'street', other) === codeOf(children, 'street', child)
      const before = plainCount(children, (other) => other !== child && inStreet(other)) ?? 0
      const after = plainCount(children, (other) => (isYes || other !== child) && inStreet(other)) ?? 0
      return { score: after - before, isYes }
    }),
  )
}

const GROUPS = [['street'], ['street', 'sex'], ['street', 'origin'], ['county', 'age'], ['street', 'age']]
/** What a table says of a cell that is held back. */
const HELD_BACK = 12

export function ours(ground: Ground): Outcome {
  const { children, random, targets } = ground
  const people = shuffle([...children.keys.keys()], random)
  const turnover = Math.round(TURNOVER * people.length)
  const part = (at: number): number[] => people.slice(at * turnover, (at + 1) * turnover)
  // Those who come, those who go, and as many who are never there: asked about are the first and the last.
  const [came, gone, never] = [part(0), part(1), part(2)]
  const absent = (...groups: number[][]) => {
    const all = new Set(groups.flat())
    return (child: number): boolean => !all.has(child)
  }
  const ledger = new MemoryLedger()
  const before = asking(snapshotOf(ground, 1, absent(came, never)), ground, ledger)
  const after = asking(snapshotOf(ground, 2, absent(gone, never)), ground, ledger)
  const tables = GROUPS.map((groups) => before({ measure: 'COUNT', groups }))
  const again = GROUPS.map((groups) => after({ measure: 'COUNT', groups }))
  const scoreOf = (child: number): number =>
    tables.reduce((sum, table, at) => {
      const [then, now] = [table?.at(child), again[at]?.at(child)]
      if (then === undefined || now === undefined) return sum
      const variance = 2 * VARIANCE + 2 * TURNOVER * (then ?? HELD_BACK)
      return sum + ((now ?? HELD_BACK) - (then ?? HELD_BACK)) / variance
    }, 0)
  const asked = [...came.slice(0, targets.length / 2), ...never.slice(0, targets.length / 2)]
  const yes = new Set(came)
  return guessed(asked.map((child) => ({ score: scoreOf(child), isYes: yes.has(child) })))
}
