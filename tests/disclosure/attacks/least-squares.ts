// Linear reconstruction (Dinur and Nissim 2003): every answer is a sum of secret bits and an error; the bits that fit all answers best,
// beside what is likely of any child, by conjugate gradients.

/** Answers over one partition: in which of its cells each child is (-1: in none that was answered), the sums, and their variances. */
export interface Answers {
  readonly cellOf: Int32Array
  readonly sums: Float64Array
  readonly variances: Float64Array
}

const STEPS = 60

/** For each child the likely value of its bit. */
export function leastSquares(children: number, answers: readonly Answers[], share: number): Float64Array {
  const prior = 1 / (share * (1 - share))
  // What the bits miss of the share: (AᵀWA + prior) x = AᵀW (sums - A share).
  const residuals = answers.map((each) => {
    const expected = sumsOf(each, new Float64Array(children).fill(share))
    return each.sums.map((sum, cell) => (sum - (expected[cell] as number)) / (each.variances[cell] as number))
  })
  const right = spread(children, answers, residuals)
  const x = new Float64Array(children)
  let residual = right
  let direction = Float64Array.from(right)
  let size = dot(residual, residual)
  for (let step = 0; step < STEPS && size > 1e-9; step += 1) {
    const weighted = answers.map((each) =>
      sumsOf(each, direction).map((sum, cell) => sum / (each.variances[cell] as number)),
    )
    const image = spread(children, answers, weighted).map(
      (value, child) => value + prior * (direction[child] as number),
    )
    const length = size / dot(direction, image)
    for (let child = 0; child < children; child += 1)
      x[child] = (x[child] as number) + length * (direction[child] as number)
    residual = residual.map((value, child) => value - length * (image[child] as number))
    const next = dot(residual, residual)
    direction = residual.map((value, child) => value + (next / size) * (direction[child] as number))
    size = next
  }
  return x.map((value) => value + share)
}

function sumsOf({ cellOf, sums }: Answers, bits: Float64Array): Float64Array {
  const totals = new Float64Array(sums.length)
  for (let child = 0; child < bits.length; child += 1) {
    const cell = cellOf[child] as number
    if (cell >= 0) totals[cell] = (totals[cell] as number) + (bits[child] as number)
  }
  return totals
}

function spread(children: number, answers: readonly Answers[], values: readonly Float64Array[]): Float64Array {
  const total = new Float64Array(children)
  for (const [at, { cellOf }] of answers.entries()) {
    const own = values[at] as Float64Array
    for (let child = 0; child < children; child += 1) {
      const cell = cellOf[child] as number
      if (cell >= 0) total[child] = (total[child] as number) + (own[cell] as number)
    }
  }
  return total
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let at = 0; at < one.length; at += 1) sum += (one[at] as number) * (other[at] as number)
  return sum
}
