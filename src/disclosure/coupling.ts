// How published tables bound one another: where a cell of one is the sum of cells of another (a margin, a county over its streets), or where
// both count the same children in other words, what is shown there bounds what is held back here. And what must be held back besides, so that arithmetic over all released
// tables of a period does not tell an empty cell from a small one.
//
// Only numbers that were published, or are about to be, are looked at: what is held back here tells nothing that they do not.
import type { LedgerEntry, PublishedCell } from './ledger.ts'
import type { Dimension, Meaning } from './menu.ts'
import { LARGEST_HELD_BACK, LARGEST_SMALL, ROUNDING, THRESHOLD } from './parameters.ts'
import { DEVIATION } from './perturbation-table.ts'
import type { Interval, Row, Solver, System } from './solver.ts'
import { type Codes, cellName, readingOf, sensitiveOf, type TableForm } from './table-form.ts'

/** How far a published count may be from the true one. */
const SLACK = DEVIATION + Math.floor(ROUNDING / 2)

type Table = Pick<LedgerEntry, 'form' | 'cells' | 'analyst'>

/** A published sum of cells. */
interface Whole extends Interval {
  readonly parts: readonly number[]
  /** The cells of its own table by which it is known. */
  readonly of: Table
  readonly from: readonly number[]
}

/** `table` with the cells held back that arithmetic asks for; `released` are the other tables of its period. */
export function withHeldBack(table: Table, released: readonly Table[], solver: Solver): readonly PublishedCell[] {
  for (let cells = table.cells; ; ) {
    const more = tellingCells({ ...table, cells }, released, solver)
    if (more.size === 0) return cells
    cells = cells.map((cell, at) => (more.has(at) ? { ...cell, value: null } : cell))
  }
}

/** For each cell of any table that is known too well, the smallest shown cell of `table` that tells of it. */
function tellingCells(table: Table, released: readonly Table[], solver: Solver): Set<number> {
  const own = wholesOf(table, released)
  const beside = [...narrowCells(table, own, solver)].flatMap((cell) => tellingIn(table, linesOf(cell, own)))
  const above = released.flatMap((other) => {
    if (wholesOf(other, [table]).length === 0) return []
    const wholes = wholesOf(other, [table, ...released])
    const ownWholes = wholes.filter(({ of }) => of === table)
    return [...narrowCells(other, wholes, solver)].flatMap((cell) =>
      tellingIn(
        table,
        linesOf(cell, ownWholes).map(({ from }) => ({ parts: from })),
      ),
    )
  })
  return new Set([...beside, ...above])
}

/** Shorter ones first, for they bind most. */
function linesOf(cell: number, wholes: readonly Whole[]): readonly Whole[] {
  return wholes.filter(({ parts }) => parts.includes(cell)).sort((a, b) => a.parts.length - b.parts.length)
}

/** The smallest shown cell of the first line that shows one. */
function tellingIn(table: Table, lines: readonly Pick<Whole, 'parts'>[]): readonly number[] {
  const shown = lines
    .map(({ parts }) => parts.filter((at) => shownAt(table, at) !== null))
    .find(({ length }) => length > 0)
  const value = (at: number): number => shownAt(table, at) ?? 0
  return shown?.toSorted((a, b) => value(a) - value(b) || a - b).slice(0, 1) ?? []
}

function shownAt({ cells }: Table, at: number): number | null {
  return cells[at]?.value ?? null
}

/** What other tables show of sets that cells of `table` make up. */
function wholesOf(table: Table, others: readonly Table[]): Whole[] {
  return others.flatMap((of) => [...marginsIn(table, of), ...meantIn(table, of)])
}

function marginsIn(table: Table, of: Table): Whole[] {
  const placed = of === table ? null : placing(table.form, of.form)
  if (!placed) return []
  const parts = Map.groupBy(table.cells.keys(), (at) => placed(table.cells[at]?.codes ?? []))
  const isOverlapping = overlaps(table.form, of.form)
  return of.cells.flatMap((cell, at) => {
    const own = parts.get(cellName(of.form.dimensions, cell.codes))
    if (!own || cell.value === null) return []
    const { low, high } = boundsOf(cell, of)
    return [{ low, high: isOverlapping ? Number.POSITIVE_INFINITY : high, parts: own, of, from: [at] }]
  })
}

/** What `of` shows of the same children in other words: those who leave support are orphans or unsupported. */
function meantIn(table: Table, of: Table): Whole[] {
  return sharedMeanings(table.form, of.form).flatMap((meaning) => {
    const { here, there } = meaning
    const isHere = codesIn(table.form, here)
    const isThere = codesIn(of.form, there)
    const rest = { ...of.form, dimensions: of.form.dimensions.filter(({ name }) => name !== there.dimension.name) }
    const placed = placing(table.form, rest)
    if (!placed) return []
    const nameThere = placing(of.form, rest) as (codes: Codes) => string
    const groups = Map.groupBy(of.cells.keys(), (at) => nameThere(of.cells[at]?.codes ?? []))
    const meant = [...table.cells.keys()].filter((at) => isHere(table.cells[at]?.codes ?? []))
    return [...Map.groupBy(meant, (at) => placed(table.cells[at]?.codes ?? []))].flatMap(([name, parts]) => {
      const from = (groups.get(name) ?? []).filter((at) => isThere(of.cells[at]?.codes ?? []))
      return boundsOfUnion(
        from.map((at) => of.cells[at] as PublishedCell),
        meaning,
        of,
      ).flatMap((bounds) =>
        (here.dimension.isMany ? eachAndAll(parts, bounds) : [{ parts, ...bounds }]).map((whole) => ({
          ...whole,
          of,
          from,
        })),
      )
    })
  })
}

interface Words {
  readonly dimension: Dimension
  readonly codes: readonly number[]
}

interface SharedMeaning {
  readonly here: Words
  readonly there: Words
  /** Whether each child that is meant here is meant there, and the other way round. */
  readonly isWithin: boolean
  readonly isAround: boolean
}

function sharedMeanings(one: TableForm, other: TableForm): SharedMeaning[] {
  const pairs = one.dimensions.flatMap((here) => other.dimensions.map((there) => [here, there] as const))
  return pairs.flatMap(([here, there]) => [
    ...meaningsOf(here, there).map(({ codes, those, isWhole }) => ({
      ...{ here: { dimension: here, codes }, there: { dimension: there, codes: those } },
      ...{ isWithin: true, isAround: isWhole },
    })),
    ...meaningsOf(there, here).map(({ codes, those, isWhole }) => ({
      ...{ here: { dimension: here, codes: those }, there: { dimension: there, codes } },
      ...{ isWithin: isWhole, isAround: true },
    })),
  ])
}

function meaningsOf({ meanings = [] }: Dimension, { name }: Dimension): readonly Meaning[] {
  return meanings.filter(({ dimension }) => dimension === name)
}

function codesIn({ dimensions }: TableForm, { dimension, codes }: Words): (cell: Codes) => boolean {
  const at = dimensions.findIndex(({ name }) => name === dimension.name)
  return (cell) => codes.includes(cell[at] as number)
}

/** What is known of a union of shown cells; nothing where none of them is shown. */
function boundsOfUnion(
  cells: readonly PublishedCell[],
  { there, isWithin, isAround }: SharedMeaning,
  of: Table,
): Interval[] {
  if (cells.every(({ value }) => value === null)) return []
  const bounds = cells.map((cell) => boundsOf(cell, of))
  const lows = bounds.map(({ low }) => low)
  // Who has several of the codes is in several of the cells.
  const low = there.dimension.isMany ? Math.max(...lows) : lows.reduce((sum, each) => sum + each, 0)
  const high = bounds.reduce((sum, each) => sum + each.high, 0)
  return [{ low: isAround ? low : 0, high: isWithin ? high : Number.POSITIVE_INFINITY }]
}

/** Parts that overlap: each lies within the whole, and together they cover it. */
function eachAndAll(parts: readonly number[], { low, high }: Interval): (Interval & Pick<Whole, 'parts'>)[] {
  return [{ parts, low, high: Number.POSITIVE_INFINITY }, ...parts.map((part) => ({ parts: [part], low: 0, high }))]
}

/** Where a child may stand in several of the cells that are summed, they add up to more than the whole. */
function overlaps(fine: TableForm, coarse: TableForm): boolean {
  return fine.dimensions.some(({ name, isMany }) => isMany && readingOf(coarse, name) === null)
}

/** The name of the cell of `coarse` in which a cell of `fine` lies; null where the cells of `fine` do not make up those of `coarse`. */
function placing(fine: TableForm, coarse: TableForm): ((codes: Codes) => string) | null {
  if (fine.measure !== 'COUNT' || coarse.measure !== 'COUNT') return null
  const readings = coarse.dimensions.flatMap(({ name }) => readingOf(fine, name) ?? [])
  if (readings.length < coarse.dimensions.length) return null
  return (codes) =>
    cellName(
      coarse.dimensions,
      readings.map((read) => read(codes)),
    )
}

function boundsOf({ value }: PublishedCell, { analyst, form }: Table): Interval {
  if (value !== null) {
    return analyst === null
      ? { low: value, high: value }
      : { low: Math.max(THRESHOLD, value - SLACK), high: value + SLACK }
  }
  // Held back for its group, a cell may be large; so may one of an official table, as a complement.
  const mayBeLarge = analyst === null || sensitiveOf(form).length > 0
  return { low: 0, high: mayBeLarge ? Number.POSITIVE_INFINITY : LARGEST_HELD_BACK }
}

/** The cells held back that others could tell not to be empty, or not to be small. */
function narrowCells(table: Table, wholes: readonly Whole[], solver: Solver): Set<number> {
  const bound = new Set(wholes.flatMap(({ parts }) => parts))
  const held = [...bound].filter((at) => shownAt(table, at) === null)
  if (held.length === 0) return new Set()
  const rows = wholes.map(({ parts, low, high }): Row => ({ low, high, terms: parts.map((part) => [part, 1]) }))
  const unknowns = table.cells.map((cell) => boundsOf(cell, table))
  // Where not all of them can be small, others know that one was held back besides, but not which.
  const unbounded = unknowns.map(({ low, high }) => ({
    low,
    high: high === LARGEST_HELD_BACK ? Number.POSITIVE_INFINITY : high,
  }))
  return (
    shortOf({ unknowns, rows }, held, solver) ?? shortOf({ unknowns: unbounded, rows }, held, solver) ?? new Set(held)
  )
}

function shortOf(system: System, held: readonly number[], solver: Solver): Set<number> | null {
  const above = solver.short(system, held, { direction: 'LEAST', value: () => 0 })
  const below = solver.short(system, held, { direction: 'MOST', value: () => LARGEST_SMALL })
  return above && below && new Set([...above, ...below])
}
