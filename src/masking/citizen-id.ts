// Identity, student and certificate numbers as callers type them, read into their one written form before any look-up.
// What is wrong with a number alone is said here and may be told to the caller; whether it exists is never said here.

import { isDay } from '../clock.ts'
import { invariant } from '../errors.ts'

export type NumberFault = 'LENGTH' | 'FORMAT' | 'DATE' | 'CHECK_DIGIT' | 'SYNTHETIC'
export type NumberReading = { ok: true; value: string } | { ok: false; fault: NumberFault }

export interface NumberOptions {
  /** Accept the address code 330199, which was never assigned and marks made-up people. Off in production. */
  readonly acceptSynthetic: boolean
}

const SYNTHETIC_ADDRESS = '330199'
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK_CHARACTERS = '10X98765432'
// GB/T 2260 provinces; 81, 82, 83 residence permits of Hong Kong, Macao and Taiwan residents; 9 foreign permanent residents.
const FIRST_CODE = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]|9\d)/

/**
 * A citizen identity number of GB 11643-1999, or a permit number of the same build. Codes of abolished divisions are
 * valid for life, so the address code is checked down to the province only. The 15-digit form ended in 2013: whoever takes it
 * brings it into this one first (`inEighteen`).
 */
export function readCitizenId(text: string, options: NumberOptions): NumberReading {
  const value = written(text)
  if (/^\d{15}$/.test(value)) return fault('FORMAT')
  if (value.length !== CITIZEN_ID_LENGTH) return fault('LENGTH')
  if (!/^\d{17}[\dX]$/.test(value) || !FIRST_CODE.test(value)) return fault('FORMAT')
  if (!isBirthDay(value.slice(6, 14))) return fault('DATE')
  if (citizenIdWithCheck(value.slice(0, 17)) !== value) return fault('CHECK_DIGIT')
  if (!options.acceptSynthetic && value.startsWith(SYNTHETIC_ADDRESS)) return fault('SYNTHETIC')
  return { ok: true, value }
}

const CITIZEN_ID_LENGTH = 18

/** Whether an identity number stands anywhere in a run of digits and X: what comes before or behind it does not hide one. */
export function holdsCitizenId(run: string): boolean {
  for (let at = 0; at + CITIZEN_ID_LENGTH <= run.length; at += 1) {
    if (readCitizenId(run.slice(at, at + CITIZEN_ID_LENGTH), { acceptSynthetic: true }).ok) return true
  }
  return false
}

/**
 * The 15-digit form (GB 11643-1989) in the 18 characters of today, any other text in its written form. It left out the century,
 * which was the last one for all who had it, and had no check character.
 */
export function inEighteen(text: string): string {
  const value = written(text)
  return /^\d{15}$/.test(value) ? citizenIdWithCheck(`${value.slice(0, 6)}19${value.slice(6)}`) : value
}

/** The 18-character number of 17 digits: ISO 7064 MOD 11-2. */
export function citizenIdWithCheck(first17: string): string {
  invariant(/^\d{17}$/.test(first17), 'the body of an identity number is 17 digits')
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(first17[index]), 0)
  return `${first17}${CHECK_CHARACTERS[sum % 11]}`
}

/** A student number: G before an identity number; J (none yet) or L (temporary) before 18 characters without a known rule. */
export function readStudentNo(text: string, options: NumberOptions): NumberReading {
  const value = written(text)
  if (value.length !== 19) return fault('LENGTH')
  if (!/^[GJL]\d{17}[\dX]$/.test(value)) return fault('FORMAT')
  if (!value.startsWith('G')) return { ok: true, value }
  const number = readCitizenId(value.slice(1), options)
  return number.ok ? { ok: true, value } : number
}

/** A disability certificate number: identity number, kind 1 to 7, grade 1 to 4. */
export function readCertificateNo(text: string, options: NumberOptions): NumberReading {
  const value = written(text)
  if (value.length !== 20) return fault('LENGTH')
  if (!/[1-7][1-4]$/.test(value)) return fault('FORMAT')
  const number = readCitizenId(value.slice(0, 18), options)
  return number.ok ? { ok: true, value } : number
}

/**
 * A travel permit: H or M and 8 digits for residents of Hong Kong and Macao, 8 digits for Taiwan. Two more count the renewals and
 * are no part of the person's number.
 */
export function readTravelPermitNo(text: string): NumberReading {
  return readForm(text, /^([HM]?\d{8})(?:\d{2})?$/)
}

/** A passport's number: the forms in use begin with one or two letters. */
export function readPassportNo(text: string): NumberReading {
  return readForm(text, /^([A-Z]{1,2}\d{6,8})$/)
}

/** A birth certificate's number: a letter and nine digits. */
export function readBirthCertificateNo(text: string): NumberReading {
  return readForm(text, /^([A-Z]\d{9})$/)
}

function readForm(text: string, form: RegExp): NumberReading {
  const value = form.exec(written(text).toUpperCase())?.[1]
  return value === undefined ? fault('FORMAT') : { ok: true, value }
}

// Full-width forms come from Chinese keyboards; nothing else is repaired, for a repaired number may be someone else's.
function written(text: string): string {
  return text
    .trim()
    .replace(/[\uff01-\uff5e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replace(/[gjlx]/g, (letter) => letter.toUpperCase())
}

function isBirthDay(digits: string): boolean {
  const day = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`
  return day >= '1850-01-01' && day < '2100-01-01' && isDay(day)
}

function fault(kind: NumberFault): NumberReading {
  return { ok: false, fault: kind }
}
