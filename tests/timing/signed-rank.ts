// Wilcoxon's signed-rank test for paired times: is the middle of the differences other than zero? By the normal
// approximation, with ties and continuity corrected; pairs without a difference say nothing and are left out.

export interface SignedRank {
  /** Pairs that differ. */
  readonly pairs: number
  /** Two-sided. */
  readonly p: number
  /** Of all differences, zeros among them. */
  readonly medianDifference: number
}

/** Throws for fewer than 20 pairs that differ: there the approximation is none. */
export function signedRank(differences: readonly number[]): SignedRank {
  const differing = differences.filter((difference) => difference !== 0)
  const pairs = differing.length
  if (pairs < 20) throw new Error('too few pairs for the normal approximation')
  const { ranks, tied } = ranksOf(differing.map(Math.abs))
  const positive = differing.reduce((sum, difference, at) => sum + (difference > 0 ? (ranks[at] ?? 0) : 0), 0)
  const mean = (pairs * (pairs + 1)) / 4
  const variance = (pairs * (pairs + 1) * (2 * pairs + 1)) / 24 - tied / 48
  const distance = Math.max(0, Math.abs(positive - mean) - 0.5)
  return { pairs, p: twoSided(distance / Math.sqrt(variance)), medianDifference: median(differences) }
}

/** Equal values share the mean of their ranks; `tied` is the sum of t³ − t over groups of t equal ones. */
function ranksOf(values: readonly number[]): { ranks: readonly number[]; tied: number } {
  const order = values.map((_, at) => at).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  const ranks = new Array<number>(values.length)
  let tied = 0
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to += 1
    const size = to - from
    for (const at of order.slice(from, to)) ranks[at] = (from + 1 + to) / 2
    tied += size ** 3 - size
    from = to
  }
  return { ranks, tied }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** The chance that a standard normal value lies at least so far from zero. */
function twoSided(z: number): number {
  return z < 6 ? 1 - 2 * area(z) : farTail(z)
}

// The area between zero and z under the normal curve, by its power series, whose terms all have one sign.
function area(z: number): number {
  let term = z
  let sum = z
  for (let n = 1; n < 200; n += 1) {
    term *= (z * z) / (2 * n + 1)
    sum += term
  }
  return (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI)
}

// Far out the series cancels against one half; the leading terms of the asymptotic expansion hold to five digits.
function farTail(z: number): number {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
  return ((2 * density) / z) * (1 - 1 / z ** 2 + 3 / z ** 4 - 15 / z ** 6)
}
