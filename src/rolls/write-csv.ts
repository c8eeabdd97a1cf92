// The result of a CSV file: the officer's records as they are written, in their encoding, each with what was answered behind it.
// A spreadsheet runs what looks like a formula in whatever column, so the officer's own cells of that kind are neutralised too.
import type { Readable } from 'node:stream'
import { Readable as Stream } from 'node:stream'
import { type CsvRecord, csvRecords } from '../spreadsheets/csv-rows.ts'
import type { FileContent } from '../spreadsheets/file-content.ts'
import { encodeGb18030 } from '../spreadsheets/gb18030.ts'
import { neutral } from '../spreadsheets/neutral.ts'
import { decoded, type Encoding, encodingOf } from '../spreadsheets/text-encoding.ts'
import { type Addition, addedTo } from './result.ts'

export function writeCsv(content: FileContent, addition: Addition): Readable {
  return Stream.from(written(content, addition))
}

async function* written(content: FileContent, addition: Addition): AsyncGenerator<Buffer> {
  const encoding = await encodingOf(content)
  if (encoding === 'utf-8' && (await hasByteOrderMark(content))) yield Buffer.from(BYTE_ORDER_MARK)
  let last: CsvRecord | null = null
  for await (const record of csvRecords(decoded(content, encoding))) {
    if (last) yield encoded(`${lineOf(last, addition)}${last.endOfLine}`, encoding)
    last = record
  }
  // The last record ends as it did, with an end of line or without.
  if (last) yield encoded(`${lineOf(last, addition)}${(await endsOpen(content)) ? '' : last.endOfLine}`, encoding)
}

function lineOf({ line, texts, raw }: CsvRecord, addition: Addition): string {
  const safe = texts.map(neutral)
  const own = safe.every((text, at) => text === texts[at]) ? raw : safe.map(quoted).join(',')
  const added = addedTo(addition, line)
  if (added === null) return own
  const missing = Array.from({ length: addition.width - texts.length }, () => '')
  return [own, ...missing, ...added.map(quoted)].join(',')
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function encoded(text: string, encoding: Encoding): Buffer {
  return encoding === 'utf-8' ? Buffer.from(text) : encodeGb18030(text)
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]

async function hasByteOrderMark(content: FileContent): Promise<boolean> {
  const first = new Uint8Array(3)
  await content.read(first, 0, 3, 0)
  return BYTE_ORDER_MARK.every((byte, at) => first[at] === byte)
}

async function endsOpen(content: FileContent): Promise<boolean> {
  const { size } = await content.stat()
  const last = new Uint8Array(1)
  await content.read(last, 0, 1, size - 1)
  return last[0] !== 0x0a && last[0] !== 0x0d
}
