// The canonical record as the registry holds it: what was decided and where the child belonged, on two time axes, each fact with its source.
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { DayScalar, DivisionCode, InstantScalar } from '../../catalogue/scalars.ts'

/** The kinds of facts, and the field of casework whose grant each of them stands under. */
export const FACT_FIELDS = {
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

export const KinshipKind = { SELF: 'SELF', GUARDIAN: 'GUARDIAN' } as const
registerEnumType(KinshipKind, { name: 'KinshipKind', description: 'The child itself, or the guardian on record' })

export const LinkDecider = {
  IMPORT: 'IMPORT',
  FOUNDED: 'FOUNDED',
  RULE: 'RULE',
  WEIGHTS: 'WEIGHTS',
  PERSON: 'PERSON',
} as const
registerEnumType(LinkDecider, {
  name: 'LinkDecider',
  description: 'Brought along, the record that made the child known, a rule, weights, or a person',
})

/** What is classified alike: all that one list shows. */
type Classified = Parameters<typeof Item>

/** Both time axes of a fact, and where it came from. */
function times(...classified: Classified) {
  @ObjectType()
  abstract class Times {
    @Item(...classified)
    @Field(() => DayScalar, { nullable: true })
    validFrom?: string

    @Item(...classified)
    @Field(() => DayScalar, { nullable: true, description: 'The first day on which it no longer holds' })
    validTo?: string

    @Item(...classified)
    @Field(() => InstantScalar, { nullable: true, description: 'When the registry came to know it' })
    recordedAt?: string

    @Item(...classified)
    @Field(() => InstantScalar, { nullable: true, description: 'When the registry came to know better' })
    supersededAt?: string

    @Item(...classified)
    @Field(() => String, {
      nullable: true,
      description: 'The department that brought it; null for facts from before it was kept',
    })
    source?: string

    @Item(...classified)
    @Field(() => InstantScalar, { nullable: true, description: 'When the department wrote it down' })
    sourceRecordTime?: string
  }
  return Times
}

/** Seen by whoever sees every field that a fact can stand under, and by nobody else. */
const FACTS: Classified = [
  ...(['D26', 'L4', 'MZJ'] as const),
  { holds: ['D29', 'D32', 'D34', 'D54'], derivedFrom: Object.values(FACT_FIELDS) },
]
const DIVISIONS: Classified = ['D07', 'L3', 'GAJ', { holds: ['D09'] }]
const KINSHIPS: Classified = ['D13', 'L4', 'MZJ', { holds: ['D23'], derivedFrom: ['Guardian.relation'] }]
// That a child was in a hospital says something of its health: neither which one nor which unit is shown to anybody.
const ENCOUNTERS: Classified = ['D02', 'L4', 'WJW']
const CASES: Classified = ['D61', 'L4', 'MZJ']
const LINKS: Classified = ['D02', 'L3', 'GATEWAY']

@ObjectType({ description: 'One fact: from when to when it held, and from when to when the registry knew it' })
export class RecordedFact extends times(...FACTS) {
  @Item(...FACTS)
  @Field(() => FactKind, { nullable: true })
  kind?: string

  @Item(...FACTS)
  @Field(() => String, { nullable: true, description: 'A code of the field in casework; of a school its credit code' })
  value?: string
}

@ObjectType({ description: 'The division in which the child was registered or lived' })
export class RecordedDivision extends times(...DIVISIONS) {
  @Item(...DIVISIONS)
  @Field(() => DivisionKind, { nullable: true })
  kind?: string

  @Item(...DIVISIONS)
  @Field(() => DivisionCode, { nullable: true })
  division?: string
}

@ObjectType({ description: 'That a person with an account is the child, or its guardian; never which person' })
export class RecordedKinship extends times(...KINSHIPS) {
  @Item(...KINSHIPS)
  @Field(() => KinshipKind, { nullable: true })
  kind?: string
}

@ObjectType({ description: 'A stay or visit: its days, and nothing of where' })
export class RecordedEncounter extends times(...ENCOUNTERS) {}

@ObjectType({ description: 'That the protection case of the request is about the child' })
export class RecordedCase extends times(...CASES) {}

@ObjectType({
  description:
    'Which department holds a record of the child. It has no valid time: whose a record is was always so, or was a mistake',
})
export class RecordedLink {
  @Item(...LINKS)
  @Field(() => String, { nullable: true, description: 'The code of the department' })
  department?: string

  @Item(...LINKS)
  @Field(() => LinkDecider, { nullable: true })
  decidedBy?: string

  @Item(...LINKS)
  @Field(() => InstantScalar, { nullable: true, description: 'When it was decided' })
  recordedAt?: string
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

  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @Field(() => [RecordedKinship], { nullable: 'itemsAndList' })
  kinships?: RecordedKinship[]

  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @Field(() => [RecordedEncounter], { nullable: 'itemsAndList' })
  encounters?: RecordedEncounter[]

  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @Field(() => [RecordedCase], { nullable: 'itemsAndList' })
  cases?: RecordedCase[]

  @Item('STRUCTURE', 'L3', 'GATEWAY')
  @Field(() => [RecordedLink], {
    nullable: 'itemsAndList',
    description: 'Those that the gateway and the county decide',
  })
  links?: RecordedLink[]
}
