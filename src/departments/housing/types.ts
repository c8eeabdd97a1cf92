// What housing security is the source of, as the schema shows it.
import { Field, ObjectType } from 'type-graphql'
import { Item } from '../../catalogue/item.ts'
import { BenefitState } from '../civil-affairs/types.ts'

@ObjectType({ description: '住保房管局: housing after leaving care' })
export class Housing {
  @Item('D60', 'L3', 'ZFJ')
  @Field(() => BenefitState, { nullable: true, description: '公租房或租赁补贴' })
  state?: string

  @Item('D60', 'L3', 'ZFJ')
  @Field(() => Boolean, { nullable: true, description: 'To be served first; no reason' })
  priority?: boolean
}
