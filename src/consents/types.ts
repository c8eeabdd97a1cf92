// Whom a grown-up person consents to be asked about by, and who asked.
import { Field, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import { DayScalar } from '../catalogue/scalars.ts'

export const ConsentDesk = { HOUSING: 'HOUSING', EMPLOYMENT: 'EMPLOYMENT' } as const
export type ConsentDesk = keyof typeof ConsentDesk
registerEnumType(ConsentDesk, {
  name: 'ConsentDesk',
  description: 'Who may ask about you, to serve whoever left care first',
  valuesConfig: {
    HOUSING: { description: '住房保障：公租房、租赁补贴' },
    EMPLOYMENT: { description: '人社：就业援助、培训' },
  },
})

@ObjectType({ description: 'That it is written down; it is in force at once' })
export class ConsentReceipt {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ConsentDesk)
  desk!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar, { description: 'The first day on which the desk may no longer ask' })
  until!: string
}

@ObjectType({
  description:
    'What you consented to: the office of your household register may learn that you come first, and no reason',
})
export class Consent {
  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => ConsentDesk)
  desk!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => DayScalar)
  from!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => DayScalar, { description: 'The first day on which it no longer holds' })
  until!: string
}

@ObjectType({ description: 'An office that asked about you under your consent' })
export class ConsentUse {
  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => ConsentDesk)
  desk!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => String, { nullable: true, description: 'Null for one that is no longer in the roster' })
  office?: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => DayScalar)
  on!: string
}
