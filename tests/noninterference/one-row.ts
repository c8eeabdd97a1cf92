// One of a child's rows in a table, changed or gone; null where it has none.
import type { Random } from '../../src/city/random.ts'
import type { ChildRows, Json, StoredRow } from './world.ts'

interface OneRow {
  readonly random: Random
  readonly change: (row: StoredRow) => Readonly<Record<string, Json>>
}

export function withOne(rows: ChildRows, table: string, { random, change }: OneRow): ChildRows | null {
  const list = rows[table] ?? []
  if (list.length === 0) return null
  const at = random.below(list.length)
  return { ...rows, [table]: list.map((row, index) => (index === at ? { ...row, ...change(row) } : row)) }
}

export function withoutOne(rows: ChildRows, table: string, random: Random): ChildRows | null {
  const list = rows[table] ?? []
  if (list.length === 0) return null
  const at = random.below(list.length)
  return { ...rows, [table]: list.filter((_, index) => index !== at) }
}
