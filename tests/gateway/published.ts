// The analyst's question for a published table, and its cells.
import { expect } from 'vitest'
import type { Town } from '../world/town.ts'

export const TABLE = /* GraphQL */ `
  query Table($table: StatisticTable!) {
    statistics(table: $table) {
      id table period asOf pack isExact definitions { name en sources } notes { code }
      cells { dims { dimension value } value suppressed counted among unknown }
    }
  }`

export interface Cell {
  readonly dims: readonly { readonly dimension: string; readonly value: string }[]
  readonly value: number | null
  readonly suppressed: boolean
  readonly counted: number | null
  readonly among: number | null
  readonly unknown: number | null
}

export interface Table {
  readonly id: string
  readonly period: string
  readonly isExact: boolean
  readonly definitions: readonly { readonly name: string; readonly en: string; readonly sources: readonly string[] }[]
  readonly notes: readonly { readonly code: string }[]
  readonly cells: readonly Cell[]
}

export async function wholeTable(town: Town, table: string): Promise<Table> {
  const response = await town.ask({ as: 'analyst', purpose: 'P09', query: TABLE, variables: { table } })
  expect(response.status).toBe(200)
  return response.body.data.statistics
}

export async function publishedTable(town: Town, table: string): Promise<readonly Cell[]> {
  return (await wholeTable(town, table)).cells
}

export function valuesOf(cell: Cell): string[] {
  return cell.dims.map((dim) => dim.value)
}
