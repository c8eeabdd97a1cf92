// Rolls for tests, made in code: what a school sends, in each of the forms.
import { text } from 'node:stream/consumers'
import { CFB, utils, type WorkSheet, write } from '@e965/xlsx'
import { citizenIdWithCheck } from '../../src/masking/citizen-id.ts'
import { type Roll, readRoll } from '../../src/rolls/read-roll.ts'
import { heldContent } from '../../src/spreadsheets/file-content.ts'
import { encodeGb18030 } from '../../src/spreadsheets/gb18030.ts'
import { openWorkbook } from '../../src/spreadsheets/workbook/open-workbook.ts'
import { workbook } from '../intake/workbooks.ts'

/** The number of a made-up child: place 0 to 99. */
export function numberOf(place: number): string {
  return citizenIdWithCheck(`33019920160122${String(100 + place)}`)
}

export const HEADER = ['班级', '姓名', '身份证号', '学籍号']

export function pupilRow(place: number): string[] {
  return [`三年级${(place % 4) + 1}班`, `测试${'甲乙丙丁'[place % 4] ?? ''}`, numberOf(place), `G${numberOf(place)}`]
}

export const ROWS = [HEADER, pupilRow(0), pupilRow(1)]

export function csv(rows: readonly (readonly string[])[], endOfLine = '\n'): string {
  return rows.map((row) => row.join(',') + endOfLine).join('')
}

export function xlsx(rows: Parameters<typeof workbook>[0]['rows']): Buffer {
  return workbook({ rows })
}

/** An old workbook, or a whole new one, of the library's own writing; `change` may spoil the sheet. */
export function xls(
  rows: readonly (readonly (string | number)[])[],
  {
    change = () => undefined,
    type = 'biff8',
    sheets = [] as readonly string[],
  }: {
    readonly change?: (sheet: WorkSheet) => void
    readonly type?: 'biff8' | 'biff5' | 'xlsx'
    readonly sheets?: readonly string[]
  } = {},
): Buffer {
  const book = utils.book_new()
  const sheet = utils.aoa_to_sheet(rows.map((row) => [...row]))
  change(sheet)
  utils.book_append_sheet(book, sheet, '名册')
  for (const name of sheets) utils.book_append_sheet(book, utils.aoa_to_sheet([]), name)
  return Buffer.from(write(book, { type: 'array', bookType: type }) as ArrayBuffer)
}

export function read(file: Buffer | string): Promise<Roll> {
  return readRoll(Buffer.from(file), { acceptSynthetic: true })
}

/** Line, subject and faults of each pupil, the faults as `column reason`. */
export async function shown(file: Buffer | string) {
  const { pupils } = await read(file)
  return pupils.map(({ line, subject, faults }) => [
    line,
    subject,
    ...faults.map(({ column, reason, firstLine }) => [column, reason, firstLine].filter((part) => part).join(' ')),
  ])
}

/**
 * A workbook as WPS writes it: namespaces and parts of its own, its build in the properties, the hidden name that a filter leaves,
 * styled rows and cells without anything in them.
 */
export function wps(rows: readonly (readonly string[])[]): Buffer {
  const text = (place: string, value: string): string =>
    value === '' ? `<c r="${place}" s="1"/>` : `<c r="${place}" s="1" t="inlineStr"><is><t>${value}</t></is></c>`
  const lines = rows.map((row, at) => {
    const cells = row.map((value, column) => text(`${String.fromCharCode(65 + column)}${at + 1}`, value)).join('')
    return `<row r="${at + 1}" ht="18" customHeight="1" spans="1:${row.length}">${cells}</row>`
  })
  const namespaces = `xmlns="${MAIN}" xmlns:xdr="${OFFICE}/drawingml/2006/spreadsheetDrawing" xmlns:etc="${ETC}"`
  const sheet = `<worksheet ${namespaces}><sheetPr><tabColor/></sheetPr><dimension ref="A1:D${rows.length}"/>
    <sheetFormatPr defaultColWidth="9" defaultRowHeight="13.5" outlineLevelCol="3"/><cols><col min="1" max="4" width="22" customWidth="1"/></cols>
    <sheetData>${lines.join('')}<row r="999" ht="18"/></sheetData><autoFilter ref="A1:D1"><extLst/></autoFilter><headerFooter/></worksheet>`
  return workbook({
    rows: [],
    sheets:
      '<sheet name="学生名册" sheetId="1" r:id="rId1"/></sheets><definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">学生名册!$A$1:$D$1</definedName></definedNames><sheets>',
    parts: {
      'xl/worksheets/sheet1.xml': sheet,
      'docProps/app.xml': '<Properties><Application>WPS 表格</Application></Properties>',
      'docProps/custom.xml':
        '<Properties><property name="KSOProductBuildVer"><x>2052-12.1.0.16929</x></property></Properties>',
      'xl/cellimages.xml': `<etc:cellImages xmlns:etc="${ETC}"/>`,
    },
  })
}

const OFFICE = 'http://schemas.openxmlformats.org'
const MAIN = `${OFFICE}/spreadsheetml/2006/main`
const ETC = 'http://www.wps.cn/officeDocument/2017/etCustomData'

/** A workbook of before 1997 in code page 936, which the library reads and does not write. */
export function before1997(rows: readonly (readonly string[])[]): Buffer {
  const texts = [...new Set(rows.flat())].map(encodeGb18030)
  const places = rows.map((row) =>
    row.map((text) =>
      standIn(
        texts.findIndex((each) => each.equals(encodeGb18030(text))),
        texts,
      ),
    ),
  )
  return changedStream(xls(places, { type: 'biff5' }), 'Book', (stream) => {
    for (const [at, text] of texts.entries()) replaceAll(stream, Buffer.from(standIn(at, texts)), text)
    replaceAll(stream, Buffer.from('42000200e404', 'hex'), Buffer.from('42000200a803', 'hex'))
    return stream
  })
}

// A text of as many bytes that no other is.
function standIn(at: number, texts: readonly Buffer[]): string {
  return String.fromCharCode(65 + at).repeat(texts[at]?.length ?? 0)
}

function replaceAll(stream: Buffer, from: Buffer, to: Buffer): void {
  for (let at = stream.indexOf(from); at >= 0; at = stream.indexOf(from, at + 1)) to.copy(stream, at)
}

/** An old workbook with its stream of records changed. */
export function changedStream(old: Buffer, name: 'Book' | 'Workbook', change: (stream: Buffer) => Buffer): Buffer {
  const container = CFB.read(old, { type: 'buffer' })
  const entry = CFB.find(container, `/${name}`)
  if (!entry) throw new Error('no such stream')
  entry.content = change(Buffer.from(entry.content as Uint8Array))
  entry.size = entry.content.length
  return Buffer.from(CFB.write(container, { type: 'buffer' }) as Uint8Array)
}

/** Every part of a workbook as text, by its name. */
export async function partsOf(file: Buffer): Promise<Record<string, string>> {
  const book = await openWorkbook(heldContent(file))
  const parts: Record<string, string> = {}
  for (const name of book.names()) parts[name] = await text(await book.read(name))
  return parts
}
