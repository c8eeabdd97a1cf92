// What a person may write as a reason: every way of writing a number of a person is refused, and what a night shift writes
// of a night (dates, hours, wards, beds, the number of an encounter) is taken.
import { describe, expect, it } from 'vitest'
import { checkedWords } from '../../src/emergency/words.ts'

const NIGHT = '夜间急诊手术需要监护人签字，联系不上家属'

function taken(words: string): boolean {
  try {
    return checkedWords(`${NIGHT}，${words}`, 20) !== ''
  } catch {
    return false
  }
}

describe('a reason is refused with', () => {
  it.each([
    ['one spoken as 幺', '电话幺三八一二三四五六七八'],
    ['one spoken as 幺, digit by digit', '电话 幺 三 八 〇 幺 三 八 〇 〇 〇 〇'],
    ['two 幺 in a row', '电话 幺3幺幺2345678'],
    ['a drawn nought', '电话 13○12345678'],
    ['the letter O for nought', '电话 13O12345678'],
    ['small letters o, side by side', '电话 138oo138ooo'],
    ['a full-width letter O', '电话 13Ｏ12345678'],
    ['an l for the first one', '电话 l3812345678'],
    ['an I within', '电话 138I2345678'],
    ['an O at the end', '电话 1381234567O'],
    ['an O in groups', '电话 13O 1234 5678'],
    ['an O, digit by digit', '电话 1 3 O 1 2 3 4 5 6 7 8'],
    ['letters before and within', '电话 lO13O12345678'],
    ['an O behind the code of the country', '电话 +8613O12345678'],
    ['words between the parts of an identity number', '330199 之后 20180101 之后 9970'],
    ['a word behind each digit', [...'330199201801019970'].join('然后')],
    ['a date with hyphens within', '号码 330199，生于 2018-01-01，末尾 9970'],
    ['a check character X behind words', '330199 之后 20160229 之后 999 最后 X'],
    ['an X-ray between', '330199 X光 20180101 之后 9970'],
    ['Os and ls between words', '33Ol99 之后 2Ol8OlOl 之后 997O'],
    ['other digits before and behind', '3 病区，330199 之后 20180101 之后 9970，12 床'],
  ])('%s', (_what, words) => {
    expect(taken(words)).toBe(false)
  })
})

describe('a reason is taken with', () => {
  it.each([
    ['a date, a ward and a bed', '2026-11-22 入院，3 病区 12 床'],
    ['two moments and an encounter', '2026-11-22 23:40 急诊入院，2026-11-23 01:00 手术，就诊号 E-2026-0008'],
    ['an encounter of an inpatient, ten digits behind an I', '住院号 I2026110234，3 病区'],
    ['an encounter of an outpatient, ten digits behind an O', '门诊号 O2026112301'],
    ['the youngest of a family', '家中老幺，3 岁，母亲 1 人外出'],
    ['dates in Chinese numerals', '二〇二六年十一月二十二日二十三时入院，三病区十二床'],
    ['an X-ray and its hour', 'X光 2026-11-22 23:50，CT 01:20，ICU 2 床'],
    ['a blood count', '白细胞 12.5，血压 90/60，血氧 88%，体温 39.2'],
    // With its hour, these digits in a row have the date and the check character of an identity number.
    ['a ward, a date and an hour that make one by chance', '331002 病区 2026-11-22 00:09'],
    ['a ward, a date and a bed that make none', '330106 病区，2026 年 11 月 22 日入院，1203 床'],
  ])('%s', (_what, words) => {
    expect(taken(words)).toBe(true)
  })
})
