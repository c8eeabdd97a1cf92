// What a grant opens, from civil affairs' record to the answer. Pure: the record or its absence in, the cells out.
import { shownCell } from '../departments/edge-reads.ts'
import { MissingCell, rowFor } from '../departments/missing-cell.ts'
import type { TreatedRow, TreatedRows } from '../departments/reader.ts'

const TYPE = 'CivilAffairs.guardianshipType'
const SETTING = 'CivilAffairs.careSetting'

/** What the selected cells are made of: no column is read for a cell that nobody asked for. */
export function signingInputs(selected: readonly string[]): string[] {
  const needsSetting = ['EmergencyAnswer.whoCanSign', 'EmergencyAnswer.institutionWard'].some((each) =>
    selected.includes(each),
  )
  return needsSetting ? [TYPE, SETTING] : [TYPE]
}

export interface Signing {
  readonly status: 'CONFIRMED' | 'NONE_CONFIRMED' | 'UNDETERMINED'
  readonly whoCanSign: unknown
  readonly guardian: unknown
  readonly institutionWard: unknown
}

const NONE: Signing = { status: 'NONE_CONFIRMED', whoCanSign: null, guardian: null, institutionWard: null }

/** Civil affairs out: the same for every child and for one that is not there. A record that cannot be read is UNDETERMINED too. */
export function signingOf(rows: TreatedRows, key: string): Signing {
  const row = rowFor(rows, 'MZJ', key)
  if (row instanceof MissingCell) {
    return { status: 'UNDETERMINED', whoCanSign: 'UNDETERMINED', guardian: row, institutionWard: row }
  }
  const type = row?.get(TYPE) as string | null | undefined
  if (!row || !type) return NONE
  return {
    status: 'CONFIRMED',
    whoCanSign: codeOf(type, row.get(SETTING)),
    guardian: guardianOf(row),
    institutionWard: row.get(SETTING) === 'INSTITUTION',
  }
}

// Whoever is entrusted with a child's care is not its guardian: the parents are, and sign (未成年人保护法 22, 23).
const CODES: Readonly<Record<string, string>> = { PARENTAL: 'PARENT', ENTRUSTED: 'PARENT', KINSHIP: 'RELATIVE' }

function codeOf(type: string, setting: unknown): string {
  if (type === 'STATE_TEMPORARY' || type === 'STATE_LONG_TERM') {
    return setting === 'INSTITUTION' ? 'INSTITUTION' : 'CIVIL_AFFAIRS'
  }
  return CODES[type] ?? 'UNDETERMINED'
}

function guardianOf(row: TreatedRow): Readonly<Record<string, unknown>> | null {
  const guardian = { relation: row.get('Guardian.relation') ?? null, name: shownCell(row.get('Guardian.name'), 'MZJ') }
  return guardian.relation === null && guardian.name === null ? null : guardian
}
