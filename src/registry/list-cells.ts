// The tests and the order of a list where a department's service hands cells over and tests none: the cells that are used are
// read, each of them granted for that use in clear, and tested here as the source would in SQL.
import { UNREADABLE } from '../departments/cell-form.ts'
import type { Department } from '../departments/department.ts'
import { compileRead, type LeafToRead, type ReadStatement } from '../departments/read-statement.ts'
import type { RowsByKey } from '../departments/reader.ts'
import { plainColumn, rangesOf, type Sort, type Test } from './list-statement.ts'

const SORT = 'sort'

/** A cell that a condition takes away is not asked for; it passes no test and sorts as missing. */
export function cellsStatement(department: Department, tests: readonly Test[], sort: Sort | null): ReadStatement {
  const used = [...tests.map((test, at) => leafFor(department, nameOfTest(at), test))]
  const leaves = sort === null ? used : [...used, leafFor(department, SORT, sort)]
  return compileRead(department, leaves, () => undefined)
}

function nameOfTest(at: number): string {
  return `test ${at}`
}

function leafFor(
  department: Department,
  name: string,
  { coordinate, rows }: Pick<Test, 'coordinate' | 'rows'>,
): LeafToRead {
  const column = plainColumn(department, coordinate)
  return { coordinate: name, reading: { kind: 'column', column }, mask: null, rows }
}

/** The keys of the rows that pass all tests. */
export function keysPassing(rows: RowsByKey, tests: readonly Test[]): string[] {
  return [...rows].flatMap(([key, row]) => {
    if (row === UNREADABLE) return []
    return tests.every((test, at) => passes(test, row.get(nameOfTest(at)))) ? [key] : []
  })
}

function passes({ test, value }: Test, cell: unknown): boolean {
  if (cell === null || cell === undefined) return false
  if (test === 'includes') return Array.isArray(cell) && cell.includes(value)
  const text = String(cell)
  switch (test) {
    case 'equals':
      return text === value
    // Days are written so that their texts stand in their order.
    case 'atLeast':
      return text >= value
    case 'atMost':
      return text <= value
    case 'within':
      return rangesOf(value).some(([lowest, highest]) => lowest <= text && text <= highest)
  }
}
