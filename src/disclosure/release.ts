// What goes out: the file to read first. A query is decided on the menu and the ledger alone; only then are children looked at, cell by
// cell by their own set's draws; what the released tables of a period would tell together is held back besides; and the ledger keeps it.
import type { KeyObject } from 'node:crypto'
import type { Aggregates } from './aggregate.ts'
import { attributeCheck } from './attribute-check.ts'
import { withHeldBack } from './coupling.ts'
import { type Asked, decide } from './decide.ts'
import type { Ledger, LedgerEntry, PublishedCell } from './ledger.ts'
import type { Menu } from './menu.ts'
import type { Refusal } from './refusal.ts'
import type { Solver } from './solver.ts'
import { type Codes, type Condition, cellName, cellsOf, type Query, readingOf, type TableForm } from './table-form.ts'
import { treat } from './treat.ts'

/** What disclosure control works with; `secret` is the city's own and never leaves it. */
export interface Desk {
  readonly menu: Menu
  readonly ledger: Ledger
  readonly secret: KeyObject
  readonly solver: Solver
  /** The only way to the children: one GROUP BY over the period's snapshot. */
  readonly aggregate: (form: TableForm, period: number) => Aggregates
}

export interface ReleasedTable {
  readonly period: number
  readonly form: TableForm
  readonly cells: readonly PublishedCell[]
  /** True of an official table: nothing in it is moved. */
  readonly isExact: boolean
}

export function release(asked: Asked, desk: Desk): ReleasedTable | Refusal {
  const decision = decide(asked, desk.menu, desk.ledger)
  if (decision.kind === 'REFUSED') return decision.refusal
  return tableOf(decision.kind === 'REPEATED' ? decision.entry : enter(asked, decision.form, desk), asked.query)
}

/** What of an entry a query shows. */
export function tableOf({ period, form, cells, analyst }: LedgerEntry, { filter }: Query): ReleasedTable {
  return { period, form, cells: cells.filter(({ codes }) => isShown(codes, form, filter)), isExact: analyst === null }
}

function isShown(codes: Codes, form: TableForm, filter: Condition | undefined): boolean {
  return filter === undefined || readingOf(form, filter.dimension)?.(codes) === filter.code
}

function enter({ analyst, period }: Asked, form: TableForm, { ledger, aggregate, secret, solver }: Desk): LedgerEntry {
  const treated = { analyst, form, cells: treatedCells(form, aggregate(form, period), secret) }
  const entry = { period, analyst, form, cells: withHeldBack(treated, ledger.entriesIn(period), solver) }
  ledger.enter(entry)
  return entry
}

function treatedCells(form: TableForm, aggregates: Aggregates, secret: KeyObject): PublishedCell[] {
  const isTold = attributeCheck(form, aggregates, secret)
  return cellsOf(form).map((codes) => {
    const cell = cellName(form.dimensions, codes)
    const of = aggregates.get(cell)
    return { codes, value: of && !isTold(codes) ? treat(of, { ...form, cell }, secret) : null }
  })
}
