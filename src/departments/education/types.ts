// What the education bureau is the source of, as the schema shows it.
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { OrgRef } from '../../catalogue/scalars.ts'
import { BenefitState } from '../civil-affairs/types.ts'

export const Stage = {
  PRESCHOOL: 'PRESCHOOL',
  PRIMARY: 'PRIMARY',
  JUNIOR: 'JUNIOR',
  SENIOR: 'SENIOR',
  VOCATIONAL: 'VOCATIONAL',
  HIGHER: 'HIGHER',
  SPECIAL: 'SPECIAL',
} as const
registerEnumType(Stage, { name: 'Stage' })

export const PlacementState = {
  NOT_APPLIED: 'NOT_APPLIED',
  APPLIED: 'APPLIED',
  PUBLIC: 'PUBLIC',
  PRIVATE: 'PRIVATE',
} as const
registerEnumType(PlacementState, { name: 'PlacementState' })

/** What a school does for a pupil; never the reason. */
export const AccommodationCode = {
  HOME_TEACHING: 'HOME_TEACHING',
  RESOURCE_ROOM: 'RESOURCE_ROOM',
  ASSISTANT: 'ASSISTANT',
} as const
registerEnumType(AccommodationCode, { name: 'AccommodationCode' })

@ObjectType()
export class EduAid {
  @Item('D57', 'L3', 'JYJ')
  @Field(() => BenefitState, { nullable: true })
  state?: string

  @Item('D57', 'L3', 'JYJ')
  @Field(() => [String], { nullable: true })
  items?: string[]

  @Item('D57', 'L3', 'JYJ')
  @Field(() => String, { nullable: true })
  term?: string
}

@ObjectType({ description: '教育局: enrolment, aid, support' })
export class Education {
  @Item('D54', 'L3', 'JYJ')
  @Field(() => OrgRef, { nullable: true })
  school?: string

  @Item('D55', 'L3', 'JYJ')
  @Field(() => Stage, { nullable: true })
  stage?: string

  @Item('D55', 'L3', 'JYJ')
  @Field(() => Int, { nullable: true })
  grade?: number

  @Item('D55', 'L3', 'JYJ')
  @Field(() => Boolean, { nullable: true, description: '全日制' })
  fullTime?: boolean

  @Item('D56', 'L3', 'JYJ')
  @Field(() => PlacementState, { nullable: true })
  publicPlacement?: string

  @Item('D57', 'L3', 'JYJ')
  @Field(() => EduAid, { nullable: true })
  educationAid?: EduAid

  @Item('D57', 'L3', 'JYJ', { derivedFrom: ['Education.educationAid'] })
  @Field(() => Boolean, {
    nullable: true,
    description: 'True while education aid is paid; not which, not for which term',
  })
  educationAided?: boolean

  @Item('D58', 'L4', 'JYJ')
  @Field(() => [AccommodationCode], { nullable: true })
  attendanceSupport?: string[]
}
