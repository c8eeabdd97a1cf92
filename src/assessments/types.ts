// What a village or a street says of a visit and an assessment, and what waits for a second person.
import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import { DayScalar } from '../catalogue/scalars.ts'
import { CareNeed, Difficulty, ParentFinding } from '../departments/community/types.ts'

export const EvidenceKind = {
  HOME_VISIT: 'HOME_VISIT',
  PHONE: 'PHONE',
  SCHOOL_TALK: 'SCHOOL_TALK',
  DOCUMENT: 'DOCUMENT',
} as const
registerEnumType(EvidenceKind, { name: 'EvidenceKind', description: 'On what a visit or an assessment rests' })

export const Countersigning = { COUNTERSIGNED: 'COUNTERSIGNED', RETURNED: 'RETURNED' } as const
registerEnumType(Countersigning, { name: 'Countersigning', description: 'What a second person says of an assessment' })

export const ReturnReason = {
  INCOMPLETE: 'INCOMPLETE',
  NOT_SEEN: 'NOT_SEEN',
  CONTRADICTED: 'CONTRADICTED',
  OTHER_EVIDENCE: 'OTHER_EVIDENCE',
  OTHER_CHILD: 'OTHER_CHILD',
} as const
registerEnumType(ReturnReason, {
  name: 'ReturnReason',
  description: 'Why an assessment goes back',
  valuesConfig: {
    INCOMPLETE: { description: 'Something that matters is not said' },
    NOT_SEEN: { description: 'The child has to be seen first' },
    CONTRADICTED: { description: 'The supervisor knows it otherwise' },
    OTHER_EVIDENCE: { description: 'It needs to rest on something else' },
    OTHER_CHILD: { description: 'It seems to be about another child' },
  },
})

@InputType({
  description: 'What was found. What is left out, or null, stays unknown; an empty list says that none was found',
})
export class FindingsInput {
  @Item('D61', 'L4', 'XZJ')
  @Field(() => Boolean, { nullable: true, description: '监护缺失' })
  guardianshipMissing?: boolean

  @Item('D61', 'L4', 'XZJ')
  @Field(() => [Difficulty], { nullable: true })
  difficulties?: string[]

  @Item('D25', 'L3', 'CUN')
  @Field(() => Boolean, { nullable: true, description: '委托照护' })
  entrustedCare?: boolean

  @Item('D61', 'L4', 'XZJ')
  @Field(() => Boolean, { nullable: true, description: 'Lives with parents or another guardian' })
  accompanied?: boolean

  @Item('D61', 'L4', 'XZJ')
  @Field(() => [CareNeed], { nullable: true })
  needs?: string[]
}

@InputType({ description: 'What was found of one parent. What is left out, or null, stays unknown' })
export class ParentFindingInput {
  @Item('D61', 'L4', 'XZJ')
  @Field(() => Boolean, { nullable: true, description: '无法履行抚养义务和监护职责' })
  unableToSupport?: boolean

  @Item('D61', 'L4', 'XZJ')
  @Field(() => Boolean, { nullable: true, description: '无监护能力' })
  lacksGuardianCapacity?: boolean

  @Item('D61', 'L4', 'XZJ')
  @Field(() => Boolean, { nullable: true, description: 'Works away across county lines' })
  away?: boolean

  @Item('D61', 'L4', 'XZJ')
  @Field(() => DayScalar, { nullable: true, description: 'For one who is away, and for nobody else' })
  awaySince?: string
}

@ObjectType({ description: 'That it is written down; the same key gives the same receipt' })
export class CareReceipt {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  record!: string
}

@ObjectType({ description: 'An assessment that counts once a second person has countersigned it' })
export class AssessmentToCountersign {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  assessment!: string

  @Item('D02', 'L3', 'GATEWAY')
  @Field(() => ID, { nullable: true })
  ref?: string

  @Item('D61', 'L4', 'XZJ')
  @Field(() => DayScalar, { nullable: true })
  day?: string

  @Item('D61', 'L4', 'XZJ')
  @Field(() => EvidenceKind, { nullable: true })
  evidence?: string

  @Item('D61', 'L4', 'XZJ')
  @Field(() => Boolean, { nullable: true })
  guardianshipMissing?: boolean

  @Item('D61', 'L4', 'XZJ')
  @Field(() => [Difficulty], { nullable: true })
  difficulties?: string[]

  @Item('D25', 'L3', 'CUN')
  @Field(() => Boolean, { nullable: true })
  entrustedCare?: boolean

  @Item('D61', 'L4', 'XZJ')
  @Field(() => Boolean, { nullable: true })
  accompanied?: boolean

  @Item('D61', 'L4', 'XZJ')
  @Field(() => [CareNeed], { nullable: true })
  needs?: string[]

  @Item('D61', 'L4', 'XZJ')
  @Field(() => [ParentFinding], {
    nullable: 'itemsAndList',
    description: 'Father and mother; null where nothing was said',
  })
  parentFindings?: ParentFinding[]
}
