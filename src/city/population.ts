// The shape of the population (domain 7): how many children of which age, and how often each situation occurs.
// 'real' keeps the city's proportions; 'raised' makes the rare groups common enough to test and to show.
import { addDays, addMonths, type Day, daysBetween } from '../clock.ts'
import type { Sex } from './citizen-numbers.ts'
import { permutation, randomsOf } from './random.ts'

export type Weights = 'raised' | 'real'

/** The situation that a child is drawn into first; overlaps are drawn afterwards. */
export type Situation =
  | 'NONE'
  | 'ORPHAN'
  | 'DE_FACTO_UNSUPPORTED'
  | 'DISABLED'
  | 'ECONOMIC_HARDSHIP'
  | 'MIGRANT_IN_DIFFICULTY'
  | 'LEFT_BEHIND_UNGUARDED'
  | 'OTHER'

// Children aged 0-17: about 1.87 million; the counts of domain 7 over that number.
const CHILDREN_IN_THE_CITY = 1_870_000
const MIGRANT_SHARE = { raised: 0.15, real: 0.25 }

export const SITUATION_SHARES: Record<Weights, Record<Exclude<Situation, 'NONE'>, number>> = {
  raised: {
    ORPHAN: 0.055,
    DE_FACTO_UNSUPPORTED: 0.085,
    DISABLED: 0.14,
    ECONOMIC_HARDSHIP: 0.2,
    MIGRANT_IN_DIFFICULTY: 0.08,
    LEFT_BEHIND_UNGUARDED: 0.045,
    OTHER: 0.015,
  },
  real: {
    ORPHAN: 600 / CHILDREN_IN_THE_CITY,
    DE_FACTO_UNSUPPORTED: 1_300 / CHILDREN_IN_THE_CITY,
    DISABLED: 14_000 / CHILDREN_IN_THE_CITY,
    // Fewer than the 15,000 on the lists: the rest come in by overlap.
    ECONOMIC_HARDSHIP: 10_300 / CHILDREN_IN_THE_CITY,
    MIGRANT_IN_DIFFICULTY: 4_250 / CHILDREN_IN_THE_CITY,
    LEFT_BEHIND_UNGUARDED: 120 / CHILDREN_IN_THE_CITY,
    OTHER: 100 / CHILDREN_IN_THE_CITY,
  },
}

/** The share of children under 16 who live away from their county, in difficulty or not. */
export function migrantShare(weights: Weights): number {
  return MIGRANT_SHARE[weights]
}

const BOYS_PER_CHILD = 109 / 209

// Thousands per year of age, 0 to 17, then those of 18 to 20 who were in the city's care.
const AGE_THOUSANDS = [94, 83, 89, 92, 100, 112, 120, 120, 120, 107, 107, 107, 107, 107, 107, 98, 98, 98]
const LEAVERS: Record<Weights, number> = { raised: 18, real: 0.1 }

export interface Birth {
  readonly birthDate: Day
  readonly sex: Sex
  /** How many children of the same sex and birth date come before this one. */
  readonly rank: number
}

/**
 * Gives child `index` of `count` a birth date, a sex and a rank among those who share both, without remembering the
 * other children: the index is permuted, and the days of birth divide the permuted numbers by their weights.
 */
export function birthTable(of: {
  seed: string
  referenceDay: Day
  count: number
  weights: Weights
}): (index: number) => Birth {
  const { days, bounds } = quotas(of)
  const permute = permutation(of.seed, of.count)
  return (index) => {
    const place = permute(index)
    const at = lastAtMost(bounds, place)
    const birthDate = days[at] as Day
    const rank = place - (bounds[at] as number)
    const phase = randomsOf(of.seed, `sexes of ${birthDate}`)('identity').unit()
    const boysBefore = Math.floor(rank * BOYS_PER_CHILD + phase)
    const isBoy = Math.floor((rank + 1) * BOYS_PER_CHILD + phase) > boysBefore
    return { birthDate, sex: isBoy ? 'MALE' : 'FEMALE', rank: isBoy ? boysBefore : rank - boysBefore }
  }
}

function quotas(of: { referenceDay: Day; count: number; weights: Weights }): { days: Day[]; bounds: number[] } {
  const days: Day[] = []
  const cumulative: number[] = []
  let sum = 0
  const ages = [...AGE_THOUSANDS, LEAVERS[of.weights], LEAVERS[of.weights], LEAVERS[of.weights]]
  for (const [age, thousands] of ages.entries()) {
    const oldest = addDays(addMonths(of.referenceDay, -12 * (age + 1)), 1)
    const youngest = addMonths(of.referenceDay, -12 * age)
    const span = daysBetween(oldest, youngest) + 1
    for (let at = 0; at < span; at += 1) {
      days.push(addDays(youngest, -at))
      cumulative.push(sum)
      sum += thousands / span
    }
  }
  return { days, bounds: cumulative.map((before) => Math.ceil((before / sum) * of.count)) }
}

/** The last position whose bound is at most `value`. */
function lastAtMost(bounds: readonly number[], value: number): number {
  let low = 0
  let high = bounds.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((bounds[middle] as number) <= value) low = middle
    else high = middle - 1
  }
  return low
}
