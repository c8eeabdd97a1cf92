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

function budgetRefusal({ analyst, period }: Asked, form: TableForm, ledger: Ledger): Refusal | null {
  const charged = ledger.entriesIn(period).filter((entry) => entry.analyst !== null)
  const countOf = (isMeant: (entry: LedgerEntry) => boolean): number => charged.filter(isMeant).length
  if (countOf((entry) => entry.analyst === analyst) >= LOOKS.analyst) return 'ANALYST_BUDGET'
  if (charged.length >= LOOKS.pooled) return 'POOLED_BUDGET'
  const crossing = (name: string): number => countOf((entry) => sensitiveOf(entry.form).includes(name))
  if (sensitiveOf(form).some((name) => crossing(name) >= LOOKS.sensitive)) return 'SENSITIVE_BUDGET'
  const former = ledger.entriesIn(period - 1).filter((entry) => entry.analyst !== null)
  const isFormer = (name: string): boolean => former.some((entry) => entry.form.name === name)
  if (isFormer(form.name) && countOf((entry) => isFormer(entry.form.name)) >= LOOKS.series) return 'SERIES_BUDGET'
  return null
}
