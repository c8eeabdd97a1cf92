// One cell: held back, or moved and rounded. What is decided here of a cell depends on its own set of children alone.
import type { KeyObject } from 'node:crypto'
import type { CellAggregate } from './aggregate.ts'
import { type Draws, drawsOf } from './draws.ts'
import type { ValueColumn } from './menu.ts'
import { DOMINANCE_SHARE, EDGE, PERCENTILE_CHILDREN, RANK_DIVISOR, ROUNDING, THRESHOLD } from './parameters.ts'
import type { TableForm } from './table-form.ts'

interface Measured extends Pick<TableForm, 'measure' | 'column'> {
  /** The name of the cell. */
  readonly cell: string
}

const QUANTILES = { MEDIAN: 0.5, P90: 0.9 } as const

/** Null: held back. */
export function treat(of: CellAggregate, { measure, column, cell }: Measured, secret: KeyObject): number | null {
  const { deviation, edge } = drawsOf(secret, `count|${cell}`, of)
  const isAbove = (least: number, children: number): boolean => children >= least + Math.floor(edge * EDGE)
  if (!isAbove(THRESHOLD, of.n)) return null
  if (measure === 'COUNT' || !column) return Math.max(THRESHOLD, nearest(of.n + deviation, ROUNDING))
  const own = drawsOf(secret, `${measure}|${column.name}|${cell}`, of)
  if (measure === 'SUM') return isAbove(THRESHOLD, of.valued) ? treatedSum(of, own, column) : null
  if (!isAbove(PERCENTILE_CHILDREN, of.valued)) return null
  return nearest(valueNear(of.sorted, QUANTILES[measure], own.deviation), column.step)
}

/**
 * Moved as a count of children with the largest amount would be, so that an amount is hidden as a child is (Giessing and Tent 2019). The
 * column's largest, which is public: how far the sum is moved must not tell whose amount is the cell's. By parts of it too: of amounts that are
 * all alike, whole ones would leave what is over to be seen.
 */
function treatedSum(
  { sum, largest, second }: CellAggregate,
  { deviation, between }: Draws,
  { most, step }: ValueColumn,
): number | null {
  if (sum - largest - second < DOMINANCE_SHARE * largest) return null
  return Math.max(0, nearest(sum + (deviation + between) * most, step))
}

function valueNear(sorted: readonly number[], quantile: number, deviation: number): number {
  const rank = Math.round(quantile * (sorted.length - 1) + deviation / RANK_DIVISOR)
  return sorted[Math.min(sorted.length - 1, Math.max(0, rank))] as number
}

function nearest(value: number, step: number): number {
  return Math.round(value / step) * step
}
