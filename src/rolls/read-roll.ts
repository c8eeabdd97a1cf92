// A school's file as a roll: its form, its header, and every row that names a pupil, in the order of the file.
import type { NumberOptions } from '../masking/citizen-id.ts'
import type { Row } from '../spreadsheets/cell.ts'
import { FileRefused } from '../spreadsheets/file-refused.ts'
import { type OpenSheet, openSheet } from '../spreadsheets/open-sheet.ts'
import type { FaultOfPupil } from './faults.ts'
import { HEADER_WITHIN_LINES, type Header, HeaderFinder, isHeaderAgain } from './find-header.ts'
import { type PupilSubject, readPupil } from './read-pupil.ts'

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
    const reading = readPupil((column) => {
      const cell = cells[places.get(column) ?? -1]
      return cell === undefined || (cell.text === '' && cell.form !== 'ERROR') ? null : cell
    }, this.#options)
    if (reading === null) return
    if (this.#pupils.length === MOST_PUPILS) throw new FileRefused('TOO_MANY_PUPILS', { line })
    const firstLine = this.#firstLine(line, reading.sameAs)
    const same: FaultOfPupil[] = firstLine === null ? [] : [{ column: 'idNumber', reason: 'SAME_PUPIL', firstLine }]
    const subject = firstLine === null ? reading.subject : null
    this.#pupils.push({ line, subject, faults: [...reading.faults, ...same] })
  }

  /** Of an earlier row of the same pupil; null for the first one. */
  #firstLine(line: number, sameAs: string | null): number | null {
    if (sameAs === null) return null
    const first = this.#firstLines.get(sameAs)
    if (first === undefined) this.#firstLines.set(sameAs, line)
    return first ?? null
  }
}

function expectNoFormula({ line, cells }: Row): void {
  const place = cells.findIndex(({ form }) => form === 'FORMULA')
  if (place >= 0) throw new FileRefused('FORMULAS', { line, column: place + 1 })
}
