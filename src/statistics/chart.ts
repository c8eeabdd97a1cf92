// A table as charts and maps take it. Pure; every number is one of the table's.
import type { ShownCell, ShownTable } from './shown.ts'

/** The table's own measure, where it has one dimension and so one series. */
const ONE = 'value'

export interface Chart {
  readonly labels: readonly string[]
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[]
}

/** The first dimension along the axis, one series for each combination of the others. */
export function chartOf({ cells }: Pick<ShownTable, 'cells'>): Chart {
  const labels = [...new Set(cells.map((cell) => labelOf(cell)))]
  const series = [...Map.groupBy(cells, seriesOf)].map(([name, own]) => {
    const values = new Map(own.map((cell) => [labelOf(cell), cell.value]))
    return { name, values: labels.map((label) => values.get(label) ?? null) }
  })
  return { labels, series }
}

function labelOf({ dims }: ShownCell): string {
  return dims[0]?.value ?? ''
}

function seriesOf({ dims }: ShownCell): string {
  return (
    dims
      .slice(1)
      .map(({ value }) => value)
      .join(' · ') || ONE
  )
}

export interface MapPlace {
  readonly division: string
  readonly series: string
  readonly value: number | null
}

const DIVISION = /^33\d{4}(\d{3}){0,2}$/

/** The cells of divisions that a map can show: totals, elsewhere and unknown have no place. */
export function mapOf({ cells }: Pick<ShownTable, 'cells'>): MapPlace[] {
  return cells.flatMap((cell) => {
    const at = cell.dims.findIndex(({ value }) => DIVISION.test(value))
    const division = cell.dims[at]?.value
    if (division === undefined) return []
    const series =
      cell.dims
        .toSpliced(at, 1)
        .map(({ value }) => value)
        .join(' · ') || ONE
    return [{ division, series, value: cell.value }]
  })
}
