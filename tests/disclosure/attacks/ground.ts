// What every attack stands on: a drawn city whose truth is known, what attackers know of it, and the two defences. Attackers know
// where each child lives, its age, sex and origin, and every official table; whether its family gets subsistence aid is the secret.
import { createSecretKey, hash, type KeyObject } from 'node:crypto'
import { CITY_MENU, cityMicrotable } from '../../../src/city/statistics-city.ts'
import { officialEntries } from '../../../src/city/statistics-utility.ts'
import { aggregate, type Microtable } from '../../../src/disclosure/aggregate.ts'
import { recordKey } from '../../../src/disclosure/draws.ts'
import { type Ledger, type LedgerEntry, MemoryLedger } from '../../../src/disclosure/ledger.ts'
import { isRefusal } from '../../../src/disclosure/refusal.ts'
import { type ReleasedTable, release } from '../../../src/disclosure/release.ts'
import { openSolver, type Solver } from '../../../src/disclosure/solver.ts'
import { cellName, type Query } from '../../../src/disclosure/table-form.ts'
import { mulberryFrom } from '../../world/mulberry.ts'

/** The code of subsistence aid (DIBAO): about one child in eight. */
export const SECRET = { dimension: 'aid', code: 0 } as const

export interface Ground {
  readonly children: Microtable
  readonly secret: KeyObject
  readonly solver: Solver
  readonly random: () => number
  /** Children, half of whom hold the secret, each with one beside it who is alike in county, age, sex and origin and does not. */
  readonly targets: readonly Target[]
  /** Exact tables that are out already. */
  readonly official: readonly LedgerEntry[]
  /** Queries that one attacker may send. */
  readonly queries: number
}

export interface Target {
  readonly child: number
  readonly isYes: boolean
}

export interface Size {
  readonly children: number
  readonly targets: number
  readonly queries: number
}

export async function openGround(seed: string, { children: count, targets, queries }: Size): Promise<Ground> {
  const secret = createSecretKey(hash('sha256', `attacks|${seed}`, 'buffer'))
  const settings = { seed, referenceDay: '2026-11-24', children: count, weights: 'raised' } as const
  const children = cityMicrotable(settings, secret, 1)
  const random = mulberryFrom(hash('sha256', seed, 'buffer').readUInt32BE())
  const solver = await openSolver()
  const official = officialEntries(children, solver)
  return { children, secret, solver, random, targets: pairsOf(children, targets / 2, random), official, queries }
}

export function codeOf({ codes }: Microtable, dimension: string, child: number): number {
  return codes[dimension]?.[child] as number
}

export function hasSecret(children: Microtable, child: number): boolean {
  return codeOf(children, SECRET.dimension, child) === SECRET.code
}

/** What is public about a child, its street left out. */
export function stratumOf(children: Microtable, child: number): string {
  return ['county', 'age', 'sex', 'origin'].map((name) => codeOf(children, name, child)).join(' ')
}

function pairsOf(children: Microtable, pairs: number, random: () => number): Target[] {
  const shuffled = shuffle([...children.keys.keys()], random)
  const others = Map.groupBy(
    shuffled.filter((child) => !hasSecret(children, child)),
    (child) => stratumOf(children, child),
  )
  const targets: Target[] = []
  for (const child of shuffled.filter((each) => hasSecret(children, each))) {
    const other = others.get(stratumOf(children, child))?.pop()
    if (other !== undefined && targets.length < 2 * pairs)
      targets.push({ child, isYes: true }, { child: other, isYes: false })
  }
  return targets
}

export function shuffle<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((each) => [random(), each] as const)
    .sort(([a], [b]) => a - b)
    .map(([, each]) => each)
}

/** The plain threshold: any predicate, exact, unless fewer than ten fulfil it or fewer than ten do not. */
export function plainCount(children: Microtable, isMeant: (child: number) => boolean): number | null {
  let n = 0
  for (let child = 0; child < children.keys.length; child += 1) if (isMeant(child)) n += 1
  return n < 10 || children.keys.length - n < 10 ? null : n
}

/** One question of an attacker, answered by the project's own release. */
export type Ask = (query: Query, analyst?: string) => ReadTable | null

/** A released table as an attacker reads it. */
export interface ReadTable {
  readonly table: ReleasedTable
  /** The value of the cell in which a child lies, with some dimensions at other codes; undefined outside the table. */
  at(child: number, other?: Readonly<Record<string, number>>): number | null | undefined
}

/** A snapshot under the project's own release. A child is read about by its place in `ground.children`, whether it is in the snapshot or not. */
export function asking(
  snapshot: Microtable,
  ground: Pick<Ground, 'secret' | 'solver' | 'children'>,
  ledger: Ledger,
): Ask {
  const desk = {
    ...{ menu: CITY_MENU, ledger, secret: ground.secret, solver: ground.solver },
    aggregate: (form: Parameters<typeof aggregate>[1]) => aggregate(snapshot, form),
  }
  return (query, analyst = 'A') => {
    const released = release({ analyst, period: snapshot.period, query }, desk)
    return isRefusal(released) ? null : reading(released, ground.children, query.filter)
  }
}

function reading(table: ReleasedTable, children: Microtable, filter: Query['filter']): ReadTable {
  const { dimensions } = table.form
  const filtered = filter ? { [filter.dimension]: filter.code } : {}
  const values = new Map(table.cells.map(({ codes, value }) => [cellName(dimensions, codes), value]))
  return {
    table,
    at(child, other = {}) {
      const given: Readonly<Record<string, number>> = { ...filtered, ...other }
      const codes = dimensions.map(({ name }) => given[name] ?? codeOf(children, name, child))
      return values.get(cellName(dimensions, codes))
    },
  }
}

/** A ledger in which nothing but the official tables stands. */
export function officialLedger({ official }: Ground): MemoryLedger {
  const ledger = new MemoryLedger()
  for (const entry of official) ledger.enter(entry)
  return ledger
}

export function openAsk(ground: Ground): Ask {
  return asking(ground.children, ground, officialLedger(ground))
}

/** Those of the children who are there in another period, under keys of that period. */
export function snapshotOf(
  { children, secret }: Ground,
  period: number,
  isThere: (child: number) => boolean,
): Microtable {
  const there = [...children.keys.keys()].filter(isThere)
  const column = (values: ArrayLike<number>): number[] => there.map((child) => values[child] as number)
  return {
    period,
    keys: BigUint64Array.from(there, (child) => recordKey(secret, period, String(child))),
    codes: Object.fromEntries(
      Object.entries(children.codes).map(([name, codes]) => [name, Uint16Array.from(column(codes))]),
    ),
    values: Object.fromEntries(
      Object.entries(children.values).map(([name, values]) => [name, Float64Array.from(column(values))]),
    ),
  }
}
