// What is added to a roll: the names of the columns in the row of the header, and for each pupil what was answered.
import { neutral } from '../spreadsheets/neutral.ts'

export const RESULT_COLUMNS = ['结果', '资助项目', '有效期至', '说明', '答复编号', '较上次'] as const

/** Against what the school was told of the pupil the last time; empty where the row asks about nobody. */
export type SinceLast = '' | '首次查询' | '无变化' | '有变化'

/** As the columns show it. */
export interface PupilResult {
  readonly result: string
  readonly items: string
  readonly validUntil: string
  readonly remark: string
  readonly answerId: string
  readonly sinceLast: SinceLast
}

/** What stands behind the officer's own columns, by line. */
export interface Addition {
  readonly headerLine: number
  readonly width: number
  readonly results: ReadonlyMap<number, PupilResult>
}

export const ADDED = RESULT_COLUMNS.length

/** The cells to be added to a line, as texts that no spreadsheet runs; null for a line that names no pupil. */
export function addedTo({ headerLine, results }: Addition, line: number): readonly string[] | null {
  if (line === headerLine) return RESULT_COLUMNS
  const result = results.get(line)
  if (result === undefined) return null
  const { result: said, items, validUntil, remark, answerId, sinceLast } = result
  return [said, items, validUntil, remark, answerId, sinceLast].map(neutral)
}
