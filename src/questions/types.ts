// The one shape in which a hospital or a school gets an answer: what applies, never why.
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import {
  BirthCertificateNo,
  CitizenIdScalar,
  DayScalar,
  DisabilityCertNo,
  InstantScalar,
  MaskedString,
  PassportNo,
  PersonNameScalar,
  StudentNoScalar,
  TravelPermitNo,
} from '../catalogue/scalars.ts'
import { AccommodationCode } from '../departments/education/types.ts'

export const Benefit = {
  PREMIUM_SUBSIDY: 'PREMIUM_SUBSIDY',
  INSTITUTION_COVER: 'INSTITUTION_COVER',
  MEDICAL_AID: 'MEDICAL_AID',
  CHECKUP: 'CHECKUP',
  EDUCATION_AID: 'EDUCATION_AID',
  REHAB_FUNDING: 'REHAB_FUNDING',
  ACCOMMODATIONS: 'ACCOMMODATIONS',
  PUBLIC_SCHOOL_PLACE: 'PUBLIC_SCHOOL_PLACE',
  CARE_VISITS: 'CARE_VISITS',
} as const
registerEnumType(Benefit, {
  name: 'Benefit',
  valuesConfig: {
    PREMIUM_SUBSIDY: { description: 'R06 全额资助参保' },
    INSTITUTION_COVER: { description: 'R07 随保随享' },
    MEDICAL_AID: { description: 'R08 医疗救助' },
    CHECKUP: { description: 'R09 健康体检' },
    EDUCATION_AID: { description: 'R10 教育资助' },
    REHAB_FUNDING: { description: 'R16 康复资助: for the treating unit, today' },
    ACCOMMODATIONS: { description: 'R16 特殊教育服务: what the school is to do for its own pupil, today' },
    PUBLIC_SCHOOL_PLACE: { description: 'R11 公办入学: undecided while no county has its criteria on file' },
    CARE_VISITS: { description: 'R18 关爱帮扶: whom the village is to visit, today; of every ground the same answer' },
  },
})

export const AnswerStatus = {
  CONFIRMED: 'CONFIRMED',
  ALREADY_GRANTED: 'ALREADY_GRANTED',
  NONE_CONFIRMED: 'NONE_CONFIRMED',
  UNDETERMINED: 'UNDETERMINED',
} as const
registerEnumType(AnswerStatus, {
  name: 'AnswerStatus',
  valuesConfig: {
    ALREADY_GRANTED: { description: 'Education aid: another school gives it this term; which one is not said' },
    NONE_CONFIRMED: { description: '未能确认：未找到、信息不符、不在本单位或本市范围、或无资格，均显示此结果' },
    UNDETERMINED: { description: 'Not decided by the gateway; take the manual path' },
  },
})

/** Why the gateway does not decide, where the reason is the same for every child and for one that is not there. */
export const UndecidedBecause = {
  NOT_IN_FORCE: 'NOT_IN_FORCE',
  BEFORE_EFFECTIVE_DATE: 'BEFORE_EFFECTIVE_DATE',
  DAY_NOT_REACHED: 'DAY_NOT_REACHED',
  TODAY_ONLY: 'TODAY_ONLY',
  RULE_UNDECIDED: 'RULE_UNDECIDED',
  TERM_UNDECIDED: 'TERM_UNDECIDED',
  SOURCE_OUT: 'SOURCE_OUT',
} as const
registerEnumType(UndecidedBecause, {
  name: 'UndecidedBecause',
  description: 'Shown where it is the same for every child',
  valuesConfig: {
    BEFORE_EFFECTIVE_DATE: { description: 'The day lies before the rules took effect' },
    TODAY_ONLY: { description: 'The source keeps no days: only today can be asked about' },
    RULE_UNDECIDED: { description: 'Nobody has decided yet whom the rule covers' },
    SOURCE_OUT: { description: 'A source of this benefit is out; ask again later or take the manual path' },
  },
})

/** One tier for every ground that leads to it. */
export const Tier = { T70: 'T70', OTHER: 'OTHER' } as const
registerEnumType(Tier, { name: 'Tier' })

@InputType({
  description:
    'Whom the question is about: one number and the full name, which must both match; or a birth, with or without the name',
})
export class SubjectInput {
  @Item('D01', 'L4', 'GAJ')
  @Field(() => CitizenIdScalar, {
    nullable: true,
    description:
      '18 characters, those of a residence permit (港澳台居民居住证, 外国人永久居留身份证) as well; or the former 15 digits',
  })
  citizenId?: string

  @Item('D01', 'L4', 'GAJ')
  @Field(() => TravelPermitNo, { nullable: true, description: '来往内地（大陆）通行证' })
  travelPermitNo?: string

  @Item('D01', 'L4', 'GAJ')
  @Field(() => PassportNo, { nullable: true, description: '护照' })
  passportNo?: string

  @Item('D53', 'L4', 'JYJ')
  @Field(() => StudentNoScalar, { nullable: true, description: 'For pupils of your own school' })
  studentNo?: string

  @Item('D13', 'L4', 'GAJ')
  @Field(() => CitizenIdScalar, {
    nullable: true,
    description: 'The mother’s number, of whatever document; beside birthCertificateNo, for a child without a number',
  })
  motherId?: string

  @Item('D12', 'L4', 'WJW')
  @Field(() => BirthCertificateNo, { nullable: true, description: 'A letter and nine digits; beside motherId' })
  birthCertificateNo?: string

  @Item('D36', 'L4', 'CLH')
  @Field(() => DisabilityCertNo, { nullable: true, description: 'For linking alone; no question takes it' })
  disabilityCertNo?: string

  @Item('D03', 'L3', 'GAJ')
  @Field(() => PersonNameScalar, { nullable: true, description: 'Beside a birth it may be left out' })
  fullName?: string
}

@ObjectType()
export class RuleRef {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  id!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  pack!: string
}

@ObjectType({ description: 'A source of this benefit and when it was last brought over; the same for every child' })
export class SourceStamp {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  source!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar, { nullable: true })
  syncedAt?: string
}

@ObjectType({ description: 'Whom to call when the gateway cannot answer' })
export class DutyContact {
  @Item('D62', 'L2', 'MZJ')
  @Field(() => String)
  name!: string

  @Item('D62', 'L2', 'MZJ')
  @Field(() => String)
  phone!: string
}

@ObjectType({ description: 'Half open: `to` is the first day without cover' })
export class CoverPeriod {
  @Item('D49', 'L3', 'YBJ')
  @Field(() => DayScalar, { nullable: true })
  from?: string

  @Item('D49', 'L3', 'YBJ')
  @Field(() => DayScalar, { nullable: true })
  to?: string
}

@ObjectType()
export class Checkup {
  @Item('D46', 'L3', 'YBJ')
  @Field(() => Boolean, { nullable: true })
  entitled?: boolean

  @Item('D46', 'L3', 'WJW')
  @Field(() => Boolean, { nullable: true })
  usedThisYear?: boolean
}

@ObjectType({ description: 'Approved by the federation: how much is left, never of which programme' })
export class RehabFunding {
  @Item('D40', 'L4', 'CLH', { holds: ['D41'] })
  @Field(() => Boolean, { nullable: true })
  funded?: boolean

  @Item('D40', 'L4', 'CLH', { holds: ['D41'] })
  @Field(() => Int, { nullable: true, description: 'Approved and not yet used, programmes and devices together' })
  remaining?: number
}

const OUTCOMES = ['CivilAffairs.categories', 'CivilAffairs.householdAidClass']
const REHABILITATION = ['Disability.rehabProgrammes', 'Disability.assistiveDevices']

@ObjectType({ description: 'What applies on one day, and how long that may be relied on. Never why.' })
export class EligibilityAnswer {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  answerId!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => Benefit)
  benefit!: string

  @Item('D51', 'L3', 'GATEWAY', {
    derivedFrom: [
      ...OUTCOMES,
      'CivilAffairs.basicAllowance',
      'CivilAffairs.careSetting',
      'Insurance.insured',
      'Education.stage',
      'Education.school',
      'EduAid.state',
      'EduAid.term',
      'Education.attendanceSupport',
      ...REHABILITATION,
      'Community.entrustedCare',
      'PublicSecurity.birthDate',
    ],
  })
  @Field(() => AnswerStatus)
  status!: string

  @Item('D51', 'L3', 'GATEWAY', { derivedFrom: OUTCOMES })
  @Field(() => Tier, { nullable: true })
  tier?: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => UndecidedBecause, { nullable: true })
  undecidedBecause?: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar)
  validOn!: string

  @Item('D28', 'L3', 'GATEWAY', { derivedFrom: ['CivilAffairs.categoryPeriod'] })
  @Field(() => DayScalar, { nullable: true, description: 'Rounded to the end of a month, term or year' })
  validUntil?: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => RuleRef)
  rule!: RuleRef

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [SourceStamp])
  sources!: SourceStamp[]

  @Item('D62', 'L2', 'MZJ')
  @Field(() => DutyContact, { nullable: true })
  manualPath?: DutyContact

  @Item('D03', 'L3', 'GAJ', { derivedFrom: ['PublicSecurity.displayName'] })
  @Field(() => MaskedString, { nullable: true, description: 'Masked, and only inside a CONFIRMED answer' })
  displayName?: string

  @Item('D49', 'L3', 'YBJ', { derivedFrom: ['Insurance.insured'] })
  @Field(() => CoverPeriod, { nullable: true })
  cover?: CoverPeriod

  @Item('D46', 'L3', 'WJW', { derivedFrom: ['Insurance.insured', 'Health.checkupYears'] })
  @Field(() => Checkup, { nullable: true })
  checkup?: Checkup

  @Item('D57', 'L3', 'JYJ', { derivedFrom: ['Education.stage'] })
  @Field(() => [String], { nullable: true, description: 'Items of education aid; the same for every ground' })
  items?: string[]

  @Item('D32', 'L3', 'MZJ', { derivedFrom: ['CivilAffairs.careSetting'] })
  @Field(() => Boolean, { nullable: true })
  institutionWard?: boolean

  @Item('D47', 'L3', 'WJW', { derivedFrom: ['Health.familyDoctorContract'] })
  @Field(() => Boolean, { nullable: true, description: 'A family doctor is contracted; beside a check-up' })
  familyDoctor?: boolean

  @Item('D40', 'L4', 'CLH', { holds: ['D41'], derivedFrom: REHABILITATION })
  @Field(() => RehabFunding, { nullable: true })
  rehabilitation?: RehabFunding

  @Item('D58', 'L4', 'JYJ', { derivedFrom: ['Education.attendanceSupport'] })
  @Field(() => [AccommodationCode], { nullable: true })
  accommodations?: string[]

  @Item('D56', 'L3', 'JYJ', { derivedFrom: ['Education.publicPlacement'] })
  @Field(() => Boolean, { nullable: true, description: 'For your own applicants; no criterion of it' })
  placeOffered?: boolean

  @Item('D25', 'L3', 'CUN', { derivedFrom: ['Community.entrustedCare', ...OUTCOMES] })
  @Field(() => Boolean, { nullable: true, description: 'To be visited; no reason' })
  needsCare?: boolean

  @Item('D62', 'L3', 'MZJ', { derivedFrom: ['PublicSecurity.residenceDivision'] })
  @Field(() => DutyContact, {
    nullable: true,
    description:
      'Beside needsCare: the child director (儿童主任) of the village where the child lives, or the nearest desk',
  })
  careContact?: DutyContact
}

@ObjectType({
  description:
    'Whether somebody comes first at your desk. Never why; of nobody and of whoever has not consented NONE_CONFIRMED alike',
})
export class PriorityAnswer {
  @Item('D60', 'L3', 'GATEWAY', { derivedFrom: ['CivilAffairs.categories', 'PublicSecurity.birthDate'] })
  @Field(() => AnswerStatus, { nullable: true })
  status?: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => UndecidedBecause, { nullable: true })
  undecidedBecause?: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar)
  validOn!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => RuleRef)
  rule!: RuleRef
}

export const RowFault = { BAD_INPUT: 'BAD_INPUT' } as const
registerEnumType(RowFault, { name: 'RowFault', description: 'A fault visible in the row alone' })

@ObjectType({
  description: 'One row of a batch: its position in the list sent, and an answer or a fault of the row alone',
})
export class PupilAnswer {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => Int)
  position!: number

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => EligibilityAnswer, { nullable: true })
  answer?: EligibilityAnswer

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => RowFault, { nullable: true })
  fault?: string
}
