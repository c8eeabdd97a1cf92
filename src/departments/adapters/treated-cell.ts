// The last step of an adapter that no database works for: what SQL does elsewhere (derive, compare, mask) is done here,
// before the cell goes on.
import type { Day } from '../../clock.ts'
import { UNREADABLE } from '../cell-form.ts'
import type { Reading } from '../department.ts'
import type { ReadColumn, ReadStatement } from '../read-statement.ts'

/** A cell that came in clear from where others are sealed, and is treated: the reading edge hands it on as it is. */
export class TreatedCell {
  readonly value: unknown

  constructor(value: unknown) {
    this.value = value
  }
}

export interface CellToTreat {
  readonly statement: ReadStatement
  readonly column: ReadColumn
  readonly today: Day
}

/** `value` as the column itself would hold it, and of its kind: a mask reads it as text. What is null or unreadable stays so. */
export function treatedCell(value: unknown, { statement, column, today }: CellToTreat): unknown {
  if (value === null || value === UNREADABLE) return value
  const compared = compare(statement.department.reads[column.coordinate], value)
  if (compared === null) return null
  const treated = column.mask ? column.mask.apply(String(compared), today) : compared
  return column.place === null ? treated : new TreatedCell(treated)
}

function compare(reading: Reading | undefined, value: unknown): unknown {
  if (reading?.kind === 'is') return value === reading.code ? true : null
  if (reading?.kind === 'atMost') return Number(value) <= reading.bound
  return value
}
