// Which column of a file is which field. A column that is not declared refuses the file: nobody takes in what nobody needs,
// and a mistyped header would lose its column in silence.
import type { Row } from '../spreadsheets/cell.ts'
import { FileRefused } from '../spreadsheets/file-refused.ts'
import { plainName } from '../spreadsheets/header-name.ts'
import type { Feed } from './feed.ts'
import { namesOfFields } from './fields.ts'

export interface Header {
  readonly width: number
  /** Position of each field that the file has. */
  readonly positions: ReadonlyMap<string, number>
}

/** Throws FileRefused. */
export function readHeader(feed: Feed, { line, cells }: Row): Header {
  const fields = fieldsByName(feed)
  const positions = new Map<string, number>()
  for (const [place, { text }] of cells.entries()) {
    const field = fields.get(plainName(text))
    const column = place + 1
    if (field === undefined) throw new FileRefused('HEADER_UNKNOWN', { line, column })
    if (positions.has(field)) throw new FileRefused('HEADER_TWICE', { line, column })
    positions.set(field, place)
  }
  const missing = neededFields(feed).find((field) => !positions.has(field))
  if (missing !== undefined) throw new FileRefused('HEADER_MISSING', { line, column: shownName(feed, missing) })
  if (!positions.has('idNumber') && !positions.has('subject')) {
    throw new FileRefused('HEADER_MISSING', { line, column: shownName(feed, 'idNumber') })
  }
  return { width: cells.length, positions }
}

/** The name by which a fault shows a field. */
export function shownName(feed: Feed, field: string): string {
  return namesOfFields(feed).get(field)?.[0] ?? field
}

function neededFields({ columns, key }: Feed): string[] {
  const own = Object.entries(columns).flatMap(([field, { isOptional }]) => (isOptional ? [] : [field]))
  return [...new Set([...own, ...key, 'validFrom'])]
}

function fieldsByName(feed: Feed): ReadonlyMap<string, string> {
  return new Map([...namesOfFields(feed)].flatMap(([field, names]) => names.map((name) => [plainName(name), field])))
}
