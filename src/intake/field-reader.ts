// The cells of a row or an event, each read into the one form in which it is stored, and every fault of the row at once.
import type { CellOf } from '../spreadsheets/cell.ts'
import type { RowFault } from './faults.ts'
import type { ValueColumn } from './feed.ts'
import type { Reading } from './values.ts'

export interface FieldFault {
  /** A declared field; null for the record as a whole. */
  readonly field: string | null
  readonly reason: RowFault
  /** Of a code list: what it holds. */
  readonly codes?: readonly string[]
}

/** One row, field by field: what cannot be read is a fault, and the next field is read all the same. */
export class FieldReader {
  readonly faults: FieldFault[] = []
  protected readonly cellOf: CellOf

  constructor(cellOf: CellOf) {
    this.cellOf = cellOf
  }

  fault(field: string | null, reason: RowFault, codes?: readonly string[]): void {
    this.faults.push({ field, reason, ...(codes ? { codes } : {}) })
  }

  optional<Value>(field: string, read: (text: string) => Reading<Value>): Value | null {
    const cell = this.cellOf(field)
    if (cell === null) return null
    if (cell.form === 'FORMULA' || cell.form === 'ERROR') {
      this.fault(field, cell.form === 'FORMULA' ? 'FORMULA' : 'CELL_ERROR')
      return null
    }
    // Fifteen digits are all that a spreadsheet keeps of a number.
    const reading: Reading<Value> =
      cell.form === 'NUMBER' && !/^-?\d{1,15}(\.\d{1,6})?$/.test(cell.text)
        ? { ok: false, reason: 'NUMBER_CUT_OFF' }
        : read(cell.text)
    if (reading.ok) return reading.value
    this.fault(field, reading.reason, reading.codes)
    return null
  }

  needed<Value>(field: string, read: (text: string) => Reading<Value>): Value | null {
    if (this.cellOf(field) === null) this.fault(field, 'MISSING')
    return this.optional(field, read)
  }

  value(field: string, { read, isOptional }: ValueColumn): string | null {
    return isOptional ? this.optional(field, read) : this.needed(field, read)
  }
}
