// How a cell of each type is read into the one form in which it is stored. Pure; a reading that fails says why, never what
// stood there.
import { currentDivision } from '../catalogue/divisions.ts'
import { addDays, type Day, isDay, startOfDay } from '../clock.ts'
import { faultOfCaseNumber } from '../identity/case-number.ts'
import type { RowFault } from './faults.ts'

export type Reading<Value = string> = { readonly ok: true; readonly value: Value } | Unread

export interface Unread {
  readonly ok: false
  readonly reason: RowFault
  /** Of a code list: what would have been read. */
  readonly codes?: readonly string[]
}

export type ReadText = ((text: string) => Reading) & { readonly names?: readonly string[] }

export function good<Value>(value: Value): Reading<Value> {
  return { ok: true, value }
}

export function bad<Value = string>(reason: RowFault): Reading<Value> {
  return { ok: false, reason }
}

// U+0000 and lone surrogates cannot be stored; other control characters are never meant.
const CONTROL = /\p{Cc}/u

/** Any text of at most so many characters. */
export function textOf(longest: number): ReadText {
  return (text) => {
    if (CONTROL.test(text) || !text.isWellFormed() || text.includes('\ufffd')) return bad('BAD_CHARACTER')
    return [...text].length > longest ? bad('TOO_LONG') : good(text)
  }
}

/** A code that matches the pattern as a whole. */
export function codeOf(pattern: RegExp): ReadText {
  return (text) => (pattern.test(text) ? good(text) : bad('FORMAT'))
}

/** A number that `x-case` names. */
export const caseNumber: ReadText = (text) => (faultOfCaseNumber(text) === null ? good(text) : bad('FORMAT'))

/** One of a list: the code itself, or one of its names. */
export function oneOf(codes: Readonly<Record<string, readonly string[]>>): ReadText {
  // What a guide shows: each code by its first name, or by itself.
  const names = Object.entries(codes).map(([code, [name = code]]) => name)
  const byName = new Map(Object.entries(codes).flatMap(([code, names]) => [code, ...names].map((name) => [name, code])))
  const read = (text: string): Reading => {
    const code = byName.get(text) ?? byName.get(text.toUpperCase())
    return code === undefined ? { ok: false, reason: 'NOT_IN_LIST', codes: names } : good(code)
  }
  return Object.assign(read, { names })
}

/** Six, nine or twelve digits of a division, as the one in force now. */
export const division: ReadText = (text) => {
  if (!/^[1-9]\d{5}(\d{3}){0,2}$/.test(text)) return bad('FORMAT')
  const current = currentDivision(text)
  if (current.ok) return good(current.code)
  return bad(current.reason === 'SPLIT' ? 'DIVISION_SPLIT' : 'NOT_IN_LIST')
}

const DAY_FORMS = [
  /^(\d{4})-(\d{1,2})-(\d{1,2})$/,
  /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/,
  /^(\d{4})\.(\d{1,2})\.(\d{1,2})$/,
  /^(\d{4})年(\d{1,2})月(\d{1,2})日$/,
  /^(\d{4})(\d{2})(\d{2})$/,
]

/** A day of the calendar in one of the forms in use, year first. */
export function day(text: string): Reading<Day> {
  for (const form of DAY_FORMS) {
    const [, year = '', month = '', date = ''] = form.exec(text) ?? []
    const read = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
    if (year !== '') return read >= '1900-01-01' && read < '2200-01-01' && isDay(read) ? good(read) : bad('NOT_A_DAY')
  }
  return bad('NOT_A_DAY')
}

/** The first day outside, of the last day inside. */
export function dayAfter(text: string): Reading<Day> {
  const last = day(text)
  return last.ok ? good(addDays(last.value, 1)) : last
}

const MOMENT = /^(\S+?)(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?)?\s?(Z|[+-]\d{2}:\d{2})?$/

/** A moment: with its offset, or by the clock of the city; a day alone is its first moment. */
export function moment(text: string): Reading<Date> {
  const [, dayText = '', hour, minute = '00', second = '00', fraction = '', offset] = MOMENT.exec(text) ?? []
  const on = day(dayText)
  if (!on.ok) return bad('NOT_A_MOMENT')
  if (hour === undefined) return offset === undefined ? good(startOfDay(on.value)) : bad('NOT_A_MOMENT')
  const read = new Date(
    `${on.value}T${hour.padStart(2, '0')}:${minute}:${second}${fraction.slice(0, 4)}${offset ?? '+08:00'}`,
  )
  return Number.isNaN(read.getTime()) ? bad('NOT_A_MOMENT') : good(read)
}
