// What tables are still good for after disclosure control: on the drawn city, whose truth is known, which share of cells is answered and
// how far off. Every partition of the menu is released by itself, as if it were the period's first.
import { createSecretKey, hash } from 'node:crypto'
import { type Aggregates, aggregate, type CellAggregate, type Microtable } from '../disclosure/aggregate.ts'
import { type LedgerEntry, MemoryLedger } from '../disclosure/ledger.ts'
import { officialEntry } from '../disclosure/official-entry.ts'
import { isRefusal } from '../disclosure/refusal.ts'
import { release } from '../disclosure/release.ts'
import { openSolver, type Solver } from '../disclosure/solver.ts'
import { cellName, formOf, type MeasureKind, type Query, type TableForm } from '../disclosure/table-form.ts'
import type { CitySettings } from './city.ts'
import { CITY_MENU, cityMicrotable } from './statistics-city.ts'

/** From how many children a cell counts as a large one. */
const LARGE = 100

export interface Usefulness {
  readonly cells: number
  /** Share of them that has a number. */
  readonly answered: number
  /** Of the numbers' relative errors. */
  readonly medianError: number
}

export interface UtilityFigures {
  readonly children: number
  readonly tables: number
  readonly large: Usefulness
  readonly middling: Usefulness
  readonly sums: Usefulness
  readonly medians: Usefulness
  /** Exact tables of counties by a sensitive dimension. */
  readonly official: Usefulness
}

interface CellFigure {
  readonly n: number
  readonly truth: number
  readonly value: number | null
}

export async function utilityFigures(settings: CitySettings): Promise<UtilityFigures> {
  const secret = createSecretKey(hash('sha256', `utility|${settings.seed}`, 'buffer'))
  const children = cityMicrotable(settings, secret, 1)
  const solver = await openSolver()
  const figuresOf = (query: Query): CellFigure[] => tableFigures(query, { children, secret, solver })
  const counts = partitions().map((groups) => figuresOf({ measure: 'COUNT', ...groups }))
  const valued = (measure: MeasureKind): CellFigure[] =>
    CITY_MENU.dimensions.flatMap(({ name }) => figuresOf({ measure, column: 'waitedDays', groups: [name] }))
  const within = (figures: readonly CellFigure[], least: number, most: number): Usefulness =>
    usefulnessOf(figures.filter(({ n }) => n >= least && n < most))
  const all = counts.flat()
  return {
    children: children.keys.length,
    tables: counts.filter(({ length }) => length > 0).length,
    large: within(all, LARGE, Number.POSITIVE_INFINITY),
    middling: within(all, LARGE / 4, LARGE),
    sums: within(valued('SUM'), LARGE, Number.POSITIVE_INFINITY),
    medians: within(valued('MEDIAN'), LARGE, Number.POSITIVE_INFINITY),
    official: usefulnessOf(officialEntries(children, solver).flatMap((entry) => officialFigures(entry, children))),
  }
}

/** Every set of one to three dimensions, as a query that asks for all of it: the third as a filter on its first value. */
function partitions(): Pick<Query, 'groups' | 'filter'>[] {
  const names = CITY_MENU.dimensions.map(({ name }) => name)
  return names.flatMap((one, at) => [
    { groups: [one] },
    ...names
      .slice(at + 1)
      .flatMap((two, next) => [
        { groups: [one, two] },
        ...names.slice(at + next + 2).map((three) => ({ groups: [one, two], filter: { dimension: three, code: 0 } })),
      ]),
  ])
}

interface Released {
  readonly children: Microtable
  readonly secret: ReturnType<typeof createSecretKey>
  readonly solver: Solver
}

function tableFigures(query: Query, { children, secret, solver }: Released): CellFigure[] {
  let truths: Aggregates = new Map()
  const aggregated = (form: TableForm): Aggregates => {
    truths = aggregate(children, form)
    return truths
  }
  const desk = { menu: CITY_MENU, ledger: new MemoryLedger(), secret, solver, aggregate: aggregated }
  const table = release({ analyst: 'utility', period: children.period, query }, desk)
  if (isRefusal(table)) return []
  return table.cells.flatMap(({ codes, value }) => {
    const cell = truths.get(cellName(table.form.dimensions, codes))
    return cell ? [{ n: cell.n, truth: truthOf(cell, query.measure), value }] : []
  })
}

/** The standing tables that are exact: counties by category, and by aid. */
export function officialEntries(children: Microtable, solver: Solver): LedgerEntry[] {
  return ['category', 'aid'].map((other) => {
    const form = formOf({ measure: 'COUNT', groups: ['county', other] }, CITY_MENU)
    if (isRefusal(form)) throw new Error(form)
    return officialEntry(children.period, form, aggregate(children, form), solver)
  })
}

function officialFigures({ form, cells }: LedgerEntry, children: Microtable): CellFigure[] {
  const counts = aggregate(children, form)
  return cells.flatMap(({ codes, value }) => {
    const n = counts.get(cellName(form.dimensions, codes))?.n
    return n ? [{ n, truth: n, value }] : []
  })
}

function truthOf({ n, sum, sorted }: CellAggregate, measure: MeasureKind): number {
  if (measure === 'COUNT') return n
  return measure === 'SUM' ? sum : (sorted[Math.floor(sorted.length / 2)] ?? 0)
}

function usefulnessOf(figures: readonly CellFigure[]): Usefulness {
  const errors = figures.flatMap(({ truth, value }) => (value === null ? [] : [Math.abs(value - truth) / truth]))
  const middle = errors.sort((a, b) => a - b)[Math.floor(errors.length / 2)] ?? Number.NaN
  return { cells: figures.length, answered: errors.length / figures.length, medianError: middle }
}

/** To be read. */
export function linesOfUtility({ children, tables, ...figures }: UtilityFigures): readonly string[] {
  const lineOf = (what: string, { cells, answered, medianError }: Usefulness): string =>
    `${what.padEnd(34)}${String(cells).padStart(8)}${`${(100 * answered).toFixed(1)} %`.padStart(12)}${`${(100 * medianError).toFixed(2)} %`.padStart(14)}`
  return [
    `${children} children, ${tables} tables`,
    `${''.padEnd(34)}${'cells'.padStart(8)}${'answered'.padStart(12)}${'median error'.padStart(14)}`,
    lineOf(`counts of ${LARGE} or more`, figures.large),
    lineOf(`counts of ${LARGE / 4} to ${LARGE - 1}`, figures.middling),
    lineOf(`sums over ${LARGE} or more`, figures.sums),
    lineOf(`medians of ${LARGE} or more`, figures.medians),
    lineOf('exact counts, all sizes', figures.official),
  ]
}
