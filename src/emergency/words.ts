// What a person wrote in free text, a reason or a reviewer's note: checked for numbers of persons, and sealed when kept.
import type { KeyObject } from 'node:crypto'
import { boundedText } from '../bounded-text.ts'
import { GatewayError } from '../errors.ts'
import { holdsCitizenId } from '../masking/citizen-id.ts'
import { derivedKeyrings } from '../masking/derived-keyring.ts'
import { openerFor, seal } from '../masking/sealed-cell.ts'

const MOST_CHARACTERS = 1_000
// A telephone number is as long as this; an hour beside a date is not.
const LONG_NUMBER = /\d{11}/
// A mobile number as people write it: 130 1234 5678.
const GROUPED_TELEPHONE = /(?<!\d)1[3-9]\d[\s\p{P}]+\d{4}[\s\p{P}]+\d{4}(?!\d)/u
// Digit by digit.
const SPELT_NUMBER = /(?<!\d)(?:\d[\s\p{P}]+){10}\d(?!\d)/u
// An identity number written in groups; two dates side by side are one digit shorter.
const GROUPED_NUMBER = /\d{17}/
// Letters that pass for digits are judged by this alone: as many digits behind an I or an O are some hospital's number
// of an encounter.
const MOBILE_NUMBER = /1[3-9]\d{9}/

/** The text without blanks around it. BAD_INPUT for one that is too short, too long, or holds a number of a person. */
export function checkedWords(text: unknown, leastCharacters: number): string {
  const words = boundedText(String(text), { least: leastCharacters, most: MOST_CHARACTERS })
  if (holdsNumber(words)) {
    throw new GatewayError('BAD_INPUT', 'the text holds a number of a person', { hint: 'TEXT_NUMBER' })
  }
  return words
}

const CHINESE_DIGITS = '〇一二三四五六七八九'
const FORMAL_DIGITS = '零壹贰叁肆伍陆柒捌玖'
// 幺 is how one is spoken in a number, and a circle is how nought is drawn; beside no digit 幺 is the youngest of a family.
const SPOKEN = '幺○◯'
const LOOK_ALIKE = 'OoIl|'
const ONES = /[幺Il|]/

function holdsNumber(words: string): boolean {
  // Full-width and other scripts' digits are digits too, and characters that nobody sees part none of them.
  const written = words
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\p{Nd}/gu, asciiDigit)
    .replaceAll(/[〇一二三四五六七八九零壹贰叁肆伍陆柒捌玖]/g, (digit) =>
      String(Math.max(CHINESE_DIGITS.indexOf(digit), FORMAL_DIGITS.indexOf(digit))),
    )
  const plain = asDigits(written, SPOKEN)
  const folded = asDigits(plain, LOOK_ALIKE)
  return (
    [LONG_NUMBER, GROUPED_TELEPHONE, SPELT_NUMBER].some((number) => number.test(plain)) ||
    GROUPED_NUMBER.test(joined(plain)) ||
    [MOBILE_NUMBER, GROUPED_TELEPHONE].some((number) => number.test(folded)) ||
    MOBILE_NUMBER.test(spelt(folded)) ||
    [plain, folded].some(holdsBrokenNumber)
  )
}

// In a run with a digit in it, the signs are digits too.
function asDigits(text: string, signs: string): string {
  const run = new RegExp(`[\\d${signs}](?:[\\s\\p{P}]*[\\d${signs}])*`, 'gu')
  const sign = new RegExp(`[${signs}]`, 'gu')
  return text.replaceAll(run, (each) =>
    /\d/.test(each) ? each.replaceAll(sign, (one) => (ONES.test(one) ? '1' : '0')) : each,
  )
}

function joined(text: string): string {
  return text.replaceAll(/(?<=\d)[\s\p{P}]+(?=\d)/gu, '')
}

// Digits that stand alone, drawn together; groups stay apart, or a date and a ward would make a telephone number.
function spelt(text: string): string {
  return text.replaceAll(/(?<=(?<!\d)\d)[\s\p{P}]+(?=\d(?!\d))/gu, '')
}

const CLOCK_TIME = /(?<!\d)(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)/g

// An identity number with words between its parts: what makes one of the digits of a whole text is its date and its check
// character. Hours are left out, or a bed, a date and an hour would be one now and then.
function holdsBrokenNumber(text: string): boolean {
  const rest = text.toUpperCase().replaceAll(CLOCK_TIME, '')
  return [rest.replaceAll(/\D/g, ''), rest.replaceAll(/[^\dX]/g, '')].some(holdsCitizenId)
}

// Decimal digits of a script stand in a row from nought to nine.
function asciiDigit(digit: string): string {
  const point = digit.codePointAt(0) ?? 0
  let value = 0
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(point - value - 1))) value += 1
  return String(value)
}

const PLACES = {
  reason: 'emergency.access_grant.reason_sealed',
  note: 'emergency.review.note_sealed',
  linkNote: 'linking.review.note_sealed',
  incident: 'linking.incident.note_sealed',
  correction: 'correction.ticket.words_sealed',
  correctionNote: 'correction.ticket.note_sealed',
  transfer: 'transfer.request.reason_sealed',
  rollFile: 'roll.roll.file_sealed',
  rollResult: 'roll.answer.result_sealed',
  unanswered: 'settlement.question.sent_sealed',
  repeated: 'settlement.question.answers_sealed',
  resettlement: 'settlement.resettlement.content_sealed',
} as const

export interface SealedWords {
  readonly kind: keyof typeof PLACES
  /** The row whose words they are. */
  readonly id: string
}

export function sealWords(key: KeyObject, { kind, id }: SealedWords, words: string): Buffer {
  return seal(keyringOf(key), PLACES[kind], id, words)
}

export function openWords(key: KeyObject, { kind, id }: SealedWords, cell: Buffer): string {
  // No mask: a reviewer must read what was written. The day matters to masks alone.
  return String(openerFor(keyringOf(key), PLACES[kind], undefined, '')(cell, id))
}

// Words last as long as the journal that they explain.
const keyringOf = derivedKeyrings('hutong/emergency-words/1')
