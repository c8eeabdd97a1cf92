// The canonical record as the registry holds it: what was decided and where the child belonged, on two time axes, each fact with its source.
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { DayScalar, DivisionCode, InstantScalar } from '../../catalogue/scalars.ts'

/** The kinds of facts, and the field of casework whose grant each of them stands under. */
const FACT_FIELDS = {
  CATEGORY: 'CivilAffairs.categories',
  HOUSEHOLD_AID: 'CivilAffairs.householdAidClass',
  BASIC_ALLOWANCE: 'CivilAffairs.basicAllowance',
  CARE_SETTING: 'CivilAffairs.careSetting',
  SCHOOL: 'Education.school',
} as const

export const FactKind = {
  CATEGORY: 'CATEGORY',
  HOUSEHOLD_AID: 'HOUSEHOLD_AID',
  BASIC_ALLOWANCE: 'BASIC_ALLOWANCE',
  CARE_SETTING: 'CARE_SETTING',
  SCHOOL: 'SCHOOL',
} as const
registerEnumType(FactKind, { name: 'FactKind', description: 'What a recorded fact is about' })

export const DivisionKind = { HUKOU: 'HUKOU', RESIDENCE: 'RESIDENCE' } as const
registerEnumType(DivisionKind, { name: 'DivisionKind', description: 'Of the household register, or of the residence' })

/** Seen by whoever sees every field that a fact can stand under, and by nobody else. */
const OF_FACTS = { holds: ['D29', 'D32', 'D34', 'D54'], derivedFrom: Object.values(FACT_FIELDS) } as const
const OF_DIVISIONS = { holds: ['D09'] } as const

@ObjectType({ description: 'One fact: from when to when it held, and from when to when the registry knew it' })
export class RecordedFact {
  @Item('D26', 'L4', 'MZJ', OF_FACTS)
  @Field(() => FactKind, { nullable: true })
  kind?: string

  @Item('D26', 'L4', 'MZJ', OF_FACTS)
  @Field(() => String, { nullable: true, description: 'A code of the field in casework; of a school its credit code' })
  value?: string

  @Item('D26', 'L4', 'MZJ', OF_FACTS)
  @Field(() => DayScalar, { nullable: true })
  validFrom?: string

  @Item('D26', 'L4', 'MZJ', OF_FACTS)
  @Field(() => DayScalar, { nullable: true, description: 'The first day on which it no longer holds' })
  validTo?: string

  @Item('D26', 'L4', 'MZJ', OF_FACTS)
  @Field(() => InstantScalar, { nullable: true, description: 'When the registry came to know it' })
  recordedAt?: string

  @Item('D26', 'L4', 'MZJ', OF_FACTS)
  @Field(() => InstantScalar, { nullable: true, description: 'When the registry came to know better' })
  supersededAt?: string

  @Item('D26', 'L4', 'MZJ', OF_FACTS)
  @Field(() => String, {
    nullable: true,
    description: 'The department that brought it; null for facts from before it was kept',
  })
  source?: string

  @Item('D26', 'L4', 'MZJ', OF_FACTS)
  @Field(() => InstantScalar, { nullable: true, description: 'When the department wrote it down' })
  sourceRecordTime?: string
}

@ObjectType({ description: 'The division in which the child was registered or lived' })
export class RecordedDivision {
  @Item('D07', 'L3', 'GAJ', OF_DIVISIONS)
  @Field(() => DivisionKind, { nullable: true })
  kind?: string

  @Item('D07', 'L3', 'GAJ', OF_DIVISIONS)
  @Field(() => DivisionCode, { nullable: true })
  division?: string

  @Item('D07', 'L3', 'GAJ', OF_DIVISIONS)
  @Field(() => DayScalar, { nullable: true })
  validFrom?: string

  @Item('D07', 'L3', 'GAJ', OF_DIVISIONS)
  @Field(() => DayScalar, { nullable: true })
  validTo?: string

  @Item('D07', 'L3', 'GAJ', OF_DIVISIONS)
  @Field(() => InstantScalar, { nullable: true })
  recordedAt?: string

  @Item('D07', 'L3', 'GAJ', OF_DIVISIONS)
  @Field(() => InstantScalar, { nullable: true })
  supersededAt?: string

  @Item('D07', 'L3', 'GAJ', OF_DIVISIONS)
  @Field(() => String, { nullable: true })
  source?: string

  @Item('D07', 'L3', 'GAJ', OF_DIVISIONS)
  @Field(() => InstantScalar, { nullable: true })
  sourceRecordTime?: string
}

@ObjectType({ description: 'What held of a child on a day, as the registry knew it at a moment' })
export class ChildRecord {
  @Item('D02', 'L3', 'GATEWAY')
  @Field(() => ID, { nullable: true })
  childRef?: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar)
  asOf!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar)
  knownAt!: string

  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @Field(() => [RecordedFact], { nullable: 'itemsAndList' })
  facts?: RecordedFact[]

  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @Field(() => [RecordedDivision], { nullable: 'itemsAndList' })
  divisions?: RecordedDivision[]
}
