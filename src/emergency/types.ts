// What break-glass shows: receipts of what was done, the subset of fields that a grant opens, and what a reviewer sees.
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import { InstantScalar } from '../catalogue/scalars.ts'
import { Guardian } from '../departments/civil-affairs/types.ts'
import { AnswerStatus, DutyContact } from '../questions/types.ts'

/** One code for every ground that leads to it. */
export const WhoCanSign = {
  PARENT: 'PARENT',
  RELATIVE: 'RELATIVE',
  INSTITUTION: 'INSTITUTION',
  CIVIL_AFFAIRS: 'CIVIL_AFFAIRS',
  UNDETERMINED: 'UNDETERMINED',
} as const
registerEnumType(WhoCanSign, {
  name: 'WhoCanSign',
  valuesConfig: {
    PARENT: { description: 'A parent; entrusted care leaves this right with the parents' },
    RELATIVE: { description: 'The relative who is the guardian on record' },
    INSTITUTION: { description: 'The welfare institution in whose care the child is' },
    CIVIL_AFFAIRS: { description: 'Civil affairs, who hold the guardianship' },
    UNDETERMINED: { description: 'Not known at this moment; call the duty desk' },
  },
})

export const EmergencyVerdict = { JUSTIFIED: 'JUSTIFIED', UNJUSTIFIED: 'UNJUSTIFIED' } as const
registerEnumType(EmergencyVerdict, { name: 'EmergencyVerdict' })

@ObjectType({ description: 'What a grant is: its number goes into X-Case. It is given for every number and name.' })
export class EmergencyReceipt {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  grant!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar)
  openedAt!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar, { description: 'From this moment on the grant opens nothing' })
  expiresAt!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar, { description: 'Unreviewed by then, the right of whoever opened it is suspended' })
  reviewBy!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar, { nullable: true })
  closedAt?: string
}

@ObjectType({ description: 'How to speak to the guardian: the desk calls and connects; no private number is given' })
export class RelayedCall {
  @Item('D62', 'L2', 'MZJ')
  @Field(() => String)
  phone!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID, { description: 'What to tell the desk: the number of the grant' })
  reference!: string
}

@ObjectType({ description: 'What an emergency grant opens. The same shape whether or not there is such a child.' })
export class EmergencyAnswer {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  answerId!: string

  @Item('D24', 'L3', 'MZJ', { derivedFrom: ['CivilAffairs.guardianshipType'] })
  @Field(() => AnswerStatus)
  status!: string

  @Item('D24', 'L3', 'MZJ', { derivedFrom: ['CivilAffairs.guardianshipType', 'CivilAffairs.careSetting'] })
  @Field(() => WhoCanSign, { nullable: true })
  whoCanSign?: string

  @Item('D23', 'L3', 'MZJ')
  @Field(() => Guardian, { nullable: true })
  guardian?: Guardian

  @Item('D32', 'L3', 'MZJ', { derivedFrom: ['CivilAffairs.careSetting'] })
  @Field(() => Boolean, { nullable: true })
  institutionWard?: boolean

  @Item('D62', 'L2', 'MZJ')
  @Field(() => DutyContact, { nullable: true })
  dutyContact?: DutyContact

  @Item('D62', 'L2', 'MZJ')
  @Field(() => RelayedCall, { nullable: true })
  relayedCall?: RelayedCall
}

@ObjectType({ description: 'A grant that waits for a verdict. It names nobody’s child.' })
export class EmergencyToReview {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  grant!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => String, { description: 'Who opened it' })
  person!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => String)
  organisation!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => String)
  unit!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => String)
  role!: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => String, { nullable: true, description: 'Why, in the words of whoever opened it' })
  reason?: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar)
  openedAt!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar)
  expiresAt!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar, { nullable: true })
  renewedAt?: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar, { nullable: true })
  closedAt?: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar)
  reviewBy!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => Int, { description: 'How often it was read under' })
  reads!: number

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => Boolean, { description: 'The right of whoever opened it is suspended because of this grant' })
  suspended!: boolean
}

@ObjectType()
export class EmergencyReview {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  grant!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => EmergencyVerdict)
  verdict!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar)
  reviewedAt!: string
}
