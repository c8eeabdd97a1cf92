// What acknowledging a notice shows.
import { Field, ID, ObjectType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import { InstantScalar } from '../catalogue/scalars.ts'

@ObjectType()
export class NoticeReceipt {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => ID)
  notice!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar)
  acknowledgedAt!: string
}
