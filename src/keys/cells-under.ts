// How many cells each key of a department seals still, by the ids that stand in the cells themselves.
import type { Pool } from 'pg'
import type { SealedTable } from './sealed-columns.ts'

/** Bytes 3 and 4 of a cell (src/masking/sealed-cell.ts). */
export const KEY_ID_OF = (column: string): string => `get_byte(${column}, 2) * 256 + get_byte(${column}, 3)`

/** Cells of all these tables under one key. */
export async function cellsUnderKey(
  poolOf: (database: SealedTable['database']) => Pool,
  tables: readonly SealedTable[],
  id: number,
): Promise<number> {
  let cells = 0
  for (const table of tables) cells += (await cellsUnder(poolOf(table.database), table)).get(id) ?? 0
  return cells
}

/** By key id; keys that seal nothing are left out. One pass over the table. */
export async function cellsUnder(
  pool: Pool,
  { name, columns, rows: only = 'true' }: SealedTable,
): Promise<ReadonlyMap<number, number>> {
  if (columns.length === 0) return new Map()
  const cells = columns.map((column) => `(${column})`).join(', ')
  const { rows } = await pool.query<{ key: number; cells: number }>(
    `select ${KEY_ID_OF('cell')} as key, count(*) as cells
     from ${name} cross join lateral (values ${cells}) as sealed (cell)
     where ${only} and cell is not null and octet_length(cell) >= 4 group by 1 order by 1`,
  )
  return new Map(rows.map(({ key, cells: count }) => [key, count]))
}
