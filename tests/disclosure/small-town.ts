// A town of a few streets whose cells a test sets one by one.
import { createSecretKey } from 'node:crypto'
import { aggregate, type Microtable } from '../../src/disclosure/aggregate.ts'
import { recordKey } from '../../src/disclosure/draws.ts'
import { type Ledger, MemoryLedger } from '../../src/disclosure/ledger.ts'
import type { Dimension, Menu } from '../../src/disclosure/menu.ts'
import type { Desk } from '../../src/disclosure/release.ts'
import { openSolver } from '../../src/disclosure/solver.ts'

export const SECRET = createSecretKey(Buffer.alloc(32, 7))

/** Below county level nobody asks of it, and so of no amount that tells of it. */
const ILLNESS: Dimension = { name: 'illness', codes: 2, isSensitive: true, isCountyAtMost: true }

export const TOWN_MENU: Menu = {
  purpose: 'P09',
  dimensions: [
    { name: 'county', codes: 2 },
    { name: 'street', codes: 4, within: { dimension: 'county', codeOf: [0, 0, 1, 1] } },
    { name: 'sex', codes: 2 },
    { name: 'age', codes: 6 },
    { name: 'aid', codes: 2, isSensitive: true },
    ILLNESS,
    {
      ...{ name: 'care', codes: 3, isSensitive: true, isCountyAtMost: true },
      // Whoever is cared for soon or later is ill, and the other way round.
      meanings: [{ codes: [0, 1], dimension: ILLNESS.name, those: [1], isWhole: true }],
    },
  ],
  columns: [
    { name: 'days', step: 5, most: 200 },
    { name: 'aidAmount', step: 5, most: 200, tells: ILLNESS },
  ],
}

export interface Kind {
  readonly children: number
  readonly street: number
  readonly sex?: number
  readonly age?: number
  readonly aid?: number
  readonly illness?: number
  readonly days?: readonly number[]
}

export function townOf(kinds: readonly Kind[], period = 1): Microtable {
  const children = kinds.flatMap((kind) =>
    Array.from({ length: kind.children }, (_, at) => ({
      ...kind,
      county: kind.street < 2 ? 0 : 1,
      value: kind.days?.[at] ?? Number.NaN,
    })),
  )
  const column = (name: 'county' | 'street' | 'sex' | 'age' | 'aid' | 'illness'): Uint16Array =>
    Uint16Array.from(children, (child) => child[name] ?? 0)
  return {
    period,
    keys: BigUint64Array.from(children, (_, at) => recordKey(SECRET, period, String(at))),
    codes: Object.fromEntries(
      (['county', 'street', 'sex', 'age', 'aid', 'illness'] as const).map((name) => [name, column(name)]),
    ),
    values: Object.fromEntries(
      ['days', 'aidAmount'].map((name) => [name, Float64Array.from(children, ({ value }) => value)]),
    ),
  }
}

// One for all desks: it keeps nothing between two tables.
const solving = openSolver()

export async function deskOf(town: Microtable, ledger: Ledger = new MemoryLedger()): Promise<Desk> {
  return { menu: TOWN_MENU, ledger, secret: SECRET, solver: await solving, aggregate: (form) => aggregate(town, form) }
}
