// Former division codes: for the county that they became where that is one, and nobody's guess where it is several.
import { describe, expect, it } from 'vitest'
import { currentDivision, rangesWithin } from '../../src/catalogue/divisions.ts'
import { division } from '../../src/intake/values.ts'

describe('a division code', () => {
  it.each([
    ['a county in force', '330106', '330106000000'],
    ['a village in force', '330106901903', '330106901903'],
    ['the city', '330100000000', '330100000000'],
    ['a district that was joined to another, without its street', '330103005', '330105000000'],
    ['a county-level city that became a district', '330183101202', '330111000000'],
    ['a county of another city', '330281', '330281000000'],
    ['a county of another province', '510107', '510107000000'],
  ])('of %s is read as the one in force', (_what, text, code) => {
    expect(division(text)).toEqual({ ok: true, value: code })
  })

  it.each([
    ['a district that was divided', '330104', 'DIVISION_SPLIT'],
    ['a former city that was divided since', '330184', 'DIVISION_SPLIT'],
    ['a code that the city never had', '330198', 'NOT_IN_LIST'],
    ['no digits', '西湖区', 'FORMAT'],
    ['five digits', '33010', 'FORMAT'],
  ])('of %s is refused by its reason', (_what, text, reason) => {
    expect(division(text)).toEqual({ ok: false, reason })
  })

  it('says why it is not known', () => {
    expect(currentDivision('330104')).toEqual({ ok: false, reason: 'SPLIT' })
    expect(currentDivision('330198')).toEqual({ ok: false, reason: 'UNKNOWN' })
  })
})

describe('what lies within a division', () => {
  const within = (division: string, code: string) =>
    rangesWithin(division).some(([lowest, highest]) => lowest <= code && code <= highest)

  it.each([
    ['its own streets and villages', '330105', '330105901901', true],
    ['a place that still has the code of a district which was joined to it', '330105', '330103005001', true],
    ['a place of the whole city, with whatever code', '3301', '330104005001', true],
    ['another county’s', '330105', '330106901901', false],
    ['a place of a district that was divided, of which nobody can say', '330102', '330104005001', false],
    ['a former street: streets were numbered anew', '330105005', '330103005001', false],
  ])('is or is not %s', (_what, division, code, isWithin) => {
    expect(within(division, code)).toBe(isWithin)
  })
})
