// Small cells: a total less its other parts leaves what was held back. Is there a child of a rare kind of this sex in the street, or none?
import { codeOf, type Ground, openAsk, plainCount, SECRET } from './ground.ts'
import { guessed, type Outcome, type Scored } from './guesses.ts'

const RARE = 2

export function plain(ground: Ground): Outcome {
  const { children } = ground
  return overGroups(ground, (members) => {
    const inGroup = new Set(members)
    const all = plainCount(children, (child) => inGroup.has(child))
    const others = plainCount(
      children,
      (child) => inGroup.has(child) && codeOf(children, SECRET.dimension, child) !== RARE,
    )
    return all === null || others === null ? 0.5 : all - others
  })
}

const SMALL_MEAN = 5

export function ours(ground: Ground): Outcome {
  const ask = openAsk(ground)
  const whole = ask({ measure: 'COUNT', groups: ['street', 'sex'] })
  const others = [0, 1, 3, 4].map((code) =>
    ask({ measure: 'COUNT', groups: ['street', 'sex'], filter: { dimension: 'aid', code } }),
  )
  return overGroups(ground, ([member = 0]) => {
    const parts = others.map((table) => table?.at(member) ?? SMALL_MEAN)
    return (whole?.at(member) ?? 2 * SMALL_MEAN) - parts.reduce((sum, part) => sum + part, 0)
  })
}

function overGroups({ children, targets }: Ground, scoreOf: (members: readonly number[]) => number): Outcome {
  const groups = Map.groupBy(
    children.keys.keys(),
    (child) => `${codeOf(children, 'street', child)} ${codeOf(children, 'sex', child)}`,
  )
  const isSomebody = (members: readonly number[]): boolean =>
    members.some((child) => codeOf(children, SECRET.dimension, child) === RARE)
  const sorted = [...groups.values()]
  const somebody = sorted.filter(isSomebody).slice(0, targets.length / 2)
  const nobody = sorted.filter((members) => !isSomebody(members)).slice(0, somebody.length)
  const scored = [...somebody, ...nobody].map(
    (members): Scored => ({ score: scoreOf(members), isYes: isSomebody(members) }),
  )
  return guessed(scored)
}
