// What others can compute: between which bounds a hidden number lies, given everything that is published about it. Linear programs,
// solved by HiGHS (https://highs.dev) as WebAssembly: no thread, no clock, so that equal systems give equal bounds everywhere.
import type { Highs, Model } from 'highs'

export interface Interval {
  readonly low: number
  readonly high: number
}

export interface Row extends Interval {
  readonly terms: readonly (readonly [unknown: number, coefficient: number])[]
}

/** Unknowns within their own bounds, and rows that bound sums of them. */
export interface System {
  readonly unknowns: readonly Interval[]
  readonly rows: readonly Row[]
}

export type Direction = 'LEAST' | 'MOST'

export interface Solver {
  /** The bounds of some unknowns, as whole numbers; null where the system contradicts itself. */
  intervals(system: System, of: readonly number[]): Interval[] | null
  /** Those of some unknowns that cannot be as small (`LEAST`) or as large (`MOST`) as `value`; null as above. */
  short(system: System, of: readonly number[], aim: Aim): Set<number> | null
}

export interface Aim {
  readonly direction: Direction
  /** For each unknown. */
  readonly value: (unknown: number) => number
}

// Children are whole; what the solver leaves off a whole number is its tolerance.
const TOLERANCE = 1e-5
/** Stands for no bound: more children than any city has. */
const NO_BOUND = 1e9

/** Loading costs some 60 ms: once in a process. */
export async function openSolver(): Promise<Solver> {
  // Its types describe the CommonJS file, its code is a module.
  const load = (await import('highs')).default as unknown as () => Promise<Highs>
  const highs = await load()
  return {
    intervals(system, of) {
      using model = modelOf(highs, system)
      const intervals: Interval[] = []
      for (const unknown of of) {
        const low = optimum(highs, model, [unknown], 'LEAST')?.[unknown]
        const high = optimum(highs, model, [unknown], 'MOST')?.[unknown]
        if (low === undefined || high === undefined) return null
        intervals.push({ low: Math.ceil(low - TOLERANCE), high: Math.floor(high + TOLERANCE) })
      }
      return intervals
    },
    short(system, of, { direction, value }) {
      using model = modelOf(highs, system)
      const isShort = (unknown: number, found: number): boolean =>
        direction === 'LEAST' ? found > value(unknown) + TOLERANCE : found < value(unknown) - TOLERANCE
      let left = [...of]
      // One solution shows it of many at once; only what none shows is asked about by itself.
      for (let before = Number.POSITIVE_INFINITY; left.length > 0 && left.length < before; ) {
        const values = optimum(highs, model, left, direction)
        if (!values) return null
        before = left.length
        left = left.filter((each) => isShort(each, values[each] as number))
      }
      return new Set(left.filter((each) => isShort(each, optimum(highs, model, [each], direction)?.[each] as number)))
    },
  }
}

function modelOf(highs: Highs, { unknowns, rows }: System): ReturnType<Highs['createModel']> {
  const starts = [0]
  for (const { terms } of rows) starts.push((starts.at(-1) as number) + terms.length)
  const model = highs.createModel()
  model.options.set('output_flag', false)
  model.passModel({
    numCols: unknowns.length,
    numRows: rows.length,
    colCost: unknowns.map(() => 0),
    colLower: unknowns.map(({ low }) => low),
    colUpper: unknowns.map(({ high }) => Math.min(high, NO_BOUND)),
    rowLower: rows.map(({ low }) => low),
    rowUpper: rows.map(({ high }) => Math.min(high, NO_BOUND)),
    matrix: {
      format: 'csr',
      numRows: rows.length,
      numCols: unknowns.length,
      starts,
      indices: rows.flatMap(({ terms }) => terms.map(([unknown]) => unknown)),
      values: rows.flatMap(({ terms }) => terms.map(([, coefficient]) => coefficient)),
    },
  })
  return model
}

/** All values where the sum of some is least or most; null where nothing satisfies the system. */
function optimum(
  { constants }: Highs,
  model: Model,
  of: readonly number[],
  direction: Direction,
): ArrayLike<number> | null {
  const cost = direction === 'LEAST' ? 1 : -1
  for (const unknown of of) model.changeColCost(unknown, cost)
  const { modelStatus } = model.run()
  const isSolved = modelStatus === constants.modelStatus.optimal
  if (!isSolved && modelStatus !== constants.modelStatus.infeasible)
    throw new Error(`the solver gave up with status ${modelStatus}`)
  const values = isSolved ? model.getSolution().colValue : null
  for (const unknown of of) model.changeColCost(unknown, 0)
  return values
}
