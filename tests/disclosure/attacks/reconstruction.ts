// Linear reconstruction from all that may be asked: for each child the likely secret, by least squares over every answer.
import { CITY_MENU } from '../../../src/city/statistics-city.ts'
import type { Microtable } from '../../../src/disclosure/aggregate.ts'
import { VARIANCE } from '../../../src/disclosure/perturbation-table.ts'
import type { ReleasedTable } from '../../../src/disclosure/release.ts'
import { cellName, type Query } from '../../../src/disclosure/table-form.ts'
import {
  type Ask,
  codeOf,
  type Ground,
  hasSecret,
  openAsk,
  plainCount,
  SECRET,
  shuffle,
  stratumOf,
  type Target,
} from './ground.ts'
import { guessed, type Outcome } from './guesses.ts'
import { type Answers, leastSquares } from './least-squares.ts'

const MOST_STREETS = 3

/** Random subsets of a street, exact: twice as many as it has children. */
export function plain(ground: Ground): Outcome {
  const { children, random, targets } = ground
  const streets = Map.groupBy(children.keys.keys(), (child) => codeOf(children, 'street', child))
  const largest = [...streets.values()].sort((a, b) => b.length - a.length).slice(0, MOST_STREETS)
  const scored = largest.flatMap((members) => {
    const answers = Array.from({ length: Math.min(ground.queries, 2 * members.length) }, (): Answers => {
      const subset = new Set(members.filter(() => random() < 0.5))
      const sum = plainCount(children, (child) => subset.has(child) && hasSecret(children, child))
      const cellOf = Int32Array.from(members, (child) => (sum !== null && subset.has(child) ? 0 : -1))
      return { cellOf, sums: Float64Array.of(sum ?? 0), variances: Float64Array.of(0.01) }
    })
    const bits = leastSquares(members.length, answers, 0.15)
    const own = members.map((child, at) => ({ score: bits[at] as number, isYes: hasSecret(children, child) }))
    const yes = own.filter(({ isYes }) => isYes)
    return [...yes, ...own.filter(({ isYes }) => !isYes).slice(0, yes.length)]
  })
  return guessed(scored.slice(0, 4 * targets.length))
}

export function ours(ground: Ground): Outcome {
  return guessed(scoresOf(ground, [...answersOf(ground.children, merged(tablesFor(ground, openAsk(ground), 'A')))]))
}

/** What this analyst gets to read about the secret with so many queries, those first that cut finest. */
export function tablesFor(ground: Ground, ask: Ask, analyst: string): ReleasedTable[] {
  const asked = [...finestQueries(), ...shuffle(allQueries(), ground.random)].slice(0, ground.queries)
  return asked.flatMap((query) => ask(query, analyst)?.table ?? [])
}

/** Slices of one partition put together; a cell that was read twice says nothing new the second time. */
export function merged(tables: readonly ReleasedTable[]): ReleasedTable[] {
  return [...Map.groupBy(tables, ({ form }) => form.name).values()].flatMap(([first, ...others]) => {
    if (!first) return []
    const cells = [first, ...others].flatMap((table) => table.cells)
    return [{ ...first, cells: [...new Map(cells.map((cell) => [cell.codes.join(), cell])).values()] }]
  })
}

const PUBLIC = CITY_MENU.dimensions.filter(({ isSensitive }) => !isSensitive).map(({ name }) => name)

function finestQueries(): Query[] {
  return ['sex', 'origin'].map((other) => ({ measure: 'COUNT', groups: ['street', other], filter: SECRET }))
}

/** All of the menu that says something of the secret. */
function allQueries(): Query[] {
  const pairs = PUBLIC.flatMap((one, at) => [[one], ...PUBLIC.slice(at + 1).map((other) => [one, other])])
  const filtered = pairs.map((groups): Query => ({ measure: 'COUNT', groups, filter: SECRET }))
  const filters = CITY_MENU.dimensions
    .filter(({ name }) => name !== SECRET.dimension)
    .flatMap(({ name, codes }) => Array.from({ length: codes }, (_, code) => ({ dimension: name, code })))
  const grouped = PUBLIC.flatMap((one) =>
    filters.map((filter): Query => ({ measure: 'COUNT', groups: [one, SECRET.dimension], filter })),
  )
  return [...filtered, ...grouped]
}

// Where a count was held back it is small, mostly.
const SMALL = { mean: 9, variance: 50 }
const ROUNDING_VARIANCE = 2

/** Tables as sums over children of whom all is known but the secret. A sensitive dimension beside the secret one is not known. */
export function* answersOf(children: Microtable, tables: readonly ReleasedTable[]): Generator<Answers> {
  for (const { form, cells } of tables) {
    if (form.dimensions.some(({ name, isSensitive }) => isSensitive && name !== SECRET.dimension)) continue
    const isExact = form.name === 'COUNT||aid|county'
    const positions = new Map(cells.map(({ codes }, at) => [cellName(form.dimensions, codes), at]))
    const cellOf = Int32Array.from(children.keys.keys(), (child) => {
      const codes = form.dimensions.map(({ name }) =>
        name === SECRET.dimension ? SECRET.code : codeOf(children, name, child),
      )
      return positions.get(cellName(form.dimensions, codes)) ?? -1
    })
    yield {
      cellOf,
      sums: Float64Array.from(cells, ({ value }) => value ?? SMALL.mean),
      variances: Float64Array.from(cells, ({ value }) =>
        value === null ? SMALL.variance : isExact ? 0.1 : VARIANCE + ROUNDING_VARIANCE,
      ),
    }
  }
}

/** How much likelier than others alike each target is to hold the secret. */
export function scoresOf(
  { children, targets }: Ground,
  answers: readonly Answers[],
): (Target & { readonly score: number })[] {
  const secret = [...children.keys.keys()].filter((child) => hasSecret(children, child)).length
  const bits = leastSquares(children.keys.length, answers, secret / children.keys.length)
  const sums = new Map<string, { sum: number; n: number }>()
  for (const [child, bit] of bits.entries()) {
    const stratum = sums.get(stratumOf(children, child)) ?? { sum: 0, n: 0 }
    sums.set(stratumOf(children, child), { sum: stratum.sum + bit, n: stratum.n + 1 })
  }
  return targets.map((target) => {
    const { sum = 0, n = 1 } = sums.get(stratumOf(children, target.child)) ?? {}
    return { ...target, score: (bits[target.child] as number) - sum / n }
  })
}
