// Fixed lists of made-up name parts: common surnames, compound ones, names written with an interpunct, and characters
// that fonts and encodings get wrong. Nothing here comes from any list of persons.
import type { Random } from './random.ts'

const SURNAMES = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎',
  ...'余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文',
]
const COMPOUND_SURNAMES = ['欧阳', '上官', '司马', '诸葛', '皇甫', '尉迟', '东方', '令狐', '慕容', '公孙']

const GIVEN = [
  ...'安白柏北冰博采昌晨程初川春慈聪丹冬恩帆方飞芬枫芙刚格谷光国海涵禾和恒弘虹华欢晖惠嘉健江洁今晶景静君俊',
  ...'开可兰乐蕾礼立莲良林凌流龙露鹿茂梅萌梦民明木慕楠宁佩平朴其琪千青清晴秋然仁荣如若山善尚邵深诗石书舒思',
  ...'松素穗涛天田汀桐望微文汶夕溪夏先小晓心新星修秀旭轩雪雅言燕阳遥野一依怡亦艺易音应英永勇雨语玉远月云泽',
]
// One beyond the basic plane, some in extension A: two code units, or missing from common fonts.
const RARE = ['𠮷', '䶮', '㛃', '𬱖', '㭎', '䲟', '𫍯', '犇', '堃', '喆']

const INTERPUNCT_FIRST = ['买买提', '阿依古丽', '古丽娜尔', '艾力', '热依汗', '吐尔逊', '帕提古丽', '阿卜杜拉']
const INTERPUNCT_LAST = ['艾合买提', '吐尔地', '阿不都', '玉素甫', '买合木提', '赛买提', '依明', '尼亚孜']

export type NameKind = 'PLAIN' | 'COMPOUND' | 'RARE' | 'INTERPUNCT'

/** The kinds a reader of names trips over: 1 % compound surnames, and together 0.5 % rare characters or interpuncts. */
export function nameKind(random: Random): NameKind {
  const kinds: readonly (readonly [NameKind, number])[] = [
    ['PLAIN', 0.985],
    ['COMPOUND', 0.01],
    ['RARE', 0.003],
    ['INTERPUNCT', 0.002],
  ]
  return random.weighted(kinds)
}

export function surnameOf(random: Random, kind: NameKind): string {
  return random.pick(kind === 'COMPOUND' ? COMPOUND_SURNAMES : SURNAMES)
}

/** A full name; `surname` is ignored for names that have none. */
export function fullName(random: Random, kind: NameKind, surname: string): string {
  if (kind === 'INTERPUNCT') return `${random.pick(INTERPUNCT_FIRST)}·${random.pick(INTERPUNCT_LAST)}`
  if (kind === 'RARE') return `${surname}${random.pick(RARE)}${random.chance(0.5) ? random.pick(GIVEN) : ''}`
  // One in seven has a single given character, as with children of these years.
  return `${surname}${random.pick(GIVEN)}${random.chance(1 / 7) ? '' : random.pick(GIVEN)}`
}

/** A grown-up's name: a guardian's. */
export function adultName(random: Random): string {
  return `${random.pick(SURNAMES)}${random.pick(GIVEN)}${random.chance(0.3) ? '' : random.pick(GIVEN)}`
}
