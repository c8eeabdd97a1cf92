// The rows of the one sheet of a workbook, as a stream. Texts that cells share are held in bounded memory; all else is read
// row by row.

import { addDays } from '../../clock.ts'
import type { Cell, Row } from '../cell.ts'
import type { FileContent } from '../file-content.ts'
import { FileRefused } from '../file-refused.ts'
import { oneSheet } from './one-sheet.ts'
import { openWorkbook, type Workbook } from './open-workbook.ts'
import { isTrue, placeOf } from './references.ts'
import { parseAll, parsed } from './xml.ts'

/** In characters: of all shared texts together, and of one row. */
const MOST_SHARED = 64 * 1024 * 1024
const LONGEST_ROW = 64 * 1024

/** Throws FileRefused. Empty rows are passed over. */
export async function* sheetRows(file: FileContent): AsyncGenerator<Row> {
  const workbook = await openWorkbook(file)
  try {
    const { sheet, isFrom1904 } = await oneSheet(workbook)
    const shared = await sharedTexts(workbook)
    const reader = new SheetReader({ shared, dateStyles: await dateStyles(workbook), isFrom1904 })
    for await (const _ of parsed(await workbook.read(sheet), reader)) yield* reader.take()
  } finally {
    workbook.close()
  }
}

async function sharedTexts(workbook: Workbook): Promise<readonly string[]> {
  const name = 'xl/sharedStrings.xml'
  if (!workbook.has(name)) return []
  if (workbook.sizeOf(name) > 4 * MOST_SHARED) throw new FileRefused('EXPANDS_TOO_FAR')
  const texts: string[] = []
  let text = ''
  let characters = 0
  let isText = false
  let isPhonetic = false
  await parseAll(await workbook.read(name), {
    open(element) {
      if (element === 'si') text = ''
      if (element === 'rPh') isPhonetic = true
      isText = element === 't' && !isPhonetic
    },
    text(piece) {
      if (!isText) return
      characters += piece.length
      if (characters > MOST_SHARED) throw new FileRefused('EXPANDS_TOO_FAR')
      text += piece
    },
    close(element) {
      isText = false
      if (element === 'rPh') isPhonetic = false
      if (element === 'si') texts.push(text)
    },
  })
  return texts
}

// Number formats that show a day, of those that every workbook has (ECMA-376 18.8.30) and of its own.
const BUILT_IN_DATES = [[14, 17], [22, 22], [27, 36], [50, 58]] as const // biome-ignore format: pairs

async function dateStyles(workbook: Workbook): Promise<ReadonlySet<number>> {
  const styles = new Set<number>()
  if (!workbook.has('xl/styles.xml')) return styles
  const own = new Set<number>()
  let isCells = false
  let place = 0
  await parseAll(await workbook.read('xl/styles.xml'), {
    open(name, { numFmtId = '0', formatCode = '' }) {
      const format = Number(numFmtId)
      if (name === 'numFmt' && /[yd年日]/i.test(formatCode.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''))) own.add(format)
      if (name === 'cellXfs') isCells = true
      if (name !== 'xf' || !isCells) return
      const isDate = own.has(format) || BUILT_IN_DATES.some(([from, to]) => format >= from && format <= to)
      if (isDate) styles.add(place)
      place += 1
    },
    close(name) {
      if (name === 'cellXfs') isCells = false
    },
  })
  return styles
}

interface SheetWords {
  readonly shared: readonly string[]
  readonly dateStyles: ReadonlySet<number>
  readonly isFrom1904: boolean
}

const EMPTY: Cell = { text: '', form: 'TEXT' }

class SheetReader {
  readonly #words: SheetWords
  #rows: Row[] = []
  #cells: Cell[] = []
  #line = 0
  #place = 0
  #characters = 0
  #type = ''
  #style = 0
  #hasFormula = false
  #element = ''
  #value = ''

  constructor(words: SheetWords) {
    this.#words = words
  }

  /** The rows that are complete; they are taken away. */
  take(): readonly Row[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.#element = name
    if (name === 'col' && isTrue(attributes.hidden))
      throw new FileRefused('HIDDEN_CELLS', { column: Number(attributes.min) })
    if (name === 'row') this.#openRow(attributes)
    if (name === 'c') this.#openCell(attributes)
    if (name === 'f') this.#hasFormula = true
    if (name === 'rPh') this.#element = ''
  }

  text(piece: string): void {
    if (this.#element !== 'v' && this.#element !== 't') return
    this.#characters += piece.length
    if (this.#characters > LONGEST_ROW) throw new FileRefused('RECORD_TOO_LONG', { line: this.#line })
    this.#value += piece
  }

  close(name: string): void {
    this.#element = ''
    if (name === 'c') this.#closeCell()
    if (name !== 'row') return
    const cells = trimmed(this.#cells)
    if (cells.length > 0) this.#rows.push({ line: this.#line, cells })
  }

  #openRow({ r, hidden }: Readonly<Record<string, string>>): void {
    this.#line = r === undefined ? this.#line + 1 : Number(r)
    if (isTrue(hidden)) throw new FileRefused('HIDDEN_CELLS', { line: this.#line })
    this.#cells = []
    this.#place = 0
    this.#characters = 0
  }

  #openCell({ r, t = 'n', s = '0' }: Readonly<Record<string, string>>): void {
    if (r !== undefined) this.#place = placeOf(r)
    if (this.#place < this.#cells.length || this.#place >= MOST_COLUMNS) throw new FileRefused('NOT_A_WORKBOOK')
    while (this.#cells.length < this.#place) this.#cells.push(EMPTY)
    this.#type = t
    this.#style = Number(s)
    this.#hasFormula = false
    this.#value = ''
  }

  #closeCell(): void {
    this.#cells.push(this.#cell())
    this.#place += 1
  }

  #cell(): Cell {
    if (this.#hasFormula) return { text: '', form: 'FORMULA' }
    const value = this.#value.trim()
    switch (this.#type) {
      case 's':
        return { text: (this.#words.shared[Number(value)] ?? '').trim(), form: 'TEXT' }
      case 'inlineStr':
      case 'str':
        return { text: value, form: 'TEXT' }
      case 'e':
        return { text: '', form: 'ERROR' }
      case 'b':
        return { text: value, form: 'TEXT' }
      case 'd':
        return { text: value, form: 'TEXT' }
      default:
        return this.#number(value)
    }
  }

  #number(value: string): Cell {
    const isDate = value !== '' && this.#words.dateStyles.has(this.#style)
    return isDate
      ? { text: dayOf(Number(value), this.#words.isFrom1904), form: 'TEXT' }
      : { text: value, form: 'NUMBER' }
  }
}

const MOST_COLUMNS = 1_000

// Days are counted from 1899-12-30, for the first spreadsheet took 1900 for a leap year; a part of one is the time.
function dayOf(serial: number, isFrom1904: boolean): string {
  const first = isFrom1904 ? '1904-01-01' : '1899-12-30'
  if (!(serial >= 0 && serial < 200_000)) return ''
  const seconds = Math.round((serial % 1) * 86_400)
  const day = addDays(first, Math.floor(serial) + (seconds === 86_400 ? 1 : 0))
  if (seconds === 0 || seconds === 86_400) return day
  return `${day} ${new Date(seconds * 1000).toISOString().slice(11, 19)}`
}

function trimmed(cells: readonly Cell[]): Cell[] {
  const last = cells.findLastIndex(({ text, form }) => text !== '' || form === 'FORMULA' || form === 'ERROR')
  return cells.slice(0, last + 1)
}
