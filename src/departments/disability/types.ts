// What the disabled persons' federation is the source of, as the schema shows it.
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { DayScalar } from '../../catalogue/scalars.ts'

/** GB/T 26341. */
export const DisabilityKind = {
  VISUAL: 'VISUAL',
  HEARING: 'HEARING',
  SPEECH: 'SPEECH',
  PHYSICAL: 'PHYSICAL',
  INTELLECTUAL: 'INTELLECTUAL',
  MENTAL: 'MENTAL',
  MULTIPLE: 'MULTIPLE',
} as const
registerEnumType(DisabilityKind, { name: 'DisabilityKind' })

export const FundingStatus = { APPROVED: 'APPROVED', USED: 'USED', REFUSED: 'REFUSED', PENDING: 'PENDING' } as const
registerEnumType(FundingStatus, { name: 'FundingStatus' })

@ObjectType()
export class FundingState {
  @Item('D40', 'L4', 'CLH')
  @Field(() => String, { nullable: true })
  programme?: string

  @Item('D40', 'L4', 'CLH')
  @Field(() => FundingStatus, { nullable: true })
  state?: string
}

@ObjectType()
export class DeviceState {
  @Item('D41', 'L4', 'CLH')
  @Field(() => String, { nullable: true })
  device?: string

  @Item('D41', 'L4', 'CLH')
  @Field(() => FundingStatus, { nullable: true })
  state?: string
}

@ObjectType({ description: '残联: certificate, rehabilitation and device programmes' })
export class Disability {
  @Item('D37', 'L4', 'CLH')
  @Field(() => DisabilityKind, { nullable: true })
  disabilityKind?: string

  @Item('D38', 'L4', 'CLH')
  @Field(() => Int, { nullable: true, description: '1 is the most severe, 4 the least' })
  disabilityGrade?: number

  @Item('D38', 'L4', 'CLH', { derivedFrom: ['Disability.disabilityGrade'] })
  @Field(() => Boolean, { nullable: true, description: '重残: grade 1 or 2' })
  severe?: boolean

  @Item('D39', 'L3', 'CLH')
  @Field(() => DayScalar, { nullable: true })
  certValidTo?: string

  @Item('D40', 'L4', 'CLH')
  @Field(() => [FundingState], { nullable: 'itemsAndList' })
  rehabProgrammes?: FundingState[]

  @Item('D41', 'L4', 'CLH')
  @Field(() => [DeviceState], { nullable: 'itemsAndList' })
  assistiveDevices?: DeviceState[]
}
