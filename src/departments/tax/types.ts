// What the tax bureau is the source of, as the schema shows it.
import { Field, ObjectType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { DayScalar } from '../../catalogue/scalars.ts'

@ObjectType({ description: '税务局: premiums of health insurance collected' })
export class Tax {
  @Item('D50', 'L3', 'SWJ')
  @Field(() => DayScalar, { nullable: true, description: 'Of this insurance year; not by whom it was paid' })
  premiumCollectedOn?: string
}
