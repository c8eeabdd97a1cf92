// The character tables behind normalName: what two registers write differently for the same person.
// A pair stands here only if both sides are one character; a doubtful pair would make two people one.

/** Dots that keyboards and registers put between the parts of a name; all become U+00B7 (GB/T 15834 interpunct). */
export const INTERPUNCTS = '\u00b7\u0387\u2022\u2027\u2219\u22c5\u2e31\u30fb.\u3002\u2024\uff0e\uff61\uff65\u16eb\u2e33'

/**
 * GBK kept 80 characters at FE50…FEA0 in private use, U+E815…U+E864 in this order. GB 18030-2000 gave most of them
 * assigned code points, -2005 and -2022 the rest (U+9FB4…U+9FBB); old household registers still hold the private ones,
 * the given name 䶮 (U+E863) being the best-known case.
 */
const FORMER_PRIVATE_USE_FROM = 0xe815
const FORMER_PRIVATE_USE = [
  '⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋\u9fb4㖞㘚㘎⺌⺗㥮㤘\u9fb5㧏㧟㩳㧐\u9fb6\u9fb7㭎㱮㳠⺧𡗗\u9fb8',
  '⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌\u9fb9䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶\u9fba𤇾',
  '䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮\u9fbb',
].join('')

/** Ten vertical punctuation forms and ḿ, the other private-use code points that GB 18030 has given up. */
const FORMER_PRIVATE_PUNCTUATION: readonly (readonly [number, number])[] = [
  [0xe78d, 0xfe10],
  [0xe78e, 0xfe12],
  [0xe78f, 0xfe11],
  [0xe790, 0xfe13],
  [0xe791, 0xfe14],
  [0xe792, 0xfe15],
  [0xe793, 0xfe16],
  [0xe794, 0xfe17],
  [0xe795, 0xfe18],
  [0xe796, 0xfe19],
  [0xe7c7, 0x1e3f],
]

/** Private-use code point → the code point that GB 18030-2022 assigns to the same character. */
export const ASSIGNED_FORMS: ReadonlyMap<string, string> = new Map([
  ...[...FORMER_PRIVATE_USE].map((assigned, index): [string, string] => [
    String.fromCodePoint(FORMER_PRIVATE_USE_FROM + index),
    assigned,
  ]),
  ...FORMER_PRIVATE_PUNCTUATION.map(([from, to]): [string, string] => [
    String.fromCodePoint(from),
    String.fromCodePoint(to),
  ]),
])

// One character that ISO 10646 holds apart only because a source standard printed it differently.
const SHAPE_VARIANTS = `
  戶户 戸户 呂吕 黃黄 吳吴 呉吴 兪俞 內内 姸妍 淸清 靑青 眞真 愼慎 徳德 郞郎 溫温 強强 晩晚 歩步 毎每
  増增 敎教 脫脱 悅悦 稅税 兌兑 彥彦 冊册 刪删 姍姗 靜静 虛虚 卽即 旣既 巣巢 奧奥 喩喻 吿告 尙尚 査查
  煕熙 熈熙 瑤瑶 遙遥 祿禄 凈净
`

// 第一批异体字整理表 (1955), pairs that no later table took back: 喆 哲, 堃 坤, 昇 升, 淼 渺, 甯 宁, 祕 秘, 邨 村, 仝 同,
// 锺 钟 and their like are separate naming characters since 通用规范汉字表 (2013) and must never be added.
const ABOLISHED_VARIANTS = `
  峯峰 羣群 畧略 恆恒 傑杰 韻韵 晉晋 栢柏 朶朵 珎珍 樑梁 況况 沖冲 決决 淨净 減减 涼凉 敍叙 敘叙 僊仙 玅妙 秌秋
`

/** Variant form → standard form. Traditional forms that several simplified ones share, or the reverse, are left alone. */
export const STANDARD_FORMS: ReadonlyMap<string, string> = new Map(
  `${SHAPE_VARIANTS} ${ABOLISHED_VARIANTS}`
    .trim()
    .split(/\s+/)
    .map((pair) => [...pair] as [string, string]),
)
