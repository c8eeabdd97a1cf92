// The matrix for a spreadsheet: RFC 4180, every cell in words, and no cell that a spreadsheet would run.
import { isGranted, type Matrix, type MatrixCell, type MatrixRow } from './matrix.ts'

const HEAD = ['item', 'name_zh', 'name_en', 'level', 'source', 'form', 'coordinate'] as const
const BYTE_ORDER_MARK = '\uFEFF'

/** `forExcel` puts a byte order mark in front, without which Excel reads Chinese as something else. */
export function matrixCsv(matrix: Matrix, { forExcel }: { readonly forExcel: boolean }): string {
  const head = [...HEAD, ...matrix.columns.map(({ role, purpose }) => `${role} ${purpose}`)]
  const lines = [head, ...matrix.rows.map(lineOf)].map((cells) => cells.map(quoted).join(','))
  return `${forExcel ? BYTE_ORDER_MARK : ''}${lines.join('\r\n')}\r\n`
}

function lineOf({ item, classification, form, coordinate, cells }: MatrixRow): string[] {
  const { level, source } = classification
  const known = [item?.code ?? 'STRUCTURE', item?.zh ?? '', item?.en ?? '', level, source, form, coordinate]
  return [...known, ...cells.map(cellText)]
}

/** `mask:name filter sort release where X else withheld`. */
export function cellText(cell: MatrixCell): string {
  if (!isGranted(cell)) return 'refuse'
  const { main, uses, isRelease, rows } = cell
  const treatment = main.effect === 'mask' ? `mask:${main.mask}` : main.effect
  const conditions = rows.map(({ where, otherwise }) => `where ${where} else ${otherwise}`)
  return [treatment, ...uses, ...(isRelease ? ['release'] : []), ...conditions].join(' ')
}

// A spreadsheet takes a cell that begins so for a formula; the apostrophe makes it text.
function quoted(cell: string): string {
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
