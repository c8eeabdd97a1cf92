// The analyst's question for a published table, and its cells.
import { expect } from 'vitest'
import type { Town } from '../world/town.ts'

export const TABLE = /* GraphQL */ `
  query Table($table: StatisticTable!) {
    statistics(table: $table) {
      table definition asOf
      cells { dims { dimension value } value suppressed method }
    }
  }`

export interface Cell {
  readonly dims: readonly { readonly dimension: string; readonly value: string }[]
  readonly value: number | null
  readonly suppressed: boolean
}

export async function publishedTable(town: Town, table: string): Promise<Cell[]> {
  const response = await town.ask({ as: 'analyst', purpose: 'P09', query: TABLE, variables: { table } })
  expect(response.status).toBe(200)
  return response.body.data.statistics.cells
}

export function valuesOf(cell: Cell): string[] {
  return cell.dims.map((dim) => dim.value)
}
