// Which column of a file is which field. A column that is not declared refuses the file: nobody takes in what nobody needs,
// and a mistyped header would lose its column in silence.
import type { Cell, CellOf, Row } from '../spreadsheets/cell.ts'
import { FileRefused } from '../spreadsheets/file-refused.ts'
import { plainName } from '../spreadsheets/header-name.ts'
import type { Feed, Names } from './feed.ts'
import { namesOfFields } from './fields.ts'

export interface Header {
  readonly width: number
  /** Position of each field that the file has. */
  readonly positions: ReadonlyMap<string, number>
}

/** What a file may hold, and what it must. */
export interface DeclaredFields {
  readonly names: ReadonlyMap<string, Names['names']>
  readonly needed: readonly string[]
}

/** Throws FileRefused. */
export function readHeader(feed: Feed, row: Row): Header {
  const header = matchHeader({ names: namesOfFields(feed), needed: neededFields(feed) }, row)
  if (!header.positions.has('idNumber') && !header.positions.has('subject'))
    throw new FileRefused('HEADER_MISSING', { line: row.line, column: shownName(feed, 'idNumber') })
  return header
}

/** Throws FileRefused. */
export function matchHeader({ names, needed }: DeclaredFields, { line, cells }: Row): Header {
  const fields = new Map([...names].flatMap(([field, all]) => all.map((name) => [plainName(name), field])))
  const positions = new Map<string, number>()
  for (const [place, { text }] of cells.entries()) {
    const field = fields.get(plainName(text))
    const column = place + 1
    if (field === undefined) {
      const near = nearNames(names, plainName(text))
      throw new FileRefused('HEADER_UNKNOWN', { line, column, ...(near.length === 0 ? {} : { near }) })
    }
    if (positions.has(field)) throw new FileRefused('HEADER_TWICE', { line, column })
    positions.set(field, place)
  }
  const missing = needed.find((field) => !positions.has(field))
  if (missing !== undefined)
    throw new FileRefused('HEADER_MISSING', { line, column: names.get(missing)?.[0] ?? missing })
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

/** A row of a workbook ends with its last cell; one of a CSV file has a cell for each column. */
export function fitsHeader({ width }: Header, cells: readonly Cell[], isCsv: boolean): boolean {
  return cells.length <= width && !(isCsv && cells.length < width)
}

export function cellsUnder({ positions }: Header, cells: readonly Cell[]): CellOf {
  return (field) => {
    const place = positions.get(field)
    const cell = place === undefined ? undefined : cells[place]
    return cell === undefined || (cell.text === '' && (cell.form === 'TEXT' || cell.form === 'NUMBER')) ? null : cell
  }
}

const MOST_NEAR = 3
const NEAR = 0.5

/** The declared names that are most like what stands in a header; each field by one of its names. */
function nearNames(names: DeclaredFields['names'], plain: string): string[] {
  return [...names.values()]
    .map((all) => all.map((name) => ({ name, like: likeness(plain, plainName(name)) })).reduce(liker))
    .filter(({ like }) => like >= NEAR)
    .sort((one, other) => other.like - one.like)
    .slice(0, MOST_NEAR)
    .map(({ name }) => name)
}

interface Likened {
  readonly name: string
  readonly like: number
}

function liker(one: Likened, other: Likened): Likened {
  return other.like > one.like ? other : one
}

/** From 0 to 1: how many characters of the longer name stand in the other in the same order. */
function likeness(one: string, other: string): number {
  let row: readonly number[] = Array.from({ length: other.length + 1 }, () => 0)
  for (const character of one.slice(0, LONGEST_NAME)) {
    const next = [0]
    for (const [at, its] of [...other].entries()) {
      next.push(its === character ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0))
    }
    row = next
  }
  return (row.at(-1) ?? 0) / Math.max(one.length, other.length)
}

const LONGEST_NAME = 50
