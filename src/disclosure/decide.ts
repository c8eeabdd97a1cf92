// May this query be answered? Simulatable (Kenthapadi, Mishra and Nissim 2005): it is handed the query, the menu and the ledger and
// could not look at a child if it wanted, so that a refusal tells nothing that the analysts do not know.
import type { Ledger, LedgerEntry } from './ledger.ts'
import type { Menu } from './menu.ts'
import { LOOKS } from './parameters.ts'
import { isRefusal, type Refusal } from './refusal.ts'
import { formOf, type Query, sensitiveOf, type TableForm } from './table-form.ts'

export interface Asked {
  readonly analyst: string
  readonly period: number
  readonly query: Query
}

export type Decision =
  | { readonly kind: 'REFUSED'; readonly refusal: Refusal }
  /** The table went out before, to whomever: the same bytes again, for nothing. */
  | { readonly kind: 'REPEATED'; readonly entry: LedgerEntry }
  | { readonly kind: 'ALLOWED'; readonly form: TableForm }

export function decide(asked: Asked, menu: Menu, ledger: Ledger): Decision {
  const form = formOf(asked.query, menu)
  if (isRefusal(form)) return { kind: 'REFUSED', refusal: form }
  const entry = ledger.entriesIn(asked.period).find((each) => each.form.name === form.name)
  if (entry) return { kind: 'REPEATED', entry }
  const refusal = budgetRefusal(asked, form, ledger)
  return refusal ? { kind: 'REFUSED', refusal } : { kind: 'ALLOWED', form }
}

/** Partitions of a period that were charged, by what they are charged to. */
export interface Looks {
  readonly analyst: number
  readonly pooled: number
  /** Of the former period's again. */
  readonly series: number
  sensitive(dimension: string): number
}

export function looksSpent({ analyst, period }: Omit<Asked, 'query'>, ledger: Ledger): Looks {
  const charged = chargedIn(period, ledger)
  const former = new Set(chargedIn(period - 1, ledger).map(({ form }) => form.name))
  return {
    analyst: charged.filter((entry) => entry.analyst === analyst).length,
    pooled: charged.length,
    series: charged.filter(({ form }) => former.has(form.name)).length,
    sensitive: (dimension) => charged.filter(({ form }) => sensitiveOf(form).includes(dimension)).length,
  }
}

function chargedIn(period: number, ledger: Ledger): readonly LedgerEntry[] {
  return ledger.entriesIn(period).filter(({ analyst }) => analyst !== null)
}

function budgetRefusal(asked: Asked, form: TableForm, ledger: Ledger): Refusal | null {
  const spent = looksSpent(asked, ledger)
  if (spent.analyst >= LOOKS.analyst) return 'ANALYST_BUDGET'
  if (spent.pooled >= LOOKS.pooled) return 'POOLED_BUDGET'
  if (sensitiveOf(form).some((name) => spent.sensitive(name) >= LOOKS.sensitive)) return 'SENSITIVE_BUDGET'
  const isFormer = chargedIn(asked.period - 1, ledger).some((entry) => entry.form.name === form.name)
  return isFormer && spent.series >= LOOKS.series ? 'SERIES_BUDGET' : null
}
