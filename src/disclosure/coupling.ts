// How published tables bound one another: where a cell of one is the sum of cells of another (a margin, a county over its streets),
// what is shown there bounds what is held back here. And what must be held back besides, so that arithmetic over all released
// tables of a period does not tell an empty cell from a small one.
//
// Only numbers that were published, or are about to be, are looked at: what is held back here tells nothing that they do not.
import type { LedgerEntry, PublishedCell } from './ledger.ts'
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
  /** Where it stands in its own table. */
  readonly of: Table
  readonly at: number
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
        linesOf(cell, ownWholes).map(({ at }) => ({ parts: [at] })),
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
  return others.flatMap((of) => {
    const placed = of === table ? null : placing(table.form, of.form)
    if (!placed) return []
    const parts = Map.groupBy(table.cells.keys(), (at) => placed(table.cells[at]?.codes ?? []))
    const isOverlapping = overlaps(table.form, of.form)
    return of.cells.flatMap((cell, at) => {
      const own = parts.get(cellName(of.form.dimensions, cell.codes))
      if (!own || cell.value === null) return []
      const { low, high } = boundsOf(cell, of)
      return [{ low, high: isOverlapping ? Number.POSITIVE_INFINITY : high, parts: own, of, at }]
    })
  })
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
