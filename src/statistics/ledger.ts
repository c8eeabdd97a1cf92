// The ledger in the registry: what was released, of all analysts and all periods. Whoever decides and enters holds its lock from the one to
// the other, so that two who ask at the same moment cannot both have the last look.
import type { Pool, PoolClient } from 'pg'
import { type LedgerEntry, MemoryLedger, type PublishedCell } from '../disclosure/ledger.ts'
import type { Menu } from '../disclosure/menu.ts'
import { isRefusal } from '../disclosure/refusal.ts'
import { cellsOf, formOf, type Query, type TableForm } from '../disclosure/table-form.ts'

// The number is the lock's name in the database; any constant serves, as long as every Hutong uses the same.
const LEDGER_LOCK = 4_830_577_128

/** Until the end of the client's transaction. */
export async function lockLedger(client: PoolClient): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1)', [LEDGER_LOCK])
}

/** A row of the ledger as it is kept. */
export interface EntryRow {
  readonly period: number
  readonly analyst: string | null
  readonly body: KeptEntry
}

/** The query that names the partition again, and its cells in the order of their codes. */
interface KeptEntry {
  readonly query: Query
  readonly values: readonly (number | null)[]
}

/** What is in the ledger of a period and the one before. */
export async function readEntries(client: Pool | PoolClient, period: number): Promise<EntryRow[]> {
  const { rows } = await client.query<EntryRow>({
    name: 'ledger',
    text: 'select period, analyst, body from statistic.release where period in ($1, $2) order by released_at, form',
    values: [period, period - 1],
  })
  return rows
}

/** Forms that the menu no longer has bind nothing that can be asked now. */
export function ledgerOf(rows: readonly EntryRow[], menu: Menu): MemoryLedger {
  const ledger = new MemoryLedger()
  for (const row of rows) {
    const form = formOf(row.body.query, menu)
    if (!isRefusal(form)) ledger.enter({ ...row, form, cells: cellsFrom(form, row.body.values) })
  }
  return ledger
}

export function keptOf({ form, cells }: LedgerEntry): KeptEntry {
  return { query: queryOf(form), values: cells.map(({ value }) => value) }
}

export async function enterInto(client: PoolClient, entry: LedgerEntry, now: Date): Promise<void> {
  await client.query(
    'insert into statistic.release (period, form, analyst, body, released_at) values ($1, $2, $3, $4, $5)',
    [entry.period, entry.form.name, entry.analyst, JSON.stringify(keptOf(entry)), now],
  )
}

function cellsFrom(form: TableForm, values: readonly (number | null)[]): PublishedCell[] {
  return cellsOf(form).map((codes, at) => ({ codes, value: values[at] ?? null }))
}

// Two by grouping, and a third as a filter on any of its values: it is the partition that counts.
function queryOf({ measure, column, dimensions }: TableForm): Query {
  const [first, second, third] = dimensions.map(({ name }) => name)
  return {
    measure,
    ...(column ? { column: column.name } : {}),
    groups: [first, second].flatMap((name) => name ?? []),
    ...(third === undefined ? {} : { filter: { dimension: third, code: 0 } }),
  }
}
