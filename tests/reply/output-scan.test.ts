// The last look at an agent's answer: every way of writing a number of a person is found wherever it stands, and nothing
// else is taken for one, or assistants would be refused their answers.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CAST_LIST } from '../../src/city/cast.ts'
import { citizenIdWithCheck } from '../../src/masking/citizen-id.ts'
import { numberIn } from '../../src/reply/output-scan.ts'

const ID = '330199201801019970'
const ID_WITH_X = '33019920160229999X'

const nothingKnown = () => false
const kindOf = (value: unknown) => numberIn(value, nothingKnown)

describe('a number of a person', () => {
  it.each([
    ['bare', ID],
    ['with the check character X', ID_WITH_X],
    ['with a small x', ID_WITH_X.toLowerCase()],
    ['within a sentence', `身份证${ID}，姓名周小满`],
    ['behind letters', `id${ID}`],
    ['before letters', `${ID}abc`],
    ['with blanks', '330199 20180101 9970'],
    ['with dashes', '330199-2018-0101-9970'],
    ['with long dashes', '330199–20180101—9970'],
    ['with middle dots', '330199·20180101·9970'],
    ['in full-width digits', ID.replaceAll(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))],
    ['in Arabic-Indic digits', ID.replaceAll(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)))],
    ['with unseen characters between', [...ID].join('\u200b')],
    ['inside a longer run of digits', `7${ID}42`],
    ['in the form of before 2013', '330199180101997'],
    ['over two lines', '330199\n201801019970'],
  ])('is found as a citizen id: %s', (_title, text) => {
    expect(kindOf(text)).toBe('citizen-id')
  })

  it.each([
    `G${ID}`,
    `g${ID_WITH_X}`,
    `学籍号G${ID}`,
    'L12345678901234567X',
    'J123456789012345678',
  ])('is found as a student number: %s', (text) => {
    expect(kindOf(text)).toBe('student-no')
  })

  it.each([
    'S123456789',
    's123 456 789',
    '出生证Ｓ１２３４５６７８９。',
    'S-123-456-789',
  ])('is found as a birth certificate’s: %s', (text) => {
    expect(kindOf(text)).toBe('birth-certificate')
  })

  it.each([
    '13800138000',
    '19912345678',
    '12000000911',
    '电话13800138000。',
    '138 0013 8000',
    '138-0013-8000',
    '(138)00138000',
    '+8613800138000',
    '0086 138 0013 8000',
    '2026-11-23 13800138000',
    '13800138000 2026-11-23',
    'x13800138000y',
  ])('is found as a telephone number: %s', (text) => {
    expect(kindOf(text)).toBe('phone')
  })

  it('is found wherever it stands: in a list, a nested value, a key, a number', () => {
    expect(kindOf({ a: [{ b: null }, { b: ['x', ID] }] })).toBe('citizen-id')
    expect(kindOf({ data: { [`_${ID}`]: true } })).toBe('citizen-id')
    expect(kindOf({ phone: 13800138000 })).toBe('phone')
  })

  it('is found for every child of the town', () => {
    for (const { citizenId, studentNo } of CAST_LIST) {
      if (citizenId) expect(kindOf(`${citizenId}`)).toBe('citizen-id')
      if (studentNo) expect(kindOf(`“${studentNo}”`)).toBe('student-no')
    }
  })

  it('is found behind and before any other text', () => {
    const birth = fc.date({ min: new Date('1990-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
    const number = fc
      .tuple(birth, fc.integer({ min: 0, max: 999 }))
      .map(([day, sequence]) =>
        citizenIdWithCheck(
          `330106${day.toISOString().slice(0, 10).replaceAll('-', '')}${String(sequence).padStart(3, '0')}`,
        ),
      )
    fc.assert(
      fc.property(fc.string(), number, fc.string(), (before, id, after) => {
        // Digits at the edges make another number, which the sliding look still covers.
        expect(kindOf(`${before}，${id}，${after}`)).not.toBeNull()
      }),
      { seed: 20_261_123 },
    )
  })
})

describe('what is no number of a person', () => {
  it.each([
    '2026-05-03',
    '2026-11-23T02:00:00.000Z',
    'HZ-2026-70',
    '杭政办函〔2025〕70号 三(二)b',
    '330106901901',
    '330106000000',
    '沈*言',
    'E-2026-0001',
    '330199201801019971',
    '1380013800',
    '138001380000',
    '0571-87654321',
    '1233019999000XX17H',
    'H33019999001',
    'E12345678',
    'ZY-2026-001',
    '',
    '3****************X',
  ])('passes: %s', (text) => {
    expect(kindOf(text)).toBeNull()
  })

  it('passes values of other kinds', () => {
    expect(kindOf({ a: null, b: true, c: 45, d: [], e: 0.7, f: undefined })).toBeNull()
  })

  it('passes what is known to be nobody’s, and that string alone', () => {
    const isKnown = (text: string) => text === '12000000911'
    expect(numberIn({ phone: '12000000911' }, isKnown)).toBeNull()
    expect(numberIn({ phone: '12000000912' }, isKnown)).toBe('phone')
    expect(numberIn({ name: '值班 12000000911' }, isKnown)).toBe('phone')
  })

  it('passes an id that the gateway drew, though its digits may look like anything', () => {
    const phoneLike = '00000000-0000-4000-8000-a13800138000'
    expect(kindOf(phoneLike)).toBe('phone')
    expect(numberIn(phoneLike, (text) => text === phoneLike)).toBeNull()
  })

  it('takes no long time over a long text', () => {
    const text = '1 '.repeat(20_000)
    expect(kindOf(text)).toBeNull()
  })
})
