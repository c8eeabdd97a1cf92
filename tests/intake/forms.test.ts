// The forms in which a file may come, and those that are refused by name: read without a database, row by row.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FaultAt } from '../../src/intake/faults.ts'
import { FEEDS, fedBy, feedOf } from '../../src/intake/feeds.ts'
import { namesOfFields } from '../../src/intake/fields.ts'
import { readHeader } from '../../src/intake/header.ts'
import { type LineRecord, recordsOf } from '../../src/intake/read-file.ts'
import { storedColumns } from '../../src/intake/read-record.ts'
import { day, moment } from '../../src/intake/values.ts'
import { citizenIdWithCheck } from '../../src/masking/citizen-id.ts'
import { type Keys, readKeyFile, writeKeyFile } from '../../src/masking/key-file.ts'
import { workbook, zip } from './workbooks.ts'

let folder = ''
let keys: Keys
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hutong-intake-forms-'))
  await writeKeyFile(path.join(folder, 'keys.json'), 'forms test')
  keys = await readKeyFile(path.join(folder, 'keys.json'))
})
afterAll(() => rm(folder, { recursive: true }))

let files = 0
async function read(content: string | Buffer, { ending = 'csv', kind = 'categories', taken = false } = {}) {
  files += 1
  const file = path.join(folder, `${files}.${ending}`)
  await writeFile(file, content)
  const told: FaultAt[] = []
  const records: LineRecord[] = []
  const edge = { index: keys.registryIndex, acceptSynthetic: true, now: new Date('2026-11-23T10:00:00+08:00') }
  const at = taken ? new Date('2026-11-22T00:00:00+08:00') : null
  const onFault = (fault: FaultAt): void => void told.push(fault)
  for await (const record of recordsOf({
    fed: fedBy(kind, feedOf(kind).fedBy[0]),
    path: file,
    edge,
    taken: at,
    onFault,
  }))
    records.push(record)
  return { records, told }
}

const NUMBER = citizenIdWithCheck('33019920160122101')
const HEADER = ['记录号', '身份证号', '类别', '认定日期', '截止日期', '更新时间']
const ROW = ['R-1', NUMBER, '孤儿', '2026-01-01', '2026-12-31', '2026-11-20 08:00']
const text = (...rows: readonly (readonly string[])[]) => rows.map((row) => row.join(',')).join('\n')
const sound = { valid: ['2026-01-01', '2027-01-01'], values: ['ORPHAN', 'CATEGORY'] }

function shown({ records }: { readonly records: readonly LineRecord[] }) {
  return records.map(({ record }) => ({ valid: [record.validFrom, record.validTo], values: record.values }))
}

describe('a number that names an encounter or a case', () => {
  it.each([
    ['encounters', '医疗机构编码,就诊号,科室,身份证号,入院日期,更新时间', (number: string) => `H1,${number},WARD-1`],
    ['cases', '记录号,个案编号,身份证号,立案日期,更新时间', (number: string) => `R-1,${number}`],
  ])('is one that a request can name in a header, in %s', async (kind, header, row) => {
    for (const [number, reason] of [
      ['ZY/2026-1', null],
      ['住院1', 'FORMAT'],
      ['a b', 'FORMAT'],
      [NUMBER, 'FORMAT'],
    ] as const) {
      const { records, told } = await read(`${header}\n${row(number)},${NUMBER},2026-11-01,2026-11-20 08:00`, { kind })
      expect([number, records.length, told.map((fault) => fault.reason)]).toEqual(
        reason === null ? [number, 1, []] : [number, 0, [reason]],
      )
    }
  })
})

// 记录号,身份证号,类别,认定日期,更新时间 and a row, in GB18030: written by bytes, for Node encodes none of it.
const GB: Readonly<Record<string, string>> = {
  ...{
    记: 'bcc7',
    录: 'c2bc',
    号: 'bac5',
    身: 'c9ed',
    份: 'b7dd',
    证: 'd6a4',
    类: 'c0e0',
    别: 'b1f0',
    认: 'c8cf',
    定: 'b6a8',
  },
  ...{
    日: 'c8d5',
    期: 'c6da',
    更: 'b8fc',
    新: 'd0c2',
    时: 'cab1',
    间: 'bce4',
    孤: 'b9c2',
    儿: 'b6f9',
    姓: 'd0d5',
    名: 'c3fb',
  },
  // Four bytes, as of a rare character in a name.
  ...{ 𠮷: '9534b235' },
}
function gb18030(content: string): Buffer {
  return Buffer.concat(
    [...content].map((each) => (each < '\x80' ? Buffer.from(each) : Buffer.from(GB[each] ?? '', 'hex'))),
  )
}

describe('a text file', () => {
  it.each([
    ['UTF-8', Buffer.from(text(HEADER, ROW))],
    ['UTF-8 with a byte-order mark and CRLF', Buffer.from(`\ufeff${text(HEADER, ROW).replaceAll('\n', '\r\n')}\r\n`)],
    [
      'UTF-8 with quotes and empty lines',
      Buffer.from(`${text(HEADER.map((each) => `"${each}"`))}\n\n${text(ROW)}\n\n`),
    ],
  ])('is read in %s', async (_name, content) => {
    expect(shown(await read(content))).toEqual([sound])
  })

  it('is read in GB18030, rare characters and all', async () => {
    const header = '记录号,身份证号,姓名,类别,认定日期,更新时间'
    const content = gb18030(`${header}\nR-1,${NUMBER},孤𠮷,孤儿,2026-01-01,2026-11-20\n`)
    const { records, told } = await read(content)
    expect({ told, values: records[0]?.record.values }).toEqual({ told: [], values: ['ORPHAN', 'CATEGORY'] })
    const utf8 = await read(`${header}\nR-1,${NUMBER},孤𠮷,孤儿,2026-01-01,2026-11-20\n`)
    expect(records[0]?.record.nameIndex).toEqual(utf8.records[0]?.record.nameIndex)
  })

  it.each([
    ['NOT_TEXT', Buffer.concat([gb18030('记录号'), Buffer.from([0xff, 0xff, 0x20])])],
    ['NOT_TEXT', Buffer.concat([Buffer.from('a,b\n'), Buffer.from([0])])],
    ['UTF16', Buffer.from(`\ufeff${text(HEADER, ROW)}`, 'utf16le')],
    ['EMPTY', text(HEADER)],
    ['EMPTY', ''],
    ['QUOTES', text(HEADER, ['R-1', `"${NUMBER}`])],
    ['QUOTES', text(HEADER, ['R-1', `33"0`])],
    ['RECORD_TOO_LONG', text(HEADER, ['R-1', 'x'.repeat(100_000)])],
    ['HEADER_UNKNOWN', text([...HEADER, '诊断'], [...ROW, 'x'])],
    ['HEADER_TWICE', text([...HEADER, '记录编号'], [...ROW, 'R-1'])],
    ['HEADER_MISSING', text(HEADER.slice(1), ROW.slice(1))],
    ['TAKEN_NEEDED', text(HEADER.slice(0, 5), ROW.slice(0, 5))],
  ] as const)('is refused as %s', async (fault, content) => {
    const refusal = await read(content).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ name: 'FileRefused', fault })
    expect(String(refusal)).not.toContain(NUMBER)
  })

  it('with a column that is not declared is told which names are near to it, and never what stood there', async () => {
    const near = await read(text(HEADER.with(3, '确认日期'), ROW)).catch((error: unknown) => error)
    expect(near).toMatchObject({ fault: 'HEADER_UNKNOWN', at: { line: 1, column: 4 } })
    expect(String(near)).toMatch(/column 4, near .*认定日期/)
    expect(String(near)).not.toContain('确认日期')
    const far = await read(text([...HEADER, '王小明'], [...ROW, 'x'])).catch(String)
    expect(far).toMatch(/column 7$/)
  })

  it('without record times is as new as whoever brings it says', async () => {
    const { records } = await read(text(HEADER.slice(0, 5), ROW.slice(0, 5)), { taken: true })
    expect(records[0]?.record.recordTime).toEqual(new Date('2026-11-22T00:00:00+08:00'))
  })

  it('of another kind is refused by its name', async () => {
    await expect(read('x', { ending: 'xls' })).rejects.toMatchObject({ fault: 'UNKNOWN_FORM' })
  })
})

describe('a workbook', () => {
  const xlsx = { ending: 'xlsx' }
  const cell = (xml: string) => ({ xml })

  it('is read with texts, days of a style, and days as texts', async () => {
    const first = [...ROW.slice(0, 3), cell('<c s="1"><v>46023</v></c>'), '', cell('<c s="2"><v>46346.5</v></c>')]
    const second = [
      cell('<c t="inlineStr"><is><t>R-2</t></is></c>'),
      NUMBER,
      '残疾儿童',
      20260101,
      '2026年12月31日',
      '2026/11/20 08:00',
    ]
    const { records, told } = await read(workbook({ rows: [HEADER, first, second] }), xlsx)
    expect(told).toEqual([])
    expect(
      records.map(({ line, record }) => [line, record.validFrom, record.validTo, record.recordTime.toISOString()]),
    ).toEqual([
      [2, '2026-01-01', null, '2026-11-20T04:00:00.000Z'],
      [3, '2026-01-01', '2027-01-01', '2026-11-20T00:00:00.000Z'],
    ])
  })

  it('with a number held as a number is told to be cut off, by line and column', async () => {
    const { told } = await read(
      workbook({
        rows: [
          HEADER,
          ['R-1', 330199201601221000, ...ROW.slice(2)],
          [{ xml: '<c><v>12345678901234567</v></c>' }, ...ROW.slice(1)],
        ],
      }),
      xlsx,
    )
    expect(told).toEqual([
      { line: 2, column: '证件号码', reason: 'NUMBER_CUT_OFF' },
      { line: 3, column: '记录号', reason: 'NUMBER_CUT_OFF' },
    ])
  })

  it('with a formula or an error is told so for that cell', async () => {
    const formula = cell('<c><f>1+1</f><v>2</v></c>')
    const { told } = await read(
      workbook({
        rows: [HEADER, [formula, ...ROW.slice(1)], ['R-1', NUMBER, cell('<c t="e"><v>#N/A</v></c>'), ...ROW.slice(3)]],
      }),
      xlsx,
    )
    expect(told.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'FORMULA'],
      [3, 'CELL_ERROR'],
    ])
  })

  const rows = [HEADER, ROW]
  it.each([
    [
      'HIDDEN_SHEET',
      () =>
        workbook({
          rows,
          sheets:
            '<sheet name="S" sheetId="1" r:id="rId1"/><sheet name="H" sheetId="2" state="veryHidden" r:id="rId2"/>',
        }),
    ],
    ['SEVERAL_SHEETS', () => workbook({ rows, sheets: '<sheet name="S" r:id="rId1"/><sheet name="T" r:id="rId1"/>' })],
    ['HIDDEN_CELLS', () => workbook({ rows, rowAttributes: 'hidden="1"' })],
    ['HIDDEN_CELLS', () => workbook({ rows, columns: '<cols><col min="1" max="1" hidden="1"/></cols>' })],
    ['MACROS', () => workbook({ rows, parts: { 'xl/vbaProject.bin': 'x' } })],
    ['EXTERNAL_LINKS', () => workbook({ rows, parts: { 'xl/externalLinks/externalLink1.xml': '<x/>' } })],
    [
      'EXPANDS_TOO_FAR',
      () => workbook({ rows, parts: { 'xl/sharedStrings.xml': Buffer.alloc(4 * 1024 * 1024, ' ') } }),
    ],
    ['EXPANDS_TOO_FAR', () => workbook({ rows, parts: { 'xl/media/x': Buffer.alloc(2 * 1024 * 1024) } })],
    [
      'NOT_A_WORKBOOK',
      () => workbook({ rows, parts: { 'xl/worksheets/sheet1.xml': '<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>' } }),
    ],
    ['NOT_A_WORKBOOK', () => workbook({ rows, parts: { 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row>' } })],
    ['NOT_A_WORKBOOK', () => zip({ 'word/document.xml': '<x/>' })],
    ['NOT_A_WORKBOOK', () => Buffer.from('no archive at all')],
    ['OLD_OR_ENCRYPTED', () => Buffer.from('d0cf11e0a1b11ae10000', 'hex')],
    ['TOO_LARGE', () => randomBytes(21 * 1024 * 1024)],
    ['EMPTY', () => workbook({ rows: [HEADER] })],
  ] as const)('is refused as %s', async (fault, make) => {
    await expect(read(make(), xlsx)).rejects.toMatchObject({ name: 'FileRefused', fault })
  })

  it('that expands beyond what it declares is refused', async () => {
    const whole = workbook({ rows })
    // The declared size of the first entry, in its directory entry.
    const place = whole.indexOf(Buffer.from('PK\x01\x02')) + 24
    whole.writeUInt32LE(10, place)
    await expect(read(whole, xlsx)).rejects.toMatchObject({ fault: 'NOT_A_WORKBOOK' })
  })
})

describe('a declaration', () => {
  it.each(
    FEEDS.map((feed) => [feed.kind, feed] as const),
  )('of %s names each header once, and its own columns alone', (_kind, feed) => {
    const names = [...namesOfFields(feed).values()].map(([first]) => ({ text: first, form: 'TEXT' as const }))
    expect(readHeader(feed, { line: 1, cells: names }).positions.size).toBe(names.length)
    const all = [...namesOfFields(feed)].flatMap(([, each]) => each)
    expect(new Set(all).size).toBe(all.length)
    for (const column of feed.sameAs) expect([...storedColumns(feed), 'child_id']).toContain(column)
  })
})

describe('a day or a moment', () => {
  it.each(['2026-11-03', '2026/11/3', '2026.11.03', '2026年11月3日', '20261103'])('is read as %s', (written) => {
    expect(day(written)).toEqual({ ok: true, value: '2026-11-03' })
  })

  it.each([
    '2026-02-29',
    '11/03/2026',
    '1899-01-01',
    '46023',
    '',
    '2026-11-03 ',
  ])('is not guessed at: %s', (written) => {
    expect(day(written)).toEqual({ ok: false, reason: 'NOT_A_DAY' })
  })

  it.each([
    ['2026-11-03T08:00:00Z', '2026-11-03T08:00:00.000Z'],
    ['2026-11-03T08:00:00.123456+08:00', '2026-11-03T00:00:00.123Z'],
    ['2026/11/3 8:00', '2026-11-03T00:00:00.000Z'],
    ['20261103', '2026-11-02T16:00:00.000Z'],
  ])('is read as %s', (written, iso) => {
    expect(moment(written)).toEqual({ ok: true, value: new Date(iso) })
  })

  it.each(['2026-11-03T25:00:00Z', '08:00', '2026-11-03Z', 'yesterday'])('is no moment: %s', (written) => {
    expect(moment(written)).toEqual({ ok: false, reason: 'NOT_A_MOMENT' })
  })
})
