// The result is the officer's own file: same order, same columns, same sheet, with what was answered behind it.
import type { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { read as readBook, utils } from '@e965/xlsx'
import { describe, expect, it } from 'vitest'
import type { Roll } from '../../src/rolls/read-roll.ts'
import { type Addition, type PupilResult, RESULT_COLUMNS } from '../../src/rolls/result.ts'
import { writeCsv } from '../../src/rolls/write-csv.ts'
import { writeJson } from '../../src/rolls/write-json.ts'
import { writeWorkbook } from '../../src/rolls/write-workbook.ts'
import { type FileContent, heldContent } from '../../src/spreadsheets/file-content.ts'
import { encodeGb18030 } from '../../src/spreadsheets/gb18030.ts'
import { neutral } from '../../src/spreadsheets/neutral.ts'
import { asXlsx } from '../../src/spreadsheets/old-workbook.ts'
import { workbook, zip } from '../intake/workbooks.ts'
import { csv, HEADER, partsOf, ROWS, read, wps, xls, xlsx } from './files.ts'

const SAID: PupilResult = {
  ...{ result: '可享受', items: '营养餐、免住宿费', validUntil: '2027-01-31', remark: '', answerId: 'a-1' },
  sinceLast: '有变化',
}
const CELLS = Object.values(SAID)

function addition(roll: Roll, said: PupilResult = SAID): Addition {
  return { ...roll, results: new Map(roll.pupils.map(({ line }) => [line, said])) }
}

async function written(file: Buffer | string, said?: PupilResult): Promise<Buffer> {
  const roll = await read(file)
  const write: (content: FileContent, added: Addition) => Readable | Promise<Readable> =
    roll.form === 'csv' ? writeCsv : writeWorkbook
  return buffer(await write(roll.content, addition(roll, said)))
}

/** The rows of a workbook as a spreadsheet program of another make reads them. */
function rowsOf(file: Buffer): unknown[] {
  const book = readBook(file)
  return utils.sheet_to_json(book.Sheets[book.SheetNames[0] ?? ''] ?? {}, { header: 1, defval: '' })
}

const SHEET = 'xl/worksheets/sheet1.xml'
const [, FIRST = [], SECOND = []] = ROWS
const ANSWERED = [
  [...HEADER, ...RESULT_COLUMNS],
  [...FIRST, ...CELLS],
  [...SECOND, ...CELLS],
]

describe('the result of a workbook', () => {
  it('is the same workbook with six columns more', async () => {
    expect(rowsOf(await written(xls(ROWS, { type: 'xlsx' })))).toEqual(ANSWERED)
  })

  it('of a workbook of WPS keeps what WPS put into it', async () => {
    const own = wps(ROWS)
    const file = await written(own)
    expect((await read(file)).pupils).toEqual((await read(own)).pupils)
    const [before, after] = [await partsOf(own), await partsOf(file)]
    for (const part of ['docProps/app.xml', 'docProps/custom.xml', 'xl/cellimages.xml', 'xl/workbook.xml']) {
      expect([part, after[part]]).toEqual([part, before[part]])
    }
    expect(after[SHEET]).toMatch(/xmlns:etc=.*可享受/s)
  })

  it('of an old one is a new one', async () => {
    expect(rowsOf(await written(xls(ROWS)))).toEqual(ANSWERED)
  })

  it('keeps every part, and every character of the sheet but the added cells', async () => {
    const sheet = `<?xml version="1.0"?>\n<worksheet xmlns="m"><dimension ref="A1:C3"/><cols><col min="1" max="1" width="30"/></cols><sheetData>
      <row r="1" spans="1:3" ht="30"><c r="A1" s="7" t="inlineStr"><is><t>名单 &amp; 备注</t></is></c></row><row r="2"/>
      <row r="3" spans="1:3"><c r="A3" t="inlineStr"><is><t>姓名</t></is></c><c r="B3" s="2" t="inlineStr"><is><t>学籍号</t></is></c><c r="C3" s="5"/><c r="Z3" s="6"/></row>
      <row r="4"><c r="A4" t="inlineStr"><is><t xml:space="preserve"> 甲 </t></is></c><c r="B4" t="inlineStr"><is><t>L00000000000000001X</t></is></c><c r="C4" s="1"></c></row>
    </sheetData><mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells><pageMargins left="0.7"/></worksheet>`
    const before = workbook({ rows: [], parts: { [SHEET]: sheet, 'xl/media/stamp.png': Buffer.from([1, 2, 3]) } })
    const after = await partsOf(await written(before))
    const own = await partsOf(before)
    expect(Object.keys(after)).toEqual(Object.keys(own))
    for (const name of Object.keys(own).filter((each) => each !== SHEET)) expect(after[name]).toBe(own[name])
    const added = after[SHEET]?.match(/<c r="[C-H][34]"[^>]*>.*?<\/c>/g) ?? []
    expect(added).toHaveLength(12)
    expect(added[0]).toBe('<c r="C3" s="2" t="inlineStr"><is><t xml:space="preserve">结果</t></is></c>')
    const without = added.reduce((whole, cell) => whole.replace(cell, ''), after[SHEET] ?? '')
    const changed = sheet.replace('"A1:C3"', '"A1:H3"').replaceAll(' spans="1:3"', '')
    expect(without).toBe(changed.replace('<c r="C3" s="5"/>', '').replace('<c r="C4" s="1"></c>', ''))
    expect(after[SHEET]?.indexOf('r="H3"')).toBeLessThan(after[SHEET]?.indexOf('r="Z3"') ?? 0)
  })

  it('speaks the namespace of the sheet', async () => {
    const cell = (at: string, value: string) => `<x:c r="${at}" t="inlineStr"><x:is><x:t>${value}</x:t></x:is></x:c>`
    const rows = [`<x:row r="1">${cell('A1', '姓名')}${cell('B1', '学籍号')}</x:row>`]
    const pupil = `<x:row r="2">${cell('A2', '甲')}${cell('B2', 'L00000000000000001X')}</x:row>`
    const sheet = `<x:worksheet xmlns:x="m"><x:sheetData>${rows.join('')}${pupil}</x:sheetData></x:worksheet>`
    const { [SHEET]: after } = await partsOf(await written(workbook({ rows: [], parts: { [SHEET]: sheet } })))
    expect(after?.match(/<x:c r="[C-H]2" t="inlineStr"><x:is><x:t [^>]*>[^<]*<\/x:t><\/x:is><\/x:c>/g)).toHaveLength(6)
  })

  it('of a large sheet is whole, whatever the size of the pieces it comes in', async () => {
    const rows = [
      HEADER,
      ...Array.from({ length: 2_500 }, (_, at) => [`${at}`, '甲', '', `L${String(at).padStart(18, '0')}`]),
    ]
    const shown = rowsOf(await written(xls(rows, { type: 'xlsx' })))
    expect(shown).toEqual([ANSWERED[0], ...rows.slice(1).map((row) => [...row, ...CELLS])])
  })

  it('is the same, byte for byte, whenever it is written', async () => {
    expect(await written(xlsx(ROWS))).toEqual(await written(xlsx(ROWS)))
    const converted = await asXlsx(xls(ROWS))
    expect(await written(converted)).toEqual(await written(converted))
  })

  it('is read as a roll again, its own columns and all', async () => {
    expect((await read(await written(xlsx(ROWS)))).pupils).toEqual((await read(xlsx(ROWS))).pupils)
  })

  it('holds texts alone, whatever they begin with', async () => {
    const after = await partsOf(await written(xlsx(ROWS), { ...SAID, remark: '=HYPERLINK("x")<&>', items: '-1' }))
    expect(after[SHEET]).toContain(">'=HYPERLINK(&quot;x&quot;)&lt;&amp;&gt;</t>")
    expect(after[SHEET]).toContain(">'-1</t>")
    expect(after[SHEET]).not.toContain('<f>')
  })
})

describe('the result of a CSV file', () => {
  it('has the bytes of the officer’s records, and six fields behind them', async () => {
    const own = `名单,"二〇二六 ""秋"""\r\n\r\n 姓名 ,学籍号,备注\r\n"甲",L00000000000000001X,"a,b"\r\n乙,L00000000000000002X\r\n,,合计`
    const lines = own.split('\r\n')
    const said = CELLS.join(',')
    const after = [
      lines[0],
      '',
      `${lines[2]},${RESULT_COLUMNS.join(',')}`,
      `${lines[3]},${said}`,
      `${lines[4]},,${said}`,
    ]
    expect(String(await written(own))).toBe([...after, ',,合计'].join('\r\n'))
  })

  it.each([
    ['UTF-8', Buffer.from(csv(ROWS)), Buffer.from(csv(ANSWERED))],
    ['UTF-8 with a byte-order mark', Buffer.from(`\ufeff${csv(ROWS)}`), Buffer.from(`\ufeff${csv(ANSWERED)}`)],
    ['GB18030', encodeGb18030(csv(ROWS, '\r\n')), encodeGb18030(csv(ANSWERED, '\r\n'))],
  ])('keeps its encoding, %s', async (_name, own, wanted) => {
    expect((await written(own)).equals(wanted)).toBe(true)
  })

  it('neutralises what a spreadsheet would run, of the officer’s own too, and leaves the other records as they are', async () => {
    const run = ['=cmd|x', '甲', '', 'L00000000000000001X', '" +1"', '@a', '-']
    const calm = ['"x"', '乙', '', 'L00000000000000002X', 'a=b', '', '']
    const after = String(await written(csv([[...HEADER, '一', '二', '三'], run, calm]))).split('\n')
    expect(after[1]).toBe(`'=cmd|x,甲,,L00000000000000001X,' +1,'@a,'-,${CELLS.join(',')}`)
    expect(after[2]).toBe(`${calm.join(',')},${CELLS.join(',')}`)
  })

  it('quotes what it adds where it must', async () => {
    const after = String(await written(csv(ROWS), { ...SAID, remark: 'a,"b"\nc' }))
    expect(after.split('\n')[1]).toBe(`${FIRST.join(',')},可享受,营养餐、免住宿费,2027-01-31,"a,""b""`)
  })
})

describe('a text', () => {
  it.each([
    '=1',
    '+1',
    '-1',
    '@a',
    '\tx',
    '\rx',
    '\nx',
    ' =1',
    '\u3000=1',
    '＝1',
    '＋1',
    '－1',
    '＠a',
    '\ufeff=1',
    '"=1',
  ])('that a spreadsheet may run is neutralised: %j', (dangerous) => {
    expect(neutral(dangerous)).toBe(`'${dangerous}`)
  })

  it.each([
    [';=1+1', ";'=1+1"],
    ['甲; @a', "甲;' @a"],
    ['a,-1', "a,'-1"],
    ['a\t＝1', "a\t'＝1"],
    ['a\r\n+1', "a\r\n'+1"],
    ['a;"=1"', `a;'"=1"`],
    ['=1;=2', "'=1;'=2"],
  ])('is neutralised also where another separator than the file’s would begin a cell: %j', (dangerous, wanted) => {
    expect(neutral(dangerous)).toBe(wanted)
    expect(neutral(wanted)).toBe(wanted)
  })

  it.each([
    '',
    'a=1',
    'a;b=1',
    '甲,乙',
    '1-2',
    '甲',
    "'=1",
    ' a',
    '2027-01-31',
  ])('that no spreadsheet runs is left as it is: %j', (calm) => {
    expect(neutral(calm)).toBe(calm)
  })
})

describe('the result for a program', () => {
  it('has one object a pupil, by the line of its row', async () => {
    const roll = await read(xlsx([['名单'], ...ROWS]))
    const { pupils } = JSON.parse(await text(writeJson(addition(roll).results)))
    expect(pupils).toEqual([
      { line: 3, ...SAID },
      { line: 4, ...SAID },
    ])
    expect(JSON.parse(await text(writeJson(new Map())))).toEqual({ pupils: [] })
  })
})

describe('a workbook that is spoiled on its way', () => {
  it('ends the result with an error, and no half of it is taken for a whole', async () => {
    const roll = await read(xlsx(ROWS))
    const spoiled = zip({ 'xl/workbook.xml': '<workbook/>' })
    await expect(writeWorkbook(heldContent(spoiled), addition(roll))).rejects.toMatchObject({ name: 'FileRefused' })
  })
})
