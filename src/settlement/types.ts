// How a hospital names the encounters that it opens, and the receipt it gets: of its own words alone.
import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import { CitizenIdScalar, DayScalar, PassportNo, PersonNameScalar, TravelPermitNo } from '../catalogue/scalars.ts'

export const EncounterState = { OPEN: 'OPEN', CLOSED: 'CLOSED' } as const
registerEnumType(EncounterState, { name: 'EncounterState' })

export const EncounterFault = { BAD_INPUT: 'BAD_INPUT', OPENED_OTHERWISE: 'OPENED_OTHERWISE' } as const
registerEnumType(EncounterFault, {
  name: 'EncounterFault',
  description: 'A fault that your own words alone show',
  valuesConfig: {
    BAD_INPUT: { description: 'A number, a name or a day that cannot be one' },
    OPENED_OTHERWISE: { description: 'Your unit opened this number before, for another child or from another day' },
  },
})

@InputType({ description: 'A stay or visit, and whose it is: one number and the full name' })
export class EncounterInput {
  @Item('D02', 'L3', 'GATEWAY')
  @Field(() => String, { description: 'Your own number of it, as `x-case` will name it; 1 to 64 characters' })
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

  @Item('D03', 'L3', 'GAJ')
  @Field(() => PersonNameScalar)
  fullName!: string
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
