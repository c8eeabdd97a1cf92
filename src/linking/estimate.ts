// Estimates the chances m and u of every level from counted patterns alone, without knowing which pairs are one child: the
// expectation-maximisation of a mixture of two classes with independent fields (Dempster, Laird and Rubin 1977; Winkler 1988).
import { type Agreement, type ComparedField, FIELDS, LEVELS } from './agreement.ts'
import { chancesAt, type FieldChances, type LevelChances } from './parameters.ts'

export interface CountedPattern {
  readonly agreement: Agreement
  readonly count: number
}

export interface Estimate {
  readonly chances: FieldChances
  /** Share of the pairs that are one child. */
  readonly share: number
  readonly rounds: number
}

const MOST_ROUNDS = 500
const STILL = 1e-9
// No chance is ever none: a level not yet seen must not decide by an infinite weight.
const LEAST_CHANCE = 1e-7

/** `start` is where the search begins: it must lean the right way, or the two classes come out swapped. */
export function estimateChances(
  patterns: readonly CountedPattern[],
  start: { readonly chances: FieldChances; readonly share: number },
): Estimate {
  let { chances, share } = start
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const shares = patterns.map((pattern) => ({ ...pattern, same: chanceOfSame(pattern.agreement, chances, share) }))
    const total = shares.reduce((sum, { count }) => sum + count, 0)
    const same = shares.reduce((sum, { count, same: chance }) => sum + count * chance, 0)
    chances = maximised(shares)
    const moved = Math.abs(same / total - share)
    share = same / total
    if (moved < STILL) return { chances, share, rounds: round }
  }
  return { chances, share, rounds: MOST_ROUNDS }
}

function chanceOfSame(agreement: Agreement, chances: FieldChances, share: number): number {
  let [one, two] = [share, 1 - share]
  for (const field of FIELDS) {
    const found = chancesAt(chances, field, agreement[field])
    if (found === undefined) continue
    one *= found.m
    two *= found.u
  }
  return one / (one + two)
}

interface SharedPattern extends CountedPattern {
  readonly same: number
}

function maximised(patterns: readonly SharedPattern[]): FieldChances {
  return Object.fromEntries(FIELDS.map((field) => [field, levelsOf(field, patterns)])) as FieldChances
}

function levelsOf(field: ComparedField, patterns: readonly SharedPattern[]): Readonly<Record<string, LevelChances>> {
  const seen = patterns.filter(({ agreement }) => agreement[field] !== 'MISSING')
  const levels = LEVELS[field].filter((level) => level !== 'MISSING')
  const sums = levels.map((level) => {
    const own = seen.filter(({ agreement }) => agreement[field] === level)
    return {
      level,
      m: Math.max(
        LEAST_CHANCE,
        sumOf(own, ({ count, same }) => count * same),
      ),
      u: Math.max(
        LEAST_CHANCE,
        sumOf(own, ({ count, same }) => count * (1 - same)),
      ),
    }
  })
  const [allM, allU] = [sumOf(sums, ({ m }) => m), sumOf(sums, ({ u }) => u)]
  return Object.fromEntries(sums.map(({ level, m, u }) => [level, { m: m / allM, u: u / allU }]))
}

function sumOf<Each>(list: readonly Each[], of: (each: Each) => number): number {
  return list.reduce((sum, each) => sum + of(each), 0)
}
