// A cell as a file or an event holds it. CSV and events have texts alone; a workbook says what it took a cell for.

export interface Cell {
  readonly text: string
  readonly form: 'TEXT' | 'NUMBER' | 'FORMULA' | 'ERROR'
}

export interface Row {
  /** Of a file, from 1; where a record spans lines, its last. */
  readonly line: number
  readonly cells: readonly Cell[]
}

/** The cell of a field; null where there is no such column, or the cell is empty. */
export type CellOf = (field: string) => Cell | null
