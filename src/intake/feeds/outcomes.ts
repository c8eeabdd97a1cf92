// Adjudicated outcomes of civil affairs, one kind of fact each: a child's categories are a set, so each category is a record
// of its own with its own days. What was decided comes in; why stays with the department.
import type { BenefitState, CareSetting, Category, HouseholdAidClass } from '../../departments/civil-affairs/types.ts'
import type { Feed, Names } from '../feed.ts'
import { oneOf } from '../values.ts'

interface OutcomeFeed extends Names {
  readonly kind: string
  readonly outcome: string
  readonly zh: string
  readonly en: string
  readonly codes: Readonly<Record<string, readonly string[]>>
}

function outcomeFeed({ kind, outcome, zh, en, names, codes }: OutcomeFeed): Feed {
  return {
    kind,
    zh,
    en,
    table: 'registry.outcome',
    coordinate: 'IntakeRecord.outcome',
    fedBy: ['MZJ'],
    columns: { value: { names: [...names, 'value'], read: oneOf(codes), into: 'value' } },
    fixed: { kind: outcome },
    key: ['record'],
    from: ['认定日期', '认定起始日期'],
    to: ['停止日期'],
    sameAs: ['child_id', 'kind', 'value'],
    isOutcome: true,
  }
}

/** Every code of an enumeration has its names here, or the declaration does not compile. */
type NamesOf<Codes extends object> = Readonly<Record<keyof Codes & string, readonly string[]>>

const CATEGORIES: NamesOf<typeof Category> = {
  ORPHAN: ['孤儿'],
  DE_FACTO_UNSUPPORTED: ['事实无人抚养儿童'],
  DISABLED: ['残疾儿童'],
  ECONOMIC_HARDSHIP: ['经济困难家庭儿童'],
  MIGRANT_IN_DIFFICULTY: ['流动困境儿童'],
  LEFT_BEHIND_UNGUARDED: ['留守儿童', '无人监护的留守儿童'],
  OTHER: ['其他困境儿童', '其他'],
}

const CLASSES: NamesOf<typeof HouseholdAidClass> = {
  TEKUN: ['特困'],
  DIBAO: ['低保'],
  DIBAO_EDGE: ['低保边缘'],
  RIGID_EXPENSE: ['刚性支出困难'],
  LOW_INCOME_SUPPORT: ['低收入帮扶'],
  OTHER: ['其他'],
  GENERAL: ['一般家庭'],
}

const STATES: NamesOf<typeof BenefitState> = {
  NONE: ['无'],
  APPLIED: ['已申请'],
  ACTIVE: ['享受中'],
  SUSPENDED: ['暂停'],
  ENDED: ['已停止'],
}

const SETTINGS: NamesOf<typeof CareSetting> = { INSTITUTION: ['机构养育'], COMMUNITY: ['社会散居'] }

export const categories = outcomeFeed({
  kind: 'categories',
  outcome: 'CATEGORY',
  zh: '困境儿童类别',
  en: 'categories of children',
  names: ['困境儿童类别', '类别', 'category'],
  codes: CATEGORIES,
})

export const householdAid = outcomeFeed({
  kind: 'household-aid',
  outcome: 'HOUSEHOLD_AID',
  zh: '家庭救助类别',
  en: 'aid class of the household',
  names: ['家庭救助类别', '救助类别', 'household_aid'],
  codes: CLASSES,
})

export const basicAllowance = outcomeFeed({
  kind: 'basic-allowance',
  outcome: 'BASIC_ALLOWANCE',
  zh: '基本生活费状态',
  en: 'state of the basic allowance',
  names: ['基本生活费状态', '状态', 'basic_allowance'],
  codes: STATES,
})

export const careSetting = outcomeFeed({
  kind: 'care-setting',
  outcome: 'CARE_SETTING',
  zh: '养育方式',
  en: 'care in an institution or outside',
  names: ['养育方式', 'care_setting'],
  codes: SETTINGS,
})
