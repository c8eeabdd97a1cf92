// A mandatory report as it is filed, the receipt that is all a reporter ever gets of it, and what the competent county's team reads.
import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import { DivisionCode, InstantScalar } from '../catalogue/scalars.ts'
import { DutyContact } from '../questions/types.ts'

/** 关于建立侵害未成年人案件强制报告制度的意见（试行）, article 4: the situations that must be reported. */
export const ReportSituation = {
  PRIVATE_PARTS_INJURED: 'PRIVATE_PARTS_INJURED',
  SEXUAL_UNDER_14: 'SEXUAL_UNDER_14',
  SEXUAL_FROM_14: 'SEXUAL_FROM_14',
  INJURED_OR_MALTREATED: 'INJURED_OR_MALTREATED',
  UNNATURAL_HARM: 'UNNATURAL_HARM',
  ABANDONED_OR_UNCARED: 'ABANDONED_OR_UNCARED',
  MISSING_OR_TRAFFICKED: 'MISSING_OR_TRAFFICKED',
  MADE_TO_BEG: 'MADE_TO_BEG',
  OTHER: 'OTHER',
} as const
registerEnumType(ReportSituation, {
  name: 'ReportSituation',
  description: 'The published list of situations that must be reported (强制报告意见 art. 4)',
  valuesConfig: {
    PRIVATE_PARTS_INJURED: { description: '生殖器官或隐私部位遭受或疑似遭受非正常损伤' },
    SEXUAL_UNDER_14: { description: '不满十四周岁女性遭受或疑似遭受性侵害、怀孕、流产' },
    SEXUAL_FROM_14: { description: '十四周岁以上女性遭受或疑似遭受性侵害所致怀孕、流产' },
    INJURED_OR_MALTREATED: {
      description: '多处损伤、严重营养不良、意识不清，存在或疑似存在家庭暴力、欺凌、虐待、殴打或者被人麻醉',
    },
    UNNATURAL_HARM: { description: '因自杀、自残、工伤、中毒、被人麻醉、殴打等非正常原因导致伤残、死亡' },
    ABANDONED_OR_UNCARED: { description: '被遗弃或长期处于无人照料状态' },
    MISSING_OR_TRAFFICKED: { description: '来源不明、失踪或者被拐卖、收买' },
    MADE_TO_BEG: { description: '被组织乞讨' },
    OTHER: { description: '其他严重侵害身心健康的情形或面临不法侵害危险' },
  },
})

@InputType({ description: 'The child as far as you know; nothing of it is looked up, and nothing need be right' })
export class ReportedChildInput {
  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => String, { nullable: true, description: 'At most 200 characters, like each of these' })
  fullName?: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => String, { nullable: true, description: 'Of any document' })
  citizenId?: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => String, { nullable: true, description: 'A day, a year, or about how old' })
  birthDate?: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => String, { nullable: true })
  sex?: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => String, { nullable: true, description: 'Where the child lives or is now' })
  place?: string
}

@InputType({ description: 'What was seen; it is sealed for the protection desk before it is kept' })
export class MandatoryReportInput {
  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => ReportSituation)
  situation!: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => String, { description: 'In your own words, 10 to 4000 characters' })
  words!: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => Boolean, { description: 'Whether the child is in danger now' })
  inDanger!: boolean

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => DivisionCode, {
    nullable: true,
    description: 'Where it happens; where your organisation is when left out',
  })
  division?: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => ID, {
    nullable: true,
    description: 'A UUID of yours: the same report sent again with it gets the same receipt, and is one report',
  })
  key?: string
}

@ObjectType({ description: 'The report is on disk. It says nothing of the child, and opens nothing, also not later' })
export class ReportReceipt {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  number!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar)
  filedAt!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => Boolean, {
    description: 'False where your role is as it was known last, for the roster cannot be read now',
  })
  roleConfirmed!: boolean

  @Item('D62', 'L3', 'MZJ')
  @Field(() => DutyContact, { nullable: true, description: 'Whom to telephone in the competent county' })
  dutyContact?: DutyContact
}

@ObjectType({ description: 'A report of your county, not opened' })
export class MandatoryReport {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  number!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar)
  filedAt!: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => DivisionCode, { nullable: true, description: 'The competent county' })
  county?: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => String, {
    nullable: true,
    description: 'HOSPITAL, SCHOOL, STREET or VILLAGE; which one is sealed apart',
  })
  organisationKind?: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => Boolean, { nullable: true, description: 'Whether the child was in danger when it was filed' })
  inDanger?: boolean

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => Boolean, { nullable: true, description: 'False where the reporter’s role was as it was known last' })
  roleConfirmed?: boolean

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar, { nullable: true, description: 'Null while nobody has it in hand' })
  acknowledgedAt?: string
}

@ObjectType({ description: 'The child, as a reporter wrote it' })
export class ReportedChild {
  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => String, { nullable: true })
  fullName?: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => String, { nullable: true })
  citizenId?: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => String, { nullable: true })
  birthDate?: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => String, { nullable: true })
  sex?: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => String, { nullable: true })
  place?: string
}

@ObjectType({ description: 'A report of your county, opened: it is journalled who opened it' })
export class OpenedReport extends MandatoryReport {
  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => ReportSituation, { nullable: true })
  situation?: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => String, { nullable: true })
  words?: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => DivisionCode, { nullable: true, description: 'Where it happens, as far as the reporter said' })
  division?: string

  @Item('D61', 'L4', 'GATEWAY')
  @Field(() => ReportedChild, { nullable: true, description: 'As the reporter wrote it; nothing of it was looked up' })
  child?: ReportedChild
}
