import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ASSIGNED_FORMS, STANDARD_FORMS } from '../../src/masking/name-characters.ts'
import { normalName } from '../../src/masking/normal-name.ts'

const APART: readonly (readonly [string, string, string])[] = [
  ['喆', '哲', 'a naming character of 2013'],
  ['堃', '坤', 'a naming character of 2013'],
  ['昇', '升', 'a naming character of 2013'],
  ['淼', '渺', 'a naming character of 2013'],
  ['甯', '宁', 'a surname of its own'],
  ['邨', '村', 'a naming character of 2013'],
  ['锺', '钟', 'a naming character of 2013'],
  ['範', '范', 'two surnames that simplified writing holds apart'],
  ['後', '后', 'traditional forms are not folded'],
  ['張', '张', 'traditional forms are not folded'],
  ['未', '末', 'look-alikes'],
  ['JO ANN', 'JOANN', 'a blank between Latin words is part of the name'],
  ['张三', '张二', 'different people'],
]

const VECTORS: readonly (readonly [string, string, string])[] = [
  // Blanks
  ['张三', '张三', 'a plain name stays'],
  [' 张三 ', '张三', 'blanks around'],
  ['张 三', '张三', 'a blank inside'],
  ['张\u3000三', '张三', 'an ideographic blank'],
  ['\u3000张三\u3000', '张三', 'ideographic blanks around'],
  ['张\u00a0三', '张三', 'a no-break space'],
  ['张\u2003三', '张三', 'an em space'],
  ['张\t三\r\n', '张三', 'a tab and a line end'],
  ['张\u200b三', '张三', 'a zero-width space'],
  ['张\u200d三', '张三', 'a zero-width joiner'],
  ['\ufeff张三', '张三', 'a byte-order mark'],
  ['张\u00ad三', '张三', 'a soft hyphen'],
  ['张\u2060三', '张三', 'a word joiner'],
  ['张\u2800三', '张三', 'a braille blank'],
  ['张\u3164三', '张三', 'a hangul filler'],
  ['张\u0000三', '张三', 'a control character'],
  ['张\u200e三\u202c', '张三', 'direction marks'],
  ['葛\u{e0100}城', '葛城', 'an ideographic variation selector'],
  ['葛\ufe00城', '葛城', 'a variation selector'],
  ['', '', 'nothing'],
  [' \u3000\u200b', '', 'only blanks'],
  // Interpuncts
  ['买买提·艾山', '买买提·艾山', 'the standard interpunct'],
  ['买买提・艾山', '买买提·艾山', 'a katakana middle dot'],
  ['买买提･艾山', '买买提·艾山', 'a half-width katakana middle dot'],
  ['买买提•艾山', '买买提·艾山', 'a bullet'],
  ['买买提‧艾山', '买买提·艾山', 'a hyphenation point'],
  ['买买提∙艾山', '买买提·艾山', 'a bullet operator'],
  ['买买提⋅艾山', '买买提·艾山', 'a dot operator'],
  ['买买提.艾山', '买买提·艾山', 'a full stop'],
  ['买买提．艾山', '买买提·艾山', 'a full-width full stop'],
  ['买买提。艾山', '买买提·艾山', 'an ideographic full stop'],
  ['买买提｡艾山', '买买提·艾山', 'a half-width ideographic full stop'],
  ['买买提\u0387艾山', '买买提·艾山', 'a Greek ano teleia'],
  ['买买提\u2024艾山', '买买提·艾山', 'a one dot leader'],
  ['买买提\u2e31艾山', '买买提·艾山', 'a word separator middle dot'],
  ['买买提 · 艾山', '买买提·艾山', 'blanks around an interpunct'],
  ['买买提··艾山', '买买提·艾山', 'an interpunct twice'],
  ['买买提· ·艾山', '买买提·艾山', 'two interpuncts with a blank between'],
  ['·买买提·', '买买提', 'interpuncts at the ends'],
  // Width and compatibility
  ['ＪＯＨＮ', 'JOHN', 'full-width letters'],
  ['\uf9d4', '倫', 'a compatibility ideograph, 倫'],
  ['\uf90a', '金', 'a compatibility ideograph, 金'],
  ['\uf9e1', '李', 'a compatibility ideograph, 李'],
  ['\uf9c9', '柳', 'a compatibility ideograph, 柳'],
  ['\uf9f4', '林', 'a compatibility ideograph, 林'],
  ['\u{2f800}', '丽', 'a compatibility ideograph outside the basic plane, 丽'],
  ['⽂三', '文三', 'a Kangxi radical for 文'],
  ['e\u0301', 'É', 'a combining accent'],
  // Letters
  ['John Smith', 'JOHN SMITH', 'Latin letters in upper case'],
  ['  john   smith ', 'JOHN SMITH', 'blanks between Latin words collapse'],
  ['J. Smith', 'J·SMITH', 'a dot after an initial'],
  ['Straße', 'STRASSE', 'a letter that upper case spells with two'],
  ['ﬁona', 'FIONA', 'a ligature'],
  ['张 John', '张JOHN', 'a blank between scripts'],
  ['Анна Ли', 'АННА ЛИ', 'Cyrillic letters'],
  // Variant characters
  ['刘峯', '刘峰', 'an abolished variant'],
  ['王羣', '王群', 'an abolished variant'],
  ['李傑', '李杰', 'an abolished variant'],
  ['周恆', '周恒', 'an abolished variant'],
  ['呂布', '吕布', 'a shape variant'],
  ['黃山', '黄山', 'a shape variant'],
  ['吳用', '吴用', 'a shape variant'],
  ['呉用', '吴用', 'a Japanese shape variant'],
  ['溫岭', '温岭', 'a shape variant'],
  ['方姸', '方妍', 'a shape variant'],
  ['査良', '查良', 'a shape variant of a surname'],
  ['張彥', '張彦', 'a variant beside a traditional form'],
  // Former private-use code points of GB 18030
  ['赵\ue863', '赵䶮', 'U+E863, 䶮'],
  ['\ue81e', '\u9fb4', 'GB 18030-2022: U+9FB4'],
  ['\ue826', '\u9fb5', 'GB 18030-2022: U+9FB5'],
  ['\ue82b', '\u9fb6', 'GB 18030-2022: U+9FB6'],
  ['\ue82c', '\u9fb7', 'GB 18030-2022: U+9FB7'],
  ['\ue832', '\u9fb8', 'GB 18030-2022: U+9FB8'],
  ['\ue843', '\u9fb9', 'GB 18030-2022: U+9FB9'],
  ['\ue854', '\u9fba', 'GB 18030-2022: U+9FBA'],
  ['\ue864', '\u9fbb', 'GB 18030-2022: U+9FBB'],
  ['\ue816', '\u{20087}', 'GB 18030-2005: U+20087'],
  ['\ue817', '\u{20089}', 'GB 18030-2005: U+20089'],
  ['\ue818', '\u{200cc}', 'GB 18030-2005: U+200CC'],
  ['\ue831', '\u{215d7}', 'GB 18030-2005: U+215D7'],
  ['\ue83b', '\u{2298f}', 'GB 18030-2005: U+2298F'],
  ['\ue855', '\u{241fe}', 'GB 18030-2005: U+241FE'],
  ['\ue7c7', '\u1e3e', 'ḿ, in upper case'],
  ['\ue000', '\ue000', 'a private-use code point of nobody knows whom stays'],
  ['𠮷田', '𠮷田', 'a rare character outside the basic plane stays'],
]

describe('the normal form of names', () => {
  it.each(APART)('keeps %s and %s apart: %s', (one, other) => {
    expect(normalName(one)).not.toBe(normalName(other))
  })

  it.each(VECTORS)('writes %j as %j: %s', (text, wanted) => {
    expect(normalName(text)).toBe(wanted)
  })

  it('changes nothing when applied twice', () => {
    const character = fc.oneof(
      fc.constantFrom(...VECTORS.flatMap(([text]) => [...text]), ' ', '·', 'a', '张', '\u0301', 'ß', '\u3164'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    )
    fc.assert(
      fc.property(fc.array(character, { maxLength: 12 }), (characters) => {
        const once = normalName(characters.join(''))
        expect(normalName(once)).toBe(once)
      }),
      { numRuns: 20_000, seed: 20_261_123 },
    )
  })

  it('never sees a difference in blanks, width or dots', () => {
    const name = fc.array(fc.constantFrom('张', '王', '小', '𠮷', '龴'), { minLength: 1, maxLength: 5 })
    const blank = fc.constantFrom('', ' ', '\u3000', '\u200b', '\ufeff')
    fc.assert(
      fc.property(name, fc.array(blank, { minLength: 6, maxLength: 6 }), (characters, blanks) => {
        const spaced = characters.map((character, index) => `${blanks[index]}${character}`).join('')
        expect(normalName(spaced)).toBe(normalName(characters.join('')))
      }),
      { seed: 20_261_123 },
    )
  })
})

describe('the character tables', () => {
  it('agree with the GB 18030 decoder on all 80 characters that GBK kept in private use', () => {
    // The decoder follows GB 18030-2000 for these six, which then had no other code point.
    const undecided = new Set([0xe816, 0xe817, 0xe818, 0xe831, 0xe83b, 0xe855])
    const trailBytes = Array.from({ length: 0x51 }, (_, index) => 0x50 + index).filter((byte) => byte !== 0x7f)
    const decoder = new TextDecoder('gb18030')
    trailBytes.forEach((byte, index) => {
      const former = 0xe815 + index
      if (undecided.has(former)) return
      expect(ASSIGNED_FORMS.get(String.fromCodePoint(former))).toBe(decoder.decode(Uint8Array.of(0xfe, byte)))
    })
    expect(trailBytes).toHaveLength(80)
    expect(ASSIGNED_FORMS.size).toBe(91)
  })

  it('hold single characters only, never a chain, and never a character on both sides', () => {
    for (const [variant, standard] of STANDARD_FORMS) {
      expect([...variant]).toHaveLength(1)
      expect([...standard]).toHaveLength(1)
      expect(STANDARD_FORMS.has(standard), standard).toBe(false)
      expect(variant.normalize('NFKC')).toBe(variant)
      expect(standard.normalize('NFKC')).toBe(standard)
    }
  })
})
