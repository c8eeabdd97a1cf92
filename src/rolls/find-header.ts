// Where the header of a roll is. Titles stand above it, and where cells are merged it takes two or three rows, each with the names
// of some columns.
import type { Row } from '../spreadsheets/cell.ts'
import { FileRefused } from '../spreadsheets/file-refused.ts'
import { plainName } from '../spreadsheets/header-name.ts'
import { COLUMNS, type ColumnName } from './columns.ts'

export interface Header {
  /** The last row that the header needs. */
  readonly line: number
  readonly places: ReadonlyMap<ColumnName, number>
}

/** Of a file's first rows; a header is among them, or there is none. */
export const HEADER_WITHIN_LINES = 40
const HEADER_LINES = 3

const BY_NAME = new Map(
  Object.entries(COLUMNS).flatMap(([column, { names }]) =>
    names.map((name): [string, ColumnName] => [plainName(name), column as ColumnName]),
  ),
)

/** Takes row after row until the header is whole. Throws FileRefused where a name stands in two columns. */
export class HeaderFinder {
  readonly #names: { readonly line: number; readonly column: ColumnName; readonly place: number }[] = []

  take({ line, cells }: Row): Header | null {
    for (const [place, { text }] of cells.entries()) {
      const column = BY_NAME.get(plainName(text))
      if (column !== undefined) this.#names.push({ line, column, place })
    }
    const near = this.#names.filter((each) => each.line > line - HEADER_LINES)
    const places = new Map(near.map(({ column, place }) => [column, place]))
    if (!places.has('name') || !(places.has('idNumber') || places.has('studentNo'))) return null
    const twice = near.find(({ column, place }) => places.get(column) !== place)
    if (twice) throw new FileRefused('HEADER_TWICE', { line: twice.line, column: (places.get(twice.column) ?? 0) + 1 })
    return { line, places }
  }
}

/** The header once more, as on the top of each printed page. */
export function isHeaderAgain({ places }: Header, { cells }: Row): boolean {
  return [...places].every(([column, place]) => BY_NAME.get(plainName(cells[place]?.text ?? '')) === column)
}
