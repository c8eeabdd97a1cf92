// The rows of a CSV file (RFC 4180), one after another; memory holds one piece of the file.

import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { Row } from './cell.ts'
import type { FileContent } from './file-content.ts'
import { FileRefused } from './file-refused.ts'
import { decoded, encodingOf } from './text-encoding.ts'

/** In characters; a quote that is never closed would otherwise take in the rest of the file. */
const LONGEST_RECORD = 64 * 1024

export interface CsvRecord {
  /** From 1; where a record spans lines, its last. */
  readonly line: number
  /** As they stand in the file, blanks and all. */
  readonly texts: readonly string[]
  /** As it is written in the file, quotes and all, without its end of line. */
  readonly raw: string
  readonly endOfLine: '\r\n' | '\n'
}

interface Parsed {
  readonly record: readonly string[]
  readonly raw: string
  readonly info: { readonly lines: number }
}

/** Throws FileRefused. Empty lines are passed over. */
export async function* csvRows(file: FileContent): AsyncGenerator<Row> {
  const encoding = await encodingOf(file)
  for await (const { line, texts } of csvRecords(decoded(file, encoding))) {
    if (texts.length === 1 && texts[0] === '') continue
    yield { line, cells: texts.map((text) => ({ text: text.trim(), form: 'TEXT' as const })) }
  }
}

/** All records, an empty line as one of one empty text. Throws FileRefused. */
export async function* csvRecords(text: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  const source = Readable.from(text, { objectMode: false })
  const parser = parse({
    bom: true,
    info: true,
    raw: true,
    relax_column_count: true,
    max_record_size: LONGEST_RECORD,
  })
  source.on('error', (error) => parser.destroy(error))
  try {
    for await (const { record, raw, info } of source.pipe(parser) as AsyncIterable<Parsed>) {
      // The parser stops at the first character of an end of line.
      const endOfLine = raw.endsWith('\r') ? '\r\n' : '\n'
      yield { line: info.lines, texts: record, raw: raw.replace(/[\r\n]$/, ''), endOfLine }
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
