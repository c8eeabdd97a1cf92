// What civil affairs is the source of, as the schema shows it.
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { DayScalar, MaskedString, OpaqueRef } from '../../catalogue/scalars.ts'

/** The six groups of the city's policy and the open end of its list. A child holds a set of them. */
export const Category = {
  ORPHAN: 'ORPHAN',
  DE_FACTO_UNSUPPORTED: 'DE_FACTO_UNSUPPORTED',
  DISABLED: 'DISABLED',
  ECONOMIC_HARDSHIP: 'ECONOMIC_HARDSHIP',
  MIGRANT_IN_DIFFICULTY: 'MIGRANT_IN_DIFFICULTY',
  LEFT_BEHIND_UNGUARDED: 'LEFT_BEHIND_UNGUARDED',
  OTHER: 'OTHER',
} as const
registerEnumType(Category, { name: 'Category' })

export const HouseholdAidClass = {
  TEKUN: 'TEKUN',
  DIBAO: 'DIBAO',
  DIBAO_EDGE: 'DIBAO_EDGE',
  RIGID_EXPENSE: 'RIGID_EXPENSE',
  LOW_INCOME_SUPPORT: 'LOW_INCOME_SUPPORT',
  OTHER: 'OTHER',
  GENERAL: 'GENERAL',
} as const
registerEnumType(HouseholdAidClass, { name: 'HouseholdAidClass' })

export const BenefitState = {
  NONE: 'NONE',
  APPLIED: 'APPLIED',
  ACTIVE: 'ACTIVE',
  SUSPENDED: 'SUSPENDED',
  ENDED: 'ENDED',
} as const
registerEnumType(BenefitState, { name: 'BenefitState' })

export const CareSetting = { INSTITUTION: 'INSTITUTION', COMMUNITY: 'COMMUNITY' } as const
registerEnumType(CareSetting, { name: 'CareSetting' })

export const SubsidyChoice = { CHILD_BASIC: 'CHILD_BASIC', DISABLED_LIVING: 'DISABLED_LIVING', UNSET: 'UNSET' } as const
registerEnumType(SubsidyChoice, { name: 'SubsidyChoice' })

export const GuardianRelation = {
  PARENT: 'PARENT',
  GRANDPARENT: 'GRANDPARENT',
  RELATIVE: 'RELATIVE',
  INSTITUTION: 'INSTITUTION',
  OTHER: 'OTHER',
} as const
registerEnumType(GuardianRelation, { name: 'GuardianRelation' })

export const GuardianshipType = {
  PARENTAL: 'PARENTAL',
  KINSHIP: 'KINSHIP',
  ENTRUSTED: 'ENTRUSTED',
  STATE_TEMPORARY: 'STATE_TEMPORARY',
  STATE_LONG_TERM: 'STATE_LONG_TERM',
} as const
registerEnumType(GuardianshipType, { name: 'GuardianshipType' })

@ObjectType()
export class Guardian {
  @Item('D23', 'L3', 'MZJ')
  @Field(() => GuardianRelation, { nullable: true })
  relation?: string

  @Item('D23', 'L3', 'MZJ')
  @Field(() => MaskedString, { nullable: true })
  name?: string

  @Item('D23', 'L3', 'MZJ')
  @Field(() => MaskedString, { nullable: true })
  phone?: string
}

@ObjectType({ description: 'Half open: `to` is the first day outside.' })
export class DateRange {
  @Item('D28', 'L3', 'MZJ')
  @Field(() => DayScalar, { nullable: true })
  from?: string

  @Item('D28', 'L3', 'MZJ')
  @Field(() => DayScalar, { nullable: true })
  to?: string
}

@ObjectType({ description: 'After leaving care; housing and employment stand with their own departments' })
export class CareLeaver {
  @Item('D60', 'L3', 'MZJ')
  @Field(() => BenefitState, { nullable: true, description: '过渡期补贴' })
  transition?: string
}

@ObjectType({ description: '民政局: categories, adjudication, allowances, guardianship' })
export class CivilAffairs {
  @Item('D23', 'L3', 'MZJ')
  @Field(() => Guardian, { nullable: true })
  guardian?: Guardian

  @Item('D24', 'L3', 'MZJ')
  @Field(() => GuardianshipType, { nullable: true })
  guardianshipType?: string

  @Item('D26', 'L4', 'MZJ')
  @Field(() => [Category], { nullable: true })
  categories?: string[]

  @Item('D27', 'L4', 'MZJ')
  @Field(() => OpaqueRef, { nullable: true })
  categoryGround?: string

  @Item('D28', 'L3', 'MZJ')
  @Field(() => DateRange, { nullable: true })
  categoryPeriod?: DateRange

  @Item('D29', 'L3', 'MZJ')
  @Field(() => BenefitState, { nullable: true })
  basicAllowance?: string

  @Item('D29', 'L3', 'MZJ', { derivedFrom: ['CivilAffairs.basicAllowance'] })
  @Field(() => Boolean, {
    nullable: true,
    description: 'True while a basic living allowance runs; not which, not since when',
  })
  basicAllowanceActive?: boolean

  @Item('D30', 'L3', 'MZJ')
  @Field(() => Int, { nullable: true, description: 'In fen, hundredths of a yuan' })
  basicAllowanceAmount?: number

  @Item('D31', 'L4', 'MZJ')
  @Field(() => MaskedString, { nullable: true })
  payoutAccount?: string

  @Item('D32', 'L3', 'MZJ')
  @Field(() => CareSetting, { nullable: true })
  careSetting?: string

  @Item('D33', 'L3', 'MZJ')
  @Field(() => SubsidyChoice, { nullable: true })
  subsidyChoice?: string

  @Item('D34', 'L3', 'MZJ')
  @Field(() => HouseholdAidClass, { nullable: true })
  householdAidClass?: string

  @Item('D42', 'L3', 'MZJ')
  @Field(() => BenefitState, { nullable: true })
  disabledLivingAllowance?: string

  @Item('D43', 'L3', 'MZJ')
  @Field(() => BenefitState, { nullable: true })
  disabledNursingAllowance?: string

  @Item('D22', 'L4', 'MZJ')
  @Field(() => Boolean, { nullable: true })
  parentRemarried?: boolean

  @Item('D59', 'L4', 'MZJ')
  @Field(() => BenefitState, { nullable: true })
  studyGrant?: string

  @Item('D60', 'L3', 'MZJ')
  @Field(() => CareLeaver, { nullable: true })
  careLeaver?: CareLeaver
}
