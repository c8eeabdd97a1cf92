// How a hospital names the encounters that it opens, and the receipt it gets: of its own words alone.
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import {
  BirthCertificateNo,
  CitizenIdScalar,
  DayScalar,
  InstantScalar,
  PassportNo,
  PersonNameScalar,
  TravelPermitNo,
} from '../catalogue/scalars.ts'
import { AnswerStatus, Benefit, EligibilityAnswer, Tier } from '../questions/types.ts'

export const EncounterState = { OPEN: 'OPEN', CLOSED: 'CLOSED' } as const
registerEnumType(EncounterState, { name: 'EncounterState' })

export const EncounterFault = {
  BAD_INPUT: 'BAD_INPUT',
  ENCOUNTER_NUMBER: 'ENCOUNTER_NUMBER',
  OPENED_OTHERWISE: 'OPENED_OTHERWISE',
} as const
registerEnumType(EncounterFault, {
  name: 'EncounterFault',
  description: 'A fault that your own words alone show',
  valuesConfig: {
    BAD_INPUT: { description: 'A number of a person, a name or a day that cannot be one' },
    ENCOUNTER_NUMBER: { description: 'A number of an encounter that `x-case` cannot carry' },
    OPENED_OTHERWISE: { description: 'Your unit opened this number before, for another child or from another day' },
  },
})

@InputType({ description: 'A stay or visit, and whose it is, as in SubjectInput' })
export class EncounterInput {
  @Item('D02', 'L3', 'GATEWAY')
  @Field(() => String, {
    description: 'Your own number of it, as `x-case` will name it: 1 to 64 of A-Z a-z 0-9 . _ / -',
  })
  encounter!: string

  @Item('D02', 'L3', 'GATEWAY')
  @Field(() => DayScalar, { description: 'The first day; today or within the last year' })
  from!: string

  @Item('D01', 'L4', 'GAJ')
  @Field(() => CitizenIdScalar, { nullable: true, description: 'As in SubjectInput' })
  citizenId?: string

  @Item('D01', 'L4', 'GAJ')
  @Field(() => TravelPermitNo, { nullable: true })
  travelPermitNo?: string

  @Item('D01', 'L4', 'GAJ')
  @Field(() => PassportNo, { nullable: true })
  passportNo?: string

  @Item('D13', 'L4', 'GAJ')
  @Field(() => CitizenIdScalar, { nullable: true })
  motherId?: string

  @Item('D12', 'L4', 'WJW')
  @Field(() => BirthCertificateNo, { nullable: true })
  birthCertificateNo?: string

  @Item('D03', 'L3', 'GAJ')
  @Field(() => PersonNameScalar, { nullable: true, description: 'Beside a birth it may be left out' })
  fullName?: string
}

@ObjectType({ description: 'The same whether the child is known or not' })
export class EncounterReceipt {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => Int, { description: 'Which of those sent, from 1' })
  position!: number

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => EncounterState, { nullable: true, description: 'What you have said of it so far; null beside a fault' })
  state?: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => EncounterFault, { nullable: true })
  fault?: string
}

export const QuestionState = { WAITING: 'WAITING', ANSWERED: 'ANSWERED', ENDED: 'ENDED' } as const
registerEnumType(QuestionState, { name: 'QuestionState' })

export const QuestionEnd = {
  RIGHTS_ENDED: 'RIGHTS_ENDED',
  ENCOUNTER_CLOSED: 'ENCOUNTER_CLOSED',
  CLAIM_DEADLINE: 'CLAIM_DEADLINE',
  FAILED: 'FAILED',
} as const
registerEnumType(QuestionEnd, {
  name: 'QuestionEnd',
  description: 'Why a question is repeated no more',
  valuesConfig: {
    RIGHTS_ENDED: { description: 'Whoever asked may no longer ask; a colleague asks anew' },
    CLAIM_DEADLINE: { description: 'The days may be claimed no more' },
  },
})

@ObjectType({ description: 'A question that a source was out for. The gateway repeats it by itself' })
export class UnansweredQuestion {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  question!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => String, { description: 'Your own number of it' })
  encounter!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => Benefit)
  benefit!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar)
  from!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar)
  to!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar)
  askedAt!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar, { description: 'The last day on which it is repeated' })
  repeatedUntil!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => QuestionState)
  state!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => QuestionEnd, { nullable: true })
  endedBecause?: string

  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @Field(() => [EligibilityAnswer], { nullable: 'itemsAndList', description: 'One for each day, once it is answered' })
  answers?: EligibilityAnswer[]
}

const OUTCOMES = ['CivilAffairs.categories', 'CivilAffairs.householdAidClass']

@ObjectType({
  description: 'RESETTLE: an answer of your unit that comes out otherwise today for the same service days. Never why',
})
export class Resettlement {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID, { description: 'The answer that was given; of a stay that of the first of these days' })
  answerId!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => String, { description: 'Your own number of it' })
  encounter!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [DayScalar])
  serviceDays!: string[]

  @Item('D51', 'L3', 'GATEWAY', { derivedFrom: OUTCOMES })
  @Field(() => AnswerStatus, { nullable: true })
  newStatus?: string

  @Item('D51', 'L3', 'GATEWAY', { derivedFrom: OUTCOMES })
  @Field(() => Tier, { nullable: true })
  newTier?: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar, { description: 'The day from which your list has it' })
  toldOn!: string
}
