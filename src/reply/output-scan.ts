// The last look at what an agent is given: no answer of the few an agent may ask for holds a number of a person, so one
// that does was talked, or has gone, astray, and stays here. What a text says is never read; only numbers are looked for.
import { citizenIdWithCheck, holdsCitizenId, readCitizenId } from '../masking/citizen-id.ts'

export const NUMBER_KINDS = ['citizen-id', 'student-no', 'phone', 'birth-certificate'] as const
export type NumberKind = (typeof NUMBER_KINDS)[number]

/** Strings that are known to be nobody's number, whatever they look like: ids the gateway drew, duty lines. */
export type IsKnown = (text: string) => boolean

/** The first kind of number found anywhere in the value, keys included; null when there is none. */
export function numberIn(value: unknown, isKnown: IsKnown): NumberKind | null {
  if (typeof value === 'string') return isKnown(value) ? null : numberInText(value)
  if (typeof value === 'number') return numberInText(String(value))
  if (typeof value !== 'object' || value === null) return null
  for (const [key, item] of Object.entries(value)) {
    const kind = numberInText(key) ?? numberIn(item, isKnown)
    if (kind !== null) return kind
  }
  return null
}

// Digits and what people write between them. Letters end a run, but for the check character and a student number's first.
const RUN = /[GJL]?\d(?:[\s().·/_\-\u2010-\u2015]{0,3}\d)*[\s\-\u2010-\u2015]{0,3}[X]?/g
// By itself: an organisation's or a designated hospital's code goes on behind the nine digits.
const BIRTH_CERTIFICATE = /(?<![0-9A-Z])[A-Z](?:[\s\-\u2010-\u2015]?\d){9}(?![0-9A-Z])/
const PHONE = /^(?:(?:00)?86)?(?:1[3-9]\d{9}|120\d{8})$/
const OLD_ID = /^\d{15}$/
const LONGEST_PHONE = 15

function numberInText(text: string): NumberKind | null {
  // Full-width and other digits become the plain ones; what cannot be seen must not split a number.
  const plain = text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\p{Nd}/gu, asciiDigit)
    .toUpperCase()
  for (const [run] of plain.matchAll(RUN)) {
    const compact = run.replaceAll(/[^0-9A-Z]/g, '')
    if (/^[GJL]\d{17}[\dX]$/.test(compact)) return 'student-no'
    const digits = compact.replace(/^[GJL]/, '')
    if (holdsCitizenId(digits) || isOldCitizenId(digits)) return 'citizen-id'
    if (holdsPhone(run)) return 'phone'
  }
  return BIRTH_CERTIFICATE.test(plain) ? 'birth-certificate' : null
}

// NFKC leaves the digits of other scripts as they are; each script has its ten in a row, nought first.
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  if (code < 128) return digit
  let zero = code
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1
  return String(code - zero)
}

// The 15-digit form of before 2013, which some records still hold: the same number without century and check character.
function isOldCitizenId(digits: string): boolean {
  if (!OLD_ID.test(digits)) return false
  const first17 = `${digits.slice(0, 6)}19${digits.slice(6)}`
  return readCitizenId(citizenIdWithCheck(first17), { acceptSynthetic: true }).ok
}

// Whole groups only: eleven digits out of the middle of a longer number are no telephone number.
function holdsPhone(run: string): boolean {
  const groups = run.match(/\d+/g) ?? []
  return groups.some((_, from) => {
    let digits = ''
    for (let at = from; at < groups.length && digits.length <= LONGEST_PHONE; at += 1) {
      digits += groups[at]
      if (PHONE.test(digits)) return true
    }
    return false
  })
}
