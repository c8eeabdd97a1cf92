// What can be wrong with a row of a roll. A fault names a column and why, never what stood there.
import { ROW_FAULTS, type RowFault } from '../intake/faults.ts'
import { COLUMNS, type ColumnName } from './columns.ts'

export type PupilFault = RowFault | 'NUMBERS_DIFFER' | 'IDENTITY_NUMBER' | 'SAME_PUPIL'

interface Words {
  readonly zh: string
  readonly en: string
}

const FAULTS: Readonly<Record<PupilFault, Words>> = {
  ...ROW_FAULTS,
  NUMBERS_DIFFER: { zh: '与身份证号不一致', en: 'does not agree with the identity number' },
  IDENTITY_NUMBER: {
    zh: '这是身份证号，不是学籍号，请填在身份证号一列',
    en: 'this is an identity number and no student number; it belongs in a column of identity numbers',
  },
  SAME_PUPIL: { zh: '同一学生在前面的行中已出现', en: 'the same pupil stands in an earlier row' },
}

export interface FaultOfPupil {
  readonly column: ColumnName
  readonly reason: PupilFault
  /** Where the same pupil stands first. */
  readonly firstLine?: number
}

/** `学籍号：号码位数不对 / student number: a number of another length` */
export function wordsOf({ column, reason, firstLine }: FaultOfPupil): string {
  const { zh, en } = FAULTS[reason]
  const at = COLUMNS[column]
  const first =
    firstLine === undefined ? { zh: '', en: '' } : { zh: `（第 ${firstLine} 行）`, en: ` (row ${firstLine})` }
  return `${at.zh}：${zh}${first.zh} / ${at.en}: ${en}${first.en}`
}
