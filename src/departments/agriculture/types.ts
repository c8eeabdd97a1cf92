// What agriculture is the source of, as the schema shows it.
import { Field, ObjectType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'

@ObjectType({ description: '农业农村局: the register of low-income rural households' })
export class Agriculture {
  @Item('D34', 'L3', 'NYJ')
  @Field(() => Boolean, { nullable: true, description: '低收入农户: on the register today; not for what' })
  lowIncomeRegistered?: boolean
}
