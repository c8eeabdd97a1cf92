// How an attack did: yes-or-no guesses about targets of whom half are yes, so that who guesses blindly is right half of the time.

export interface Outcome {
  readonly right: number
  readonly guesses: number
}

/** What an attack makes of a target: the higher, the likelier yes. */
export interface Scored {
  readonly score: number
  readonly isYes: boolean
}

/** The attacker knows that half are yes, and says yes to the upper half. Whom no score tells apart are guessed half right. */
export function guessed(targets: readonly Scored[]): Outcome {
  const scores = targets.map(({ score }) => score).sort((a, b) => a - b)
  const middle = ((scores[Math.floor((scores.length - 1) / 2)] ?? 0) + (scores[Math.floor(scores.length / 2)] ?? 0)) / 2
  const rightOf = ({ score, isYes }: Scored): number => (score === middle ? 0.5 : Number(score > middle === isYes))
  return { right: targets.reduce((sum, target) => sum + rightOf(target), 0), guesses: targets.length }
}

export function together(outcomes: readonly Outcome[]): Outcome {
  const sum = (of: (outcome: Outcome) => number): number => outcomes.reduce((total, each) => total + of(each), 0)
  return { right: sum(({ right }) => right), guesses: sum(({ guesses }) => guesses) }
}

/** Points above blind guessing. */
export function gainOf({ right, guesses }: Outcome): number {
  return 100 * (right / guesses - 0.5)
}

/** Of a blind guesser, in points. */
export function standardError({ guesses }: Outcome): number {
  return 50 / Math.sqrt(guesses)
}

/** What an attack may gain, in points, beside two standard errors. */
export const MOST_GAIN = 5
/** What it must gain against a plain threshold to be known to bite. */
export const BITE = 10
