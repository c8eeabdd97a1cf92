// Workbooks for tests, put together part by part: whatever a spreadsheet program would not write can be written too.
import { crc32, deflateRawSync } from 'node:zlib'

export interface WorkbookParts {
  /** Rows of cells: a text, a number, or the XML of a cell. */
  readonly rows: readonly (readonly (string | number | { readonly xml: string })[])[]
  readonly sheets?: string
  /** Further parts, or others in place of those that are written here. */
  readonly parts?: Readonly<Record<string, string | Buffer>>
  readonly rowAttributes?: string
  readonly columns?: string
}

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const ONE_SHEET = '<sheet name="S" sheetId="1" r:id="rId1"/>'

export function workbook({
  rows,
  sheets = ONE_SHEET,
  parts = {},
  rowAttributes = '',
  columns = '',
}: WorkbookParts): Buffer {
  const shared: string[] = []
  const cell = (value: string | number | { readonly xml: string }): string => {
    if (typeof value === 'object') return value.xml
    if (typeof value === 'number') return `<c><v>${value}</v></c>`
    return `<c t="s"><v>${shared.push(value) - 1}</v></c>`
  }
  const data = rows.map(
    (cells, at) => `<row r="${at + 1}" ${at === 1 ? rowAttributes : ''}>${cells.map(cell).join('')}</row>`,
  )
  return zip({
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${sheets}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="rId1" Type="t" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${MAIN}">${columns}<sheetData>${data.join('')}</sheetData></worksheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="${MAIN}">${shared.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`,
    // Style 1 is a built-in day, style 2 one of the workbook's own.
    'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><numFmts><numFmt numFmtId="170" formatCode="yyyy\\-mm\\-dd hh:mm"/></numFmts>
      <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>`,
    ...parts,
  })
}

/** A zip archive (APPNOTE 6.3.10) of deflated entries. */
export function zip(parts: Readonly<Record<string, string | Buffer>>): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const [name, part] of Object.entries(parts)) {
    const content = Buffer.from(part)
    const packed = deflateRawSync(content)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x0800, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(content.length, 18)
    common.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed])
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, place, Buffer.from(name)]))
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(central.length, 4)
  end.writeUInt16LE(central.length, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06'), end])
}
