// What was answered of a row, in the words of the result's columns. What is not on the school's own roll is said so: that is the
// school's own to know. Why a pupil of its own has no aid is nobody's, so "not found", "not yours" and "not entitled" are one sentence.
import type { ITEMS } from '../eligibility/rule.ts'
import { type FaultOfPupil, wordsOf } from './faults.ts'
import type { PupilResult } from './result.ts'

/** As the walk answers. */
export interface Answered {
  readonly answerId: string
  readonly status: 'CONFIRMED' | 'ALREADY_GRANTED' | 'NONE_CONFIRMED' | 'UNDETERMINED'
  readonly undecidedBecause: string | null
  readonly validUntil: string | null
  readonly items: readonly (typeof ITEMS)[number][] | null
  readonly manualPath: { readonly name: string; readonly phone: string } | null
}

const EMPTY: Omit<PupilResult, 'result'> = { items: '', validUntil: '', remark: '', answerId: '', sinceLast: '' }

const ITEM_NAMES: Readonly<Record<(typeof ITEMS)[number], string>> = {
  FEE_REDUCTION: '保教费减免',
  BOARDING_FREE: '免住宿费',
  MEALS: '营养膳食补助',
  TUITION_FREE: '免学费',
  GRANT: '助学金',
  GRANT_OR_LOAN: '助学金或助学贷款',
}

export function resultOf(answer: Answered): PupilResult {
  const { answerId, status, items, validUntil, manualPath } = answer
  const path = manualPath ? `${manualPath.name} ${manualPath.phone}` : ''
  switch (status) {
    case 'CONFIRMED':
      return {
        ...EMPTY,
        ...{ result: '可享受', items: (items ?? []).map((item) => ITEM_NAMES[item]).join('、') },
        ...{ validUntil: validUntil ?? '', answerId },
      }
    case 'ALREADY_GRANTED':
      return {
        ...EMPTY,
        result: '已在他校享受',
        remark: ['本学期教育资助已由另一所学校发放', path].join(' ').trim(),
        answerId,
      }
    case 'NONE_CONFIRMED':
      return { ...EMPTY, result: '未能确认', remark: '本校学生，本学期未能确认资助；原因不予说明', answerId }
    case 'UNDETERMINED':
      return { ...EMPTY, result: '待人工核定', remark: ['系统不作判断，请人工办理', path].join(' ').trim(), answerId }
  }
}

export const NOT_ON_ROLL: PupilResult = {
  ...EMPTY,
  result: '不在本校学籍',
  remark: '本校当前学籍中没有此号码与姓名；请核对，或先办理学籍',
}

export function resultOfFaults(faults: readonly FaultOfPupil[]): PupilResult {
  return { ...EMPTY, result: '需更正', remark: faults.map(wordsOf).join('；') }
}
