// Loads rows in bulk with COPY. Rows stream through: memory stays bounded by one chunk, whatever the number of rows.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

type Rows = AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>

const CHUNK_CHARACTERS = 64 * 1024

/**
 * Copies rows into `schema.table` and returns how many. All or nothing: a bad row leaves the table as it was.
 * Values may be null, strings, numbers, bigints, booleans, dates, buffers, or arrays of these.
 */
export async function copyRows(
  target: pg.Pool | pg.ClientBase,
  table: string,
  columns: readonly string[],
  rows: Rows,
): Promise<number> {
  if (!(target instanceof pg.Pool)) return copyOver(target, copyStatement(table, columns), rows)
  const client = await target.connect()
  let failure: Error | undefined
  try {
    return await copyOver(client, copyStatement(table, columns), rows)
  } catch (error) {
    failure = error instanceof Error ? error : new Error('copy failed', { cause: error })
    throw failure
  } finally {
    client.release(failure)
  }
}

async function copyOver(client: pg.ClientBase, statement: string, rows: Rows): Promise<number> {
  const stream = client.query(copyFrom(statement))
  await pipeline(Readable.from(chunks(rows), { objectMode: false }), stream)
  return stream.rowCount
}

function copyStatement(table: string, columns: readonly string[]): string {
  const target = table.split('.').map(pg.escapeIdentifier).join('.')
  return `COPY ${target} (${columns.map(pg.escapeIdentifier).join(', ')}) FROM STDIN`
}

async function* chunks(rows: Rows): AsyncGenerator<Buffer> {
  let chunk = ''
  for await (const row of rows) {
    chunk += `${row.map(copyField).join('\t')}\n`
    if (chunk.length >= CHUNK_CHARACTERS) {
      yield Buffer.from(chunk)
      chunk = ''
    }
  }
  if (chunk !== '') yield Buffer.from(chunk)
}

const COPY_ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function copyField(value: unknown): string {
  if (value === null) return '\\N'
  const text = Array.isArray(value) ? arrayLiteral(value) : scalarLiteral(value)
  return text.replace(/[\\\t\n\r]/g, (character) => COPY_ESCAPES[character] ?? character)
}

function arrayLiteral(values: readonly unknown[]): string {
  const items = values.map((value) => {
    if (value === null) return 'NULL'
    if (Array.isArray(value)) return arrayLiteral(value)
    return `"${scalarLiteral(value).replace(/["\\]/g, '\\$&')}"`
  })
  return `{${items.join(',')}}`
}

function scalarLiteral(value: unknown): string {
  if (typeof value === 'string') return storableText(value)
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (value instanceof Date) return value.toISOString()
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`
  throw new TypeError(`a ${typeof value} cannot be copied; write null, text, a number, a date, bytes or an array`)
}

// PostgreSQL cannot hold U+0000, and a lone surrogate would silently become another character on the way.
function storableText(text: string): string {
  if (text.includes('\0') || !text.isWellFormed()) throw new TypeError('text that PostgreSQL cannot store')
  return text
}
