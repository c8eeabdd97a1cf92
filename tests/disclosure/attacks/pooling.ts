// Two analysts, two nested divisions and two snapshots put together. One asks about streets, the other about counties, each as often as
// allowed, in two periods; then all answers are fitted at once.
import { asking, codeOf, type Ground, hasSecret, officialLedger, plainCount, snapshotOf } from './ground.ts'
import { guessed, type Outcome } from './guesses.ts'
import { answersOf, merged, scoresOf, tablesFor } from './reconstruction.ts'

/** A plain threshold that counts each analyst's queries by themselves sees nothing: one asks of the county, the other of all but one. */
export function plain({ children, targets }: Ground): Outcome {
  return guessed(
    targets.map(({ child, isYes }) => {
      const isMeant = (other: number): boolean =>
        hasSecret(children, other) && codeOf(children, 'county', other) === codeOf(children, 'county', child)
      const first = plainCount(children, isMeant) ?? 0
      const second = plainCount(children, (other) => other !== child && isMeant(other)) ?? 0
      return { score: first - second, isYes }
    }),
  )
}

export function ours(ground: Ground): Outcome {
  const { children } = ground
  const ledger = officialLedger(ground)
  const next = snapshotOf(ground, children.period + 1, () => true)
  const answers = [children, next].flatMap((snapshot) => {
    const ask = asking(snapshot, ground, ledger)
    const tables = ['A', 'B'].flatMap((analyst) => tablesFor(ground, ask, analyst))
    return [...answersOf(children, merged(tables))]
  })
  return guessed(scoresOf(ground, answers))
}
