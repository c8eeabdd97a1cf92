// What linking takes in and what it asks a person. The sheet is an input that no field takes: it names, for policies, what
// the job that links may read, and comes through no door.
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { DayScalar, DivisionCode, InstantScalar } from '../../catalogue/scalars.ts'
import { Sex } from '../../departments/public-security/types.ts'

@InputType({
  description:
    'A department’s linking sheet: what it wrote down about who a child is. No field takes it; its parts are what a policy grants to the job that links',
})
export class LinkingSheet {
  @Item('D01', 'L4', 'GAJ')
  @Field(() => String, { nullable: true })
  citizenId?: string

  @Item('D01', 'L4', 'GAJ')
  @Field(() => String, { nullable: true, description: 'Of before an adoption or a correction' })
  formerCitizenId?: string

  @Item('D53', 'L4', 'JYJ')
  @Field(() => String, { nullable: true })
  studentNo?: string

  @Item('D36', 'L4', 'CLH')
  @Field(() => String, { nullable: true })
  disabilityCertNo?: string

  @Item('D03', 'L3', 'GAJ')
  @Field(() => String, { nullable: true })
  name?: string

  @Item('D03', 'L3', 'GAJ')
  @Field(() => String, { nullable: true, description: 'Of before an adoption or a correction' })
  formerName?: string

  @Item('D04', 'L3', 'GAJ')
  @Field(() => Sex, { nullable: true })
  sex?: string

  @Item('D05', 'L3', 'GAJ')
  @Field(() => DayScalar, { nullable: true })
  birthDate?: string

  @Item('D12', 'L4', 'WJW')
  @Field(() => String, { nullable: true })
  birthCertificateNo?: string

  @Item('D13', 'L4', 'GAJ')
  @Field(() => String, { nullable: true, description: 'The number of the mother' })
  motherId?: string

  @Item('D13', 'L4', 'GAJ')
  @Field(() => Int, { nullable: true })
  birthOrder?: number

  @Item('D23', 'L3', 'MZJ')
  @Field(() => String, { nullable: true, description: 'The number of the guardian' })
  guardianId?: string

  @Item('D32', 'L3', 'MZJ')
  @Field(() => String, { nullable: true })
  custodyInstitution?: string

  @Item('D32', 'L3', 'MZJ')
  @Field(() => String, { nullable: true })
  custodyNo?: string

  @Item('D07', 'L3', 'GAJ', { holds: ['D09'] })
  @Field(() => DivisionCode, { nullable: true, description: 'Of the household register or of the residence' })
  division?: string
}

export const LinkVerdict = { SAME: 'SAME', DIFFERENT: 'DIFFERENT' } as const
registerEnumType(LinkVerdict, { name: 'LinkVerdict' })

@ObjectType({ description: 'How far one field of the two agrees; never the field’s value' })
export class LinkAgreement {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  field!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => String)
  level!: string
}

@ObjectType({
  description: 'A record, and a child that it may be of. Both are opened by reference, as far as they are yours',
})
export class LinkReview {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  review!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => String, { description: 'The department whose record it is' })
  source!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => String, { description: 'Why a person is asked' })
  reason!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => String, { description: 'The weight, in bits, to the next five' })
  band!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => [LinkAgreement])
  agreement!: LinkAgreement[]

  @Item('D02', 'L3', 'GATEWAY')
  @Field(() => ID, { nullable: true, description: 'The child that the record stands at now' })
  recordRef?: string

  @Item('D02', 'L3', 'GATEWAY')
  @Field(() => ID, { nullable: true, description: 'The child that it may be of' })
  candidateRef?: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar)
  openedAt!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar, { nullable: true, description: 'Until then somebody looks at it, perhaps you' })
  heldUntil?: string
}

@ObjectType()
export class LinkReviewReceipt {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  review!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar, { nullable: true })
  heldUntil?: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => LinkVerdict, { nullable: true })
  verdict?: string
}

@ObjectType({ description: 'The number of the incident that a wrong link is' })
export class LinkUndoing {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  incident!: string

  @Item('D02', 'L3', 'GATEWAY')
  @Field(() => ID, { nullable: true, description: 'The child that the record stands at again' })
  restoredRef?: string
}
