// What has been released: of all analysts and all periods, for what many harmless answers tell together. The registry will keep it in
// a table; whoever decides and enters must do both under one lock.
import type { Codes, TableForm } from './table-form.ts'

export interface PublishedCell {
  readonly codes: Codes
  /** Null: held back, for whatever reason. */
  readonly value: number | null
}

export interface LedgerEntry {
  /** Snapshots are numbered one after the other. */
  readonly period: number
  /** Null: an official table, which is exact, asked by nobody and charged to nobody. */
  readonly analyst: string | null
  readonly form: TableForm
  readonly cells: readonly PublishedCell[]
}

export interface Ledger {
  entriesIn(period: number): readonly LedgerEntry[]
  enter(entry: LedgerEntry): void
}

export class MemoryLedger implements Ledger {
  readonly #entries = new Map<number, LedgerEntry[]>()

  entriesIn(period: number): readonly LedgerEntry[] {
    return this.#entries.get(period) ?? []
  }

  enter(entry: LedgerEntry): void {
    const entries = this.#entries.get(entry.period) ?? []
    entries.push(entry)
    this.#entries.set(entry.period, entries)
  }
}
