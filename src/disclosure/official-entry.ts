// An official table of two dimensions with its totals: exact, its small cells and their complements held back, as it stands in the ledger.
import type { Aggregates } from './aggregate.ts'
import type { LedgerEntry } from './ledger.ts'
import { heldBackOf, totalled } from './official.ts'
import type { Solver } from './solver.ts'
import { cellName, cellsOf, type TableForm } from './table-form.ts'

/** Refuses nothing: what cannot be shown is held back. The totals of rows and columns count as known and are shown unless small. */
export function officialEntry(period: number, form: TableForm, aggregates: Aggregates, solver: Solver): LedgerEntry {
  const cells = cellsOf(form)
  const counts = cells.map((codes) => aggregates.get(cellName(form.dimensions, codes))?.n ?? 0)
  const held = heldBackOf(totalled(cells, counts), solver)
  const shown = cells.map((codes, at) => ({ codes, value: held.has(at) ? null : (counts[at] ?? 0) }))
  return { period, analyst: null, form, cells: shown }
}
