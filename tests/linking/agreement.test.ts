// How far two records agree, field by field.
import { describe, expect, it } from 'vitest'
import { type Agreement, agreementOf } from '../../src/linking/agreement.ts'
import { placeOf } from '../../src/linking/places.ts'
import type { LinkingSheet } from '../../src/linking/sheet.ts'
import { childOf, FATHER, MOTHER, NUMBER, OTHER_NUMBER, recordOf } from './sheets.ts'

function levelOf(field: keyof Agreement, one: Partial<LinkingSheet>, other: Partial<LinkingSheet>) {
  const [first, second] = [recordOf(one), recordOf(other)]
  const level = agreementOf(first, second)[field]
  expect(agreementOf(second, first)[field], 'the other way round').toBe(level)
  return level
}

describe('names', () => {
  it.each([
    ['周小满', '周小满', 'SAME'],
    ['周 小满', '周小满', 'SAME'],
    ['买买提·艾合买提', '买买提•艾合买提', 'SAME'],
    ['买买提·艾合买提', '买买提・艾合买提', 'SAME'],
    ['买买提·艾合买提', '买买提艾合买提', 'SAME'],
    ['\ue863小满', '䶮小满', 'SAME'],
    ['吕𠮷', '吕吉', 'VARIANT'],
    ['王堃', '王坤', 'VARIANT'],
    ['李𬱖安', '李□安', 'VARIANT'],
    ['李𬱖安', '李?安', 'VARIANT'],
    ['李𬱖', '李?', 'SURNAME'],
    ['周晓明', '周晓铭', 'SAME_SOUND'],
    ['周小满', '周晓满', 'SAME_SOUND'],
    ['单乐', '单月', 'SAME_SOUND'],
    ['曾安', '增安', 'SAME_SOUND'],
    ['周小满', '周小海', 'ONE_CHARACTER'],
    ['欧阳明月', '欧阳月', 'ONE_CHARACTER'],
    ['周小满', '周小', 'SURNAME'],
    ['周安', '周海', 'SURNAME'],
    ['周小满', '吴清扬', 'DIFFERENT'],
    ['范安', '範安', 'SAME_SOUND'],
  ] as const)('%s and %s: %s', (one, other, level) => {
    expect(levelOf('name', { name: one }, { name: other })).toBe(level)
  })

  it('that agree with a former name agree', () => {
    expect(levelOf('name', { name: '林安然', formerName: '王安然' }, { name: '王安然' })).toBe('SAME')
  })

  it.each([null, '', '???', ' · '])('of which nothing is left (%j) say nothing', (name) => {
    expect(levelOf('name', { name }, { name: '周小满' })).toBe('MISSING')
  })
})

describe('birth dates', () => {
  it.each([
    ['2016-02-29', '2016-02-29', 'SAME'],
    ['2016-02-09', '2016-09-02', 'DAY_AND_MONTH'],
    ['2016-02-09', '2016-02-19', 'ONE_DIGIT'],
    ['2016-02-12', '2016-02-21', 'ONE_DIGIT'],
    ['2016-02-09', '2017-02-09', 'ONE_DIGIT'],
    ['2016-02-09', '2017-02-19', 'DIFFERENT'],
    ['2016-02-09', '2016-11-30', 'DIFFERENT'],
  ] as const)('%s and %s: %s', (one, other, level) => {
    expect(levelOf('birth', { birthDate: one }, { birthDate: other })).toBe(level)
  })
})

describe('places', () => {
  it.each([
    ['330106901903', '330106901907', 'STREET'],
    ['330106901903', '330106902903', 'COUNTY'],
    ['330106901903', '330108901903', 'ELSEWHERE'],
    ['330103901903', '330105901901', 'STREET'],
    ['330104901903', '330102901903', 'COUNTY'],
    ['330104901903', '330114905901', 'COUNTY'],
    ['330110901903', '330113901903', 'COUNTY'],
    ['330106', '330106901903', 'COUNTY'],
  ] as const)('%s and %s: %s', (one, other, level) => {
    expect(levelOf('place', { division: one }, { division: other })).toBe(level)
  })

  it('of a code that became two counties are no street of either', () => {
    expect(placeOf('330104901903')).toEqual({ street: null, counties: ['330102', '330114'] })
    expect(placeOf('33010')).toBeNull()
  })
})

describe('the other fields', () => {
  it('say nothing where one side has none, and know a guardian by either parent’s number', () => {
    const whole = agreementOf(childOf({ motherId: MOTHER, guardianId: null }), childOf({ guardianId: MOTHER }))
    expect(whole.guardian).toBe('SAME')
    expect(levelOf('guardian', { guardianId: MOTHER }, {})).toBe('MISSING')
    expect(levelOf('sex', { sex: 'NOT_STATED' }, { sex: 'MALE' })).toBe('MISSING')
    expect(levelOf('guardian', { guardianId: FATHER }, { guardianId: MOTHER })).toBe('DIFFERENT')
  })

  it('weigh a number only where its check character is wrong or the numbers differ', () => {
    expect(levelOf('number', { citizenId: '330199201206019985' }, { citizenId: OTHER_NUMBER })).toBe('SAME_BODY')
    expect(levelOf('number', { citizenId: NUMBER }, { citizenId: OTHER_NUMBER })).toBe('DIFFERENT')
    expect(levelOf('number', { citizenId: NUMBER }, { citizenId: 'EA1234567' })).toBe('MISSING')
    expect(levelOf('number', { citizenId: '330199201206019985' }, { citizenId: NUMBER })).toBe('MISSING')
  })

  it('take no place from a number: its first digits are those of the first registration', () => {
    expect(levelOf('place', { citizenId: NUMBER }, { citizenId: NUMBER })).toBe('MISSING')
  })
})
