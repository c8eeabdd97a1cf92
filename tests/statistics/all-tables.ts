// The attacker who has all tables of a quarter: by linear programs over all of them together, and over what their words mean, what is known of
// each cell that was held back.
import { Category } from '../../src/departments/civil-affairs/types.ts'
import { LARGEST_HELD_BACK, LARGEST_SMALL, ROUNDING, THRESHOLD } from '../../src/disclosure/parameters.ts'
import { DEVIATION } from '../../src/disclosure/perturbation-table.ts'
import { type Interval, openSolver, type Row } from '../../src/disclosure/solver.ts'

/** By dimension, a value. */
export type Where = Readonly<Record<string, string>>

export interface KnownCell {
  readonly where: Where
  readonly value: number | null
  readonly isExact: boolean
}

export const TOGETHER = 'ELSEWHERE_OR_UNKNOWN'
const SLACK = DEVIATION + Math.floor(ROUNDING / 2)
const NO_BOUND = Number.POSITIVE_INFINITY
const SIX = Object.values(Category).filter((each) => each !== Category.OTHER)
const SUPPORTED: readonly string[] = [Category.ORPHAN, Category.DE_FACTO_UNSUPPORTED]

function nameOf(where: Where): string {
  return JSON.stringify(Object.entries(where).sort())
}

function boundsOf({ value, isExact }: KnownCell): Interval {
  if (value === null) return { low: 0, high: isExact ? NO_BOUND : LARGEST_HELD_BACK }
  return isExact ? { low: value, high: value } : { low: Math.max(THRESHOLD, value - SLACK), high: value + SLACK }
}

/** Sums of cells: each a set of children, whether it was published or not. */
class Sums {
  readonly unknowns: Interval[] = []
  readonly rows: Row[] = []
  readonly #places = new Map<string, number>()

  at(where: Where): number {
    const known = this.#places.get(nameOf(where))
    if (known !== undefined) return known
    this.#places.set(nameOf(where), this.unknowns.length)
    return this.unknowns.push({ low: 0, high: NO_BOUND }) - 1
  }

  bound(where: Where, { low, high }: Interval): void {
    const at = this.at(where)
    const before = this.unknowns[at] as Interval
    this.unknowns[at] = { low: Math.max(before.low, low), high: Math.min(before.high, high) }
  }

  /** What is added less what is taken away lies so. */
  row(added: readonly Where[], taken: readonly Where[], { low, high }: Interval): void {
    const terms = [...added.map((each) => [this.at(each), 1]), ...taken.map((each) => [this.at(each), -1])]
    this.rows.push({ low, high, terms: terms as [number, number][] })
  }
}

const EQUAL = { low: 0, high: 0 }
const AT_LEAST = { low: 0, high: NO_BOUND }

/** What everybody knows of the words: of a child's values one holds, some are unions of others, and a city is its counties. */
function addMeanings(
  sums: Sums,
  lists: Readonly<Record<string, readonly string[]>>,
  dimensions: readonly string[],
): void {
  const listed = (name: string): readonly string[] => lists[name] ?? []
  const counties = listed('COUNTY')
  const single = dimensions.filter((name) => name !== 'CATEGORY' && name !== 'COUNTY')
  for (const place of [{}, ...counties.map((COUNTY) => ({ COUNTY }))] as Where[]) {
    for (const name of single)
      sums.row(
        listed(name).map((value) => ({ ...place, [name]: value })),
        [place],
        EQUAL,
      )
    const six = SIX.map((CATEGORY) => ({ ...place, CATEGORY }))
    const disadvantaged = { ...place, DISADVANTAGED: 'YES' }
    sums.row(six, [disadvantaged], AT_LEAST)
    for (const one of six) sums.row([disadvantaged], [one], AT_LEAST)
    const [leaving, unknown] = [listed('LEAVING').slice(0, 6), { ...place, LEAVING: 'UNKNOWN' }]
    const supported = leaving.map((LEAVING) => ({ ...place, LEAVING }))
    const both = SUPPORTED.map((CATEGORY) => ({ ...place, CATEGORY }))
    sums.row(both, supported, AT_LEAST)
    for (const one of both) sums.row([...supported, unknown], [one], AT_LEAST)
  }
  const grounds = listed('GROUND').slice(0, 3)
  sums.row(
    grounds.map((GROUND) => ({ GROUND })),
    [{ CATEGORY: Category.DE_FACTO_UNSUPPORTED }],
    EQUAL,
  )
  const everything = dimensions.filter((name) => name !== 'COUNTY' && name !== 'GROUND')
  for (const rest of [
    {},
    ...everything.flatMap((name) => listed(name).map((value) => ({ [name]: value }))),
  ] as Where[]) {
    const of = (COUNTY: string): Where => ({ COUNTY, ...rest })
    sums.row(counties.map(of), [rest], EQUAL)
    sums.row(['ELSEWHERE', 'UNKNOWN'].map(of), [of(TOGETHER)], EQUAL)
  }
}

/** The cells held back of which all tables together tell that somebody is there, or that they are smaller than the largest small one. */
export async function narrowCells(
  cells: readonly KnownCell[],
  lists: Readonly<Record<string, readonly string[]>>,
): Promise<(Interval & { readonly where: Where })[]> {
  const solver = await openSolver()
  const held = cells.filter(({ value }) => value === null)
  const systemWith = (bounds: (cell: KnownCell) => Interval): Sums => {
    const sums = new Sums()
    for (const cell of cells) sums.bound(cell.where, bounds(cell))
    addMeanings(sums, lists, [...new Set(cells.flatMap(({ where }) => Object.keys(where)))])
    return sums
  }
  const known = (sums: Sums): Interval[] | null =>
    solver.intervals(
      sums,
      held.map(({ where }) => sums.at(where)),
    )
  // Where not all of them can be small, one was held back for what it would tell, and it is not known which.
  const free = (cell: KnownCell): Interval => (cell.value === null ? AT_LEAST : boundsOf(cell))
  const intervals = known(systemWith(boundsOf)) ?? known(systemWith(free))
  if (!intervals) throw new Error('the tables contradict one another')
  return held.flatMap(({ where }, at) => {
    const { low, high } = intervals[at] ?? EQUAL
    return low > 0 || high < LARGEST_SMALL ? [{ where, low, high }] : []
  })
}
