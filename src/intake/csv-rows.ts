// The rows of a CSV file (RFC 4180), one after another; memory holds one piece of the file.
import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { Row } from './cell.ts'
import { FileRefused } from './faults.ts'
import { decoded, encodingOf } from './text-encoding.ts'

/** In characters; a quote that is never closed would otherwise take in the rest of the file. */
const LONGEST_RECORD = 64 * 1024

interface Parsed {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/** Throws FileRefused. Empty lines are passed over. */
export async function* csvRows(file: FileHandle): AsyncGenerator<Row> {
  const encoding = await encodingOf(file)
  const source = Readable.from(decoded(file, encoding), { objectMode: false })
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_RECORD,
  })
  source.on('error', (error) => parser.destroy(error))
  try {
    for await (const { record, info } of source.pipe(parser) as AsyncIterable<Parsed>) {
      yield { line: info.lines, cells: record.map((text) => ({ text: text.trim(), form: 'TEXT' as const })) }
    }
  } catch (error) {
    // What the parser says may quote the record.
    if (error instanceof CsvError) throw refusal(error)
    throw error
  } finally {
    source.destroy()
  }
}

function refusal(error: CsvError): FileRefused {
  const line = Number((error as { lines?: unknown }).lines)
  const at = Number.isInteger(line) ? { line } : {}
  return new FileRefused(error.code === 'CSV_MAX_RECORD_SIZE' ? 'RECORD_TOO_LONG' : 'QUOTES', at)
}
