// Official tables: exact counts, so that small cells and their complements are held back, and what arithmetic could still tell of them is
// computed and held against (secondary suppression: Eurostat, Handbook on Statistical Disclosure Control, chapter 4).
import { PROTECTED_WIDTH, THRESHOLD } from './parameters.ts'
import type { Interval, Row, Solver, System } from './solver.ts'
import type { Codes } from './table-form.ts'

export interface OfficialTable {
  /** Exact counts, totals among them. */
  readonly values: readonly number[]
  readonly lines: readonly Line[]
}

/** Counts of cells, with the total of each row and column behind them. */
export function totalled(cells: readonly Codes[], counts: readonly number[]): OfficialTable {
  const groups = (cells[0] ?? []).flatMap((_, at) => [
    ...Map.groupBy(cells.keys(), (cell) => cells[cell]?.[at]).values(),
  ])
  const totals = groups.map((parts) => parts.reduce((sum, cell) => sum + (counts[cell] ?? 0), 0))
  const lines = groups.map((parts, at): Line => ({ whole: cells.length + at, parts, kind: 'ADDS_UP' }))
  return { values: [...counts, ...totals], lines }
}

export interface Line {
  readonly whole: number
  readonly parts: readonly number[]
  /** Parts add up to the whole; or a child may be in several of them, so that they add up to more. */
  readonly kind: 'ADDS_UP' | 'OVERLAPS'
}

/** The positions to hold back; all of them where no fewer would do. */
export function heldBackOf(table: OfficialTable, solver: Solver): Set<number> {
  const held = new Set([...table.values.keys()].filter((at) => isSmall(table, at)))
  for (;;) {
    const cell = exposed(table, held, solver)
    if (cell === undefined) return held
    const complement = complementOf(table, held, cell)
    // Nothing on its lines is open any more: what is still known of it is known without the table.
    if (complement === null) return new Set(table.values.keys())
    held.add(complement)
  }
}

/** What others can compute of each cell held back, in order. */
export function intervalsOf(table: OfficialTable, held: ReadonlySet<number>, solver: Solver): Map<number, Interval> {
  const cells = [...held].sort((a, b) => a - b)
  const intervals = solver.intervals(systemOf(table, cells), [...cells.keys()]) ?? []
  return new Map(cells.map((cell, at) => [cell, intervals[at] as Interval]))
}

function isSmall({ values }: OfficialTable, at: number): boolean {
  return (values[at] as number) < THRESHOLD
}

/** The first cell of which arithmetic tells too much. */
function exposed(table: OfficialTable, held: ReadonlySet<number>, solver: Solver): number | undefined {
  const cells = [...held].sort((a, b) => a - b)
  const system = systemOf(table, cells)
  // A small cell may be empty and may be none; any other is uncertain by PROTECTED_WIDTH at least.
  const countOf = (unknown: number): number => table.values[cells[unknown] as number] as number
  const least = (unknown: number): number => Math.max(0, countOf(unknown) - PROTECTED_WIDTH / 2)
  const most = (unknown: number): number => countOf(unknown) + PROTECTED_WIDTH / 2
  const aims = [
    { direction: 'LEAST', value: (at: number) => (countOf(at) < THRESHOLD ? 0 : least(at)) },
    { direction: 'MOST', value: (at: number) => Math.max(THRESHOLD, most(at)) },
  ] as const
  const short = aims.flatMap((aim) => [...(solver.short(system, [...cells.keys()], aim) ?? cells.keys())])
  return short.length > 0 ? cells[Math.min(...short)] : undefined
}

/**
 * The smallest open cell on a line of an exposed one, a part before a whole; it costs the reader least. Where its lines are closed already, what
 * tells of it comes through cells held back on them: then on the lines of those.
 */
function complementOf({ values, lines }: OfficialTable, held: ReadonlySet<number>, cell: number): number | null {
  const smallest = (cells: readonly number[]): number | undefined =>
    cells.filter((at) => !held.has(at)).sort((a, b) => (values[a] as number) - (values[b] as number) || a - b)[0]
  let near: ReadonlySet<number> = new Set([cell])
  for (;;) {
    const own = lines.filter(({ whole, parts }) => near.has(whole) || parts.some((part) => near.has(part)))
    const open = smallest(own.flatMap(({ parts }) => parts)) ?? smallest(own.map(({ whole }) => whole))
    if (open !== undefined) return open
    const next = new Set([...near, ...own.flatMap(({ whole, parts }) => [whole, ...parts])])
    if (next.size === near.size) return null
    near = next
  }
}

/** What is published of the table, as bounds on what is not. */
function systemOf({ values, lines }: OfficialTable, cells: readonly number[]): System {
  const unknownOf = new Map(cells.map((cell, at) => [cell, at]))
  const rows = lines.flatMap(sumsOf).map(({ terms, low, high }): Row => {
    const shown = terms.filter(([cell]) => !unknownOf.has(cell))
    const known = shown.reduce((sum, [cell, coefficient]) => sum + coefficient * (values[cell] as number), 0)
    const hidden = terms.flatMap(([cell, coefficient]) => {
      const unknown = unknownOf.get(cell)
      return unknown === undefined ? [] : [[unknown, coefficient] as const]
    })
    return { low: low - known, high: high - known, terms: hidden }
  })
  return {
    unknowns: cells.map(() => ({ low: 0, high: Number.POSITIVE_INFINITY })),
    rows: rows.filter(({ terms }) => terms.length > 0),
  }
}

/** A line as bounds on sums of its cells. */
function sumsOf({ whole, parts, kind }: Line): Row[] {
  const rest = [...parts.map((part) => [part, 1] as const), [whole, -1] as const]
  if (kind === 'ADDS_UP') return [{ low: 0, high: 0, terms: rest }]
  const eachWithin = parts.map(
    (part): Row => ({
      low: 0,
      high: Number.POSITIVE_INFINITY,
      terms: [
        [whole, 1],
        [part, -1],
      ],
    }),
  )
  return [{ low: 0, high: Number.POSITIVE_INFINITY, terms: rest }, ...eachWithin]
}
