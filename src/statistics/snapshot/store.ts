// A snapshot in DuckDB, in memory only: it opens no file and no network, and answers one GROUP BY at a time off the event loop.
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api'
import type { Aggregates, CellAggregate } from '../../disclosure/aggregate.ts'
import { cellName, type TableForm } from '../../disclosure/table-form.ts'
import type { Columns } from './chunk.ts'

export interface SnapshotForm {
  /** Names of the dimensions, and of the columns, as they lie in chunks. */
  readonly dimensions: readonly string[]
  readonly columns: readonly string[]
}

export interface SnapshotStore {
  append(columns: Columns): void
  /** What disclosure control needs of each cell of a partition; the same numbers as `aggregate` of src/disclosure. */
  aggregate(form: TableForm): Promise<Aggregates>
  close(): void
}

/** Rows that the column store takes at once. */
const VECTOR = 2_048

const SETTINGS = {
  threads: '2',
  memory_limit: '1GB',
  // Nothing of a snapshot is ever on a disk in clear.
  temp_directory: '',
  enable_external_access: 'false',
  lock_configuration: 'true',
}

export async function openStore({ dimensions, columns }: SnapshotForm): Promise<SnapshotStore> {
  // Loaded by whoever opens a snapshot, and by nobody else.
  const { DOUBLE, DuckDBDataChunk, DuckDBInstance, UBIGINT, USMALLINT } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', SETTINGS)
  const connection = await instance.connect()
  const codes = dimensions.map((_, at) => `d${at} usmallint`)
  const values = columns.map((_, at) => `v${at} double`)
  await connection.run(`create table child (k ubigint, ${[...codes, ...values].join(', ')})`)
  const appender = await connection.createAppender('child')
  const types = [UBIGINT, ...dimensions.map(() => USMALLINT), ...columns.map(() => DOUBLE)]
  return {
    append(chunk) {
      const all = [chunk.keys, ...chunk.codes, ...chunk.values]
      for (let from = 0; from < chunk.keys.length; from += VECTOR) {
        const part = DuckDBDataChunk.create(types, Math.min(VECTOR, chunk.keys.length - from))
        for (const [at, column] of all.entries()) put(part, at, column.subarray(from, from + part.rowCount))
        appender.appendDataChunk(part)
      }
      appender.flushSync()
    },
    aggregate: (form) => aggregated(connection, form, { dimensions, columns }),
    close() {
      appender.closeSync()
      connection.closeSync()
      instance.closeSync()
    },
  }
}

function put(part: DuckDBDataChunk, at: number, column: BigUint64Array | Uint16Array | Float64Array): void {
  const vector = part.getColumnVector(at)
  for (const [row, value] of column.entries()) vector.setItem(row, value)
  vector.flush()
}

async function aggregated(connection: DuckDBConnection, form: TableForm, known: SnapshotForm): Promise<Aggregates> {
  const reader = await connection.runAndReadAll(statementOf(form, known))
  const cells = reader.getRows().map((row): [string, CellAggregate] => {
    const codes = form.dimensions.map((_, at) => Number(row[at]))
    const [n, key, valued, sum, largest, second, sorted] = row.slice(form.dimensions.length)
    return [
      cellName(form.dimensions, codes),
      {
        ...{ codes, n: Number(n), key: BigInt(key as bigint), valued: Number(valued ?? 0), sum: Number(sum ?? 0) },
        ...{ largest: Number(largest ?? 0), second: Number(second ?? 0), sorted: itemsOf(sorted) },
      },
    ]
  })
  return new Map(cells)
}

function itemsOf(list: unknown): readonly number[] {
  return (list as { readonly items?: readonly number[] } | null)?.items ?? []
}

// Names come from the menu and stand as positions: no text of a caller is in the statement.
function statementOf({ dimensions, column, measure }: TableForm, known: SnapshotForm): string {
  const groups = dimensions.map(({ name, codes, isMany }, index) => {
    const stored = `d${known.dimensions.indexOf(name)}`
    return isMany
      ? {
          as: `g${index}`,
          from: `, (select unnest(range(${codes})) as g${index}) m${index}`,
          where: `(${stored} >> g${index}) & 1 = 1`,
        }
      : { as: stored, from: '', where: null }
  })
  const value = column ? `v${known.columns.indexOf(column.name)}` : null
  const has = value ? `filter (where not isnan(${value}))` : ''
  const amounts = value
    ? `, count(${value}) ${has}, sum(${value}) ${has}, max(${value}) ${has}, max(${value}, 2) ${has}[2]`
    : ', 0, 0, 0, 0'
  const sorted = value && (measure === 'MEDIAN' || measure === 'P90') ? `, list_sort(list(${value}) ${has})` : ', null'
  const wheres = groups.flatMap(({ where }) => where ?? [])
  const by = groups.map(({ as }) => as).join(', ')
  return `select ${by}${by && ', '}count(*), bit_xor(k)${amounts}${sorted} from child${groups.map(({ from }) => from).join('')}
    ${wheres.length > 0 ? `where ${wheres.join(' and ')}` : ''} ${by ? `group by ${by}` : 'having count(*) > 0'}`
}
