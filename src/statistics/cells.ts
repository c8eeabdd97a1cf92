// A table's cells: every cell of the fixed partition, empty ones too, in a fixed order.
import { DISTRICTS, TOTAL } from './tables.ts'

export interface Cell {
  /** One value per dimension, the district first; `TOTAL` for all of a dimension. */
  readonly dimensions: readonly string[]
  readonly value: number
}

/** `counts` by dimension values joined with `|`; `columns`: the values of the dimensions after the district. */
export function cellsOf(counts: ReadonlyMap<string, number>, columns: readonly (readonly string[])[]): Cell[] {
  return columns.flatMap((column) =>
    [...DISTRICTS, TOTAL].map((district) => {
      const dimensions = [district, ...column]
      return { dimensions, value: counts.get(dimensions.join('|')) ?? 0 }
    }),
  )
}
