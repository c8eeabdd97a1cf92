// What is read of a school's file: its encoding, its form, its header, its rows.
import { describe, expect, it } from 'vitest'
import { encodeGb18030 } from '../../src/spreadsheets/gb18030.ts'
import { before1997, csv, HEADER, numberOf, pupilRow, ROWS, read, shown, wps, xls, xlsx } from './files.ts'

const asked = (place: number) => ({ fullName: pupilRow(place)[1], citizenId: numberOf(place) })
const BOTH = [
  [2, asked(0)],
  [3, asked(1)],
]

describe('a roll', () => {
  it.each([
    ['CSV in UTF-8', Buffer.from(csv(ROWS))],
    ['CSV in UTF-8 with a byte-order mark and CRLF', Buffer.from(`\ufeff${csv(ROWS, '\r\n')}`)],
    ['CSV in GB18030', encodeGb18030(csv(ROWS))],
    ['a workbook', xlsx(ROWS)],
    ['a workbook of WPS, with the parts and the filter that it leaves', wps(ROWS)],
    ['a workbook of before 2007', xls(ROWS)],
    ['a workbook of before 1997, in the code page of its computer', before1997(ROWS)],
    ['an old workbook with empty sheets behind', xls(ROWS, { sheets: ['Sheet2', 'Sheet3'] })],
  ])('is read from %s', async (_form, file) => {
    expect(await shown(file)).toEqual(BOTH)
  })

  it('may hold names of rare characters', async () => {
    const row = ['三年级1班', '𠮷㐂·阿', numberOf(0), '']
    expect(await shown(encodeGb18030(csv([HEADER, row])))).toEqual([
      [2, { fullName: '𠮷㐂·阿', citizenId: numberOf(0) }],
    ])
  })
})

describe('the encoding of a result', () => {
  it('gives back every character that GB18030 has', () => {
    const decoder = new TextDecoder('gb18030', { ignoreBOM: true })
    const all = Array.from({ length: 0xffff }, (_, code) => String.fromCharCode(code + 1)).join('')
    const text = `${all.replace(/\p{Cs}|\p{Co}/gu, '')}𠀀𪛖😀\u{10ffff}`
    expect(decoder.decode(encodeGb18030(text))).toBe(text)
  })
})

describe('the header of a roll', () => {
  const one = [2, asked(0)]
  const [, name = '', number = '', studentNo = ''] = pupilRow(0)

  it.each([
    ['身份证号码', '学生姓名'],
    ['证件号码', '姓 名'],
    ['公民身份号码（必填）', '*姓名'],
    ['身份证件号', '幼儿姓名'],
  ])('is known by %s and %s, in any order', async (numberName, nameName) => {
    expect(
      await shown(
        csv([
          [numberName, '备注', nameName],
          [number, 'x', name],
        ]),
      ),
    ).toEqual([one])
  })

  it.each(['学籍号', '全国学籍号'])('may have %s alone', async (column) => {
    expect(
      await shown(
        csv([
          ['姓名', column],
          [name, studentNo],
        ]),
      ),
    ).toEqual([[2, { fullName: name, studentNo }]])
  })

  it('stands below titles, and rows that name nobody are passed over', async () => {
    const rows = [['某某小学学生资助名单', '', ''], [], HEADER, pupilRow(0), [], ['合计', '', '', '1 人'].slice(0, 1)]
    expect(await shown(xlsx(rows))).toEqual([[4, asked(0)]])
    expect((await read(xlsx(rows))).headerLine).toBe(3)
  })

  it('may take two rows where its cells are merged', async () => {
    const rows = [['名单'], ['序号', '姓名', '证件'], ['', '', '身份证号', '学籍号'], ['1', name, number, studentNo]]
    expect(await shown(xlsx(rows))).toEqual([[4, asked(0)]])
  })

  it('may come again on each page', async () => {
    expect(await shown(xlsx([HEADER, pupilRow(0), HEADER, pupilRow(1)]))).toEqual([one, [4, asked(1)]])
  })

  it.each([
    [
      'HEADER_NOT_FOUND',
      csv([
        ['姓名', '班级'],
        [name, 'x'],
      ]),
      {},
    ],
    [
      'HEADER_NOT_FOUND',
      csv([
        ['监护人姓名', '监护人身份证号'],
        [name, number],
      ]),
      {},
    ],
    ['HEADER_NOT_FOUND', csv([...Array.from({ length: 41 }, () => ['标题']), ...ROWS]), {}],
    [
      'HEADER_TWICE',
      csv([
        ['姓名', '身份证号', '姓名'],
        [name, number, name],
      ]),
      { line: 1, column: 3 },
    ],
  ] as const)('that is not clear is refused as %s', async (fault, file, at) => {
    await expect(read(file)).rejects.toMatchObject({ fault, at })
  })
})
