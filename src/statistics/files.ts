// A table as a file with its footnotes, for whoever works on with it: the same table gives the same bytes.
import type { ShownTable } from './shown.ts'

type Row = readonly (string | number | null)[]

/** Heading, cells and footnotes as rows; what is held back is blank. */
function rowsOf(table: ShownTable): Row[] {
  const { id, period, asOf, pack, dimensions, definitions, notes, cells, measure, of, publishedAt, method } = table
  const isRate = cells.some(({ among }) => among !== null) || measure === 'RATE'
  const named = cells[0]?.dims.map(({ dimension }) => dimension) ?? dimensions
  return [
    ['id', id],
    ['period', period],
    ['as of', asOf],
    ['published at', publishedAt],
    ['rule pack', pack],
    ['method', method],
    [],
    [...named, of ?? measure, ...(isRate ? ['counted', 'among', 'unknown'] : [])],
    ...cells.map(({ dims, value, counted, among, unknown }) => [
      ...dims.map((each) => each.value),
      value,
      ...(isRate ? [counted, among, unknown] : []),
    ]),
    [],
    ...definitions.map(({ name, zh, en, version, sources }) => [name, zh, en, `v${version}`, sources.join(' ')]),
    ...notes.map(({ code, zh, en }) => [code, zh, en]),
  ]
}

const BYTE_ORDER_MARK = '\ufeff'

/** RFC 4180; with a mark, so that spreadsheets read Chinese. */
export function csvOf(table: ShownTable): string {
  return `${BYTE_ORDER_MARK}${rowsOf(table)
    .map((row) => `${row.map(quoted).join(',')}\r\n`)
    .join('')}`
}

function quoted(cell: string | number | null): string {
  const text = String(cell ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** In Base64. */
export async function xlsxOf(table: ShownTable): Promise<string> {
  const { utils, write } = await import('@e965/xlsx')
  const sheet = utils.aoa_to_sheet(rowsOf(table).map((row) => [...row]))
  const book = utils.book_new()
  utils.book_append_sheet(book, sheet, table.id)
  return write(book, { type: 'base64', bookType: 'xlsx' }) as string
}
