// Sums that differ in one child: how long has this family waited, longer than most or not?

import { restOf } from './differencing.ts'
import { codeOf, type Ground, openAsk, type Target } from './ground.ts'
import { guessed, type Outcome } from './guesses.ts'

const COLUMN = 'waitedDays'

/** Exact sums over any set of ten children or more. */
export function plain(ground: Ground): Outcome {
  const { children } = ground
  const streets = Map.groupBy(children.keys.keys(), (child) => codeOf(children, 'street', child))
  const sumOf = (members: readonly number[]): number =>
    members.length < 10 ? 0 : members.reduce((sum, child) => sum + waited(ground, child), 0)
  return guessed(
    longOrShort(ground).map(({ child, isYes }) => {
      const street = streets.get(codeOf(children, 'street', child)) ?? []
      return { score: sumOf(street) - sumOf(street.filter((other) => other !== child)), isYes }
    }),
  )
}

export function ours(ground: Ground): Outcome {
  const ask = openAsk(ground)
  const [whole, parts] = [['street'], ['street', 'age']].map((groups) =>
    ask({ measure: 'SUM', column: COLUMN, groups }),
  )
  const targets = longOrShort(ground)
  return guessed(
    targets.map(({ child, isYes }) => ({
      score: restOf(ground, child, { whole, parts, by: 'age' }),
      isYes,
    })),
  )
}

function waited({ children }: Ground, child: number): number {
  return children.values[COLUMN]?.[child] as number
}

/** As many who waited longer than most as who did not. */
function longOrShort(ground: Ground): Target[] {
  const sorted = ground.targets.map(({ child }) => child).sort((a, b) => waited(ground, a) - waited(ground, b))
  return sorted.map((child, at) => ({ child, isYes: at >= sorted.length / 2 }))
}
