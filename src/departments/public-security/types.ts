// What public security is the source of, as the schema shows it.
import { Field, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { DayScalar, DivisionCode, EthnicCode, MaskedString } from '../../catalogue/scalars.ts'

/** GB/T 2261.1. */
export const Sex = { UNKNOWN: 'UNKNOWN', MALE: 'MALE', FEMALE: 'FEMALE', NOT_STATED: 'NOT_STATED' } as const
registerEnumType(Sex, { name: 'Sex' })

/** Bands cut at the legal ages 14, 16 and 18. */
export const AgeBand = {
  AGE_0_2: 'AGE_0_2',
  AGE_3_5: 'AGE_3_5',
  AGE_6_11: 'AGE_6_11',
  AGE_12_13: 'AGE_12_13',
  AGE_14_15: 'AGE_14_15',
  AGE_16_17: 'AGE_16_17',
  ADULT: 'ADULT',
} as const
registerEnumType(AgeBand, { name: 'AgeBand' })

export const ParentRelation = { FATHER: 'FATHER', MOTHER: 'MOTHER' } as const
registerEnumType(ParentRelation, { name: 'ParentRelation' })

export const VitalStatus = {
  ALIVE: 'ALIVE',
  DEAD: 'DEAD',
  DECLARED_DEAD: 'DECLARED_DEAD',
  DECLARED_MISSING: 'DECLARED_MISSING',
  UNKNOWN: 'UNKNOWN',
} as const
registerEnumType(VitalStatus, { name: 'VitalStatus' })

@ObjectType()
export class ParentLink {
  @Item('D13', 'L4', 'GAJ')
  @Field(() => ParentRelation, { nullable: true })
  relation?: string

  @Item('D14', 'L4', 'GAJ', { derivedFrom: ['ParentLink.relation'] })
  @Field(() => VitalStatus, { nullable: true })
  vitalStatus?: string
}

@ObjectType({ description: '公安局: identity and household registration' })
export class PublicSecurity {
  @Item('D01', 'L4', 'GAJ')
  @Field(() => MaskedString, { nullable: true })
  citizenId?: string

  @Item('D03', 'L3', 'GAJ')
  @Field(() => MaskedString, { nullable: true })
  displayName?: string

  @Item('D04', 'L3', 'GAJ')
  @Field(() => Sex, { nullable: true })
  sex?: string

  @Item('D05', 'L3', 'GAJ')
  @Field(() => DayScalar, { nullable: true })
  birthDate?: string

  @Item('D05', 'L3', 'GAJ', { derivedFrom: ['PublicSecurity.birthDate'] })
  @Field(() => AgeBand, { nullable: true })
  ageBand?: string

  @Item('D06', 'L3', 'GAJ')
  @Field(() => EthnicCode, { nullable: true })
  ethnicity?: string

  @Item('D07', 'L3', 'GAJ')
  @Field(() => DivisionCode, { nullable: true })
  hukouDivision?: string

  @Item('D08', 'L4', 'GAJ')
  @Field(() => MaskedString, { nullable: true })
  hukouAddress?: string

  @Item('D09', 'L3', 'GAJ')
  @Field(() => DivisionCode, { nullable: true })
  residenceDivision?: string

  @Item('D10', 'L4', 'GAJ')
  @Field(() => MaskedString, { nullable: true })
  residenceAddress?: string

  @Item('D11', 'L3', 'GAJ')
  @Field(() => DayScalar, { nullable: true })
  residenceSince?: string

  @Item('D11', 'L3', 'GAJ', { derivedFrom: ['PublicSecurity.residenceSince'] })
  @Field(() => Boolean, { nullable: true, description: 'Registered as residing here for six months or more' })
  residedSixMonths?: boolean

  @Item('D13', 'L4', 'GAJ')
  @Field(() => [ParentLink], { nullable: 'itemsAndList' })
  parentLinks?: ParentLink[]

  @Item('D15', 'L4', 'GAJ')
  @Field(() => Boolean, { nullable: true })
  parentsUntraceable?: boolean

  @Item('D16', 'L4', 'GAJ')
  @Field(() => Boolean, { nullable: true })
  lostContactFinding?: boolean
}
