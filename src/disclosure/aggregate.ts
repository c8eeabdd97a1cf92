// What of the children a table is made from: a few numbers for each cell, all of which a column store gives by one GROUP BY. The function
// below is their definition, over arrays in memory; it serves the drawn city and the tests.
import type { CellSet } from './draws.ts'
import type { Dimension } from './menu.ts'
import { type Codes, cellName, type TableForm } from './table-form.ts'

export interface CellAggregate extends CellSet {
  /** Of the form's dimensions, in their order. */
  readonly codes: Codes
  /** Of the column, of children who have a value: sum, largest and second largest (`max(v, 2)` in DuckDB). Zeros without a column. */
  readonly valued: number
  readonly sum: number
  readonly largest: number
  readonly second: number
  /** The column's values in order; empty for COUNT and SUM. */
  readonly sorted: readonly number[]
}

/** By `cellName`; a cell in which nobody is has none. */
export type Aggregates = ReadonlyMap<string, CellAggregate>

/**
 * Children in columns: record keys, small codes, and values (NaN where a child has none). Of a dimension of which a child may have several
 * codes the column holds one bit for each.
 */
export interface Microtable {
  readonly period: number
  readonly keys: BigUint64Array
  readonly codes: Readonly<Record<string, Uint16Array>>
  readonly values: Readonly<Record<string, Float64Array>>
}

interface Gathering {
  n: number
  key: bigint
  readonly values: number[]
}

export function aggregate(children: Microtable, form: TableForm): Aggregates {
  const { dimensions } = form
  const columns = dimensions.map(({ name }) => children.codes[name] as Uint16Array)
  const values = form.column && (children.values[form.column.name] as Float64Array)
  const cellsOf = dimensions.some(({ isMany }) => isMany) ? placesOf(dimensions, columns) : placeOf(dimensions, columns)
  const cells = new Map<number, Gathering>()
  for (let child = 0; child < children.keys.length; child += 1) {
    for (const at of cellsOf(child)) {
      const cell = cells.get(at) ?? { n: 0, key: 0n, values: [] }
      if (cell.n === 0) cells.set(at, cell)
      cell.n += 1
      cell.key ^= children.keys[child] as bigint
      const value = values?.[child] ?? Number.NaN
      if (!Number.isNaN(value)) cell.values.push(value)
    }
  }
  return new Map(
    [...cells].map(([at, cell]) => {
      const codes = codesAt(at, dimensions)
      return [cellName(dimensions, codes), { codes, ...aggregateOf(cell) }]
    }),
  )
}

/** The one cell in which each child stands. */
function placeOf(
  dimensions: readonly Dimension[],
  columns: readonly Uint16Array[],
): (child: number) => readonly number[] {
  return (child) => {
    let at = 0
    for (const [index, column] of columns.entries())
      at = at * (dimensions[index] as Dimension).codes + (column[child] as number)
    return [at]
  }
}

/** The cells in which each child stands, where it may have several codes. */
function placesOf(
  dimensions: readonly Dimension[],
  columns: readonly Uint16Array[],
): (child: number) => readonly number[] {
  return (child) =>
    dimensions.reduce<readonly number[]>(
      (cells, { codes, isMany }, index) => {
        const stored = columns[index]?.[child] as number
        const own = isMany
          ? Array.from({ length: codes }, (_, code) => code).filter((code) => (stored >> code) & 1)
          : [stored]
        return cells.flatMap((at) => own.map((code) => at * codes + code))
      },
      [0],
    )
}

function codesAt(at: number, dimensions: readonly Dimension[]): number[] {
  const codes: number[] = []
  let rest = at
  for (const { codes: size } of dimensions.toReversed()) {
    codes.unshift(rest % size)
    rest = Math.floor(rest / size)
  }
  return codes
}

function aggregateOf({ n, key, values }: Gathering): Omit<CellAggregate, 'codes'> {
  const sorted = values.sort((a, b) => a - b)
  const sum = sorted.reduce((total, value) => total + value, 0)
  return { n, key, valued: sorted.length, sum, largest: sorted.at(-1) ?? 0, second: sorted.at(-2) ?? 0, sorted }
}
