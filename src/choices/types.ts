// What a child, or whoever acts for it, chooses between, and the receipt of it.
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import { DayScalar } from '../catalogue/scalars.ts'

export const ChosenSubsidy = { CHILD_BASIC: 'CHILD_BASIC', DISABLED_LIVING: 'DISABLED_LIVING' } as const
registerEnumType(ChosenSubsidy, {
  name: 'ChosenSubsidy',
  valuesConfig: {
    CHILD_BASIC: { description: '困境儿童基本生活补贴' },
    DISABLED_LIVING: { description: '困难残疾人生活补贴' },
  },
})

@ObjectType({ description: 'That it is written down; the same key gives the same receipt' })
export class ChoiceReceipt {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  record!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar, { description: 'The first day of the month after the one in which it was sent' })
  from!: string
}
