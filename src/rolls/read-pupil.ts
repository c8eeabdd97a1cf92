// One row of a roll: whom it asks about, or what is wrong with it. Pure. What cannot be read is not guessed at.
import { type DocumentKind, documentKind, NUMBER_FAULTS } from '../intake/child-number.ts'
import {
  type NumberOptions,
  type NumberReading,
  readCitizenId,
  readPassportNo,
  readStudentNo,
  readTravelPermitNo,
} from '../masking/citizen-id.ts'
import { normalName } from '../masking/normal-name.ts'
import type { Cell } from '../spreadsheets/cell.ts'
import { endsInZeros, isCutOff } from '../spreadsheets/cut-off.ts'
import type { ColumnName } from './columns.ts'
import type { FaultOfPupil, PupilFault } from './faults.ts'

/** As a question takes it: one number and the name. */
export interface PupilSubject {
  readonly fullName: string
  readonly citizenId?: string
  readonly studentNo?: string
  readonly travelPermitNo?: string
  readonly passportNo?: string
}

export interface PupilReading {
  readonly subject: PupilSubject | null
  /** What two rows of the same pupil have in common, and the column that it was read in; null without a sound number. */
  readonly sameAs: { readonly number: string; readonly column: ColumnName } | null
  readonly faults: readonly FaultOfPupil[]
}

/** A row under its header. */
export interface RowCells {
  readonly has: (column: ColumnName) => boolean
  readonly cellOf: (column: ColumnName) => Cell | null
}

type Field = Exclude<keyof PupilSubject, 'fullName'>

interface ReadNumber {
  readonly column: ColumnName
  readonly field: Field
  readonly value: string
}

const LONGEST_NAME = 200

/** Null where the row names nobody: a heading, a line of totals, a remark. */
export function readPupil(cells: RowCells, options: NumberOptions): PupilReading | null {
  if (!NAMED_BY.some((column) => cells.cellOf(column) !== null)) return null
  const reader = new PupilReader(cells, options)
  const fullName = reader.name()
  const number = reader.number()
  const { faults } = reader
  const subject = fullName !== null && number !== null && faults.length === 0
  return {
    subject: subject ? { fullName, [number.field]: number.value } : null,
    sameAs: number && { number: numberOf({ [number.field]: number.value }), column: number.column },
    faults,
  }
}

/**
 * By what two rows, or two rolls, are about one pupil: the number and its kind, for two kinds may have the same digits. A G-number holds the
 * identity number, so that a pupil named by one and by the other is the same.
 */
export function numberOf(number: Omit<PupilSubject, 'fullName'>): string {
  const own = number.studentNo?.startsWith('G') ? { citizenId: number.studentNo.slice(1) } : number
  return Object.entries(own).flat().join(' ')
}

const NAMED_BY = ['name', 'idNumber', 'studentNo'] as const

type ReadText = (text: string, options: NumberOptions) => NumberReading

/** How a number of each kind of document is read, and the field by which it is asked about. */
const KINDS: Readonly<Partial<Record<DocumentKind, { readonly field: Field; readonly read: ReadText }>>> = {
  CITIZEN: { field: 'citizenId', read: readCitizenId },
  RESIDENCE_PERMIT: { field: 'citizenId', read: readCitizenId },
  FOREIGN_RESIDENT: { field: 'citizenId', read: readCitizenId },
  TRAVEL_PERMIT: { field: 'travelPermitNo', read: readTravelPermitNo },
  PASSPORT: { field: 'passportNo', read: readPassportNo },
}

class PupilReader {
  readonly faults: FaultOfPupil[] = []
  readonly #has: RowCells['has']
  readonly #cellOf: RowCells['cellOf']
  readonly #options: NumberOptions

  constructor({ has, cellOf }: RowCells, options: NumberOptions) {
    this.#has = has
    this.#cellOf = cellOf
    this.#options = options
  }

  name(): string | null {
    const cell = this.#sound('name')
    if (cell === null) return this.#missing('name')
    const isName = cell.form === 'TEXT' && normalName(cell.text) !== '' && cell.text.length <= LONGEST_NAME
    return isName ? cell.text : this.#fault('name', 'FORMAT')
  }

  /** The identity number where there is one, else the student number; both are looked at. */
  number(): ReadNumber | null {
    const own = this.#cellOf('idNumber') === null ? null : this.#identity()
    const studentNo = this.#cellOf('studentNo') === null ? null : this.#read('studentNo', 'studentNo', readStudentNo)
    if (this.#cellOf('idNumber') === null && this.#cellOf('studentNo') === null)
      return this.#missing(this.#has('idNumber') ? 'idNumber' : 'studentNo')
    const isOther =
      own?.field === 'citizenId' && studentNo?.value.startsWith('G') && studentNo.value !== `G${own.value}`
    return isOther ? this.#fault('studentNo', 'NUMBERS_DIFFER') : (own ?? studentNo)
  }

  #identity(): ReadNumber | null {
    const named = this.#cellOf('idType') === null ? 'CITIZEN' : this.#kind()
    if (named === null) return null
    const kind = KINDS[named]
    return kind ? this.#read('idNumber', kind.field, kind.read) : this.#fault('idType', 'NUMBER_KIND')
  }

  #kind(): DocumentKind | null {
    const cell = this.#sound('idType')
    if (cell === null) return null
    const reading = documentKind(cell.text)
    return reading.ok ? reading.value : this.#fault('idType', reading.reason)
  }

  #read(column: ColumnName, field: Field, read: ReadText): ReadNumber | null {
    const cell = this.#sound(column)
    if (cell === null) return null
    if (isCutOff(cell)) return this.#fault(column, 'NUMBER_CUT_OFF')
    const reading = read(cell.text, this.#options)
    if (reading.ok) return { column, field, value: reading.value }
    if (column === 'studentNo' && readCitizenId(cell.text, this.#options).ok)
      return this.#fault(column, 'IDENTITY_NUMBER')
    const wasNumber = reading.fault === 'CHECK_DIGIT' && endsInZeros(cell.text)
    return this.#fault(column, wasNumber ? 'NUMBER_CUT_OFF' : NUMBER_FAULTS[reading.fault])
  }

  #sound(column: ColumnName): Cell | null {
    const cell = this.#cellOf(column)
    return cell?.form === 'ERROR' ? this.#fault(column, 'CELL_ERROR') : cell
  }

  #missing(column: ColumnName): null {
    return this.#cellOf(column) === null ? this.#fault(column, 'MISSING') : null
  }

  #fault(column: ColumnName, reason: PupilFault): null {
    this.faults.push({ column, reason })
    return null
  }
}
