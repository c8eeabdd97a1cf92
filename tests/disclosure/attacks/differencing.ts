// Two sums that differ in one child: all of a street with the secret, and the same without the target.
import { CITY_MENU } from '../../../src/city/statistics-city.ts'
import { dimensionOf } from '../../../src/disclosure/menu.ts'
import { codeOf, type Ground, hasSecret, openAsk, plainCount, type ReadTable, SECRET } from './ground.ts'
import { guessed, type Outcome } from './guesses.ts'

export function plain({ children, targets }: Ground): Outcome {
  return guessed(
    targets.map(({ child, isYes }) => {
      const isMeant = (other: number): boolean =>
        hasSecret(children, other) && codeOf(children, 'street', other) === codeOf(children, 'street', child)
      const all = plainCount(children, isMeant)
      const others = plainCount(children, (other) => other !== child && isMeant(other))
      return { score: all === null || others === null ? 0.5 : all - others, isYes }
    }),
  )
}

/** The menu has no "all but", so what is not the target's own part of the street is taken away. */
export function ours(ground: Ground): Outcome {
  const ask = openAsk(ground)
  const [whole, parts] = [['street'], ['street', 'sex']].map((groups) =>
    ask({ measure: 'COUNT', groups, filter: SECRET }),
  )
  return guessed(
    ground.targets.map(({ child, isYes }) => ({ score: restOf(ground, child, { whole, parts, by: 'sex' }), isYes })),
  )
}

interface Taken {
  readonly whole: ReadTable | null | undefined
  readonly parts: ReadTable | null | undefined
  readonly by: string
}

/** What the whole leaves for the target's own part; what is held back counts as the mean of what small cells hold. */
export function restOf({ children }: Ground, child: number, { whole, parts, by }: Taken): number {
  const codes = dimensionOf(CITY_MENU, by)?.codes ?? 0
  const others = Array.from({ length: codes }, (_, code) => code).filter((code) => code !== codeOf(children, by, child))
  const shownBy = (table: ReadTable | null | undefined, other = {}): number => table?.at(child, other) ?? SMALL_MEAN
  return shownBy(whole) - others.reduce((sum, code) => sum + shownBy(parts, { [by]: code }), 0)
}

const SMALL_MEAN = 5
