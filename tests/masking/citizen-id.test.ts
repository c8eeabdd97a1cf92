import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../src/clock.ts'
import { citizenIdWithCheck, readCertificateNo, readCitizenId, readStudentNo } from '../../src/masking/citizen-id.ts'

const anyone = { acceptSynthetic: true }
const realOnly = { acceptSynthetic: false }
const real = citizenIdWithCheck('33010219900307001')

const REFUSALS: readonly (readonly [string, string, string])[] = [
  ['', 'LENGTH', 'nothing'],
  ['3301992016022999', 'LENGTH', '16 characters'],
  ['33019920160229999', 'LENGTH', '17 characters'],
  ['33019920160229999X0', 'LENGTH', '19 characters'],
  ['330199 20160229999X', 'LENGTH', 'a blank inside'],
  ['330199160229999', 'FORMAT', 'the 15-digit form'],
  ['3301992016022999XX', 'FORMAT', 'an X before the end'],
  ['33019920160229999Y', 'FORMAT', 'another letter at the end'],
  ['0301992016022999', 'LENGTH', 'too short, with a leading zero'],
  ['030199201602299991', 'FORMAT', 'a province code that does not exist'],
  ['160199201602299991', 'FORMAT', 'a province code that does not exist'],
  ['840000201602299991', 'FORMAT', 'a permit code that does not exist'],
  ['٣30199201602299991', 'FORMAT', 'a digit of another script'],
  ['330199201702299990', 'DATE', '29 February of a common year'],
  ['330199201613019990', 'DATE', 'a 13th month'],
  ['330199201600109990', 'DATE', 'a month zero'],
  ['330199201604319990', 'DATE', '31 April'],
  ['330199000004019990', 'DATE', 'the year zero'],
  ['330199201206019985', 'CHECK_DIGIT', 'the wrong check of domain 5.1'],
  ['330199201602299999', 'CHECK_DIGIT', 'a digit where X belongs'],
]

describe('identity numbers', () => {
  it.each(REFUSALS)('refuses %j as %s: %s', (text, fault) => {
    expect(readCitizenId(text, anyone)).toEqual({ ok: false, fault })
  })

  it('refuses every made-up number in production, once it is otherwise sound', () => {
    expect(readCitizenId('33019920160229999X', realOnly)).toEqual({ ok: false, fault: 'SYNTHETIC' })
    expect(readCitizenId('330199201206019985', realOnly)).toEqual({ ok: false, fault: 'CHECK_DIGIT' })
    expect(readCitizenId(real, realOnly)).toEqual({ ok: true, value: real })
  })

  it.each([
    '33019920160229999X',
    '330199200811239956',
    '330199201206019984',
    '330199201801019970',
    '330199200903159961',
    '330199201005019929',
    '330199201412019918',
    '330199202507079942',
  ])('reads %s and computes its check', (value) => {
    expect(readCitizenId(value, anyone)).toEqual({ ok: true, value })
    expect(citizenIdWithCheck(value.slice(0, 17))).toBe(value)
  })

  it.each([
    ['33019920160229999x', 'a lower-case x'],
    ['  33019920160229999X\n', 'blanks around'],
    ['\u300033019920160229999X\u3000', 'ideographic blanks around'],
    ['３３０１９９２０１６０２２９９９９Ｘ', 'full-width characters'],
    ['３３０１９９２０１６０２２９９９９ｘ', 'a full-width lower-case x'],
  ])('reads %j: %s', (text) => {
    expect(readCitizenId(text, anyone)).toEqual({ ok: true, value: '33019920160229999X' })
  })

  it.each([
    ['81000020100501001', 'Hong Kong residents'],
    ['82000020100501001', 'Macao residents'],
    ['83000020100501001', 'Taiwan residents'],
    ['93384020100501001', 'foreign permanent residents'],
    ['33010320100501001', 'a code abolished in 2021'],
    ['33018320100501001', 'a code abolished before'],
  ])('reads the build of %s: %s', (body) => {
    const value = citizenIdWithCheck(body)
    expect(readCitizenId(value, realOnly)).toEqual({ ok: true, value })
  })

  it('begin as a province of GB/T 2260 or a permit does, and with no other two digits', () => {
    const assigned = [
      ...['11', '12', '13', '14', '15', '21', '22', '23', '31', '32', '33', '34', '35', '36', '37'],
      ...['41', '42', '43', '44', '45', '46', '50', '51', '52', '53', '54', '61', '62', '63', '64', '65', '71'],
      ...['81', '82', '83', '90', '91', '92', '93', '94', '95', '96', '97', '98', '99'],
    ]
    const codes = Array.from({ length: 100 }, (_, code) => String(code).padStart(2, '0'))
    const readings = codes.map((code) => readCitizenId(citizenIdWithCheck(`${code}010219900307001`), realOnly))
    expect(codes.filter((_, index) => readings[index]?.ok)).toEqual(assigned)
    for (const reading of readings) expect(reading.ok || reading.fault).toBe(reading.ok || 'FORMAT')
  })

  it.each([
    ['18491231', false],
    ['18500101', true],
    ['20991231', true],
    ['21000101', false],
  ])('carry a birth date of two centuries and a half: %s, %s', (birth, isRead) => {
    const value = citizenIdWithCheck(`330102${birth}001`)
    expect(readCitizenId(value, realOnly)).toEqual(isRead ? { ok: true, value } : { ok: false, fault: 'DATE' })
  })

  it('finds every single wrong digit and every swap of neighbours', () => {
    const day = fc.integer({ min: 0, max: 40_000 }).map((count) => addDays('1920-01-01', count).replaceAll('-', ''))
    const body = fc.tuple(day, fc.integer({ min: 0, max: 999 })).map(([birth, order]) => {
      return `330102${birth}${String(order).padStart(3, '0')}`
    })
    const place = fc.integer({ min: 0, max: 16 })
    fc.assert(
      fc.property(body, place, fc.integer({ min: 1, max: 9 }), (digits, at, shift) => {
        const value = citizenIdWithCheck(digits)
        expect(readCitizenId(value, realOnly).ok).toBe(true)
        const wrong = [...value]
        wrong[at] = String((Number(wrong[at]) + shift) % 10)
        expect(readCitizenId(wrong.join(''), realOnly).ok).toBe(false)
        const swapped = value.slice(0, at) + value[at + 1] + value[at] + value.slice(at + 2)
        if (swapped !== value) expect(readCitizenId(swapped, realOnly).ok).toBe(false)
      }),
      { numRuns: 2000, seed: 20_261_123 },
    )
  })

  it('completes nothing but 17 digits', () => {
    for (const body of ['', '3301992016022999', '330199201602299991', '33019920160229999X', '3301992016022999X']) {
      expect(() => citizenIdWithCheck(body)).toThrow('17 digits')
    }
  })
})

describe('student numbers', () => {
  it.each([
    ['33019920160229999X', 'LENGTH', 'no letter'],
    ['G33019920160229999', 'LENGTH', 'too short'],
    ['A33019920160229999X', 'FORMAT', 'another letter'],
    ['J3301992016022999XX', 'FORMAT', 'an X before the end'],
    ['G330199201702299990', 'DATE', 'an impossible birth date'],
    ['G330199201206019985', 'CHECK_DIGIT', 'a wrong check'],
  ])('refuses %j as %s: %s', (text, fault) => {
    expect(readStudentNo(text, anyone)).toEqual({ ok: false, fault })
  })

  it('holds the number behind G to the rules of identity numbers, the synthetic one too', () => {
    expect(readStudentNo('G33019920160229999X', realOnly)).toEqual({ ok: false, fault: 'SYNTHETIC' })
    expect(readStudentNo(' ｇ33019920160229999x ', anyone)).toEqual({ ok: true, value: 'G33019920160229999X' })
  })

  it('takes J and L with any 18 characters, for no rule of theirs is known', () => {
    expect(readStudentNo('J330199201799999990', realOnly)).toEqual({ ok: true, value: 'J330199201799999990' })
    expect(readStudentNo('l330199201799999990', realOnly)).toEqual({ ok: true, value: 'L330199201799999990' })
  })
})

describe('disability certificate numbers', () => {
  it.each([
    ['33019920160229999X', 'LENGTH', 'the identity number alone'],
    ['33019920160229999X81', 'FORMAT', 'kind 8'],
    ['33019920160229999X15', 'FORMAT', 'grade 5'],
    ['33019920160229999041', 'CHECK_DIGIT', 'a wrong check'],
  ])('refuses %j as %s: %s', (text, fault) => {
    expect(readCertificateNo(text, anyone)).toEqual({ ok: false, fault })
  })

  it('reads identity number, kind and grade', () => {
    expect(readCertificateNo('33019920160229999x41', anyone)).toEqual({ ok: true, value: '33019920160229999X41' })
    expect(readCertificateNo('33019920160229999X41', realOnly)).toEqual({ ok: false, fault: 'SYNTHETIC' })
  })
})
