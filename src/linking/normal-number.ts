// Numbers of persons as departments typed them, read into the one form in which they are compared: identity numbers of 18
// and of 15 digits (GB 11643-1999 and -1989), permits of Hong Kong, Macao and Taiwan residents, foreign permanent
// residents, travel permits, passports. Nothing is repaired but what has one reading only.
import { citizenIdWithCheck, type NumberOptions, readCitizenId } from '../masking/citizen-id.ts'

export type NumberKind = 'CITIZEN' | 'RESIDENCE_PERMIT' | 'FOREIGN_RESIDENT' | 'TRAVEL_PERMIT' | 'PASSPORT'

/** Under which kind of blind index a number stands: whatever has the build of an identity number is looked up as one. */
export function indexKindOf(kind: NumberKind): 'CITIZEN_ID' | 'TRAVEL_PERMIT' | 'PASSPORT' {
  return kind === 'TRAVEL_PERMIT' || kind === 'PASSPORT' ? kind : 'CITIZEN_ID'
}

export interface NormalNumber {
  readonly kind: NumberKind
  readonly value: string
  /** The 17 digits before the check character; null for numbers of another build. */
  readonly body: string | null
  /** False: the check character is wrong, so the number may be anybody's, and only its body is compared. */
  readonly isSound: boolean
}

/** Null for what is no number of a known kind: it is compared with nothing. */
export function normalNumber(text: string, options: NumberOptions): NormalNumber | null {
  const written = text
    .normalize('NFKC')
    .replace(/[\s\u200b-\u200d\ufeff-]/g, '')
    .toUpperCase()
  if (/^\d{15}$/.test(written)) return eighteen(written, options)
  if (/^\d{17}[\dX]$/.test(written)) return checked(written, options)
  return otherDocument(written)
}

/** The identity number inside a student number (G and 18 characters); null for J and L, which hold none. */
export function numberInStudentNo(text: string, options: NumberOptions): NormalNumber | null {
  const written = text.normalize('NFKC').trim().toUpperCase()
  return written.length === 19 && written.startsWith('G') ? normalNumber(written.slice(1), options) : null
}

/** The identity number inside a disability certificate number (18 characters, kind, grade). */
export function numberInCertificateNo(text: string, options: NumberOptions): NormalNumber | null {
  const written = text.normalize('NFKC').trim().toUpperCase()
  return /^.{18}[1-7][1-4]$/.test(written) ? normalNumber(written.slice(0, 18), options) : null
}

// The old form left out the century, which was the last one for all who had it, and had no check character.
function eighteen(written: string, options: NumberOptions): NormalNumber | null {
  return checked(citizenIdWithCheck(`${written.slice(0, 6)}19${written.slice(6)}`), options)
}

function checked(value: string, options: NumberOptions): NormalNumber | null {
  const reading = readCitizenId(value, options)
  if (!reading.ok && reading.fault !== 'CHECK_DIGIT') return null
  return { kind: kindOf(value), value, body: value.slice(0, 17), isSound: reading.ok }
}

function kindOf(value: string): NumberKind {
  if (/^8[123]0000/.test(value)) return 'RESIDENCE_PERMIT'
  return value.startsWith('9') ? 'FOREIGN_RESIDENT' : 'CITIZEN'
}

// Travel permits: H or M and 8 digits, or 8 digits for Taiwan; two more count the renewals and are no part of the person's
// number. Passports: the forms in use begin with one or two letters.
function otherDocument(written: string): NormalNumber | null {
  const permit = /^([HM]?\d{8})(\d{2})?$/.exec(written)?.[1]
  if (permit) return { kind: 'TRAVEL_PERMIT', value: permit, body: null, isSound: true }
  if (/^[A-Z]{1,2}\d{6,8}$/.test(written)) return { kind: 'PASSPORT', value: written, body: null, isSound: true }
  return null
}
