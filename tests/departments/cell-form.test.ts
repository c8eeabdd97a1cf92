// What a cell may hold: what is no yes must not pass for a no, nor a sentence for a code.
import { describe, expect, it } from 'vitest'
import { fits, formOf, UNREADABLE } from '../../src/departments/cell-form.ts'
import { columnCodes } from '../../src/departments/column-codes.ts'
import { DEPARTMENTS, departmentOf } from '../../src/departments/departments.ts'
import { STRICT_CELLS } from '../../src/departments/postgres-cells.ts'
import { maskNamed } from '../../src/masking/masks.ts'
import { buildGatewaySchema } from '../../src/schema.ts'

const schema = buildGatewaySchema()

function formAt(code: 'GAJ' | 'WJW' | 'JYJ' | 'FLY' | 'CLH' | 'MZJ', coordinate: string, mask?: string) {
  const reading = departmentOf(code).reads[coordinate]
  if (!reading) throw new Error(`${coordinate} is read`)
  return formOf(reading, mask === undefined ? null : (maskNamed(mask) ?? null))
}

describe('the form of a cell', () => {
  it.each([
    ['GAJ', 'PublicSecurity.birthDate', '2014-12-01', ['2014-02-30', '1 December 2014', 20141201]],
    ['WJW', 'Health.illnessAttested', true, ['t', 0, 'true']],
    ['JYJ', 'Education.grade', 3, ['3', 3.5, Number.NaN]],
    ['FLY', 'CareEpisode.from', ['2020-01-01', null], ['2020-01-01', ['2020-13-01'], [1]]],
    ['CLH', 'Disability.severe', false, ['f', 1]],
    ['MZJ', 'CivilAffairs.basicAllowanceActive', true, ['ACTIVE']],
  ] as const)('is that of its column and reading: %s %s', (code, coordinate, right, wrong) => {
    const form = formAt(code, coordinate)
    for (const cell of [right, null]) expect(fits(cell, form)).toBe(true)
    for (const cell of wrong) expect([cell, fits(cell, form)]).toEqual([cell, false])
  })

  it('is that of its mask where there is one', () => {
    expect(formAt('GAJ', 'PublicSecurity.birthDate', 'flag')).toEqual({ kind: 'flag', isList: false })
    expect(formAt('GAJ', 'PublicSecurity.birthDate', 'month')).toEqual({ kind: 'day', isList: false })
    expect(formAt('GAJ', 'PublicSecurity.hukouDivision', 'division-nine')).toEqual({ kind: 'text', isList: false })
  })
})

describe('the codes of a column', () => {
  it('are those of the schema, for a list and for a single cell', () => {
    const codes = columnCodes(schema, departmentOf('MZJ'))
    expect(codes.get('household_aid_class')).toContain('DIBAO_EDGE')
    expect(codes.get('categories')).toContain('DISABLED')
    const form = formAt('MZJ', 'CivilAffairs.categories')
    expect(fits(['DISABLED'], form, codes.get('categories'))).toBe(true)
    expect(fits(['DISABLED', '父亲服刑'], form, codes.get('categories'))).toBe(false)
  })

  it('stand on no column whose text is free', () => {
    for (const department of DEPARTMENTS) {
      for (const [column, codes] of columnCodes(schema, department))
        expect([column, codes.size > 1]).toEqual([column, true])
    }
    expect(columnCodes(schema, departmentOf('GAJ')).get('hukou_division')).toBeUndefined()
  })
})

describe('a cell of a database', () => {
  const read = (type: number, text: string): unknown => STRICT_CELLS.getTypeParser(type as never)(text as never)

  it.each([
    ['a truth', 16, 't', true],
    ['a number', 20, '-42', -42],
    ['bytes', 17, '\\x00ff', Buffer.from([0, 255])],
    ['a moment', 1184, '2026-11-22 16:00:00+00', new Date('2026-11-22T16:00:00Z')],
    ['a list of truths', 1000, '{t,NULL,f}', [true, null, false]],
    ['a list of days', 1182, '{2026-11-23,NULL}', ['2026-11-23', null]],
    ['a list of texts', 1009, '{A,"B,C"}', ['A', 'B,C']],
    ['a list of numbers', 1007, '{2025,2026}', [2025, 2026]],
  ] as const)('is read by its type: %s', (_what, type, text, value) => {
    expect(read(type, text)).toEqual(value)
  })

  it.each([
    ['a word for a truth', 16, '不详'],
    ['a sentence for a number', 23, '12 月'],
    ['a number beyond 2^53', 20, '9007199254740993'],
    ['text for bytes', 17, 'not hex'],
    ['a word for a moment', 1184, 'yesterday'],
    ['a text for a list', 1009, 'A'],
    ['a list in a list', 1009, '{{A},{B}}'],
    ['a type that nobody agreed on', 600, '(1,2)'],
  ] as const)('is unreadable, and not a word of it is kept: %s', (_what, type, text) => {
    const cells = [read(type, text)].flat()
    expect(cells.length).toBeGreaterThan(0)
    for (const cell of cells) expect(cell).toBe(UNREADABLE)
    for (const kind of ['text', 'day', 'flag', 'number', 'sealed'] as const) {
      expect(fits(read(type, text), { kind, isList: Array.isArray(read(type, text)) })).toBe(false)
    }
  })
})
