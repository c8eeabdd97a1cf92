// The fixed table is the one that its documented procedure gives.
import { describe, expect, it } from 'vitest'
import { CHANCES, DEVIATION, deviationAt, PARTS, VARIANCE } from '../../src/disclosure/perturbation-table.ts'

const DEVIATIONS = CHANCES.map((_, at) => at - DEVIATION)

function varianceOf(chances: readonly number[]): number {
  const total = chances.reduce((sum, chance) => sum + chance, 0)
  return DEVIATIONS.reduce((sum, deviation, at) => sum + (deviation ** 2 * (chances[at] ?? 0)) / total, 0)
}

/** The greatest entropy on this range with this variance, by bisection. */
function madeAnew(): number[] {
  const shaped = (lambda: number): number[] => DEVIATIONS.map((deviation) => Math.exp(-lambda * deviation ** 2))
  let [low, high] = [0, 1]
  for (let step = 0; step < 200; step += 1) {
    const middle = (low + high) / 2
    if (varianceOf(shaped(middle)) > VARIANCE) low = middle
    else high = middle
  }
  const shape = shaped(low)
  const total = shape.reduce((sum, chance) => sum + chance, 0)
  const parts = shape.map((chance) => Math.round((chance / total) * PARTS))
  parts[DEVIATION] = (parts[DEVIATION] ?? 0) + PARTS - parts.reduce((sum, chance) => sum + chance, 0)
  return parts
}

describe('the perturbation table', () => {
  it('is what its procedure gives', () => expect(CHANCES).toEqual(madeAnew()))

  it('moves no count up or down on average, and by a variance of twenty', () => {
    expect(DEVIATIONS.reduce((sum, deviation, at) => sum + deviation * (CHANCES[at] ?? 0), 0)).toBe(0)
    expect(varianceOf(CHANCES)).toBeCloseTo(VARIANCE, 2)
  })

  it('has a deviation for each draw', () => {
    expect([deviationAt(0), deviationAt(PARTS / 2), deviationAt(PARTS - 1)]).toEqual([-DEVIATION, 0, DEVIATION])
  })
})
