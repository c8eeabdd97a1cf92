// The reading edge of linking: granted columns of a department's linking sheets, opened with its key, and turned into tokens
// in the same step. What comes out holds no name, number or birth date in clear.
import type pg from 'pg'
import { addMonths, type Day, isDay } from '../../clock.ts'
import { WireFault } from '../../database/heedful-client.ts'
import { departmentOf } from '../../departments/departments.ts'
import { batchesOf, type JobCalls } from '../../departments/guarded-source.ts'
import { SHEET_COLUMNS } from '../../departments/linking-sheet.ts'
import { AnswerFault, isHeldBack, isOutage } from '../../departments/source-fault.ts'
import { GatewayError } from '../../errors.ts'
import { type ComparedRecord, comparedRecord } from '../../linking/compared-record.ts'
import { indexKindOf, normalBirth, normalNumber } from '../../linking/normal-number.ts'
import type { StatedIdentifier } from '../../linking/renewal.ts'
import type { LinkingSheet } from '../../linking/sheet.ts'
import type { Tokeniser } from '../../linking/tokens.ts'
import { type BlindIndexKey, blindIndex } from '../../masking/blind-index.ts'
import { readStudentNo } from '../../masking/citizen-id.ts'
import type { Keyring } from '../../masking/keyring.ts'
import { normalName } from '../../masking/normal-name.ts'
import { type Opener, openerFor } from '../../masking/sealed-cell.ts'

/** The departments that have linking sheets, in the order in which they are linked: the register knows best. */
export const LINKED_DEPARTMENTS = ['GAJ', 'MZJ', 'WJW', 'CLH', 'JYJ'] as const
export type LinkedDepartment = (typeof LINKED_DEPARTMENTS)[number]

/** Something for each department that is linked, by its code. */
export function byLinked<Value>(make: (code: LinkedDepartment) => Value): Record<LinkedDepartment, Value> {
  return Object.fromEntries(LINKED_DEPARTMENTS.map((code) => [code, make(code)])) as Record<LinkedDepartment, Value>
}

// As the databases and the places of sealed cells name it.
function tableOf(department: LinkedDepartment): string {
  return `${departmentOf(department).database}.linking_sheet`
}

export interface SheetReading {
  readonly department: LinkedDepartment
  readonly pool: pg.Pool
  readonly keyring: Keyring
  readonly index: BlindIndexKey
  readonly token: Tokeniser
  readonly acceptSynthetic: boolean
  /** Asks the source within its bounds. */
  readonly ask: JobCalls
  /** Coordinates that the policy grants; no other column stands in the statement. */
  readonly granted: readonly string[]
  /** Most sheets of one answer. */
  readonly most: number
}

/** Why the linking sheets of a department were not read. */
export class SheetFault extends GatewayError {
  /** True when the source is out, late or without room, so that another call may do. */
  readonly isPassing: boolean
  readonly department: LinkedDepartment

  // What the driver or the cipher says could hold a value: our own words alone are handed on.
  constructor(department: LinkedDepartment, cause: unknown, isPassing = isOutage(cause) || isHeldBack(cause)) {
    super('SOURCE_UNAVAILABLE', `the linking sheets of ${department}: ${ownWordsOf(cause)}`)
    this.name = 'SheetFault'
    this.department = department
    this.isPassing = isPassing
  }
}

function ownWordsOf(cause: unknown): string {
  if (cause instanceof GatewayError) return cause.detail
  return cause instanceof WireFault ? cause.message : 'cannot be read'
}

export interface ReadSheet {
  readonly subjectKey: string
  readonly record: ComparedRecord
  /** What the record says that its child can be looked up by. */
  readonly identifiers: readonly StatedIdentifier[]
  readonly adultOn: Day | null
  /** Six to twelve digits as written; null where there is none. */
  readonly division: string | null
}

/** The next sheets in the order of their keys, after a given one. */
export async function sheetsAfter(reading: SheetReading, after: string | null): Promise<ReadSheet[]> {
  return read(reading, 'subject_key > $1::uuid order by subject_key limit $2', [after ?? NO_KEY, reading.most])
}

/** The sheets of these keys, as far as there are any. */
export async function sheetsOfKeys(reading: SheetReading, keys: readonly string[]): Promise<ReadSheet[]> {
  if (keys.length === 0) return []
  const sheets: ReadSheet[] = []
  for (const batch of batchesOf(keys, reading.most)) {
    sheets.push(...(await read(reading, 'subject_key = any($1::uuid[]) order by subject_key', [batch])))
  }
  return sheets
}

/** How many sheets come after a key. */
export async function countAfter(reading: SheetReading, after: string | null): Promise<number> {
  const [row] = await ask<{ count: number }>(
    reading,
    `select count(*)::int as count from ${tableOf(reading.department)} where subject_key > $1::uuid`,
    [after ?? NO_KEY],
  )
  return row?.count ?? 0
}

const NO_KEY = '00000000-0000-0000-0000-000000000000'

type Field = keyof LinkingSheet

async function read(reading: SheetReading, where: string, values: readonly unknown[]): Promise<ReadSheet[]> {
  const columns = columnsOf(reading)
  const table = tableOf(reading.department)
  const listed = ['subject_key', ...columns.map(({ column }) => column)].join(', ')
  const rows = await ask<Record<string, unknown>>(reading, `select ${listed} from ${table} where ${where}`, values)
  try {
    return rows.map((row) => treated(reading, columns, row))
  } catch (cause) {
    throw new SheetFault(reading.department, new AnswerFault('cannot be read', { cause }))
  }
}

async function ask<Row extends pg.QueryResultRow>(
  { ask: asked, pool, department }: SheetReading,
  text: string,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  try {
    return (await asked(() => pool.query<Row>(text, [...values]))).rows
  } catch (cause) {
    throw new SheetFault(department, cause)
  }
}

interface SheetColumn {
  readonly field: Field
  readonly column: string
  readonly open: Opener | null
}

function columnsOf({ department, keyring, granted }: SheetReading): SheetColumn[] {
  return Object.entries(SHEET_COLUMNS)
    .filter(([coordinate]) => granted.includes(coordinate))
    .map(([coordinate, column]) => ({
      field: coordinate.slice(coordinate.indexOf('.') + 1) as Field,
      column,
      // No mask: what is opened becomes tokens before it is handed on. The day matters to masks alone.
      open: column.endsWith('_sealed') ? openerFor(keyring, `${tableOf(department)}.${column}`, undefined, '') : null,
    }))
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

// Invariant: the sheet in clear lives in this call alone.
function treated(reading: SheetReading, columns: readonly SheetColumn[], row: Record<string, unknown>): ReadSheet {
  const subjectKey = String(row.subject_key)
  const cells = columns.map(({ field, column, open }) => {
    const cell = row[column] ?? null
    return [field, open ? open(cell as Buffer | null, subjectKey) : cell] as const
  })
  const opened: LinkingSheet = { ...EMPTY, ...Object.fromEntries(cells) }
  const birthDate = opened.birthDate !== null && isDay(opened.birthDate) ? opened.birthDate : null
  const sheet: LinkingSheet = { ...opened, birthDate, division: opened.division?.trim() ?? null }
  return {
    subjectKey,
    record: comparedRecord(sheet, reading),
    identifiers: identifiersOf(sheet, reading),
    adultOn: birthDate === null ? null : addMonths(birthDate, 18 * 12),
    division: sheet.division,
  }
}

function identifiersOf(sheet: LinkingSheet, reading: SheetReading): StatedIdentifier[] {
  const number = (text: string | null, isFormer: boolean): StatedIdentifier[] => {
    const normal = text === null ? null : normalNumber(text, reading)
    if (!normal?.isSound) return []
    const kind = indexKindOf(normal.kind)
    return [{ kind, blindIndex: blindIndex(reading.index, kind, normal.value), isFormer }]
  }
  const name = (text: string | null, isFormer: boolean): StatedIdentifier[] =>
    text === null || normalName(text) === ''
      ? []
      : [{ kind: 'NAME', blindIndex: blindIndex(reading.index, 'NAME', normalName(text)), isFormer }]
  return [
    ...studentNumber(sheet.studentNo, reading),
    ...number(sheet.citizenId, false),
    ...number(sheet.formerCitizenId, true),
    ...name(sheet.name, false),
    ...name(sheet.formerName, true),
    ...birth(sheet, reading),
  ]
}

function birth({ motherId, birthCertificateNo }: LinkingSheet, reading: SheetReading): StatedIdentifier[] {
  if (motherId === null || birthCertificateNo === null) return []
  const read = normalBirth(motherId, birthCertificateNo, reading)
  return read.ok ? [{ kind: 'BIRTH', blindIndex: blindIndex(reading.index, 'BIRTH', read.value), isFormer: false }] : []
}

function studentNumber(text: string | null, reading: SheetReading): StatedIdentifier[] {
  const read = text === null ? null : readStudentNo(text, reading)
  if (!read?.ok) return []
  return [{ kind: 'STUDENT_NO', blindIndex: blindIndex(reading.index, 'STUDENT_NO', read.value), isFormer: false }]
}
