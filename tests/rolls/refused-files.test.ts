// Files that are refused as a whole, each by its name and with the place; nothing of them is read any further.
import { randomBytes } from 'node:crypto'
import { CFB } from '@e965/xlsx'
import { describe, expect, it } from 'vitest'
import { MOST_PUPILS } from '../../src/rolls/read-roll.ts'
import { asXlsx } from '../../src/spreadsheets/old-workbook.ts'
import { workbook, zip } from '../intake/workbooks.ts'
import { changedStream, csv, HEADER, numberOf, pupilRow, ROWS, read, xls, xlsx } from './files.ts'

const formula = { xml: '<c r="A2"><f>1+1</f><v>2</v></c>' }
// A picture in a cell, as WPS keeps it.
const picture = { xml: '<c r="A2" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>' }
const [, ...others] = pupilRow(0)

describe('a file', () => {
  it.each([
    ['FORMULAS', () => xlsx([HEADER, [formula, ...others]]), { line: 2, column: 1 }],
    ['FORMULAS', () => xlsx([HEADER, [picture, ...others]]), { line: 2, column: 1 }],
    ['FORMULAS', () => withFormula(xls([HEADER, [2, ...others]])), { line: 2, column: 1 }],
    ['HIDDEN_CELLS', () => workbook({ rows: ROWS, rowAttributes: 'hidden="1"' }), { line: 2 }],
    [
      'HIDDEN_CELLS',
      () => workbook({ rows: ROWS, columns: '<cols><col min="2" max="2" hidden="1"/></cols>' }),
      { column: 2 },
    ],
    [
      'HIDDEN_CELLS',
      () =>
        xls(ROWS, {
          change: (sheet) => {
            sheet['!cols'] = [{}, { hidden: true }]
          },
        }),
      { column: 2 },
    ],
    [
      'HIDDEN_SHEET',
      () =>
        workbook({
          rows: ROWS,
          sheets: '<sheet name="S" r:id="rId1"/><sheet name="H" state="hidden" r:id="rId1"/>',
        }),
      { sheet: 2 },
    ],
    [
      'SEVERAL_SHEETS',
      () => workbook({ rows: ROWS, sheets: '<sheet name="S" r:id="rId1"/><sheet name="T" r:id="rId1"/>' }),
      { sheet: 2 },
    ],
    ['MACROS', () => workbook({ rows: ROWS, parts: { 'xl/vbaProject.bin': 'x' } }), {}],
    ['EXTERNAL_LINKS', () => workbook({ rows: ROWS, parts: { 'xl/externalLinks/externalLink1.xml': '<x/>' } }), {}],
    ['EXPANDS_TOO_FAR', () => workbook({ rows: ROWS, parts: { 'xl/x': Buffer.alloc(8 * 1024 * 1024) } }), {}],
    ['ENCRYPTED', () => encryptedPackage(), {}],
    ['ENCRYPTED', () => withPassword(xls(ROWS)), {}],
    ['NOT_A_WORKBOOK', () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), randomBytes(4096)]), {}],
    ['NOT_A_WORKBOOK', () => zip({ 'word/document.xml': '<x/>' }), {}],
    ['TOO_LARGE', () => Buffer.alloc(20 * 1024 * 1024 + 1, 'a'), {}],
    ['UNKNOWN_FORM', () => Buffer.from('<html><table><tr><td>姓名</td></tr></table></html>'), {}],
    ['UTF16', () => Buffer.from(`\ufeff${csv(ROWS)}`, 'utf16le'), {}],
    ['NOT_TEXT', () => Buffer.from([0x61, 0xff, 0xff, 0x20]), {}],
    ['EMPTY', () => Buffer.alloc(0), {}],
    ['EMPTY', () => Buffer.from(csv([HEADER])), {}],
  ] as const)('is refused as %s', async (fault, make, at) => {
    await expect(read(make())).rejects.toMatchObject({ name: 'FileRefused', fault, at })
  })

  it('is refused with the first pupil too many, and not with one less', async () => {
    const row = (place: number): string[] => [`${place}`, '甲', '', `J${String(place).padStart(18, '0')}`]
    const rows = Array.from({ length: MOST_PUPILS + 1 }, (_, place) => row(place))
    expect((await read(csv([HEADER, ...rows.slice(1)]))).pupils).toHaveLength(MOST_PUPILS)
    await expect(read(csv([HEADER, ...rows]))).rejects.toMatchObject({
      fault: 'TOO_MANY_PUPILS',
      at: { line: MOST_PUPILS + 2 },
    })
  })

  it('says no word of what stands in it', async () => {
    const refusal = await read(xlsx([HEADER, [formula, ...others]])).catch((error: Error) => error.message)
    expect(refusal).toBe(
      'FORMULAS: 工作表含有公式，请改为值 / a sheet with a formula; put its value there, line 2, column 1',
    )
    expect(refusal).not.toContain(numberOf(0))
  })
})

describe('the thread that reads an old workbook', () => {
  it('ends when its time is over, and the file is refused for it', async () => {
    await expect(asXlsx(xls(ROWS), { memoryMb: 256, timeoutMs: 0 })).rejects.toMatchObject({ fault: 'TAKES_TOO_LONG' })
  })

  it('ends when its memory is full, and the process goes on', async () => {
    await expect(asXlsx(xls(manyRows()), { memoryMb: 16, timeoutMs: 60_000 })).rejects.toMatchObject({
      fault: 'EXPANDS_TOO_FAR',
    })
  })
})

function manyRows(): string[][] {
  return Array.from({ length: 6_000 }, (_, at) => Array.from({ length: 10 }, (_, place) => `${at} ${place}`))
}

// The container of a workbook with a password: the entry that holds it is all that is looked for.
function encryptedPackage(): Buffer {
  const container = CFB.utils.cfb_new()
  CFB.utils.cfb_add(container, '/EncryptedPackage', Buffer.alloc(5000))
  CFB.utils.cfb_add(container, '/EncryptionInfo', Buffer.from('0400040040000000', 'hex'))
  return Buffer.from(CFB.write(container, { type: 'buffer' }) as Buffer)
}

// The record FilePass (MS-XLS 2.4.117) behind the first one.
function withPassword(old: Buffer): Buffer {
  return changedStream(old, 'Workbook', (stream) => {
    const behind = 4 + stream.readUInt16LE(2)
    const record = Buffer.from('2f0006000000ffffffff', 'hex')
    return Buffer.concat([stream.subarray(0, behind), record, stream.subarray(behind)])
  })
}

// The first number as a formula 1+1 (MS-XLS 2.4.127), for the library writes none.
function withFormula(old: Buffer): Buffer {
  return changedStream(old, 'Workbook', (stream) => {
    const number = Buffer.from('03020e00', 'hex')
    const at = stream.indexOf(number)
    const [cell, value] = [stream.subarray(at + 4, at + 10), stream.subarray(at + 10, at + 18)]
    const formula = Buffer.from('00000000000007001e01001e010003', 'hex')
    const record = Buffer.concat([Buffer.from('06001d00', 'hex'), cell, value, formula])
    return Buffer.concat([stream.subarray(0, at), record, stream.subarray(at + 18)])
  })
}
