// What can be wrong with a row of a roll: said by column and reason in both languages, without what stood there, and no other
// row is worse for it.
import { describe, expect, it } from 'vitest'
import { citizenIdWithCheck } from '../../src/masking/citizen-id.ts'
import { wordsOf } from '../../src/rolls/faults.ts'
import { csv, HEADER, numberOf, pupilRow, read, shown, xls, xlsx } from './files.ts'

const cell = (xml: string) => ({ xml })
const [, NAME = '', NUMBER = '', STUDENT_NO = ''] = pupilRow(0)

describe('a number that a spreadsheet cut off', () => {
  const cutOff = [2, null, 'idNumber NUMBER_CUT_OFF']

  it.each([
    ['a number in a workbook', xlsx([HEADER, ['x', NAME, cell('<c><v>330199201601221000</v></c>'), STUDENT_NO]])],
    ['a number in an old workbook', xls([HEADER, ['x', NAME, 330199201601221000, STUDENT_NO]])],
    ['scientific notation', csv([HEADER, ['x', NAME, '3.30199E+17', STUDENT_NO]])],
    ['a text that ends in zeros', csv([HEADER, ['x', NAME, `${NUMBER.slice(0, 15)}000`, STUDENT_NO]])],
  ])('is never guessed, though the student number tells it: %s', async (_form, file) => {
    const [only] = await shown(file)
    expect(only?.slice(0, 3)).toEqual(cutOff)
  })

  it('is told apart from a sound number that ends so', async () => {
    const sound = Array.from({ length: 9 * 365 }, (_, at) => soundNumber(at)).find((each) => /000$/.test(each)) ?? ''
    expect(await shown(csv([HEADER, ['x', NAME, sound, '']]))).toEqual([[2, { fullName: NAME, citizenId: sound }]])
  })
})

describe('a row', () => {
  it.each([
    [['x', '', NUMBER, ''], 'name MISSING'],
    [['x', NAME, '', ''], 'idNumber MISSING'],
    [['x', NAME, NUMBER.slice(1), ''], 'idNumber NUMBER_LENGTH'],
    [['x', NAME, `${NUMBER.slice(0, 17)}${NUMBER.endsWith('1') ? '2' : '1'}`, ''], 'idNumber NUMBER_CHECK'],
    [['x', NAME, '33019920161399101X', ''], 'idNumber NUMBER_DATE'],
    [['x', NAME, `=${NUMBER}`, ''], 'idNumber NUMBER_LENGTH'],
    [['x', NAME, NUMBER, `G${numberOf(1)}`], 'studentNo NUMBERS_DIFFER'],
    [['x', NAME, NUMBER, 'G1'], 'studentNo NUMBER_LENGTH'],
    [['x', '\u200b', NUMBER, ''], 'name FORMAT'],
  ])('of %j is told %s, and the next one is read', async (row, fault) => {
    const rows = await shown(csv([HEADER, row, pupilRow(2)]))
    expect(rows).toEqual([
      [2, null, fault],
      [3, { fullName: pupilRow(2)[1], citizenId: numberOf(2) }],
    ])
  })

  it('with two faults is told both', async () => {
    expect(await shown(csv([HEADER, ['x', '', '1', '2']]))).toEqual([
      [2, null, 'name MISSING', 'idNumber NUMBER_LENGTH', 'studentNo NUMBER_LENGTH'],
    ])
  })

  it('with an error in place of a number is told so', async () => {
    const file = xlsx([HEADER, ['x', NAME, cell('<c t="e"><v>#N/A</v></c>'), '']])
    expect(await shown(file)).toEqual([[2, null, 'idNumber CELL_ERROR']])
  })

  it('of the same pupil says where the first one stands, by whichever number', async () => {
    const again = ['y', NAME, '', STUDENT_NO]
    const [first, second, third] = await shown(csv([HEADER, pupilRow(0), again, pupilRow(0)]))
    expect(first).toEqual([2, { fullName: NAME, citizenId: NUMBER }])
    expect(second).toEqual([3, null, 'studentNo SAME_PUPIL 2'])
    expect(third).toEqual([4, null, 'idNumber SAME_PUPIL 2'])
  })

  it('is told by the column that the sheet has, where it has no identity numbers', async () => {
    const header = ['学籍号', '姓名']
    const rows = [
      [STUDENT_NO, NAME],
      [STUDENT_NO, NAME],
      ['', NAME],
      [NUMBER, NAME],
      [`${NUMBER.slice(0, 17)}${NUMBER.endsWith('1') ? '2' : '1'}`, NAME],
    ]
    expect(await shown(csv([header, ...rows]))).toEqual([
      [2, { fullName: NAME, studentNo: STUDENT_NO }],
      [3, null, 'studentNo SAME_PUPIL 2'],
      [4, null, 'studentNo MISSING'],
      [5, null, 'studentNo IDENTITY_NUMBER'],
      [6, null, 'studentNo NUMBER_LENGTH'],
    ])
  })

  it('of another pupil is none of the same, though the number of a document of another kind has the same digits', async () => {
    const header = ['姓名', '证件类型', '证件号码']
    const rows = [
      ['甲', '护照', 'G12345678'],
      ['乙', '来往大陆通行证', '12345678'],
      ['丙', '来往内地通行证', 'H12345678'],
      ['丁', '护照', 'H12345678'],
    ]
    expect(await shown(csv([header, ...rows]))).toEqual([
      [2, { fullName: '甲', passportNo: 'G12345678' }],
      [3, { fullName: '乙', travelPermitNo: '12345678' }],
      [4, { fullName: '丙', travelPermitNo: 'H12345678' }],
      [5, { fullName: '丁', passportNo: 'H12345678' }],
    ])
  })

  it('is read by the kind of its document', async () => {
    const header = ['姓名', '证件类型', '证件号码']
    const rows = [
      header,
      ['甲', '居民身份证', NUMBER],
      ['乙', '护照', 'E1234567'],
      ['丙', '来往内地通行证', 'H12345678'],
    ]
    expect(
      (await shown(csv([...rows, ['丁', '什么证', 'x'], ['戊', '学籍号', 'x']]))).map(([, ...rest]) => rest),
    ).toEqual([
      [{ fullName: '甲', citizenId: NUMBER }],
      [{ fullName: '乙', passportNo: 'E1234567' }],
      [{ fullName: '丙', travelPermitNo: 'H12345678' }],
      [null, 'idType NOT_IN_LIST'],
      [null, 'idType NUMBER_KIND'],
    ])
  })

  it('is told in both languages by the names of columns and lines alone', async () => {
    const { pupils } = await read(csv([HEADER, ['x', '某人', '33019920160122', ''], ['x', NAME, '3.3E+17', '']]))
    const words = pupils.flatMap(({ faults }) => faults.map(wordsOf))
    expect(words).toEqual([
      '身份证号：号码位数不对 / identity number: a number of another length',
      '身份证号：号码已被 Excel 截断，请设为文本后重填 / identity number: cut off by Excel; set the cells to text and enter it again',
    ])
    expect(wordsOf({ column: 'idNumber', reason: 'SAME_PUPIL', firstLine: 7 })).toBe(
      '身份证号：同一学生在前面的行中已出现（第 7 行） / identity number: the same pupil stands in an earlier row (row 7)',
    )
    expect(wordsOf({ column: 'studentNo', reason: 'IDENTITY_NUMBER' })).toBe(
      '学籍号：这是身份证号，不是学籍号，请填在身份证号一列 / student number: this is an identity number and no student number; it belongs in a column of identity numbers',
    )
  })
})

function soundNumber(at: number): string {
  const day = new Date(Date.UTC(2016, 0, 1 + Math.floor(at / 9))).toISOString().slice(0, 10).replaceAll('-', '')
  return citizenIdWithCheck(`330199${day}${(at % 9) + 1}00`)
}
