// Where a child stands on its way: in a public school, and on the day on which support ends.
import { addMonths, type Day } from '../../clock.ts'
import { Category } from '../../departments/civil-affairs/types.ts'
import { PlacementState } from '../../departments/education/types.ts'
import type { Expression } from '../../eligibility/expression.ts'
import { decidedOn, parameterOn } from '../../eligibility/local-decisions.ts'
import { and } from '../../eligibility/three-valued.ts'
import { fullOn } from '../../eligibility/weigh.ts'
import { leavesOf } from '../../registry/findings/facts.ts'
import { type CountedDimension, findingOf, holds, together, UNKNOWN } from './dimension.ts'
import { category } from './help.ts'

const PLACEMENT = 'Education.publicPlacement'
const CATEGORIES = 'CivilAffairs.categories'
const BORN = 'PublicSecurity.birthDate'
const SCHOOL_AGE: Expression = { op: 'oneOf', input: 'STAGE', values: ['PRIMARY', 'JUNIOR'] }
const MONTHS_OF_QUARTER = 3

export const publicPlacement: CountedDimension = {
  name: 'PUBLIC_PLACEMENT',
  is: {
    zh: '义务教育阶段的流动儿童（规则包的流动儿童检查）是否在公办学校；各区的“符合条件”另有规定的，未计入',
    en: 'migrant children (check MIGRANT of the pack) in primary or junior school, and whether in a public one; what a county asks beside is not looked at',
  },
  version: 1,
  counts: [PLACEMENT, 'PublicSecurity.hukouDivision', 'PublicSecurity.residenceDivision', 'Education.stage'],
  reads: (pack) => together(leavesOf(findingOf(pack, 'MIGRANT')), leavesOf(SCHOOL_AGE), [PLACEMENT]),
  values: () => ['NOT_ELIGIBLE', 'REACHED', 'NOT_REACHED', UNKNOWN],
  of: (child) => {
    const eligible = and(holds(findingOf(child.pack, 'MIGRANT'), child), holds(SCHOOL_AGE, child))
    if (eligible === 'FALSE') return 'NOT_ELIGIBLE'
    const placement = child.cells(PLACEMENT)
    if (eligible === 'UNKNOWN' || placement === undefined) return UNKNOWN
    return placement === PlacementState.PUBLIC ? 'REACHED' : 'NOT_REACHED'
  },
  ...{ isSensitive: true, isCountyAtMost: true },
}

const SUPPORTED: readonly string[] = [Category.ORPHAN, Category.DE_FACTO_UNSUPPORTED]
/** Quarters from that of the snapshot on: twelve months lie in five. */
const QUARTERS = ['THIS_QUARTER', 'NEXT_QUARTER', 'IN_TWO_QUARTERS', 'IN_THREE_QUARTERS', 'IN_FOUR_QUARTERS'] as const

/** Quarters since the year 0. */
export function quarterOf(day: Day): number {
  const [year = '', month = ''] = day.split('-')
  return Number(year) * 4 + Math.floor((Number(month) - 1) / MONTHS_OF_QUARTER)
}

export const leaving: CountedDimension = {
  name: 'LEAVING',
  is: {
    zh: '孤儿、事实无人抚养儿童在今后12个月内满18周岁（停止保障）的季度',
    en: 'of orphans and children without de-facto support: the quarter of the next twelve months in which they come of age and support ends',
  },
  version: 1,
  counts: [CATEGORIES, 'PublicSecurity.ageBand'],
  reads: () => [CATEGORIES, BORN],
  values: () => [...QUARTERS, 'LATER', 'NOT_SUPPORTED', UNKNOWN],
  of: ({ cells, day, pack }) => {
    const [codes, born] = [cells(CATEGORIES), cells(BORN)]
    if (codes === undefined) return UNKNOWN
    if (!Array.isArray(codes) || !codes.some((code) => SUPPORTED.includes(String(code)))) return 'NOT_SUPPORTED'
    const years = parameterOn(pack, 'adultAge', day)
    if (typeof born !== 'string' || years === null) return UNKNOWN
    const leavesOn = fullOn(born, years * 12, decidedOn(pack, day))
    if (leavesOn > addMonths(day, 12)) return 'LATER'
    return QUARTERS[quarterOf(leavesOn) - quarterOf(day)] ?? UNKNOWN
  },
  // Of some the birth date is not known.
  meanings: [{ values: [...QUARTERS, 'LATER'], dimension: category.name, those: SUPPORTED, isWhole: false }],
  ...{ isSensitive: true, isCountyAtMost: true },
}
