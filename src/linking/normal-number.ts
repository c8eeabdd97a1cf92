// Numbers of persons as departments typed them, read into the one form in which they are compared: identity numbers of 18
// and of 15 digits (GB 11643-1999 and -1989), permits of Hong Kong, Macao and Taiwan residents, foreign permanent
// residents, travel permits, passports. Nothing is repaired but what has one reading only.
import {
  inEighteen,
  type NumberOptions,
  type NumberReading,
  readBirthCertificateNo,
  readCitizenId,
  readPassportNo,
  readTravelPermitNo,
} from '../masking/citizen-id.ts'

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
  const number = inEighteen(written)
  if (/^\d{17}[\dX]$/.test(number)) return checked(number, options)
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

/** The number of a birth certificate, as it was typed. */
export function normalCertificate(text: string): NumberReading {
  return readBirthCertificateNo(text.normalize('NFKC').replaceAll(/\s/g, ''))
}

/** Who was born, without a number or a name of their own: the mother's number and the birth certificate's, a blank between them. */
export function normalBirth(motherId: string, certificateNo: string, options: NumberOptions): NumberReading {
  const mother = normalNumber(motherId, options)
  const certificate = normalCertificate(certificateNo)
  if (mother === null) return { ok: false, fault: 'FORMAT' }
  if (!mother.isSound) return { ok: false, fault: 'CHECK_DIGIT' }
  return certificate.ok ? { ok: true, value: `${mother.kind}|${mother.value} ${certificate.value}` } : certificate
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

// A permit's form is looked for first: H and M begin passports as well.
function otherDocument(written: string): NormalNumber | null {
  const permit = readTravelPermitNo(written)
  if (permit.ok) return { kind: 'TRAVEL_PERMIT', value: permit.value, body: null, isSound: true }
  const passport = readPassportNo(written)
  return passport.ok ? { kind: 'PASSPORT', value: passport.value, body: null, isSound: true } : null
}
