// A query in its normal form. What is released is always a whole partition of the city's children, one cell for each combination of codes;
// a filter shows a part of it. So whatever the order of groups, and whether a value is filtered by or grouped by, what describes the same
// sets of children is one table, released once.
import { type Dimension, dimensionOf, isBelowCounty, isWithin, type Menu, type ValueColumn } from './menu.ts'
import { MOST_CELLS, MOST_GROUPS } from './parameters.ts'
import type { Refusal } from './refusal.ts'

export type MeasureKind = 'COUNT' | 'SUM' | 'MEDIAN' | 'P90'

export interface Condition {
  readonly dimension: string
  readonly code: number
}

export interface Query {
  readonly measure: MeasureKind
  /** Of SUM, MEDIAN and P90. */
  readonly column?: string
  readonly groups: readonly string[]
  readonly filter?: Condition
}

export interface TableForm {
  readonly measure: MeasureKind
  readonly column: ValueColumn | null
  /** By name; a filter's dimension among them, and none that another one of them divides. */
  readonly dimensions: readonly Dimension[]
  /** Measure and dimensions: the partition. */
  readonly name: string
}

/** One cell: a code for each of the form's dimensions, in their order. */
export type Codes = readonly number[]

/** The refusal depends on the query and the menu alone. */
export function formOf(query: Query, menu: Menu): TableForm | Refusal {
  const { measure, groups, filter } = query
  const column = menu.columns.find(({ name }) => name === query.column) ?? null
  const takesColumn = measure !== 'COUNT'
  if (takesColumn !== (query.column !== undefined) || takesColumn !== (column !== null)) return 'NOT_ON_MENU'
  if (groups.length > MOST_GROUPS) return 'TOO_MANY_GROUPS'
  const asked = [...new Set([...groups, ...(filter ? [filter.dimension] : [])])].sort()
  const known = asked.flatMap((name) => dimensionOf(menu, name) ?? [])
  if (known.length < asked.length || (filter && !isCode(filter, known))) return 'NOT_ON_MENU'
  const dimensions = known.filter(({ name }) => !known.some((other) => isWithin(other, name)))
  const told = toldBy({ dimensions, column })
  if (told.some(({ isCountyAtMost, isMany }) => isCountyAtMost || isMany) && isBelowCounty(dimensions))
    return 'NOT_ON_MENU'
  if (told.some(({ isCityOnly }) => isCityOnly) && told.length > 1) return 'NOT_ON_MENU'
  const size = dimensions.reduce((cells, { codes }) => cells * codes, 1)
  if (size > MOST_CELLS) return 'TOO_MANY_CELLS'
  const name = [measure, column?.name ?? '', ...dimensions.map((dimension) => dimension.name)].join('|')
  return { measure, column, dimensions, name }
}

function isCode({ dimension, code }: Condition, known: readonly Dimension[]): boolean {
  const { codes = 0 } = known.find(({ name }) => name === dimension) ?? {}
  return Number.isInteger(code) && code >= 0 && code < codes
}

/** Every cell of the table, empty ones too, in a fixed order. */
export function cellsOf({ dimensions }: Pick<TableForm, 'dimensions'>): Codes[] {
  return dimensions.reduce<Codes[]>(
    (cells, { codes }) => cells.flatMap((cell) => Array.from({ length: codes }, (_, code) => [...cell, code])),
    [[]],
  )
}

/** The set's name: equal for equal conditions, whichever table they stand in. */
export function cellName(dimensions: readonly Dimension[], codes: Codes): string {
  return dimensions.map(({ name }, at) => `${name}=${codes[at]}`).join(';')
}

/** The code of a dimension that holds in each cell of a form: its own, or what it divides; null where the form does not say. */
export function readingOf(
  { dimensions }: Pick<TableForm, 'dimensions'>,
  name: string,
): ((codes: Codes) => number) | null {
  const at = dimensions.findIndex((dimension) => dimension.name === name || isWithin(dimension, name))
  const dimension = dimensions[at]
  if (!dimension) return null
  if (dimension.name === name) return (codes) => codes[at] as number
  return (codes) => dimension.within?.codeOf[codes[at] as number] as number
}

export function sensitiveOf(form: Pick<TableForm, 'dimensions' | 'column'>): string[] {
  return toldBy(form)
    .filter(({ isSensitive }) => isSensitive)
    .map(({ name }) => name)
}

/** What a table tells of: what it is grouped by, and who has a value of its column. */
function toldBy({ dimensions, column }: Pick<TableForm, 'dimensions' | 'column'>): Dimension[] {
  return [...new Set([...dimensions, ...(column?.tells ? [column.tells] : [])])]
}
