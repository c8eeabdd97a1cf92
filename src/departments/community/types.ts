// What streets and villages are the source of, as the schema shows it, and the codes in which it is said.
import { Field, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { CaseRef, DayScalar } from '../../catalogue/scalars.ts'
import { ParentRelation } from '../public-security/types.ts'

export const Difficulty = { LIVING: 'LIVING', MEDICAL: 'MEDICAL', SCHOOLING: 'SCHOOLING', OTHER: 'OTHER' } as const
registerEnumType(Difficulty, { name: 'Difficulty', description: 'In what an assessment found a child in difficulty' })

export const CareNeed = {
  CARE_VISITS: 'CARE_VISITS',
  SCHOOLING_HELP: 'SCHOOLING_HELP',
  MEDICAL_HELP: 'MEDICAL_HELP',
  PSYCHOLOGICAL: 'PSYCHOLOGICAL',
  MATERIAL: 'MATERIAL',
  LEGAL: 'LEGAL',
} as const
registerEnumType(CareNeed, {
  name: 'CareNeed',
  description: 'What an assessment found a child to need',
  valuesConfig: {
    CARE_VISITS: { description: '关爱走访' },
    SCHOOLING_HELP: { description: '就学帮扶' },
    MEDICAL_HELP: { description: '就医帮扶' },
    PSYCHOLOGICAL: { description: '心理关爱' },
    MATERIAL: { description: '生活物资' },
    LEGAL: { description: '法律援助' },
  },
})

@ObjectType({ description: 'What was found of one parent' })
export class ParentFinding {
  @Item('D13', 'L4', 'GAJ')
  @Field(() => ParentRelation, { nullable: true })
  relation?: string

  @Item('D61', 'L4', 'XZJ', { derivedFrom: ['ParentFinding.relation'] })
  @Field(() => Boolean, { nullable: true, description: '无法履行抚养义务和监护职责' })
  unableToSupport?: boolean

  @Item('D61', 'L4', 'XZJ', { derivedFrom: ['ParentFinding.relation'] })
  @Field(() => Boolean, { nullable: true, description: '无监护能力' })
  lacksGuardianCapacity?: boolean

  @Item('D61', 'L4', 'XZJ', { derivedFrom: ['ParentFinding.relation'] })
  @Field(() => Boolean, { nullable: true, description: 'Works away across county lines' })
  away?: boolean

  @Item('D61', 'L4', 'XZJ', { derivedFrom: ['ParentFinding.relation'] })
  @Field(() => DayScalar, { nullable: true, description: 'Since when, for one who is away' })
  awaySince?: string
}

@ObjectType({
  description:
    '乡镇（街道）、村（居）: entrusted care, protection cases, what countersigned assessments found. What nobody said, or said too long ago, is null',
})
export class Community {
  @Item('D25', 'L3', 'CUN')
  @Field(() => Boolean, { nullable: true })
  entrustedCare?: boolean

  @Item('D61', 'L4', 'XZJ')
  @Field(() => CaseRef, { nullable: true })
  protectionCase?: string

  @Item('D61', 'L4', 'XZJ')
  @Field(() => Boolean, { nullable: true, description: '监护缺失' })
  guardianshipMissing?: boolean

  @Item('D61', 'L4', 'XZJ')
  @Field(() => [Difficulty], { nullable: true, description: 'An empty list: none was found' })
  difficulties?: string[]

  @Item('D61', 'L4', 'XZJ')
  @Field(() => Boolean, { nullable: true, description: 'Lives with parents or another guardian' })
  accompanied?: boolean

  @Item('D61', 'L4', 'XZJ')
  @Field(() => [CareNeed], { nullable: true, description: 'An empty list: none was found' })
  needs?: string[]

  @Item('D61', 'L4', 'XZJ')
  @Field(() => [ParentFinding], { nullable: 'itemsAndList' })
  parentFindings?: ParentFinding[]

  @Item('D61', 'L4', 'XZJ')
  @Field(() => DayScalar, { nullable: true, description: 'Of the newest assessment that holds' })
  assessedOn?: string

  @Item('D61', 'L4', 'XZJ')
  @Field(() => DayScalar, { nullable: true })
  lastVisitOn?: string
}
