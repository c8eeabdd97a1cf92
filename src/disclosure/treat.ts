// One cell: held back, or moved and rounded. What is decided here of a cell depends on its own set of children alone.
import type { KeyObject } from 'node:crypto'
import type { CellAggregate } from './aggregate.ts'
import { drawsOf } from './draws.ts'
import { DOMINANCE_SHARE, EDGE, PERCENTILE_CHILDREN, RANK_DIVISOR, ROUNDING, THRESHOLD } from './parameters.ts'
import type { TableForm } from './table-form.ts'

type Measured = Pick<TableForm, 'measure' | 'column'>

const QUANTILES = { MEDIAN: 0.5, P90: 0.9 } as const

/** Null: held back. */
export function treat(cell: CellAggregate, { measure, column }: Measured, secret: KeyObject): number | null {
  const { deviation, edge } = drawsOf(secret, 'count', cell)
  const isAbove = (least: number, children: number): boolean => children >= least + Math.floor(edge * EDGE)
  if (!isAbove(THRESHOLD, cell.n)) return null
  if (measure === 'COUNT' || !column) return Math.max(THRESHOLD, nearest(cell.n + deviation, ROUNDING))
  const own = drawsOf(secret, `${measure}|${column.name}`, cell)
  if (measure === 'SUM') return isAbove(THRESHOLD, cell.valued) ? treatedSum(cell, own.deviation, column.step) : null
  if (!isAbove(PERCENTILE_CHILDREN, cell.valued)) return null
  return nearest(valueNear(cell.sorted, QUANTILES[measure], own.deviation), column.step)
}

/** Moved as a count of children with the largest amount would be, so that an amount is hidden as a child is (Giessing and Tent 2019). */
function treatedSum({ sum, largest, second }: CellAggregate, deviation: number, step: number): number | null {
  if (sum - largest - second < DOMINANCE_SHARE * largest) return null
  return Math.max(0, nearest(sum + deviation * largest, step))
}

function valueNear(sorted: readonly number[], quantile: number, deviation: number): number {
  const rank = Math.round(quantile * (sorted.length - 1) + deviation / RANK_DIVISOR)
  return sorted[Math.min(sorted.length - 1, Math.max(0, rank))] as number
}

function nearest(value: number, step: number): number {
  return Math.round(value / step) * step
}
