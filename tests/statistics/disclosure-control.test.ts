// What may be published of a column of counts.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { heldBack, THRESHOLD } from '../../src/statistics/disclosure-control.ts'

function column(...values: number[]): { cells: { position: number; value: number }[]; total: number } {
  return {
    cells: values.map((value, position) => ({ position, value })),
    total: values.reduce((sum, value) => sum + value, 0),
  }
}

function held(...values: number[]): number[] {
  const { cells, total } = column(...values)
  return [...heldBack(cells, total)].sort((a, b) => a - b)
}

describe('counts of a column', () => {
  it('are published when all are ten or more', () => expect(held(10, 11, 250)).toEqual([]))
  it('are held back in pairs, the smallest other one being the complement', () =>
    expect(held(50, 3, 20, 90)).toEqual([1, 2]))
  it('hold an empty cell back like a small one', () => expect(held(0, 40, 50)).toEqual(held(9, 40, 50)))
  it('leave over ten children or more when several small ones are held back', () => {
    expect(held(1, 2, 40, 50)).toEqual([0, 1, 2])
  })

  it('never let total minus published cells give a count below ten', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 2, maxLength: 13 }), (values) => {
        const { cells, total } = column(...values)
        if (total < THRESHOLD) return
        const positions = heldBack(cells, total)
        if (positions.size === 0) return
        const published = cells.filter((cell) => !positions.has(cell.position))
        const rest = total - published.reduce((sum, cell) => sum + cell.value, 0)
        expect(positions.size).toBeGreaterThan(1)
        expect(rest).toBeGreaterThanOrEqual(Math.min(THRESHOLD, total))
      }),
      { seed: 20261123 },
    )
  })
})
