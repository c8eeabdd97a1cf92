// The perturbation table of the cell-key method (Fraser and Wooton 2005; Marley and Leaver 2011; Giessing 2016): how a count is
// moved, by a number that is drawn from the children of its cell. It is fixed, so that it can be reviewed and never drifts.
//
// Chances of the deviations -12 … 12 in parts of 65,536: the distribution of greatest entropy among those on this range with mean
// 0 and variance 20, which is proportional to exp(-λ d²); λ by bisection, rounded, the rest put on 0. tests/disclosure/perturbation-table.test.ts
// makes it anew and compares. Zero is never moved and no count below the threshold is shown, so one column serves every count (in the R
// package `ptable` the columns of counts above D + js are alike too).

/** The largest deviation: a count of 100 is never off by more than 12, and 2 by rounding. */
export const DEVIATION = 12
export const VARIANCE = 20
export const PARTS = 65_536

export const CHANCES: readonly number[] = [
  190, 327, 537, 842, 1259, 1796, 2442, 3168, 3920, 4626, 5207, 5590, 5728, 5590, 5207, 4626, 3920, 3168, 2442, 1796,
  1259, 842, 537, 327, 190,
]

/** By number below PARTS: the deviation that stands there. */
const DEVIATIONS = Int8Array.from(CHANCES.flatMap((parts, at) => Array<number>(parts).fill(at - DEVIATION)))

/** `draw` is a whole number from 0 to PARTS - 1. */
export function deviationAt(draw: number): number {
  return DEVIATIONS[draw] as number
}
