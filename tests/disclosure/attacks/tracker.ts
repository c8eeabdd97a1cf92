// The general tracker (Denning and Schwartz 1979): the count of one child, which is refused, padded twice with half of the city.

import { restOf } from './differencing.ts'
import { codeOf, type Ground, hasSecret, openAsk, plainCount, SECRET } from './ground.ts'
import { guessed, type Outcome } from './guesses.ts'

export function plain({ children, targets }: Ground): Outcome {
  const isTracker = (child: number): boolean => codeOf(children, 'sex', child) === 0
  const all = children.keys.length
  return guessed(
    targets.map(({ child, isYes }) => {
      const isTold = (other: number): boolean => other === child && hasSecret(children, other)
      const padded = plainCount(children, (other) => isTold(other) || isTracker(other)) ?? Number.NaN
      const beside = plainCount(children, (other) => isTold(other) || !isTracker(other)) ?? Number.NaN
      return { score: padded + beside - all, isYes }
    }),
  )
}

/** Without "or" the padding is a whole sex of the city, and all other streets are taken away from it. */
export function ours(ground: Ground): Outcome {
  const ask = openAsk(ground)
  const whole = ask({ measure: 'COUNT', groups: ['sex'], filter: SECRET })
  const parts = ask({ measure: 'COUNT', groups: ['street', 'sex'], filter: SECRET })
  return guessed(
    ground.targets.map(({ child, isYes }) => ({ score: restOf(ground, child, { whole, parts, by: 'street' }), isYes })),
  )
}
