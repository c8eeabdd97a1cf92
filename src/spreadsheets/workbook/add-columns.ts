// Cells behind the last column of a sheet, written into its XML as it streams by. All else of the sheet stays as it is, character
// by character, but for what only hints at its extent.
import type { Readable } from 'node:stream'
import { lettersOf, placeOf } from './references.ts'
import { parsed, type Span } from './xml.ts'

export interface AddedColumns {
  /** The place of the first one: nothing but empty cells stands from here on. */
  readonly from: number
  readonly count: number
  /** By line; null for a line to which nothing is added. */
  readonly cellsOf: (line: number) => readonly string[] | null
}

export async function* withColumns(sheet: Readable, added: AddedColumns): AsyncGenerator<string> {
  const editor = new SheetEditor(added)
  for await (const piece of parsed(sheet, editor)) yield editor.take(piece)
  yield editor.rest()
}

interface Edit extends Span {
  /** What stands there instead. */
  readonly change: (own: string) => string
}

class SheetEditor {
  readonly #added: AddedColumns
  #edits: Edit[] = []
  /** Of the sheet, what is not handed on yet, where it begins, and up to where no further edit can be. */
  #held = ''
  #from = 0
  #settled = 0
  #line = 0
  #place = 0
  #isInRow = false
  /** The namespace in which the sheet is written. */
  #prefix = ''
  /** Of the last cell of the officer's own in the row, so that what is added looks like the rest. */
  #style: string | undefined
  /** The cells that this row still gets. */
  #pending: readonly string[] | null = null
  /** Where an empty cell begins that stands in the way of them. */
  #dropped: number | null = null

  constructor(added: AddedColumns) {
    this.#added = added
  }

  open(name: string, attributes: Readonly<Record<string, string>>, span: Span): void {
    if (name === 'dimension') this.#edits.push({ ...span, change: (own) => this.#widened(own) })
    if (name === 'row') this.#openRow(attributes, span)
    if (name === 'c') this.#openCell(attributes, span)
    if (!this.#isInRow) this.#settled = span.to
  }

  close(name: string, span: Span): void {
    if (name === 'c') this.#closeCell(span)
    if (name === 'row') {
      this.#insertAt(span.from)
      this.#isInRow = false
    }
    if (!this.#isInRow) this.#settled = span.to
  }

  /** The sheet up to where no further edit can be. */
  take(piece: string): string {
    this.#held += piece
    let text = ''
    let at = this.#from
    for (const { from, to, change } of this.#edits) {
      text += this.#slice(at, from) + change(this.#slice(from, to))
      at = to
    }
    const until = Math.max(at, this.#settled)
    text += this.#slice(at, until)
    this.#held = this.#slice(until)
    this.#from = until
    this.#edits = []
    return text
  }

  rest(): string {
    return this.#held
  }

  #slice(from: number, to?: number): string {
    return this.#held.slice(from - this.#from, to === undefined ? undefined : to - this.#from)
  }

  #openRow({ r }: Readonly<Record<string, string>>, span: Span): void {
    this.#isInRow = true
    this.#line = r === undefined ? this.#line + 1 : Number(r)
    this.#place = 0
    this.#style = undefined
    this.#pending = this.#added.cellsOf(this.#line)
    const change = (own: string): string => {
      this.#prefix = /^<([^\s:>]+:)/.exec(own)?.[1] ?? ''
      return own.replace(/\sspans="[^"]*"/, '')
    }
    this.#edits.push({ ...span, change })
  }

  #openCell({ r, s }: Readonly<Record<string, string>>, { from }: Span): void {
    if (r !== undefined) this.#place = placeOf(r)
    const behind = this.#added.from + this.#added.count
    if (this.#place < this.#added.from) this.#style = s
    else if (this.#place < behind && this.#pending !== null) this.#dropped = from
    else this.#insertAt(from)
    this.#place += 1
  }

  #closeCell({ to }: Span): void {
    if (this.#dropped !== null) this.#edits.push({ from: this.#dropped, to, change: () => '' })
    this.#dropped = null
  }

  #insertAt(at: number): void {
    const cells = this.#pending
    const style = this.#style
    const line = this.#line
    if (cells !== null) this.#edits.push({ from: at, to: at, change: () => this.#written(cells, line, style) })
    this.#pending = null
  }

  #written(cells: readonly string[], line: number, style: string | undefined): string {
    const p = this.#prefix
    const shown = style === undefined ? '' : ` s="${escaped(style)}"`
    const cell = (text: string, at: number): string =>
      `<${p}c r="${lettersOf(this.#added.from + at)}${line}"${shown} t="inlineStr">` +
      `<${p}is><${p}t xml:space="preserve">${escaped(text)}</${p}t></${p}is></${p}c>`
    return cells.map(cell).join('')
  }

  #widened(own: string): string {
    const last = lettersOf(this.#added.from + this.#added.count - 1)
    return own.replace(/ref="([A-Z]+\d+:)[A-Z]+(\d+)"/, `ref="$1${last}$2"`)
  }
}

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped(text: string): string {
  return text.toWellFormed().replace(/[&<>"]|[^\P{Cc}\t\n\r]/gu, (character) => NAMED[character] ?? '')
}
