import 'reflect-metadata'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AgeBand } from '../../src/departments/public-security/types.ts'
import { MASKS, maskNamed } from '../../src/masking/masks.ts'

const today = '2026-11-23'

function masked(name: string, value: string, day = today): string | boolean | null {
  const mask = maskNamed(name)
  if (!mask) throw new Error(`no mask is named ${name}`)
  return mask.apply(value, day)
}

describe('the list of masks', () => {
  it('knows no mask by another name', () => {
    for (const name of ['', 'lastfour', 'Name', 'reveal', '__proto__', 'constructor']) {
      expect(maskNamed(name)).toBeUndefined()
    }
  })

  it('holds exactly these, each under its own name', () => {
    expect([...MASKS.keys()].sort()).toEqual([
      'age-band',
      'division-nine',
      'division-six',
      'flag',
      'last-four',
      'last-two',
      'month',
      'name',
      'one-and-one',
      'redact',
      'six-months',
      'street',
      'surname-unknown',
    ])
    for (const [name, mask] of MASKS) expect(mask.name).toBe(name)
  })

  it.each([
    ['age-band', 'day', 'ageBand', 'in SQL'],
    ['division-nine', 'division', 'division', 'in SQL'],
    ['division-six', 'division', 'division', 'in SQL'],
    ['flag', 'text', 'flag', 'in SQL'],
    ['last-four', 'text', 'text', 'in SQL'],
    ['last-two', 'text', 'text', 'in SQL'],
    ['month', 'day', 'day', 'in SQL'],
    ['name', 'text', 'text', 'opened only'],
    ['one-and-one', 'text', 'text', 'in SQL'],
    ['redact', 'text', 'text', 'in SQL'],
    ['six-months', 'day', 'flag', 'in SQL'],
    ['street', 'text', 'text', 'opened only'],
    ['surname-unknown', 'text', 'text', 'in SQL'],
  ])('says of %s that it takes a %s and gives a %s, %s', (name, input, output, stands) => {
    const mask = maskNamed(name)
    expect(mask).toMatchObject({ input, output })
    expect(mask?.toSql ? 'in SQL' : 'opened only').toBe(stands)
  })

  it('needs no clock, randomness or database of its own', () => {
    for (const name of MASKS.keys()) {
      const file = new URL(`../../src/masking/${name}.ts`, import.meta.url)
      expect(readFileSync(file, 'utf8')).not.toMatch(/Date\.now|new Date|random|from 'pg'/i)
    }
  })

  it('gives the same result for the same value, and never a longer text', () => {
    const value = fc.string({ unit: 'binary', maxLength: 30 })
    const textMasks = [...MASKS.values()].filter((mask) => mask.input === 'text' && mask.output === 'text')
    fc.assert(
      fc.property(value, fc.constantFrom(...textMasks), (text, mask) => {
        const result = mask.apply(text, today)
        expect(mask.apply(text, today)).toBe(result)
        // A fixed text (***, 某, x*·*) may be longer than a very short value; it then shows nothing of its length.
        if (typeof result === 'string') expect([...result].length).toBeLessThanOrEqual(Math.max([...text].length, 4))
      }),
      { numRuns: 3000, seed: 20_261_123 },
    )
  })
})

describe('one-and-one', () => {
  it.each([
    ['', ''],
    ['3', '*'],
    ['3X', '**'],
    ['33X', '3*X'],
    ['33019920160229999X', '3****************X'],
    ['33019920160229999X41', '3******************1'],
    ['𠮷ab𠮷', '𠮷**𠮷'],
  ])('shows %j as %j', (value, wanted) => {
    expect(masked('one-and-one', value)).toBe(wanted)
  })
})

describe('name', () => {
  it.each([
    ['', ''],
    ['张', '*'],
    ['张三', '张*'],
    ['张小三', '张*三'],
    ['欧阳小三', '欧阳**'],
    ['欧阳小三四五', '欧阳**'],
    ['𠮷田', '𠮷*'],
    ['𠮷𠮷𠮷', '𠮷*𠮷'],
    ['买买提·艾山', '买*·*'],
    ['买买提・艾山', '买*·*'],
    ['买买提.艾山', '买*·*'],
    ['阿卜杜拉·买买提·艾山', '阿*·*'],
    ['·艾山', '*·*'],
    ['𠮷·艾山', '𠮷*·*'],
    ['JOHN SMITH', 'JO**'],
  ])('shows %j as %j', (value, wanted) => {
    expect(masked('name', value)).toBe(wanted)
  })

  it('shows at most two characters of any name, and not the length of those from four on', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('张', '三', '𠮷', '龴'), { maxLength: 12 }), (characters) => {
        const result = String(masked('name', characters.join('')))
        expect([...result].filter((character) => character !== '*').length).toBeLessThanOrEqual(2)
        if (characters.length > 0) expect(result).toContain('*')
        if (characters.length >= 4) expect([...result]).toHaveLength(4)
      }),
      { seed: 20_261_123 },
    )
  })
})

describe('surname-unknown', () => {
  it('calls everyone 某', () => {
    expect(masked('surname-unknown', '张三')).toBe('某')
    expect(masked('surname-unknown', '')).toBe('某')
  })
})

describe('last-two and last-four', () => {
  it.each([
    ['', '', ''],
    ['1', '*', '*'],
    ['12', '**', '**'],
    ['123', '*23', '***'],
    ['1234', '**34', '****'],
    ['12345', '***45', '*2345'],
    ['12000000001', '*********01', '*******0001'],
    ['𠮷𠮷𠮷𠮷𠮷', '***𠮷𠮷', '*𠮷𠮷𠮷𠮷'],
  ])('show %j as %j and %j', (value, two, four) => {
    expect(masked('last-two', value)).toBe(two)
    expect(masked('last-four', value)).toBe(four)
  })
})

describe('street', () => {
  it.each([
    ['', 'nothing'],
    ['浙江省杭州市西湖区', 'a county and nothing below'],
    ['浙江省杭州市西湖区保俶路1号', 'a road straight below the county'],
    ['杭州市上城区解放路镇东小区3幢', 'a road whose name goes on with 镇'],
    ['杭州市解放路镇东小区3幢', 'the same without a county'],
    ['杭州市解放巷乡音阁', 'a lane before 乡'],
    ['桐乡市', 'a city with 乡 in its name'],
    ['湖南省长沙市宁乡市玉潭路1号', 'a county-level city with 乡 in its name'],
    ['江苏省镇江市京口路1号', 'a city with 镇 in its name'],
    ['三墩村镇东路5号', 'a village before 镇东路'],
    ['西湖区三墩村镇东小区5幢', 'a village before 镇东小区'],
    ['12号楼望江镇', 'a house number first'],
    ['No. 1 Baochu Road', 'another language'],
    ['街道', 'the bare word'],
    ['镇', 'the bare word'],
  ])('shows nothing of %j: %s', (value) => {
    expect(masked('street', value)).toBe('***')
  })

  it.each([
    ['浙江省杭州市西湖区北山街道保俶路1号2幢301室', '浙江省杭州市西湖区北山街道'],
    ['浙江省 杭州市　西湖区 北山街道 保俶路1号', '浙江省杭州市西湖区北山街道'],
    ['杭州市余杭区瓶窑镇南山村5组', '杭州市余杭区瓶窑镇'],
    ['杭州市萧山区新街街道新盛村1号', '杭州市萧山区新街街道'],
    ['浙江省杭州市桐庐县合村乡瑶溪村', '浙江省杭州市桐庐县合村乡'],
    ['建德市杨村桥镇绪塘村', '建德市杨村桥镇'],
    ['淳安县宋村乡南堡村', '淳安县宋村乡'],
    ['桐庐县莪山畲族乡新丰民族村', '桐庐县莪山畲族乡'],
    ['浙江省嘉兴市桐乡市梧桐街道庆丰路1号', '浙江省嘉兴市桐乡市梧桐街道'],
    ['宁波市镇海区招宝山街道城东路9号', '宁波市镇海区招宝山街道'],
    ['台州市路桥区路南街道1号', '台州市路桥区路南街道'],
    ['上海市黄浦区南京东路街道贵州社区', '上海市黄浦区南京东路街道'],
    ['新疆维吾尔自治区喀什地区疏附县吾库萨克镇1村', '新疆维吾尔自治区喀什地区疏附县吾库萨克镇'],
    ['四川省甘孜藏族自治州康定市炉城街道', '四川省甘孜藏族自治州康定市炉城街道'],
    ['桐庐县合村乡瑶溪村东路1号', '桐庐县合村乡'],
    ['杭州市余杭区瓶窑镇东路5号', '杭州市余杭区瓶窑镇'],
    ['北山街道保俶路1号', '北山街道'],
    ['西湖区北山街道保俶路小区三镇弄', '西湖区北山街道'],
  ])('shows %j as %j', (value, wanted) => {
    expect(masked('street', value)).toBe(wanted)
  })

  it('shows only a beginning that ends as a township does, or nothing', () => {
    const part = fc.constantFrom(
      ...[
        '浙江省',
        '杭州市',
        '西湖区',
        '桐乡市',
        '北山',
        '街道',
        '镇',
        '乡',
        '保俶路',
        '小区',
        '村',
        '1号',
        '东',
        ' ',
        '弄',
      ],
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 10 }), (parts) => {
        const address = parts.join('')
        const shown = String(masked('street', address))
        if (shown === '***') return
        expect(address.replaceAll(' ', '').startsWith(shown)).toBe(true)
        expect(shown).toMatch(/(街道|镇|乡)$/)
        expect(shown).not.toMatch(/\d/)
      }),
      { numRuns: 5000, seed: 20_261_123 },
    )
  })
})

describe('age-band', () => {
  it('gives no age to a date after today', () => {
    expect(masked('age-band', '2026-11-24')).toBeNull()
  })

  it.each([
    ['2026-11-23', 'AGE_0_2', 'born today'],
    ['2023-11-24', 'AGE_0_2', 'third birthday tomorrow'],
    ['2023-11-23', 'AGE_3_5', 'third birthday'],
    ['2020-11-24', 'AGE_3_5', 'sixth birthday tomorrow'],
    ['2020-11-23', 'AGE_6_11', 'sixth birthday'],
    ['2014-11-24', 'AGE_6_11', 'twelfth birthday tomorrow'],
    ['2014-11-23', 'AGE_12_13', 'twelfth birthday'],
    ['2012-11-24', 'AGE_12_13', 'fourteenth birthday tomorrow'],
    ['2012-11-23', 'AGE_14_15', 'fourteenth birthday'],
    ['2010-11-24', 'AGE_14_15', 'sixteenth birthday tomorrow'],
    ['2010-11-23', 'AGE_16_17', 'sixteenth birthday'],
    ['2008-11-24', 'AGE_16_17', 'eighteenth birthday tomorrow'],
    ['2008-11-23', 'ADULT', 'eighteenth birthday'],
    ['1926-01-01', 'ADULT', 'a hundred years old'],
  ])('shows %s as %s: %s', (value, wanted) => {
    expect(masked('age-band', value)).toBe(wanted)
    expect(Object.keys(AgeBand)).toContain(wanted)
  })

  it('lets those born on 29 February turn older on 1 March of common years', () => {
    expect(masked('age-band', '2012-02-29', '2026-02-28')).toBe('AGE_12_13')
    expect(masked('age-band', '2012-02-29', '2026-03-01')).toBe('AGE_14_15')
    expect(masked('age-band', '2012-02-29', '2024-02-28')).toBe('AGE_6_11')
    expect(masked('age-band', '2012-02-29', '2024-02-29')).toBe('AGE_12_13')
  })
})

describe('six-months', () => {
  it.each([
    ['2026-05-24', '2026-11-23', false, 'six months tomorrow'],
    ['2026-05-23', '2026-11-23', true, 'six months today'],
    ['2026-05-22', '2026-11-23', true, 'six months yesterday'],
    ['2026-11-24', '2026-11-23', false, 'a day to come'],
    ['2025-08-31', '2026-02-28', false, 'a day that the sixth month lacks, on its last day'],
    ['2025-08-31', '2026-03-01', true, 'a day that the sixth month lacks, on the day after'],
  ])('says of %s on %s %s: %s', (value, day, wanted) => {
    expect(masked('six-months', value, day)).toBe(wanted)
  })
})

describe('divisions, months, flags and nothing', () => {
  it('cuts a division code to its county or its street', () => {
    expect(masked('division-six', '330106901901')).toBe('330106')
    expect(masked('division-nine', '330106901901')).toBe('330106901')
    expect(masked('division-nine', '330106')).toBe('330106')
  })

  it('moves a day to the end of its month', () => {
    expect(masked('month', '2026-11-23')).toBe('2026-11-30')
    expect(masked('month', '2026-12-31')).toBe('2026-12-31')
    expect(masked('month', '2024-02-01')).toBe('2024-02-29')
    expect(masked('month', '2026-02-01')).toBe('2026-02-28')
  })

  it('tells of a flag only that there is a value', () => {
    for (const value of ['', 'false', '0', 'anything']) expect(masked('flag', value)).toBe(true)
  })

  it('redacts everything', () => {
    for (const value of ['', '张三', '2026-11-23']) expect(masked('redact', value)).toBeNull()
  })
})
