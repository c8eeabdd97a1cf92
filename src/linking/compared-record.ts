// One department's record as it is compared: tokens only, each made of a value in its normal form.
import { invariant } from '../errors.ts'
import type { NumberOptions } from '../masking/citizen-id.ts'
import { type NameForm, nameForm } from './name-form.ts'
import {
  type NormalNumber,
  type NumberKind,
  normalCertificate,
  normalNumber,
  numberInCertificateNo,
  numberInStudentNo,
} from './normal-number.ts'
import { placeOf } from './places.ts'
import type { LinkingSheet } from './sheet.ts'
import type { Tokeniser } from './tokens.ts'

export interface ComparedNumber {
  readonly kind: NumberKind
  readonly whole: string
  readonly body: string | null
  readonly isSound: boolean
  readonly isFormer: boolean
}

export interface ComparedBirth {
  readonly whole: string
  /** Eight: year, month, day. */
  readonly digits: readonly string[]
}

export interface ComparedRecord {
  readonly numbers: readonly ComparedNumber[]
  /** The name in use first, then a former one. */
  readonly names: readonly NameForm[]
  readonly birth: ComparedBirth | null
  readonly sex: string | null
  readonly birthCertificate: string | null
  /** Mother's pseudonym and birth order in one. */
  readonly motherAndOrder: string | null
  readonly custody: string | null
  /** Pseudonyms of the mother and of the guardian. */
  readonly guardians: readonly string[]
  readonly street: string | null
  readonly counties: readonly string[]
}

export interface Tokenising extends NumberOptions {
  readonly token: Tokeniser
}

export function comparedRecord(sheet: LinkingSheet, how: Tokenising): ComparedRecord {
  const { token } = how
  const place = sheet.division === null ? null : placeOf(sheet.division)
  const mother = personToken(sheet.motherId, how)
  const guardian = personToken(sheet.guardianId, how)
  const { custodyInstitution, custodyNo, birthOrder } = sheet
  return {
    numbers: numbersOf(sheet, how),
    names: [sheet.name, sheet.formerName].flatMap((name) => (name === null ? [] : (nameForm(name, token) ?? []))),
    birth: sheet.birthDate === null ? null : birthOf(sheet.birthDate, token),
    sex: sheet.sex === 'MALE' || sheet.sex === 'FEMALE' ? token('SEX', sheet.sex) : null,
    birthCertificate: certificateToken(sheet.birthCertificateNo, token),
    motherAndOrder: mother === null || birthOrder === null ? null : token('PERSON', `${mother}|${birthOrder}`),
    custody:
      custodyInstitution === null || custodyNo === null
        ? null
        : token('CUSTODY', `${normalText(custodyInstitution)}|${normalText(custodyNo)}`),
    guardians: [...new Set([mother, guardian].filter((each) => each !== null))],
    street: place?.street ? token('STREET', place.street) : null,
    counties: (place?.counties ?? []).map((county) => token('COUNTY', county)),
  }
}

function numbersOf(sheet: LinkingSheet, how: Tokenising): ComparedNumber[] {
  const current = [
    sheet.citizenId === null ? null : normalNumber(sheet.citizenId, how),
    sheet.studentNo === null ? null : numberInStudentNo(sheet.studentNo, how),
    sheet.disabilityCertNo === null ? null : numberInCertificateNo(sheet.disabilityCertNo, how),
  ].flatMap((number) => (number === null ? [] : comparedNumber(number, false, how.token)))
  const former = sheet.formerCitizenId === null ? null : normalNumber(sheet.formerCitizenId, how)
  const numbers = former === null ? current : [...current, comparedNumber(former, true, how.token)]
  return numbers.filter((number, at) => numbers.findIndex(({ whole }) => whole === number.whole) === at)
}

function comparedNumber(number: NormalNumber, isFormer: boolean, token: Tokeniser): ComparedNumber {
  const { kind, value, body, isSound } = number
  return {
    kind,
    // The kinds that share the build of an identity number are looked up as one everywhere.
    whole: body === null ? token('NUMBER', `${kind}|${value}`) : token('CITIZEN_ID', value),
    body: body === null ? null : token('NUMBER_BODY', body),
    isSound,
    isFormer,
  }
}

function personToken(number: string | null, how: Tokenising): string | null {
  const normal = number === null ? null : normalNumber(number, how)
  return normal?.isSound ? how.token('PERSON', `${normal.kind}|${normal.value}`) : null
}

function birthOf(birthDate: string, token: Tokeniser): ComparedBirth {
  const digits = [...birthDate.replaceAll('-', '')]
  invariant(digits.length === 8, 'a birth date has eight digits')
  return { whole: token('BIRTH_DATE', birthDate), digits: digits.map((digit) => token('DIGIT', digit)) }
}

function certificateToken(number: string | null, token: Tokeniser): string | null {
  const reading = number === null ? null : normalCertificate(number)
  return reading?.ok ? token('BIRTH_CERTIFICATE', reading.value) : null
}

function normalText(text: string): string {
  return text.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase()
}
