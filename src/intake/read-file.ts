// A file as records: CSV or XLSX, its header matched with the declared columns, each row read at the edge. What is wrong with a
// row is told as it is found; the next row is read all the same.
import { type FileHandle, open } from 'node:fs/promises'
import type { Row } from '../spreadsheets/cell.ts'
import { csvRows } from '../spreadsheets/csv-rows.ts'
import { FileRefused } from '../spreadsheets/file-refused.ts'
import { sheetRows } from '../spreadsheets/workbook/sheet-rows.ts'
import type { FaultAt } from './faults.ts'
import type { Fed } from './feeds.ts'
import { cellsUnder, fitsHeader, type Header, readHeader, shownName } from './header.ts'
import { type Edge, readRecord, type StagedRecord } from './read-record.ts'

export interface FileReading {
  readonly fed: Fed
  readonly path: string
  readonly edge: Edge
  /** When the department made the file; needed where no column says when each row was written. */
  readonly taken: Date | null
  readonly onFault: (fault: FaultAt) => void
}

export interface LineRecord {
  readonly line: number
  readonly record: StagedRecord
}

/** The sound rows, as a stream; what is wrong with the others is told in the order of the lines. Throws FileRefused for what is wrong with the file as a whole. */
export async function* recordsOf(reading: FileReading): AsyncGenerator<LineRecord> {
  const file = await open(reading.path, 'r')
  try {
    let header: Header | null = null
    let isEmpty = true
    for await (const row of rowsOf(reading.path, file)) {
      if (header === null) {
        header = headerOf(reading, row)
        continue
      }
      isEmpty = false
      const record = recordOf(reading, header, row)
      if (record) yield { line: row.line, record }
    }
    if (isEmpty) throw new FileRefused('EMPTY')
  } finally {
    await file.close()
  }
}

function rowsOf(path: string, file: FileHandle): AsyncGenerator<Row> {
  if (isCsv(path)) return csvRows(file)
  if (/\.xlsx$/i.test(path)) return sheetRows(file)
  throw new FileRefused('UNKNOWN_FORM')
}

function isCsv(path: string): boolean {
  return /\.csv$/i.test(path)
}

function headerOf({ fed, taken }: FileReading, row: Row): Header {
  const header = readHeader(fed.feed, row)
  if (!header.positions.has('recordTime') && taken === null) throw new FileRefused('TAKEN_NEEDED')
  return header
}

function recordOf(
  { fed, path, edge, taken, onFault }: FileReading,
  header: Header,
  { line, cells }: Row,
): StagedRecord | null {
  if (!fitsHeader(header, cells, isCsv(path))) {
    onFault({ line, column: null, reason: 'COLUMN_COUNT' })
    return null
  }
  const reading = readRecord(fed, cellsUnder(header, cells), edge, taken)
  if (reading.ok) return reading.record
  for (const { field, ...fault } of reading.faults) {
    onFault({ line, column: field === null ? null : shownName(fed.feed, field), ...fault })
  }
  return null
}
