// Brings a department's cells under its current key, batch by batch, while it is served. Each batch is one statement that
// replaces a cell only where it still is what was read, so that an import meanwhile is never undone; run again, it goes on
// where it broke off, for a cell itself says under which key it is.
import type { Pool } from 'pg'
import type { Keyring } from '../masking/keyring.ts'
import { openerFor, seal } from '../masking/sealed-cell.ts'
import { KEY_ID_OF } from './cells-under.ts'
import type { SealedTable } from './sealed-columns.ts'

export interface Reseal {
  /** Of the role that imports. */
  readonly pool: Pool
  readonly table: SealedTable
  readonly keyring: Keyring
  /** Rows of one batch. Default: 500. */
  readonly batch?: number
  readonly onProgress?: (done: ResealCount) => void
}

export interface ResealCount {
  /** Rows that were looked at because a cell of them is under another key. */
  readonly rows: number
  /** Cells brought under the current key. */
  readonly cells: number
  /** Cells that do not open; they stay as they are. */
  readonly unreadable: number
}

interface Row {
  readonly subject: string
  readonly cells: readonly (Buffer | null)[]
}

const BATCH = 500
export const NOTHING_RESEALED: ResealCount = { rows: 0, cells: 0, unreadable: 0 }

/** Rejects when the database is out; what was done stays done. */
export async function reseal(work: Reseal): Promise<ResealCount> {
  if (work.table.columns.length === 0) return NOTHING_RESEALED
  let count = NOTHING_RESEALED
  for (let after = FIRST; ; ) {
    // Throws where the current key is not at hand: nothing can be sealed then.
    const target = work.keyring.current.id
    const rows = await nextRows(work, { target, after })
    const last = rows.at(-1)
    if (!last) return count
    count = added(count, await resealRows(work, { target, rows }))
    work.onProgress?.(count)
    after = last.subject
  }
}

const FIRST = '00000000-0000-0000-0000-000000000000'

async function nextRows(
  { pool, table, batch = BATCH }: Reseal,
  { target, after }: { readonly target: number; readonly after: string },
): Promise<Row[]> {
  const { name, subjectKey, columns, rows: only = 'true' } = table
  const isOther = columns.map((column) => `(octet_length(${column}) >= 4 and ${KEY_ID_OF(column)} <> $2)`)
  const { rows } = await pool.query<unknown[]>({
    text: `select ${subjectKey}::text, ${columns.join(', ')} from ${name}
           where ${only} and ${subjectKey} > $1 and (${isOther.join(' or ')}) order by ${subjectKey} limit $3`,
    values: [after, target, batch],
    rowMode: 'array',
  })
  return rows.map(([subject, ...cells]) => ({ subject: String(subject), cells: cells as (Buffer | null)[] }))
}

interface Change {
  readonly subject: string
  readonly before: Buffer
  readonly after: Buffer
}

async function resealRows(
  { pool, table, keyring }: Reseal,
  { target, rows }: { readonly target: number; readonly rows: readonly Row[] },
): Promise<ResealCount> {
  let count: ResealCount = { ...NOTHING_RESEALED, rows: rows.length }
  for (const [at, column] of table.columns.entries()) {
    const place = `${table.name}.${column}`
    const open = openerFor(keyring, place, undefined, '')
    const changes: Change[] = []
    for (const { subject, cells } of rows) {
      const before = cells[at] ?? null
      if (before === null || keyIdOf(before) === target) continue
      const after = resealed(() => seal(keyring, place, subject, String(open(before, subject))))
      if (after) changes.push({ subject, before, after })
      else count = added(count, { ...NOTHING_RESEALED, unreadable: 1 })
    }
    count = added(count, { ...NOTHING_RESEALED, cells: await replace(pool, { table, column, changes }) })
  }
  return count
}

// A cell that does not open is no reason to leave the others; it is counted, and retiring its key refuses.
function resealed(work: () => Buffer): Buffer | null {
  try {
    return work()
  } catch {
    return null
  }
}

interface Replacement {
  readonly table: SealedTable
  readonly column: string
  readonly changes: readonly Change[]
}

async function replace(pool: Pool, { table, column, changes }: Replacement): Promise<number> {
  if (changes.length === 0) return 0
  const { rowCount } = await pool.query(
    `update ${table.name} as t set ${column} = n.after
     from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as n (subject, before, after)
     where t.${table.subjectKey} = n.subject and t.${column} = n.before`,
    [changes.map(({ subject }) => subject), changes.map(({ before }) => before), changes.map(({ after }) => after)],
  )
  return rowCount ?? 0
}

function keyIdOf(cell: Buffer): number {
  return cell.length < 4 ? -1 : cell.readUInt16BE(2)
}

function added(one: ResealCount, other: ResealCount): ResealCount {
  return {
    rows: one.rows + other.rows,
    cells: one.cells + other.cells,
    unreadable: one.unreadable + other.unreadable,
  }
}
