// Whose record it is, by a number of a named kind: read, checked, brought into its one form, and turned into a blind index in
// the same step. What comes out holds no number.
import { indexKindOf, type NumberKind, normalNumber } from '../linking/normal-number.ts'
import { type BlindIndexKey, blindIndex, type IndexKind } from '../masking/blind-index.ts'
import {
  type NumberFault,
  type NumberOptions,
  readCertificateNo,
  readCitizenId,
  readStudentNo,
} from '../masking/citizen-id.ts'
import type { Cell } from '../spreadsheets/cell.ts'
import { endsInZeros, isCutOff } from '../spreadsheets/cut-off.ts'
import type { RowFault } from './faults.ts'
import { bad, good, oneOf, type Reading } from './values.ts'

export interface IndexedNumber {
  readonly kind: IndexKind
  readonly index: Buffer
  /** Numbers that two children may share: the name must be given beside them. */
  readonly needsName: boolean
}

export type DocumentKind = NumberKind | 'STUDENT_NO' | 'CERTIFICATE_NO'

/** The kinds of documents, with their names in the code list. */
const DOCUMENT_KINDS: Readonly<Record<DocumentKind, readonly string[]>> = {
  CITIZEN: ['居民身份证', '居民户口簿', '户口簿', '公民身份号码', '身份证', 'CITIZEN_ID'],
  RESIDENCE_PERMIT: ['港澳台居民居住证', '港澳居民居住证', '台湾居民居住证'],
  FOREIGN_RESIDENT: ['外国人永久居留身份证', '外国人永久居留证'],
  TRAVEL_PERMIT: ['港澳居民来往内地通行证', '台湾居民来往大陆通行证', '来往内地通行证', '来往大陆通行证'],
  PASSPORT: ['护照', '外国护照'],
  STUDENT_NO: ['学籍号'],
  CERTIFICATE_NO: ['残疾人证', '残疾人证号'],
}

export const documentKind = oneOf(DOCUMENT_KINDS) as (text: string) => Reading<DocumentKind>

export const NUMBER_FAULTS: Readonly<Record<NumberFault, RowFault>> = {
  LENGTH: 'NUMBER_LENGTH',
  FORMAT: 'NUMBER_FORMAT',
  DATE: 'NUMBER_DATE',
  CHECK_DIGIT: 'NUMBER_CHECK',
  SYNTHETIC: 'NUMBER_SYNTHETIC',
}

export interface NumberEdge extends NumberOptions {
  readonly index: BlindIndexKey
}

/** Without a kind the number is taken for one of the build of an identity number. */
export function readNumber(cell: Cell, kind: DocumentKind | null, edge: NumberEdge): Reading<IndexedNumber> {
  if (isCutOff(cell)) return bad('NUMBER_CUT_OFF')
  if (kind === 'STUDENT_NO') return indexed(kind, readStudentNo(cell.text, edge), edge)
  if (kind === 'CERTIFICATE_NO') return indexed(kind, readCertificateNo(cell.text, edge), edge)
  const number = normalNumber(cell.text, edge)
  if (number === null) return bad(faultOf(cell.text, kind, edge))
  if (!number.isSound) return bad(endsInZeros(number.value) ? 'NUMBER_CUT_OFF' : 'NUMBER_CHECK')
  // Without a kind, a number of another build may be a mistyped identity number.
  if (kind === null ? number.body === null : number.kind !== kind)
    return bad(kind === null ? 'NUMBER_LENGTH' : 'NUMBER_KIND')
  const found = indexKindOf(number.kind)
  return good({ kind: found, index: blindIndex(edge.index, found, number.value), needsName: number.body === null })
}

function faultOf(text: string, kind: DocumentKind | null, edge: NumberEdge): RowFault {
  if (kind === 'TRAVEL_PERMIT' || kind === 'PASSPORT') return 'NUMBER_FORMAT'
  const reading = readCitizenId(text.replace(/[\s-]/g, ''), edge)
  return reading.ok ? 'NUMBER_FORMAT' : NUMBER_FAULTS[reading.fault]
}

function indexed(
  kind: 'STUDENT_NO' | 'CERTIFICATE_NO',
  reading: ReturnType<typeof readStudentNo>,
  edge: NumberEdge,
): Reading<IndexedNumber> {
  if (!reading.ok) return bad(NUMBER_FAULTS[reading.fault])
  return good({ kind, index: blindIndex(edge.index, kind, reading.value), needsName: false })
}
