// An approval as the school sees it. It is about a list that is to be asked, and holds nothing of a child.
import { Field, ID, Int, ObjectType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import { DayScalar } from '../catalogue/scalars.ts'

@ObjectType({ description: 'That the aid officer may ask about so many pupils at once, under a batch number' })
export class BatchApproval {
  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => ID, { description: 'The batch number; what X-Case takes' })
  batch!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => Int, { description: 'Pupils asked about at once; never more than the roll has' })
  pupils!: number

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => DayScalar)
  from!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => DayScalar, {
    nullable: true,
    description: 'The last day; the day before `from` of one that was ended at once',
  })
  until?: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => ID, { description: 'Person id of who approved' })
  approvedBy!: string
}
