// A school's file as a roll: its form, its header, and every row that names a pupil, in the order of the file.
import type { NumberOptions } from '../masking/citizen-id.ts'
import type { Row } from '../spreadsheets/cell.ts'
import { FileRefused } from '../spreadsheets/file-refused.ts'
import { type OpenSheet, openSheet } from '../spreadsheets/open-sheet.ts'
import type { ColumnName } from './columns.ts'
import type { FaultOfPupil } from './faults.ts'
import { HEADER_WITHIN_LINES, type Header, HeaderFinder, isHeaderAgain } from './find-header.ts'
import { type PupilReading, type PupilSubject, readPupil } from './read-pupil.ts'

export const MOST_PUPILS = 3_000

export interface Pupil {
  readonly line: number
  /** Null where a fault stands in the way. */
  readonly subject: PupilSubject | null
  readonly faults: readonly FaultOfPupil[]
}

/** Form, content and bytes are those to write the result into. */
export interface Roll extends Omit<OpenSheet, 'rows'> {
  readonly headerLine: number
  /** How many columns the file has; what is added stands behind them. */
  readonly width: number
  readonly pupils: readonly Pupil[]
}

/** Throws FileRefused. */
export async function readRoll(file: Buffer, options: NumberOptions): Promise<Roll> {
  const { rows, ...sheet } = await openSheet(file)
  const reader = new RollReader(options)
  for await (const row of rows) reader.take(row)
  return { ...sheet, ...reader.read() }
}

class RollReader {
  readonly #options: NumberOptions
  readonly #finder = new HeaderFinder()
  readonly #pupils: Pupil[] = []
  readonly #firstLines = new Map<string, number>()
  #header: Header | null = null
  #width = 0

  constructor(options: NumberOptions) {
    this.#options = options
  }

  take(row: Row): void {
    expectNoFormula(row)
    this.#width = Math.max(this.#width, row.cells.length)
    if (this.#header === null) {
      this.#header = this.#finder.take(row)
      if (this.#header === null && row.line > HEADER_WITHIN_LINES) throw new FileRefused('HEADER_NOT_FOUND')
    } else if (!isHeaderAgain(this.#header, row)) this.#takePupil(this.#header, row)
  }

  read(): Pick<Roll, 'headerLine' | 'width' | 'pupils'> {
    if (this.#header === null) throw new FileRefused('HEADER_NOT_FOUND')
    if (this.#pupils.length === 0) throw new FileRefused('EMPTY')
    return { headerLine: this.#header.line, width: this.#width, pupils: this.#pupils }
  }

  #takePupil({ places }: Header, { line, cells }: Row): void {
    const cellOf = (column: ColumnName) => {
      const cell = cells[places.get(column) ?? -1]
      return cell === undefined || (cell.text === '' && cell.form !== 'ERROR') ? null : cell
    }
    const reading = readPupil({ has: (column) => places.has(column), cellOf }, this.#options)
    if (reading === null) return
    if (this.#pupils.length === MOST_PUPILS) throw new FileRefused('TOO_MANY_PUPILS', { line })
    const same = this.#sameAs(line, reading.sameAs)
    const faults = same === null ? reading.faults : [...reading.faults, same]
    this.#pupils.push({ line, subject: same === null ? reading.subject : null, faults })
  }

  /** Where an earlier row is of the same pupil; null for the first one. */
  #sameAs(line: number, sameAs: PupilReading['sameAs']): FaultOfPupil | null {
    if (sameAs === null) return null
    const { number, column } = sameAs
    const firstLine = this.#firstLines.get(number)
    if (firstLine !== undefined) return { column, reason: 'SAME_PUPIL', firstLine }
    this.#firstLines.set(number, line)
    return null
  }
}

function expectNoFormula({ line, cells }: Row): void {
  const place = cells.findIndex(({ form }) => form === 'FORMULA')
  if (place >= 0) throw new FileRefused('FORMULAS', { line, column: place + 1 })
}
