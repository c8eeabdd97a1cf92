// Numbers as departments typed them, in the one form in which they are compared.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalBirth, normalNumber, numberInCertificateNo, numberInStudentNo } from '../../src/linking/normal-number.ts'
import { citizenIdWithCheck } from '../../src/masking/citizen-id.ts'
import { NUMBER, OTHER_NUMBER } from './sheets.ts'

const TESTS = { acceptSynthetic: true }
const read = (text: string) => normalNumber(text, TESTS)

describe('an identity number', () => {
  it.each([
    ['as it is', NUMBER],
    ['with a small x', '33019920160229999x'],
    ['in full-width digits', '３３０１９９２０１６０２２９９９９ｘ'],
    ['with blanks and hyphens', ' 330199-20160229-999X\u200b'],
  ])('%s is one number', (_how, text) => {
    expect(read(text)).toEqual({ kind: 'CITIZEN', value: NUMBER, body: NUMBER.slice(0, 17), isSound: true })
  })

  it('with a wrong check character keeps its body and is not sound', () => {
    expect(read('330199201206019985')).toEqual({
      kind: 'CITIZEN',
      value: '330199201206019985',
      body: OTHER_NUMBER.slice(0, 17),
      isSound: false,
    })
  })

  it.each(['', '3301992016022999', '330199201602309999', '99999', '33019920160229X99X'])('%j is none', (text) => {
    expect(read(text)).toBeNull()
  })

  it('made up is nobody’s where made-up numbers are not taken', () => {
    expect(normalNumber(NUMBER, { acceptSynthetic: false })).toBeNull()
  })

  it('of fifteen digits is the number of eighteen with the last century in it', () => {
    const days = fc.tuple(
      fc.integer({ min: 10, max: 99 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 28 }),
    )
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 999 }), ([year, month, day], sequence) => {
        const two = (part: number) => String(part).padStart(2, '0')
        const short = `330106${two(year)}${two(month)}${two(day)}${String(sequence).padStart(3, '0')}`
        const long = citizenIdWithCheck(`33010619${short.slice(6)}`)
        expect(read(short)).toEqual({ kind: 'CITIZEN', value: long, body: long.slice(0, 17), isSound: true })
      }),
      { seed: 20261123 },
    )
  })
})

describe('other documents', () => {
  it.each(['810000', '820000', '830000'])('with the code %s are residence permits', (code) => {
    const number = citizenIdWithCheck(`${code}20140101001`)
    expect(read(number)).toMatchObject({ kind: 'RESIDENCE_PERMIT', value: number, isSound: true })
  })

  it('that begin with 9 and are built alike are those of foreign permanent residents', () => {
    const number = citizenIdWithCheck('91130020140101001')
    expect(read(number)).toMatchObject({ kind: 'FOREIGN_RESIDENT', isSound: true })
  })

  it('of travellers are one document however often it was renewed', () => {
    expect(read('H1234567801')).toEqual(read('h12345678'))
    expect(read('H12345678')).toEqual({ kind: 'TRAVEL_PERMIT', value: 'H12345678', body: null, isSound: true })
  })

  it('with letters first are passports', () => {
    expect(read('ea1234567')).toEqual({ kind: 'PASSPORT', value: 'EA1234567', body: null, isSound: true })
  })
})

describe('a number inside a number', () => {
  it('is found behind the G of a student number, and not behind J or L', () => {
    expect(numberInStudentNo(`g${NUMBER}`, TESTS)).toEqual(read(NUMBER))
    expect(numberInStudentNo(`L${NUMBER}`, TESTS)).toBeNull()
    expect(numberInStudentNo(NUMBER, TESTS)).toBeNull()
  })

  it('is found before kind and grade of a disability certificate', () => {
    expect(numberInCertificateNo(`${OTHER_NUMBER}43`, TESTS)).toEqual(read(OTHER_NUMBER))
    expect(numberInCertificateNo(`${OTHER_NUMBER}83`, TESTS)).toBeNull()
  })
})

describe('a birth', () => {
  const born = (mother: string, certificate: string) => normalBirth(mother, certificate, TESTS)

  it.each([
    ['as it is', NUMBER, 'S123456789'],
    ['as it was typed', ' 330199-20160229-999x', ' ｓ123 456 789'],
  ])('%s is the mother’s number and the certificate’s in one', (_how, mother, certificate) => {
    expect(born(mother, certificate)).toEqual({ ok: true, value: `CITIZEN|${NUMBER} S123456789` })
  })

  it('of a mother with a passport is another one', () => {
    expect(born('E12345678', 'S123456789')).toEqual({ ok: true, value: 'PASSPORT|E12345678 S123456789' })
  })

  it.each([
    ['no mother', '', 'S123456789'],
    ['no certificate', NUMBER, ''],
    ['a mother with a wrong check character', '330199201206019985', 'S123456789'],
    ['a certificate of eight digits', NUMBER, 'S12345678'],
    ['a certificate without a letter', NUMBER, '1234567890'],
  ])('with %s is none', (_what, mother, certificate) => {
    expect(born(mother, certificate).ok).toBe(false)
  })
})
