// Exact tables: what is held back, and that arithmetic tells no more.
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { heldBackOf, intervalsOf, type OfficialTable, totalled } from '../../src/disclosure/official.ts'
import { openSolver, type Solver } from '../../src/disclosure/solver.ts'

let solver: Solver
beforeAll(async () => {
  solver = await openSolver()
})

function tableOf(rows: readonly (readonly number[])[]): OfficialTable {
  const cells = rows.flatMap((row, at) => row.map((_, column) => [at, column]))
  return totalled(cells, rows.flat())
}

describe('an exact table', () => {
  it('of large counts is open', () => {
    const table = tableOf([
      [10, 40],
      [50, 60],
    ])
    expect(heldBackOf(table, solver)).toEqual(new Set())
  })

  it('whose small cells are paired in each row and column is left as it is', () => {
    const rows = [
      [3, 12, 90],
      [14, 4, 80],
      [70, 60, 50],
    ]
    const held = heldBackOf(tableOf(rows), solver)
    expect([...held].filter((at) => at < 9).length).toBeGreaterThanOrEqual(4)
  })

  it('holds nothing back alone in a row or a column', () => {
    const held = [
      ...heldBackOf(
        tableOf([
          [5, 40, 50],
          [60, 70, 80],
          [90, 95, 99],
        ]),
        solver,
      ),
    ].filter((at) => at < 9)
    for (const of of [(at: number) => Math.floor(at / 3), (at: number) => at % 3]) {
      for (const line of Map.groupBy(held, of).values()) expect(line.length).toBeGreaterThan(1)
    }
  })

  it('with parts that overlap lets no whole bound a small part', () => {
    // A child may be in both; the distinct total of 12 would leave the small one at most 12, the other open.
    const table: OfficialTable = { values: [4, 11, 12], lines: [{ whole: 2, parts: [0, 1], kind: 'OVERLAPS' }] }
    const held = heldBackOf(table, solver)
    const { low, high } = intervalsOf(table, held, solver).get(0) ?? { low: 1, high: 0 }
    expect([low <= 0, high >= 10]).toEqual([true, true])
  })

  it('leaves every small cell between nothing and ten, whatever the counts', () => {
    const row = fc.array(fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 200 })), {
      minLength: 4,
      maxLength: 4,
    })
    fc.assert(
      fc.property(fc.array(row, { minLength: 3, maxLength: 4 }), (rows) => {
        const table = tableOf(rows)
        const held = heldBackOf(table, solver)
        if (held.size === table.values.length) return
        for (const [cell, { low, high }] of intervalsOf(table, held, solver)) {
          const value = table.values[cell] ?? 0
          expect(low).toBeLessThanOrEqual(value < 10 ? 0 : value - 5)
          expect(high).toBeGreaterThanOrEqual(Math.max(10, value < 10 ? 10 : value + 5))
        }
      }),
      { seed: 20261124, numRuns: 20 },
    )
  })
})
