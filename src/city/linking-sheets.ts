// What each department wrote down about who a child is, with the faults of domain 7 in it: numbers left out or typed wrongly,
// former division codes, characters that a keyboard lacks, days and months exchanged, names and numbers of before an adoption.
// All of it is drawn from a stream of its own, so that nothing else in the city moves.
import { addDays, type Day } from '../clock.ts'
import { normalBirth } from '../linking/normal-number.ts'
import type { LinkingSheet } from '../linking/sheet.ts'
import { citizenId, SYNTHETIC_ADDRESS, withWrongCheck } from './citizen-numbers.ts'
import { certificateNo, studentNo } from './department-rows.ts'
import { INSTITUTE } from './organisations.ts'
import { districtOf } from './places.ts'
import { type Random, randomsOf } from './random.ts'
import { type Row, ToSeal } from './row.ts'
import type { Subject } from './subject.ts'

/** The departments that hand over linking sheets. */
export const SHEET_DEPARTMENTS = ['GAJ', 'MZJ', 'CLH', 'WJW', 'JYJ'] as const
export type SheetDepartment = (typeof SHEET_DEPARTMENTS)[number]

/** What was planted in the sheets beside the faults of the child itself. */
export const SHEET_FAULTS = [
  'CHARACTER_REPLACED',
  'SAME_SOUND_NAME',
  'DAY_AND_MONTH',
  'FIFTEEN_DIGITS',
  'OTHER_DOCUMENT',
  'FORMER_IDENTITY',
] as const
export type SheetFault = (typeof SHEET_FAULTS)[number]

export interface SheetOf {
  readonly department: SheetDepartment
  readonly sheet: LinkingSheet
  readonly faults: ReadonlySet<SheetFault>
}

const SAME_SOUND = 0.01
const DAY_AND_MONTH = 0.005
const FIFTEEN_DIGITS = 0.02
const OTHER_DOCUMENT = 0.3
const FORMER_IDENTITY = 0.004
const MISSING = { MZJ: 0.03, CLH: 0, JYJ: 0.02, WJW: 0.3 } as const

/** Name and number of before an adoption; null for nearly everyone. */
export function formerIdentityOf(seed: string, subject: Subject): Truth['former'] {
  return truthOf(seed, subject, randomsOf(seed, `sheets ${subject.index}`)('linking')).former
}

/** One sheet for each of the departments named, the same for every order of calls. */
export function sheetsOf(seed: string, subject: Subject, known: ReadonlySet<string>): SheetOf[] {
  const random = randomsOf(seed, `sheets ${subject.index}`)('linking')
  const truth = truthOf(seed, subject, random)
  return SHEET_DEPARTMENTS.map((department) => {
    // Drawn for every department, known or not, so that no department's knowing moves another's chance.
    const drawn = drawSheet(department, { subject, truth, random })
    return { department, ...drawn }
  }).filter(({ department }) => known.has(department))
}

/** The birth that a sheet states, in its normal form; null where none states one whole, and of whoever was called otherwise once. */
export function birthOf(sheets: readonly SheetOf[]): string | null {
  if (sheets.some(({ sheet }) => sheet.formerCitizenId !== null)) return null
  for (const { motherId, birthCertificateNo } of sheets.map(({ sheet }) => sheet)) {
    const reading = normalBirth(motherId ?? '', birthCertificateNo ?? '', { acceptSynthetic: true })
    if (reading.ok) return reading.value
  }
  return null
}

/** The row of a sheet, its texts to be sealed on the way. */
export function sheetRow(sheet: LinkingSheet, recordTime: Date): Row {
  const sealed = (text: string | null) => (text === null ? null : new ToSeal(text))
  return {
    citizen_id_sealed: sealed(sheet.citizenId),
    former_citizen_id_sealed: sealed(sheet.formerCitizenId),
    student_no_sealed: sealed(sheet.studentNo),
    disability_cert_no_sealed: sealed(sheet.disabilityCertNo),
    name_sealed: sealed(sheet.name),
    former_name_sealed: sealed(sheet.formerName),
    sex: sheet.sex,
    birth_date_sealed: sealed(sheet.birthDate),
    birth_certificate_no_sealed: sealed(sheet.birthCertificateNo),
    mother_id_sealed: sealed(sheet.motherId),
    birth_order: sheet.birthOrder,
    guardian_id_sealed: sealed(sheet.guardianId),
    custody_institution: sheet.custodyInstitution,
    custody_no_sealed: sealed(sheet.custodyNo),
    division: sheet.division,
    record_time: recordTime,
  }
}

interface Truth {
  readonly motherId: string
  readonly fatherId: string
  readonly birthOrder: number
  readonly birthCertificateNo: string
  readonly custodyNo: string | null
  /** Of before an adoption; null for nearly everyone. */
  readonly former: { readonly name: string; readonly citizenId: string } | null
}

interface Drawing {
  readonly subject: Subject
  readonly truth: Truth
  readonly random: Random
}

function truthOf(seed: string, subject: Subject, random: Random): Truth {
  const isTwin = subject.faults.has('TWIN')
  // Twins share a birth date and a village, and so a family; everyone else's parents are theirs alone.
  const family = isTwin ? randomsOf(seed, `twins ${subject.birthDate} ${subject.residence}`)('linking') : null
  const birthOrder = isTwin ? 1 + (subject.index % 2) : random.chance(0.75) ? 1 : 2
  const isAdopted = !subject.isScripted && !isTwin && subject.citizenId !== null && random.chance(FORMER_IDENTITY)
  return {
    motherId: family ? twinParent('1965-01-01', family) : parentOf('1975-01-01', subject.index, 0),
    fatherId: family ? twinParent('1955-01-01', family) : parentOf('1975-01-01', subject.index, 1),
    birthOrder,
    birthCertificateNo: `S${String(subject.index).padStart(9, '0')}`,
    custodyNo: subject.careSetting === 'INSTITUTION' ? `C-${subject.index}` : null,
    former: isAdopted ? formerIdentity(subject, random) : null,
  }
}

const PARENT_DAYS = 7_000
const TWIN_PARENT_DAYS = 1_800
const FIRST_OF_PARENTS = 100

// One adult for each index: sequences 100 to 898, even for women.
function parentOf(from: Day, index: number, oddness: 0 | 1): string {
  const sequence = FIRST_OF_PARENTS + 2 * Math.floor(index / PARENT_DAYS) + oddness
  return citizenId(SYNTHETIC_ADDRESS, addDays(from, index % PARENT_DAYS), sequence)
}

function twinParent(from: Day, random: Random): string {
  return citizenId(SYNTHETIC_ADDRESS, addDays(from, random.below(TWIN_PARENT_DAYS)), random.below(900))
}

// Sequences below 500 belong to nobody else of that birth date.
function formerIdentity({ birthDate, sex, name }: Subject, random: Random): Truth['former'] {
  const sequence = 2 * random.below(250) + (sex === 'MALE' ? 1 : 0)
  return {
    name: `王${[...name].slice(1).join('') || '安'}`,
    citizenId: citizenId(SYNTHETIC_ADDRESS, birthDate, sequence),
  }
}

const EMPTY: LinkingSheet = {
  citizenId: null,
  formerCitizenId: null,
  studentNo: null,
  disabilityCertNo: null,
  name: null,
  formerName: null,
  sex: null,
  birthDate: null,
  birthCertificateNo: null,
  motherId: null,
  birthOrder: null,
  guardianId: null,
  custodyInstitution: null,
  custodyNo: null,
  division: null,
}

function drawSheet(department: SheetDepartment, drawing: Drawing): Omit<SheetOf, 'department'> {
  const { subject, truth } = drawing
  if (department === 'GAJ') return { sheet: registerSheet(subject, truth, drawing.random), faults: NO_FAULTS }
  const written = writtenBy(department, drawing)
  return { sheet: { ...written.sheet, ...ownNumbers(department, drawing, written) }, faults: written.faults }
}

const NO_FAULTS: ReadonlySet<SheetFault> = new Set()

/** The household register knows best: names and numbers as they are, and as they were. */
function registerSheet(subject: Subject, truth: Truth, random: Random): LinkingSheet {
  const hasCertificate = random.chance(0.85)
  return {
    ...EMPTY,
    citizenId: subject.citizenId,
    formerCitizenId: truth.former?.citizenId ?? null,
    name: subject.name,
    formerName: truth.former?.name ?? null,
    sex: subject.sex,
    birthDate: subject.birthDate,
    birthCertificateNo: hasCertificate ? truth.birthCertificateNo : null,
    motherId: subject.parentsUntraceable ? null : truth.motherId,
    birthOrder: subject.parentsUntraceable ? null : truth.birthOrder,
    guardianId: subject.parentsUntraceable ? null : truth.fatherId,
    division: divisionOf(subject, subject.hukou),
  }
}

interface Written {
  readonly sheet: LinkingSheet
  readonly faults: Set<SheetFault>
  readonly isOfBefore: boolean
}

// A desk's own entry: what it has of the child, as it was typed there.
function writtenBy(department: SheetDepartment, { subject, truth, random }: Drawing): Written {
  const faults = new Set<SheetFault>()
  const isOfBefore = truth.former !== null && random.chance(0.5)
  if (isOfBefore) faults.add('FORMER_IDENTITY')
  const name = typedName(isOfBefore && truth.former ? truth.former.name : subject.name, { subject, random, faults })
  const birthDate = typedDate(subject, random, faults)
  const isNameless = department === 'WJW' && random.chance(0.15)
  const hasFamily = !subject.parentsUntraceable && random.chance(department === 'WJW' ? 0.9 : 0.8)
  const parent = random.chance(0.7) ? truth.motherId : truth.fatherId
  const isOld = random.chance(FIFTEEN_DIGITS)
  if (hasFamily && isOld) faults.add('FIFTEEN_DIGITS')
  const sheet = {
    ...EMPTY,
    name: isNameless ? null : name,
    sex: subject.sex,
    birthDate,
    guardianId: hasFamily ? (isOld ? inFifteenDigits(parent) : parent) : null,
    division: divisionOf(subject, subject.residence),
  }
  return { sheet, faults, isOfBefore }
}

function ownNumbers(department: SheetDepartment, drawing: Drawing, written: Written): Partial<LinkingSheet> {
  const { subject, truth, random } = drawing
  const isLeftOut = department !== 'GAJ' && random.chance(MISSING[department])
  const number = isLeftOut ? null : typedNumber(drawing, written)
  if (department === 'JYJ') return { studentNo: studentNumber(subject, number) }
  if (department === 'CLH') return { disabilityCertNo: certificateNo(subject) }
  if (department === 'MZJ') return { citizenId: number, ...custodyOf(truth) }
  const hasCertificate = random.chance(0.88)
  const hasMother = !subject.parentsUntraceable && random.chance(0.9)
  return {
    citizenId: number,
    birthCertificateNo: hasCertificate ? truth.birthCertificateNo : null,
    motherId: hasMother ? truth.motherId : null,
    birthOrder: hasMother ? truth.birthOrder : null,
    ...custodyOf(truth),
  }
}

function custodyOf({ custodyNo }: Truth): Partial<LinkingSheet> {
  return custodyNo === null ? {} : { custodyInstitution: INSTITUTE, custodyNo }
}

function typedNumber({ subject, truth, random }: Drawing, { faults, isOfBefore }: Written): string | null {
  if (subject.citizenId === null) return null
  if (isOfBefore && truth.former) return truth.former.citizenId
  if (subject.faults.has('PERMIT_NUMBER') && random.chance(OTHER_DOCUMENT)) {
    faults.add('OTHER_DOCUMENT')
    return `EA${String(subject.index).padStart(7, '0')}`
  }
  const typed = random.chance(0.05) ? inFullWidth(subject.citizenId.toLowerCase()) : subject.citizenId
  return subject.faults.has('WRONG_CHECK_DIGIT') && random.chance(0.5) ? withWrongCheck(subject.citizenId) : typed
}

function studentNumber(subject: Subject, number: string | null): string {
  if (subject.faults.has('WRONG_CHECK_DIGIT')) return studentNo(subject)
  return number === null ? `L${String(subject.index).padStart(18, '0')}` : `G${number}`
}

// A parent's number as it was before the century and the check character were added.
function inFifteenDigits(number: string): string {
  return `${number.slice(0, 6)}${number.slice(8, 17)}`
}

function inFullWidth(text: string): string {
  return [...text].map((character) => String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0)).join('')
}

interface Typing {
  readonly subject: Subject
  readonly random: Random
  readonly faults: Set<SheetFault>
}

const DOTS = ['•', '・', '.', ''] as const
const STAND_INS = new Map([...'𠮷堃喆㛃㭎犇䶮'].map((rare, at) => [rare, [...'吉坤哲洁钢奔?'][at] ?? '?']))
const HOMOPHONES = new Map([...'明嘉静芳志文'].map((one, at) => [one, [...'铭佳婧方智雯'][at] ?? one]))

function typedName(name: string, { subject, random, faults }: Typing): string {
  const [isReplaced, sounds] = [random.chance(0.7), random.chance(SAME_SOUND)]
  if (subject.faults.has('RARE_NAME') && isReplaced) {
    faults.add('CHARACTER_REPLACED')
    if (name.includes('·')) return name.replaceAll('·', random.pick(DOTS))
    return [...name]
      .map((character) => STAND_INS.get(character) ?? ([...'𬱖䲟𫍯'].includes(character) ? '□' : character))
      .join('')
  }
  if (!sounds) return name
  const [first = '', ...given] = [...name]
  const heard = given.map((character) => HOMOPHONES.get(character) ?? character).join('')
  if (heard !== given.join('')) faults.add('SAME_SOUND_NAME')
  return `${first}${heard}`
}

function typedDate({ birthDate }: Subject, random: Random, faults: Set<SheetFault>): Day {
  const isExchanged = random.chance(DAY_AND_MONTH)
  const [year, month = '', date = ''] = birthDate.split('-')
  if (!isExchanged || date > '12' || month === date) return birthDate
  faults.add('DAY_AND_MONTH')
  return `${year}-${date}-${month}`
}

// The code that a place had before it was merged stays in old entries.
function divisionOf({ faults }: Subject, division: string): string {
  const former = faults.has('FORMER_DIVISION_CODE') ? districtOf(division)?.formerCode : undefined
  return former ? `${former}${division.slice(6)}` : division
}
