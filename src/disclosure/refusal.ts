// Why a query is refused. Each of them follows from the query, the public menu and the ledger of what was released; none from a child.

export type Refusal =
  | 'NOT_ON_MENU'
  | 'TOO_MANY_GROUPS'
  | 'TOO_MANY_CELLS'
  | 'ANALYST_BUDGET'
  | 'POOLED_BUDGET'
  | 'SENSITIVE_BUDGET'
  | 'SERIES_BUDGET'

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'string'
}
