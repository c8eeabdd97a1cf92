// The analyst's menu: every dimension, value and rate that may be asked for, one line each. It is public and depends on no child.
import type { Dimension, Menu } from '../../disclosure/menu.ts'
import { invariant } from '../../errors.ts'
import { leaving, publicPlacement } from './course.ts'
import { type CountedDimension, type InWords, type PublicLists, UNKNOWN } from './dimension.ts'
import {
  basicAllowance,
  bothSubsidies,
  category,
  disadvantaged,
  edgeNotCovered,
  educationAid,
  ground,
  householdAid,
  premium,
} from './help.ts'
import { age, ethnicity, sex, stage } from './person.ts'
import { county, residenceCounty, residenceStreet } from './place.ts'

export const DIMENSIONS: readonly CountedDimension[] = [
  county,
  residenceCounty,
  residenceStreet,
  age,
  sex,
  ethnicity,
  stage,
  disadvantaged,
  category,
  householdAid,
  basicAllowance,
  premium,
  educationAid,
  publicPlacement,
  leaving,
  bothSubsidies,
  edgeNotCovered,
  ground,
]

export interface CountedColumn {
  readonly name: string
  readonly is: InWords
  readonly version: number
  readonly counts: readonly string[]
  readonly leaf: string
  /** What is published is a multiple of it. */
  readonly step: number
  /** What is above it counts as it: sums are moved by as much as one child of this amount makes, whoever is in them. */
  readonly most: number
  /** The dimension that tells who has an amount. */
  readonly tells: CountedDimension
}

/** Amounts of which tables give sums, medians and ninetieth percentiles. */
export const COLUMNS: readonly CountedColumn[] = [
  {
    name: 'BASIC_ALLOWANCE_AMOUNT',
    is: {
      zh: '儿童基本生活费月发放金额（分）；超过4000元的按4000元计',
      en: 'monthly amount of the basic living allowance, in fen; what is above 4,000 yuan counts as 4,000',
    },
    version: 2,
    counts: ['CivilAffairs.basicAllowanceAmount'],
    leaf: 'CivilAffairs.basicAllowanceAmount',
    step: 10_000,
    most: 400_000,
    tells: basicAllowance,
  },
]

export interface Rate {
  readonly name: string
  readonly is: InWords
  /** A rate is made of a released table of this dimension, and so tells nothing that the table does not. */
  readonly dimension: string
  readonly counted: readonly string[]
  readonly among: readonly string[]
}

const REACHED = { counted: ['REACHED'], among: ['REACHED', 'NOT_REACHED'] }

export const RATES: readonly Rate[] = [
  {
    name: 'PREMIUM_COVERAGE',
    is: { zh: '应资助参保对象中已由财政代缴的比例', en: 'share of those eligible whose premium the state has paid' },
    dimension: premium.name,
    ...REACHED,
  },
  {
    name: 'EDUCATION_AID_COVERAGE',
    is: { zh: '应享受教育资助者中正在享受的比例', en: 'share of those eligible for education aid who have it' },
    dimension: educationAid.name,
    ...REACHED,
  },
  {
    name: 'PUBLIC_SCHOOL_SHARE',
    is: { zh: '义务教育阶段流动儿童在公办学校的比例', en: 'share of migrant pupils in public schools' },
    dimension: publicPlacement.name,
    ...REACHED,
  },
]

/** The fields that grouping by these counts by. */
export function countsOf(names: readonly string[]): string[] {
  return [...new Set(names.flatMap((name) => dimensionNamed(name).counts))]
}

/** What a table of these dimensions counts by; `column` is null where children are counted. */
export function countsOfTable(dimensions: readonly string[], column: string | null): string[] {
  return [...countsOf(dimensions), ...(COLUMNS.find(({ name }) => name === column)?.counts ?? [])]
}

/** Values of each dimension in the order of their codes: fixed with a snapshot. */
export type ValueLists = Readonly<Record<string, readonly string[]>>

export function valueLists(lists: PublicLists): ValueLists {
  return Object.fromEntries(DIMENSIONS.map((dimension) => [dimension.name, dimension.values(lists)]))
}

export function menuOf(lists: ValueLists): Menu {
  const dimensions = DIMENSIONS.map((dimension) => codedDimension(dimension, lists))
  return {
    ...{ purpose: 'P09', dimensions },
    columns: COLUMNS.map(({ name, step, most, tells }) => ({
      ...{ name, step, most },
      tells: dimensions[DIMENSIONS.indexOf(tells)] as Dimension,
    })),
  }
}

function codedDimension(dimension: CountedDimension, lists: ValueLists): Dimension {
  const { name, within, meanings = [], isSensitive, isCountyAtMost, isCityOnly, isMany } = dimension
  const values = lists[name] ?? []
  const coarse = within ? (lists[within.dimension] ?? []) : []
  return {
    ...{ name, codes: values.length },
    ...(within
      ? {
          within: { dimension: within.dimension, codeOf: values.map((value) => codeIn(coarse, within.valueOf(value))) },
        }
      : {}),
    meanings: meanings.map((meaning) => ({
      ...{ dimension: meaning.dimension, isWhole: meaning.isWhole },
      codes: meaning.values.map((each) => codeIn(values, each)),
      those: meaning.those.map((each) => codeIn(lists[meaning.dimension] ?? [], each)),
    })),
    ...{ isSensitive: isSensitive ?? false, isCountyAtMost: isCountyAtMost ?? false },
    ...{ isCityOnly: isCityOnly ?? false, isMany: isMany ?? false },
  }
}

/** A value that is not listed is nobody's: UNKNOWN. */
export function codeIn(values: readonly string[], value: string): number {
  const at = values.indexOf(value)
  const code = at < 0 ? values.indexOf(UNKNOWN) : at
  invariant(code >= 0, `${value} has a code`)
  return code
}

export function dimensionNamed(name: string): CountedDimension {
  const found = DIMENSIONS.find((dimension) => dimension.name === name)
  invariant(found, `${name} is a dimension`)
  return found
}
